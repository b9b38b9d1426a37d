"""Records that may be one and the same, each pair with a score and what speaks for and against it.

Names are compared the way they sound, in whatever script and with whatever legal form; place,
sector, amount and date then confirm or contradict. Only pairs that share something rare in their
names are compared, so that the work grows with the number of records and not with its square.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from matching.columns import FloatArray, IntArray, read_numbers
from matching.likeness import NameLikeness, pairs_that_share
from matching.table import as_list, as_text

Kind = Literal["investor", "project", "deal"]
KEYS: dict[Kind, str] = {
    "investor": "investor_id",
    "project": "project_id",
    "deal": "deal_id",
}

#: From this score on a pair is a candidate. Chosen on the seed: ``tests/matching/test_duplicates``.
LEAST = 80.5

#: Points for what agrees and for what differs, beside the likeness of the names (0..100). What is
#: missing on either side says nothing.
AGREES = {"country": 3.0, "place": 4.0, "sector": 2.0, "amount": 8.0, "year": 3.0}
DIFFERS = {"country": 12.0, "place": 10.0, "sector": 8.0, "amount": 8.0, "year": 3.0}
#: Another number in the name is another phase, unit or capacity.
NUMBERS_DIFFER = 35.0

#: Amounts nearer to each other than this agree, further apart than that differ (as a ratio).
NEAR, FAR = 1.05, 1.5

_PLACES = {"investor": ("country", "hq_country"), "project": ("place", "region")}
_SECTORS = {"investor": "sectors", "project": "sector"}
_AMOUNTS = {
    "investor": ("ticket_min_usd_m", "ticket_max_usd_m"),
    "project": ("total_cost_usd_m", "ask_usd_m"),
}
_DATES = {"investor": None, "project": "announced_on"}


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for (points above zero) or against a pair.

    ``about`` is ``name``, ``numbers``, ``country``, ``place``, ``sector``, ``amount``, ``year``,
    and for deals also ``pair`` (same investor and project), ``instrument`` and ``role``.
    """

    about: str
    points: float


@dataclass(frozen=True)
class Candidate:
    """Two records that may be one: score 0..100, and the evidence in order of weight."""

    kind: Kind
    first: str
    second: str
    score: float
    evidence: tuple[Evidence, ...]


def candidates(
    frame: pd.DataFrame,
    kind: Kind,
    told_apart: Collection[frozenset[str]] = (),
    least: float = LEAST,
) -> list[Candidate]:
    """Pairs within one frame, best first, but for those that were told apart.

    Parameters
    ----------
    frame :
        Investors, projects or deals with the columns of the data dictionary.
    told_apart :
        Pairs of ids that somebody said are two records.
    """
    return _found(frame, kind, None, told_apart, least)


def against(
    known: pd.DataFrame, incoming: pd.DataFrame, kind: Kind, least: float = LEAST
) -> list[Candidate]:
    """Pairs of which at least one is an incoming row; an id that both frames have is an update.

    ``first`` is the known record where the pair has one, ``second`` is always incoming.
    """
    key = KEYS[kind]
    kept = known[~known[key].isin(set(incoming[key]))]
    both = pd.concat([kept, incoming], ignore_index=True)
    new = np.arange(len(both)) >= len(kept)
    return _found(both, kind, new, (), least)


def as_table(found: Sequence[Candidate]) -> pd.DataFrame:
    """Pairs as a table: ``first_id``, ``second_id``, ``score`` and ``evidence``.

    Evidence is written ``name:91;country:3;year:-3``: what it is about, and its points.
    """
    return pd.DataFrame(
        {
            "first_id": [pair.first for pair in found],
            "second_id": [pair.second for pair in found],
            "score": [pair.score for pair in found],
            "evidence": [
                ";".join(f"{each.about}:{each.points:g}" for each in pair.evidence)
                for pair in found
            ],
        }
    ).astype({"first_id": "str", "second_id": "str", "score": float, "evidence": "str"})


def _found(
    frame: pd.DataFrame,
    kind: Kind,
    new: np.ndarray | None,
    told_apart: Collection[frozenset[str]],
    least: float,
) -> list[Candidate]:
    frame = frame.reset_index(drop=True)
    ids = frame[KEYS[kind]].astype(str).tolist()
    scored = _deals(frame) if kind == "deal" else _named(frame, kind, least)
    if new is not None:
        scored = scored.only(new[scored.first] | new[scored.second])
    total = scored.total()
    rows = np.flatnonzero(total >= least)
    apart = set(told_apart)
    found = [
        Candidate(kind, ids[first], ids[second], float(total[row]), scored.evidence(int(row)))
        for row, first, second in zip(rows, scored.first[rows], scored.second[rows], strict=True)
        if frozenset((ids[first], ids[second])) not in apart
    ]
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))


