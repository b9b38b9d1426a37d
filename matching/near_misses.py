"""Near misses: the smallest change of terms that lifts a pair over a gate or among the first.

Every proposal is tried, not computed: the record is changed, the criterion and the gates that
read it are evaluated again by their own code, and the list is ranked anew.

Held fixed is what a single change of terms would not teach: the neutral values, the weights and
which criteria are informed; the track record; and what the other investors' mandates were
inferred from. All else is as after a fit to the changed record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.utils.validation import check_is_fitted

from matching.faults import UnknownRecord
from matching.gates import Direction
from matching.matcher import Matcher
from matching.reranking import GATES_THAT_READ, Reranking, applied_gates
from matching.results import NearMiss, NearMisses
from matching.terms import Candidate, candidates

#: The gates that a change of terms can lift a pair over.
BY_TERMS = frozenset({"not_a_financier", "shariah_only", "no_common_instrument"})
#: An investor's terms change only where no change of the project's does.
SECOND = {"ticket_min_usd_m": "ask_usd_m", "ticket_max_usd_m": "ask_usd_m", "stages": "stage"}
#: The term of which every change that does is told: one instrument is as good as another.
EVERY_ONE = "instruments"

#: Pairs that are scored at a time.
AT_ONCE = 1_000_000


def near_misses(
    matcher: Matcher, project_id: str, investor_id: str, for_: Direction, top: int = 10
) -> NearMisses:
    """Return for each term the smallest change that suffices, the smallest of all first.

    Where a gate stops the pair in the list ``for_``, a change suffices if no gate stops it any
    longer; otherwise, if the pair comes among the first ``top``. ``matching.terms`` says what is
    tried, and how far.

    Raises
    ------
    UnknownRecord
        For an id that no record has.

    """
    check_is_fitted(matcher)
    project, investor = _positions(matcher, project_id, investor_id)
    pair = np.array([project]), np.array([investor])
    stopped = [gate.code for gate in applied_gates(matcher, for_) if gate.stops(*pair)[0, 0]]
    lasting = [code for code in stopped if code not in BY_TERMS]
    if lasting:
        return NearMisses([], "stopped", lasting[0])
    ranking = Reranking(matcher, for_, project, investor)
    now = ranking.now()
    if 0 < now.rank[0] <= top:
        return NearMisses([], "among_the_first")
    found: list[NearMiss] = []
    for changes in candidates(matcher.catalogue_, project, investor):
        term = changes[0].term if changes else ""
        done = {miss.term for miss in found}
        if SECOND.get(term) in done or (stopped and term not in GATES_THAT_READ):
            continue
        for change, score, rank in _sufficing(ranking, changes, None if stopped else top):
            found.append(
                NearMiss(
                    **vars(change),
                    gate=stopped[0] if stopped else None,
                    rank_before=None if stopped else int(now.rank[0]),
                    rank=rank,
                    score_before=float(now.score[0]),
                    score=score,
                )
            )
            if term != EVERY_ONE:
                break
    found.sort(key=lambda miss: (miss.size, -miss.score))
    return NearMisses(found, None if found else "out_of_reach")


def _sufficing(
    ranking: Reranking, changes: Sequence[Candidate], top: int | None
) -> Iterator[tuple[Candidate, float, int]]:
    """Try changes in their order; give those after which the pair is in the list, or its top."""
    step = max(1, AT_ONCE // len(ranking))
    for start in range(0, len(changes), step):
        block = changes[start : start + step]
        outcome = ranking.after(block)
        enough = (outcome.rank > 0) & (outcome.rank <= (top or len(ranking)))
        for place in np.flatnonzero(enough).tolist():
            yield block[place], float(outcome.score[place]), int(outcome.rank[place])


def _positions(matcher: Matcher, project_id: str, investor_id: str) -> tuple[int, int]:
    projects, investors = matcher.catalogue_.projects, matcher.catalogue_.investors
    if project_id not in projects:
        raise UnknownRecord("project", project_id, projects.ids)
    if investor_id not in investors:
        raise UnknownRecord("investor", investor_id, investors.ids)
    return projects.position(project_id), investors.position(investor_id)
