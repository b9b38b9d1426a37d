"""The matcher: gates, then criteria, then weights, with the shape of an estimator."""

from __future__ import annotations

import copy
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, Self

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from matching.catalogue import prepare
from matching.criteria import CRITERIA, DEFAULT_WEIGHTS
from matching.encoding import EVERYTHING, Encoding
from matching.explain import past_deals, reasons, unknown_fields
from matching.faults import InvalidInputError, UnknownRecord, check_structure
from matching.gates import GATE_CODES, OPTIONAL_GATES, Direction, Gate, NotOpen, build_gates
from matching.learned import learned_part
from matching.limits import together
from matching.means import mean_value
from matching.memory import give_back
from matching.results import Explanation, GateCheck, GateCount, Shortlist
from matching.scoring import Scored, Scorer, best_of, joined
from matching.table import BoolArray, FloatArray, IntArray, Table

#: Names of all criteria, in their order.
NAMES = tuple(criterion.name for criterion in CRITERIA)

#: The criterion that is learned from deals.
RECORD = "track_record"
#: Value of a criterion that no pair at all is known in.
UNINFORMED = 0.5
#: The neutral value is the mean over this many projects (all of them where there are fewer),
#: evenly spaced in the order of ids, against every investor.
NEUTRAL_SAMPLE = 512
#: Queries that are ranked together: at most so many, with so many pairs, and for investors with so
#: many values learned from deals, which are held in memory.
BLOCK_QUERIES = 1280
BLOCK_PAIRS = 400_000_000
BLOCK_LEARNED = 4_000_000


