"""New rows beside the records that are there, compared by ``python -m matching duplicates``.

A command of its own, since data does not know how records are compared.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.importing.alike import Evidence, Pair
from data.importing.fields import Kind
from data.rows import each_row

_ROOT: Final = Path(__file__).resolve().parents[2]


class CompareError(RuntimeError):
    """The rows could not be compared; ``str()`` says why."""


@dataclass(frozen=True)
class _Evidence:
    about: str
    points: float


@dataclass(frozen=True)
class _Pair:
    first: str
    second: str
    score: float
    evidence: Sequence[Evidence]


def compare(known: pa.Table, new: pd.DataFrame, kind: Kind) -> list[Pair]:
    """Pairs of which at least one is a new row, the likeliest first.

    Raises
    ------
    CompareError
        Where the command failed.
    """
    with tempfile.TemporaryDirectory(prefix="compare-") as name:
        folder = Path(name)
        tables = {"known": known, "incoming": pa.Table.from_pandas(new, preserve_index=False)}
        call = [sys.executable, "-m", "matching", "duplicates", f"{kind}s"]
        for each, table in tables.items():
            pq.write_table(table, folder / f"{each}.parquet")
            call += [f"--{each}", str(folder / f"{each}.parquet")]
        output = folder / "pairs.parquet"
        call += ["--output", str(output)]
        done = subprocess.run(call, cwd=_ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
            message = f"New rows could not be compared with the records: {said}"
            raise CompareError(message)
        return [_pair(row) for row in each_row(pq.read_table(output).to_pandas())]


def _pair(row: Mapping[str, Any]) -> Pair:
    parts = (part.partition(":") for part in row["evidence"].split(";") if part)
    evidence = tuple(_Evidence(about, float(points)) for about, _sign, points in parts)
    return _Pair(row["first_id"], row["second_id"], float(row["score"]), evidence)
