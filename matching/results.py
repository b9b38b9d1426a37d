"""What the matcher answers with: codes and values, never sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

Side = Literal["project", "investor"]


@dataclass(frozen=True)
class GateCount:
    """One step of the funnel: how many a gate took out, and how many were left."""

    gate: str
    removed: int
    left: int


@dataclass(frozen=True)
class Shortlist:
    """One side's ranked list.

    matches : one row per match, best first
        ``project_id, investor_id, rank, score, score_low, score_high`` and for each criterion
        ``contribution_*, value_*`` (0..1), ``known_*`` and ``inferred_*`` (bool).
    gated : one row per record taken out, with the first gate it met
        ``project_id, investor_id, gate, detail`` (a dict of fields).
    funnel : the gates in their order; ``candidates`` entered the first.
    """

    project_id: str | None
    investor_id: str | None
    candidates: int
    matches: pd.DataFrame
    gated: pd.DataFrame
    funnel: list[GateCount]


@dataclass(frozen=True)
class CriterionReason:
    """One criterion of one pair, with what both sides say.

    ``contribution`` is ``weight`` times ``value``; where ``known`` is false, ``value`` is the
    neutral one: the mean over all pairs that are known.
    """

    criterion: str
    value: float
    weight: float
    contribution: float
    neutral: float
    known: bool
    inferred: bool
    project_says: dict[str, Any]
    investor_says: dict[str, Any]


@dataclass(frozen=True)
class GateCheck:
    """One gate for one pair.

    ``for_`` says for whom lists go through it: ``projects``, ``investors`` or both. ``applied`` is
    false where it is switched off, and where the list asked about does not go through it.
    """

    gate: str
    about: str
    for_: frozenset[str]
    applied: bool
    passed: bool
    detail: dict[str, Any]


@dataclass(frozen=True)
class PastDeal:
    """A deal that speaks for the pair: how much (0..1 of all), and in what it is alike."""

    deal_id: str
    project_id: str
    year: int | None
    share: float
    alike: list[str]


@dataclass(frozen=True)
class Unknown:
    """Fields of one record whose absence leaves a criterion neutral."""

    criterion: str
    side: Side
    record_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """Everything behind one pair."""

    project_id: str
    investor_id: str
    score: float
    score_low: float
    score_high: float
    criteria: list[CriterionReason]
    gates: list[GateCheck]
    past_deals: list[PastDeal]
    unknown: list[Unknown]


@dataclass(frozen=True)
class NearMiss:
    """The smallest change of one term that lifts a pair over a gate or among the first.

    side, term : whose record changes, and which column of it.
    before, after : what the column says and would say; ``added`` is the code that is new in it.
    size : doublings or halvings of an amount (a fraction counts), codes added, stages, or steps
        up the graph of places: numbers of about the same weight, so that they can be sorted.
    difference : change of an amount in USD million (``terms.Candidate``).
    gate : the gate that the pair would pass, None where it passes all of them as it is.
    rank_before, rank : the pair's place in its list, None where a gate keeps it out.
    """

    side: Side
    term: str
    before: Any
    after: Any
    added: str | None
    size: float
    difference: float | None
    gate: str | None
    rank_before: int | None
    rank: int
    score_before: float
    score: float


@dataclass(frozen=True)
class NearMisses:
    """All near misses of a pair, the smallest change first, or why there are none.

    ``reason`` is ``stopped`` (by ``gate``, which no change of terms lifts), ``among_the_first``
    (nothing needs to change) or ``out_of_reach`` (nothing within reason does); None where any
    were found.
    """

    found: list[NearMiss]
    reason: str | None = None
    gate: str | None = None