class Matcher(BaseEstimator):  # type: ignore[misc] # scikit-learn carries no types
    """Ranks investors for projects and projects for investors, and says why.

    A pair's score is the sum of one contribution per criterion: weight times value, weights
    normalised to sum to 1, values 0..1. A criterion about which either side says nothing takes
    its neutral value, the mean over the pairs where it is known, and is reported as unknown. A
    criterion that no pair at all is known in tells nothing apart and takes no weight.

    Parameters
    ----------
    weights :
        Weight per criterion, zero or more; those not named keep their default.
    switched_off :
        Codes of gates that are not applied (of ``OPTIONAL_GATES``).
    opportunities :
        Kinds of opportunity that are listed for an investor.
    half_life_years :
        Age at which a deal counts half as much as a new one.

    Attributes
    ----------
    catalogue_ : Catalogue
    encodings_ : dict of criterion name to Encoding
    neutral_ : dict of criterion name to float
    informed_ : tuple of the names of the criteria that at least one pair is known in
    weights_ : dict of criterion name to float, summing to 1, zero for criteria not informed
        (as given where no criterion with a weight is informed)

    """

    def __init__(
        self,
        weights: Mapping[str, float] | None = None,
        switched_off: Collection[str] = (),
        opportunities: Collection[str] = ("open", "announced"),
        half_life_years: float = 5.0,
    ) -> None:
        self.weights = weights
        self.switched_off = switched_off
        self.opportunities = opportunities
        self.half_life_years = half_life_years

    def fit(
        self,
        investors: pd.DataFrame,
        projects: pd.DataFrame,
        deals: pd.DataFrame | None = None,
        vocabulary: pd.DataFrame | None = None,
    ) -> Self:
        """Encode both sides. Frames have the columns of the data dictionary.

        Raises
        ------
        InvalidInputError
            Where ids are missing, wrong or double, or a deal names an unknown record.
        ValueError
            Where a parameter cannot be.

        """
        self.load(investors, projects, deals, vocabulary)
        return self.learn({each.name: each.encode(self.catalogue_) for each in CRITERIA})

    def load(
        self,
        investors: pd.DataFrame,
        projects: pd.DataFrame,
        deals: pd.DataFrame | None = None,
        vocabulary: pd.DataFrame | None = None,
    ) -> Self:
        """Take in the records without encoding them: the first half of ``fit``."""
        faults = check_structure(investors, projects, deals)
        if faults:
            raise InvalidInputError(faults)
        if not self.half_life_years > 0:
            raise ValueError("half_life_years must be above zero")
        self.weights_ = normalise(self.weights)
        self.catalogue_ = prepare(investors, projects, deals, vocabulary, self.half_life_years)
        self.gates_ = build_gates(self.catalogue_, tuple(self.opportunities))
        _refuse_unknown_gates(self.switched_off)
        return self

    def learn(
        self, encodings: dict[str, Encoding], neutral: dict[str, float] | None = None
    ) -> Self:
        """Take in the encodings, and neutral values once found: the second half of ``fit``."""
        self.encodings_ = encodings
        self.neutral_ = neutral or {name: _neutral(each) for name, each in encodings.items()}
        self.informed_ = _informed(encodings)
        self.weights_ = _among(normalise(self.weights), self.informed_)
        return self

    def only_to_rank(self) -> Self:
        """Let go of all records but their ids; what is left can ``rank``, but not explain."""
        for table in (
            self.catalogue_.investors,
            self.catalogue_.projects,
            self.catalogue_.deals.table,
        ):
            table.only_ids()
        give_back()
        return self

    def with_weights(self, weights: Mapping[str, float] | None) -> Self:
        """Return a matcher with other weights that shares everything learned."""
        check_is_fitted(self)
        other = copy.copy(self)
        other.weights = weights
        other.weights_ = _among(normalise(weights), self.informed_)
        return other

    def with_gates_off(self, switched_off: Collection[str]) -> Self:
        """Return a matcher with other gates switched off that shares everything learned."""
        check_is_fitted(self)
        _refuse_unknown_gates(switched_off)
        other = copy.copy(self)
        other.switched_off = switched_off
        return other

    def with_opportunities(self, opportunities: Collection[str]) -> Self:
        """Return a matcher that lists other kinds of opportunity and shares everything learned."""
        check_is_fitted(self)
        other = copy.copy(self)
        other.opportunities = opportunities
        other.gates_ = tuple(
            NotOpen(self.catalogue_, tuple(opportunities)) if gate.code == NotOpen.code else gate
            for gate in self.gates_
        )
        return other

    def rank(
        self,
        for_: Direction = "projects",
        queries: Iterable[str] | None = None,
        top: int = 50,
        jobs: int = 1,
    ) -> pd.DataFrame:
        """Return the best ``top`` of the other side for each query.

        Parameters
        ----------
        for_ :
            ``projects`` lists investors for each project, ``investors`` the other way round.
        queries :
            Ids to rank for, in the order wanted; all by default.
        top :
            Rows per query at most.
        jobs :
            Threads, -1 for one per core; the answer does not depend on it.

        Returns
        -------
        DataFrame with project_id, investor_id, rank, score, score_low, score_high and one
        ``contribution_<criterion>`` per criterion.

        Raises
        ------
        UnknownRecord
            For an id that no record has.

        """
        check_is_fitted(self)
        rows, blocks = self.blocks(for_, queries, top)
        scorer = self._scorer(for_)
        # Threads: the work is done by numpy and scipy, which let go of Python's lock.
        with threadpool_limits(1, "blas"):
            work = (delayed(scorer.best)(rows[block], top) for block in blocks)
            parts = list(Parallel(n_jobs=jobs, prefer="threads")(work))
        return self.ranked(for_, rows, blocks, parts)

    def blocks(
        self, for_: Direction, queries: Iterable[str] | None, top: int
    ) -> tuple[IntArray, list[slice]]:
        """Return the positions of the queries, and the blocks in which they are ranked.

        The blocks depend on the data alone, so that whoever ranks them gives the same.
        """
        if top < 1:
            raise ValueError("top must be at least 1")
        rows = self._positions(for_, queries)
        return rows, _cuts(len(rows), self._block_size(for_))

    def rank_block(self, for_: Direction, rows: IntArray, top: int) -> Scored:
        """Rank one block of queries on a single core."""
        with threadpool_limits(1, "blas"):
            return self._scorer(for_).best(rows, top)

    def ranked(
        self, for_: Direction, rows: IntArray, blocks: list[slice], parts: list[Scored]
    ) -> pd.DataFrame:
        """Put ranked blocks together as ``rank`` returns them, emptying ``parts``."""
        if len(parts) > 1:
            give_back()
        whole = joined(parts, [block.start for block in blocks], NAMES)
        query_ids = self._side(for_).ids_at(rows[whole.query])
        other_ids = self._side(_other(for_)).ids_at(whole.other)
        by_project = for_ == "projects"
        return pd.DataFrame(
            {
                "project_id": query_ids if by_project else other_ids,
                "investor_id": other_ids if by_project else query_ids,
                "rank": whole.rank,
                "score": whole.score,
                "score_low": whole.low,
                "score_high": whole.high,
                **{f"contribution_{name}": whole.contribution[name] for name in NAMES},
            },
            copy=False,
        )

    def shortlist(
        self,
        *,
        project_id: str | None = None,
        investor_id: str | None = None,
        top: int | None = None,
    ) -> Shortlist:
        """Return the ranked list of one project or one investor, and what the gates took out.

        Raises
        ------
        UnknownRecord
            For an id that no record has.
        ValueError
            Unless exactly one of the two ids is given.

        """
        check_is_fitted(self)
        if (project_id is None) == (investor_id is None):
            raise ValueError("give either project_id or investor_id")
        for_: Direction = "projects" if project_id is not None else "investors"
        (row,) = self._positions(for_, [project_id or investor_id or ""])
        scored = self._score(for_, np.array([row]))
        matches = self._frame(for_, scored, top or scored.total.shape[1])
        gate = scored.gate[0]
        candidates = len(gate)
        return Shortlist(
            project_id,
            investor_id,
            candidates,
            matches,
            self._gated(for_, row, gate),
            _funnel(gate, candidates, self._applied(for_)),
        )

    def explain(
        self, project_id: str, investor_id: str, for_: Direction | None = None
    ) -> Explanation:
        """Return everything behind one pair, whether a gate stops it or not.

        Parameters
        ----------
        project_id, investor_id :
            The pair.
        for_ :
            For whom the list is in which the pair was met, as in ``rank``: gates that such a list
            does not go through are not applied. By default either list.

        Raises
        ------
        UnknownRecord
            For an id that no record has.

        """
        check_is_fitted(self)
        project = int(self._positions("projects", [project_id])[0])
        investor = int(self._positions("investors", [investor_id])[0])
        criteria = reasons(
            self.catalogue_, self.encodings_, self.weights_, self.neutral_, project, investor
        )
        score = sum(reason.contribution for reason in criteria)
        unknown = [reason for reason in criteria if not reason.known]
        return Explanation(
            project_id,
            investor_id,
            score,
            score - sum(reason.contribution for reason in unknown),
            score + sum(reason.weight - reason.contribution for reason in unknown),
            criteria,
            [self._check(gate, project, investor, for_) for gate in self.gates_],
            past_deals(self.catalogue_, self.encodings_["track_record"], project, investor),
            unknown_fields(self.catalogue_, self.encodings_, project, investor),
        )

    def _check(self, gate: Gate, project: int, investor: int, for_: Direction | None) -> GateCheck:
        stops = gate.stops(np.array([project]), np.array([investor]))[0, 0]
        return GateCheck(
            gate.code,
            gate.about,
            gate.for_,
            applied=gate.code not in self.switched_off and (for_ is None or for_ in gate.for_),
            passed=not stops,
            detail=gate.detail(project, investor),
        )

    def _scorer(self, for_: Direction) -> Scorer:
        limits = [gate.limits() for _, gate in self._applied(for_)]
        stopped = together(limits, len(self.catalogue_.projects), len(self.catalogue_.investors))
        return Scorer(self.encodings_, self.weights_, self.neutral_, stopped, for_)

    def _block_size(self, for_: Direction) -> int:
        """Return how many queries a block holds: few where each of them takes much memory."""
        others = max(len(self._side(_other(for_))), 1)
        size = min(BLOCK_QUERIES, BLOCK_PAIRS // others)
        learned = any(learned_part(each) is not None for each in self.encodings_.values())
        if learned and for_ == "investors":
            size = min(size, BLOCK_LEARNED // others)
        return max(size, 1)

    def _score(self, for_: Direction, queries: IntArray) -> _Scored:
        """Score some queries against the whole other side, queries x others."""
        rows, columns = (queries, EVERYTHING) if for_ == "projects" else (EVERYTHING, queries)
        turn = _keep if for_ == "projects" else _transpose
        values, known = {}, {}
        shape = (len(queries), len(self._side(_other(for_))))
        total, low, high = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        for name in NAMES:
            encoding, weight, neutral = (
                self.encodings_[name],
                self.weights_[name],
                self.neutral_[name],
            )
            known[name] = turn(encoding.known(rows, columns))
            values[name] = np.where(known[name], turn(encoding.values(rows, columns)), neutral)
            contribution = weight * values[name]
            total += contribution
            low += np.where(known[name], contribution, 0.0)
            high += np.where(known[name], contribution, weight)
        gate = np.zeros(shape, dtype=np.int8)
        for number, each in self._applied(for_):
            stopped = turn(each.stops(rows, columns))
            gate[stopped & (gate == 0)] = number
        return _Scored(queries, values, known, total, low, high, gate)

    def _frame(self, for_: Direction, scored: _Scored, top: int) -> pd.DataFrame:
        """Return the best rows of each query as a frame."""
        chosen = [
            best_of(total, gate == 0, top)
            for total, gate in zip(scored.total, scored.gate, strict=True)
        ]
        row = np.repeat(np.arange(len(chosen)), [len(each) for each in chosen])
        other = np.concatenate([np.array([], dtype=np.int64), *chosen])
        ranks = np.concatenate(
            [np.array([], dtype=np.int64), *(np.arange(1, len(each) + 1) for each in chosen)]
        )
        query_ids = self._ids(for_, scored.queries[row])
        other_ids = self._ids(_other(for_), other)
        projects, investors = (
            (query_ids, other_ids) if for_ == "projects" else (other_ids, query_ids)
        )
        columns: dict[str, Any] = {
            "project_id": pd.array(projects, dtype="str"),
            "investor_id": pd.array(investors, dtype="str"),
            "rank": ranks,
            "score": scored.total[row, other],
            "score_low": scored.low[row, other],
            "score_high": scored.high[row, other],
        }
        for name in NAMES:
            columns[f"contribution_{name}"] = self.weights_[name] * scored.value[name][row, other]
        return pd.DataFrame(columns | self._details(for_, scored, row, other))

    def _details(
        self, for_: Direction, scored: _Scored, row: IntArray, other: IntArray
    ) -> dict[str, Any]:
        rows, columns = (
            (scored.queries, EVERYTHING) if for_ == "projects" else (EVERYTHING, scored.queries)
        )
        turn = _keep if for_ == "projects" else _transpose
        details: dict[str, Any] = {}
        for name in NAMES:
            details[f"value_{name}"] = scored.value[name][row, other]
            details[f"known_{name}"] = scored.known[name][row, other]
            inferred = turn(self.encodings_[name].inferred(rows, columns))
            details[f"inferred_{name}"] = inferred[row, other]
        return details

    def _gated(self, for_: Direction, row: int, gate: IntArray) -> pd.DataFrame:
        records = []
        for other in np.flatnonzero(gate):
            project, investor = (row, int(other)) if for_ == "projects" else (int(other), row)
            reason = self.gates_[gate[other] - 1]
            records.append(
                (
                    self.catalogue_.projects.ids[project],
                    self.catalogue_.investors.ids[investor],
                    reason.code,
                    reason.detail(project, investor),
                )
            )
        return pd.DataFrame(records, columns=["project_id", "investor_id", "gate", "detail"])

    def _applied(self, for_: Direction) -> list[tuple[int, Gate]]:
        """Return the gates that a list of this kind goes through, numbered among all gates."""
        return [
            (number, gate)
            for number, gate in enumerate(self.gates_, start=1)
            if gate.code not in self.switched_off and for_ in gate.for_
        ]

    def _side(self, side: Direction) -> Table:
        return self.catalogue_.projects if side == "projects" else self.catalogue_.investors

    def _ids(self, side: Direction, positions: IntArray) -> list[str]:
        ids = self._side(side).ids
        return [ids[position] for position in positions]

    def _positions(self, side: Direction, queries: Iterable[str] | None) -> IntArray:
        table = self._side(side)
        if queries is None:
            return np.arange(len(table))
        wanted = list(dict.fromkeys(queries))
        for identifier in wanted:
            if identifier not in table:
                kind: Literal["project", "investor"] = (
                    "project" if side == "projects" else "investor"
                )
                raise UnknownRecord(kind, identifier, table.ids)
        return table.positions(wanted)


@dataclass(frozen=True)
class _Scored:
    """Queries x others: values with neutral ones filled in, totals, and the first gate met."""

    queries: IntArray
    value: dict[str, FloatArray]
    known: dict[str, BoolArray]
    total: FloatArray
    low: FloatArray
    high: FloatArray
    gate: Any


def normalise(weights: Mapping[str, float] | None) -> dict[str, float]:
    """Return a weight for every criterion, summing to 1.

    Raises
    ------
    ValueError
        For a name that is no criterion, a weight that is no number of zero or more, or none above
        zero.

    """
    chosen = DEFAULT_WEIGHTS | dict(weights or {})
    unknown = sorted(chosen.keys() - DEFAULT_WEIGHTS.keys())
    if unknown:
        raise ValueError(f"no criterion is called {unknown[0]!r}; there are {', '.join(NAMES)}")
    for name, weight in chosen.items():
        if not (math.isfinite(weight) and weight >= 0):
            raise ValueError(f"the weight of {name} must be a number of zero or more: {weight}")
    total = math.fsum(chosen.values())
    if total <= 0:
        raise ValueError("at least one weight must be above zero")
    return {name: chosen[name] / total for name in NAMES}


def _informed(encodings: Mapping[str, Encoding]) -> tuple[str, ...]:
    """Name the criteria that tell something apart.

    Where there are deals to learn from, a criterion that no investor states anything about is
    left to the track record: all that could be inferred for it comes from the same deals.
    """
    known = [
        name
        for name in NAMES
        if encodings[name].project_known.any() and encodings[name].investor_known.any()
    ]
    if RECORD not in known:
        return tuple(known)
    return tuple(name for name in known if name == RECORD or _stated(encodings[name]))


def _stated(encoding: Encoding) -> bool:
    return bool((encoding.investor_known & ~encoding.investor_inferred).any())


def _among(weights: dict[str, float], informed: Collection[str]) -> dict[str, float]:
    """Give the weight of criteria that tell nothing to the others; keep it where none tells."""
    total = math.fsum(weights[name] for name in informed)
    if total <= 0:
        return weights
    return {name: weights[name] / total if name in informed else 0.0 for name in weights}


def _neutral(encoding: Encoding) -> float:
    rows = np.flatnonzero(encoding.project_known)
    if not len(rows) or not encoding.investor_known.any():
        return UNINFORMED
    if len(rows) > NEUTRAL_SAMPLE:
        rows = rows[np.linspace(0, len(rows) - 1, NEUTRAL_SAMPLE).astype(np.int64)]
    return mean_value(encoding, rows)


def _cuts(count: int, size: int) -> list[slice]:
    """Cut into slices of about the same length, none longer than ``size``."""
    ends = np.linspace(0, count, -(-count // size) + 1).astype(np.int64).tolist()
    return [slice(start, end) for start, end in pairwise(ends)]


def _funnel(
    gate: IntArray, candidates: int, applied: Sequence[tuple[int, Gate]]
) -> list[GateCount]:
    funnel, left = [], candidates
    for number, each in applied:
        removed = int((gate == number).sum())
        left -= removed
        funnel.append(GateCount(each.code, removed, left))
    return funnel


def _refuse_unknown_gates(switched_off: Collection[str]) -> None:
    for code in switched_off:
        if code not in OPTIONAL_GATES:
            fixed = code in GATE_CODES
            raise ValueError(
                f"the gate {code!r} cannot be switched off" if fixed else f"no gate {code!r}"
            )


def _other(side: Direction) -> Direction:
    return "investors" if side == "projects" else "projects"


def _keep(matrix: Any) -> Any:  # noqa: ANN401
    return matrix


def _transpose(matrix: Any) -> Any:  # noqa: ANN401
    return matrix.T
