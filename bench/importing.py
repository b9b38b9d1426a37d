"""How fast and how small the import is, beside DuckDB's own reader with the same checks."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.speed import process
from data.load import load
from data.store import Store

RUNS = 3
LIMIT = 3.0


def measure_import(rows: int) -> Iterator[str]:
    """Give a line on time and one on memory, both for a clean CSV of ``rows`` investors."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        file = folder / "investors.csv"
        _written(folder, file, rows)
        loaded = folder / "loaded.duckdb"
        store = Store(loaded)
        load(store)
        store.close()
        runs: dict[str, list[tuple[float, float]]] = {"ours": [], "peer": []}
        for _ in range(RUNS):
            for name, measured in runs.items():
                database = Path(shutil.copy(loaded, folder / f"{name}.duckdb"))
                run = process(_command(name, file, database))
                measured.append((run.seconds, run.peak))
                _filled(database, rows)
        size = file.stat().st_size / 2**20
        exported = list(_exported(folder, rows))
    seconds = {name: median(run[0] for run in each) for name, each in runs.items()}
    peaks = {name: median(run[1] for run in each) for name, each in runs.items()}
    yield (
        f"import: {rows:,} investors of CSV ({size:.0f} MiB) checked and written, "
        f"{seconds['ours']:.1f} s, {seconds['ours'] / seconds['peer']:.2f} times DuckDB's read_csv "
        f"into a table with the same checks in SQL ({seconds['peer']:.1f} s; limit {LIMIT:g})"
    )
    yield (
        f"import memory: peak {peaks['ours']:.0f} MiB, {peaks['ours'] / peaks['peer']:.2f} times "
        f"that of DuckDB ({peaks['peer']:.0f} MiB)"
    )
    yield from exported


def _exported(folder: Path, rows: int) -> Iterator[str]:
    """Give a line on the export of the filled database, for CSV and for Parquet."""
    database = str(folder / "ours.duckdb")
    for kind in ("csv", "parquet"):
        out = ["-m", "data", "export", str(folder / f"ours-{kind}"), "--format", kind]
        ours = process([*out, "--database", database])
        peer = process(["-m", "bench.export_peer", database, str(folder / f"peer-{kind}"), kind])
        yield (
            f"export: {rows:,} investors as {kind}, {ours.seconds:.1f} s, "
            f"{ours.seconds / peer.seconds:.2f} times DuckDB's own COPY ({peer.seconds:.1f} s); "
            f"peak {ours.peak:.0f} MiB (DuckDB {peer.peak:.0f} MiB)"
        )


def _command(name: str, file: Path, database: Path) -> list[str]:
    if name == "peer":
        return ["-m", "bench.import_peer", str(file), str(database)]
    return ["-m", "data", "import", "investors", str(file), "--database", str(database)]


def _written(folder: Path, file: Path, rows: int) -> None:
    """Made-up investors without their marks, for which the database would refuse them."""
    command = ["-m", "data", "synthesize", str(folder / "made"), "--format", "csv"]
    sizes = ["--investors", str(rows), "--projects", "10", "--deals", "10"]
    subprocess.run([sys.executable, *command, *sizes], check=True, stdout=subprocess.DEVNULL)
    made = folder / "made" / "investors.csv"
    with made.open(encoding="utf-8") as source, file.open("w", encoding="utf-8") as target:
        for line in source:
            target.write(re.sub(r"synthetic-|\"synthetic\"", _renamed, line))


def _renamed(mark: re.Match[str]) -> str:
    return "bench-" if mark.group().startswith("synthetic-") else '"facts"'


def _filled(database: Path, rows: int) -> None:
    store = Store(database)
    with store.reading() as cursor:
        found = cursor.execute("select count(*) from investor_fact").fetchone()
    store.close()
    if not found or found[0] < rows:
        raise RuntimeError(f"{database.name} holds {found} investors, not {rows:,} more")
