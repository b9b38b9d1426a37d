"""A plain pipeline to compare with: encode both sides to 128 columns, search with a flat index.

``python -m bench.peer DATA OUTPUT`` reads the same Parquet files, encodes them with scikit-learn
(one-hot lists, scaled amounts, a truncated SVD of TF-IDF for the rest of the columns), finds each
project's 20 nearest investors by inner product with faiss, and writes them. It knows no gates, no
missing values and no contributions: it is the least that a ranking of this size costs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import faiss
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import StandardScaler

COLUMNS = 128
TOP = 20
#: The same aspects on both sides: investors' columns, then projects'.
LISTS = {"sector": ("sectors", "sector"), "instrument": ("instruments", "instruments")}
SINGLE = {"theme": ("themes", "themes"), "region": ("regions_focus", "region")}


def encode(
    investors: pd.DataFrame, projects: pd.DataFrame
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return both sides as single-precision rows of 128 columns."""
    both = [_aligned(investors, 0), _aligned(projects, 1)]
    whole = pd.concat(both, ignore_index=True)
    names = [*LISTS, *SINGLE]
    count = {"tokenizer": _cells, "token_pattern": None, "lowercase": False, "binary": True}
    plain = ColumnTransformer(
        [(name, CountVectorizer(**count, dtype=np.float32), name) for name in names]
        + [("amount", StandardScaler(), ["amount"])]
    )
    left = plain.fit_transform(whole)[:, : COLUMNS // 2]
    words = TfidfVectorizer(dtype=np.float32).fit_transform(whole["text"])
    rest = min(COLUMNS - left.shape[1], words.shape[1] - 1)
    right = TruncatedSVD(rest, n_iter=2, random_state=0).fit_transform(words)
    table = np.zeros((len(whole), COLUMNS), dtype=np.float32)
    table[:, : left.shape[1]] = left.toarray() if hasattr(left, "toarray") else left
    table[:, left.shape[1] : left.shape[1] + rest] = right
    return table[: len(investors)], table[len(investors) :]


def main(arguments: list[str]) -> None:
    """Rank from Parquet to Parquet."""
    folder, output = Path(arguments[0]), Path(arguments[1])
    investors = _read(folder / "investors.parquet", ["investor_id", "ticket_max_usd_m"], 0)
    projects = _read(folder / "projects.parquet", ["project_id", "ask_usd_m"], 1)
    left, right = encode(investors, projects)
    index = faiss.IndexFlatIP(COLUMNS)
    index.add(left)
    score, found = index.search(right, TOP)
    table = pa.table(
        {
            "project_id": projects["project_id"].to_numpy().repeat(TOP),
            "investor_id": investors["investor_id"].to_numpy()[found.ravel()],
            "score": score.ravel(),
        }
    )
    pq.write_table(table, output)


def _read(path: Path, columns: list[str], side: int) -> pd.DataFrame:
    aspects = [pair[side] for pair in (LISTS | SINGLE).values()]
    return pd.read_parquet(path, columns=[*columns, *aspects, "description"])


def _aligned(frame: pd.DataFrame, side: int) -> pd.DataFrame:
    columns = {name: frame[pair[side]] for name, pair in (LISTS | SINGLE).items()}
    amount = frame["ask_usd_m" if side else "ticket_max_usd_m"]
    return pd.DataFrame(
        columns | {"amount": np.log10(amount.fillna(1.0)), "text": frame["description"].fillna("")}
    )


def _cells(cell: object) -> list[str]:
    if isinstance(cell, str):
        return [cell]
    return list(cell) if isinstance(cell, np.ndarray) else []


if __name__ == "__main__":
    main(sys.argv[1:])
