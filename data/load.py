"""Bring the seed facts into the database: idempotent, and never at the cost of people's work."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.seeding import assemble
from data.seeding.files import Fault, SeedError
from data.store import Store, Writer

SEED = Path(__file__).parent / "seed"

#: Raised whenever the rules in this package change what the same seed files turn into.
RULES_VERSION = "4"

#: Tables that hold records people may add to, with the key of each.
RECORDS = {"investor_fact": "investor_id", "project_fact": "project_id", "deal_fact": "deal_id"}


@dataclass(frozen=True)
class Loaded:
    """What a load did. ``rows`` counts what each table holds afterwards."""

    changed: bool
    version: str
    rows: dict[str, int]
    withdrawn: list[str]


def load(store: Store, folder: Path = SEED) -> Loaded:
    """Load the seed facts of ``folder`` into ``store``.

    Nothing happens where the same files are loaded already. Otherwise, in one transaction, the
    seed's rows are replaced; records that people entered and every event stay. A seed record that
    is gone from the files but that an event or an entered deal still names is kept, marked
    ``withdrawn``.

    Raises
    ------
    SeedError
        With every fault found; the database is then as it was.
    """
    version = fingerprint(folder)
    if store.value("setting", name="seed_version") == version:
        return Loaded(changed=False, version=version, rows=_counts(store), withdrawn=[])
    tables = assemble(folder)
    with store.writing() as writer:
        withdrawn = [
            record
            for table, key in RECORDS.items()
            for record in _replace_records(writer, table, key, tables.pop(table))
        ]
        for table, rows in tables.items():
            writer.replace(table, rows)
        writer.replace("seed_file", _files(folder))
        writer.run("set_setting", name="seed_version", value=version)
    return Loaded(changed=True, version=version, rows=_counts(store), withdrawn=withdrawn)


def fingerprint(folder: Path) -> str:
    """Digest of every seed file's name and content and of the rules that read them."""
    digest = hashlib.sha256(RULES_VERSION.encode())
    for path in _seed_paths(folder):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _replace_records(writer: Writer, table: str, key: str, rows: pd.DataFrame) -> list[str]:
    entered = {record for (record,) in writer.run(f"entered_{table}")}
    clashes = [
        Fault(table, None, key, repr(record), "an id that nobody has entered in the dashboard")
        for record in rows[key]
        if record in entered
    ]
    if clashes:
        raise SeedError(clashes)
    gone = {record for (record,) in writer.run(f"named_{table}")} - set(rows[key])
    writer.run(f"clear_{table}", keep=sorted(gone))
    writer.run(f"withdraw_{table}")
    writer.append(table, rows)
    return sorted(gone)


def _files(folder: Path) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "name": path.relative_to(folder).as_posix(),
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "rows": len(pd.read_csv(path, dtype=str)),
            }
            for path in _seed_paths(folder)
            if path.suffix == ".csv"
        ]
    )


def _seed_paths(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in {".csv", ".md"})


def _counts(store: Store) -> dict[str, int]:
    counted = store.frame("row_counts")
    return dict(zip(counted["name"], counted["rows"].astype(int), strict=True))