@dataclass(frozen=True)
class _Scored:
    """Pairs of rows, and the points of each kind of evidence, as arrays over the pairs."""

    first: IntArray
    second: IntArray
    points: dict[str, FloatArray]

    def total(self) -> FloatArray:
        total: FloatArray = np.clip(np.sum(list(self.points.values()), axis=0), 0, 100)
        return total

    def only(self, rows: np.ndarray) -> _Scored:
        points = {about: values[rows] for about, values in self.points.items()}
        return _Scored(self.first[rows], self.second[rows], points)

    def evidence(self, row: int) -> tuple[Evidence, ...]:
        every = [Evidence(about, float(values[row])) for about, values in self.points.items()]
        return tuple(sorted((e for e in every if e.points), key=lambda e: -abs(e.points)))


def _named(frame: pd.DataFrame, kind: Kind, least: float) -> _Scored:
    others = frame["aliases"] if "aliases" in frame else [None] * len(frame)
    names = NameLikeness(
        [[as_text(name), *as_list(more)] for name, more in zip(frame["name"], others, strict=True)],
        brackets_are_names=kind == "investor",
    )
    first, second = names.pairs()
    likeness = names.likeness(first, second)
    hopeful = likeness + sum(AGREES.values()) >= least
    first, second = first[hopeful], second[hopeful]
    points = {"name": likeness[hopeful]}
    points["numbers"] = -NUMBERS_DIFFER * names.numbers_differ(first, second)
    about, column = _PLACES[kind]
    points[about] = _compared(
        _codes([as_list(c) for c in _column(frame, column)]), about, first, second
    )
    sectors = _codes([as_list(cell) for cell in _column(frame, _SECTORS[kind])])
    points["sector"] = _compared(sectors, "sector", first, second)
    points["amount"] = _amounts(frame, _AMOUNTS[kind], first, second)
    if _DATES[kind]:
        points["year"] = _years(frame, str(_DATES[kind]), first, second)
    return _Scored(first, second, points)


def _deals(frame: pd.DataFrame) -> _Scored:
    """Pairs of deals of one investor in one project; amount, date, instrument, role decide."""
    pair = frame[["investor_id", "project_id"]].astype(str).agg("\n".join, axis=1)
    first, second = pairs_that_share(np.arange(len(frame)), pair, most=60)
    lists = _codes([as_list(cell) for cell in _column(frame, "instrument")])
    roles = _codes([as_list(cell) for cell in _column(frame, "role_kind")])
    amounts = _amounts(frame, ("amount_usd_m",), first, second)
    points = {
        "pair": np.full(len(first), 72.0),
        "amount": amounts * np.where(amounts > 0, 1.5, 4.0),
        "year": _years(frame, "signed_on", first, second) * np.where(amounts > 0, 1.5, 3.0),
        "instrument": _overlap(lists, first, second, 4.0, 10.0),
        "role": _overlap(roles, first, second, 2.0, 20.0),
    }
    return _Scored(first, second, points)


def _column(frame: pd.DataFrame, name: str) -> Iterable[object]:
    return frame[name] if name in frame else [None] * len(frame)


def _codes(cells: Iterable[Iterable[str]]) -> list[frozenset[str]]:
    return [frozenset(cell) for cell in cells]


def _compared(
    cells: list[frozenset[str]], about: str, first: IntArray, second: IntArray
) -> FloatArray:
    return _overlap(cells, first, second, AGREES[about], DIFFERS[about])


def _overlap(
    cells: list[frozenset[str]], first: IntArray, second: IntArray, agrees: float, differs: float
) -> FloatArray:
    pairs = ((cells[a], cells[b]) for a, b in zip(first.tolist(), second.tolist(), strict=True))
    return np.array(
        [(agrees if a & b else -differs) if a and b else 0.0 for a, b in pairs], dtype=float
    )


def _amounts(
    frame: pd.DataFrame, columns: Iterable[str], first: IntArray, second: IntArray
) -> FloatArray:
    """Points of the first of the columns that both sides have."""
    points = np.zeros(len(first))
    for column in columns:
        if column not in frame:
            continue
        value = read_numbers(frame[column])
        low, high = (f(value[first], value[second]) for f in (np.minimum, np.maximum))
        told = (low > 0) & (points == 0)
        ratio = np.divide(high, low, out=np.ones(len(low)), where=told)
        points = np.where(told & (ratio <= NEAR), AGREES["amount"], points)
        points = np.where(told & (ratio > FAR), -DIFFERS["amount"], points)
    return points


def _years(frame: pd.DataFrame, column: str, first: IntArray, second: IntArray) -> FloatArray:
    if column not in frame:
        return np.zeros(len(first))
    text = frame[column].astype("str").str.extract(r"^(\d{4})", expand=False)
    year = pd.to_numeric(text, errors="coerce").to_numpy(dtype=float)
    apart = np.abs(year[first] - year[second])
    points = np.where(apart == 0, AGREES["year"], 0.0)
    return np.where(apart > 1, -DIFFERS["year"], points)
