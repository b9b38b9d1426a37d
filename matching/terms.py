"""Terms that could be changed, as candidates: from the smallest change to the largest in reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from math import ceil, floor, isnan, log2, log10, nan
from typing import Literal

from matching.catalogue import Catalogue
from matching.criteria.geography import NATIONAL, project_places
from matching.criteria.ticket import STATED, asked, ticket_ranges
from matching.offers import read_offers
from matching.results import Side

#: The columns that hold a term.
Term = Literal[
    "ask_usd_m",
    "ticket_min_usd_m",
    "ticket_max_usd_m",
    "instruments",
    "stage",
    "stages",
    "other_regions",
    "regions_focus",
]

#: A tranche of the ask down to this share of it is still the same project.
SMALLEST_TRANCHE = 0.1
#: An ask can grow, and a ticket be stretched either way, by this factor.
STRETCH = 2.0
#: Stages that a project can be expected to move on, or an investor to come in earlier or later.
MOST_STAGES = 2
#: Steps up the graph of places that a focus can be widened by, or a second site lie away.
MOST_STEPS = 2
#: Amounts are tried in this many significant figures.
FIGURES = 3


@dataclass(frozen=True)
class Candidate:
    """One changed value.

    before, after : what the column says and would say.
    size : how large the change is: doublings or halvings of an amount (a fraction counts),
        codes added, stages, steps up the graph of places.
    added : the code that is new in ``after``, where that holds codes.
    difference : change of an amount in USD million; that of an ask that is not published is
        counted from the whole cost.
    """

    side: Side
    term: Term
    before: object
    after: object
    size: float
    added: str | None = None
    difference: float | None = None


def candidates(catalogue: Catalogue, project: int, investor: int) -> list[list[Candidate]]:
    """Return the changes to try: one list per term, each with its smallest change first.

    An investor's own ticket and stages come after the project's ask and stage.
    """
    terms = (
        _asks(catalogue, project),
        _larger_tickets(catalogue, project, investor),
        _smaller_tickets(catalogue, project, investor),
        _instruments(catalogue, project, investor),
        _later(catalogue, project),
        _entered(catalogue, project, investor),
        _sites(catalogue, project),
        _wider(catalogue, investor),
    )
    return [sorted(each, key=lambda one: (one.size, str(one.added))) for each in terms]


def amounts(low: float, high: float) -> list[float]:
    """Return all amounts from ``low`` to ``high`` that can be written in three figures."""
    found = []
    for digits in range(floor(log10(low)), floor(log10(high)) + 1):
        power = digits - FIGURES + 1
        start = max(10 ** (FIGURES - 1), ceil(low / 10.0**power - 1e-9))
        every = (_amount(figures, power) for figures in range(start, 10**FIGURES))
        found += list(takewhile(lambda amount: amount <= high, every))
    return found


def _amount(figures: int, power: int) -> float:
    # Divided rather than multiplied by a fraction, so that 0.3 is the 0.3 that a person writes.
    return figures / 10**-power if power < 0 else float(figures * 10**power)


def _asks(catalogue: Catalogue, project: int) -> Iterator[Candidate]:
    """Ask for a tranche, or for more, but not above the whole cost."""
    _, highs, estimated = asked(catalogue.projects)
    now = float(highs[project])
    if isnan(now):
        return
    cost = float(catalogue.projects.numbers("total_cost_usd_m")[project])
    most = now * STRETCH if isnan(cost) or cost <= 0 else min(now * STRETCH, max(cost, now))
    before = None if estimated[project] else now
    for amount in amounts(now * SMALLEST_TRANCHE, most):
        if amount != before:
            size = abs(log2(amount / now))
            yield Candidate("project", "ask_usd_m", before, amount, size, difference=amount - now)


def _larger_tickets(catalogue: Catalogue, project: int, investor: int) -> Iterator[Candidate]:
    """Raise a stated maximum that the ask lies above."""
    _, highs, _ = asked(catalogue.projects)
    _, high = _stated(catalogue, investor)
    if highs[project] > high:
        yield from _stretched("ticket_max_usd_m", high, amounts(high, high * STRETCH))


def _smaller_tickets(catalogue: Catalogue, project: int, investor: int) -> Iterator[Candidate]:
    """Lower a stated minimum that the ask lies below."""
    lows, _, _ = asked(catalogue.projects)
    low, _ = _stated(catalogue, investor)
    if lows[project] < low:
        yield from _stretched("ticket_min_usd_m", low, amounts(low / STRETCH, low))


def _stated(catalogue: Catalogue, investor: int) -> tuple[float, float]:
    ranges = ticket_ranges(catalogue)
    if ranges.bases[ranges.basis[investor]] != STATED:
        return nan, nan
    return float(ranges.low[investor]), float(ranges.high[investor])


def _stretched(term: Term, now: float, wanted: list[float]) -> Iterator[Candidate]:
    for amount in wanted:
        if amount != now:
            size = abs(log2(amount / now))
            yield Candidate("investor", term, now, amount, size, difference=amount - now)


def _instruments(catalogue: Catalogue, project: int, investor: int) -> Iterator[Candidate]:
    """Add a tranche of one instrument that the investor offers."""
    before = catalogue.projects.list_at("instruments", project)
    offered, _ = read_offers(catalogue).mandate(investor)
    for code in offered:
        if code not in before:
            yield Candidate("project", "instruments", before, (*before, code), 1.0, code)


def _later(catalogue: Catalogue, project: int) -> Iterator[Candidate]:
    """Move the project on; it cannot go back."""
    ladder = catalogue.vocabulary("stage")
    before = catalogue.projects.text_at("stage", project)
    here = ladder.position(before)
    if here is None:
        return
    for stage in ladder.ladder:
        steps = (ladder.position(stage) or 0) - here
        if 0 < steps <= MOST_STAGES:
            yield Candidate("project", "stage", before, stage, float(steps), stage)


def _entered(catalogue: Catalogue, project: int, investor: int) -> Iterator[Candidate]:
    """Let the investor come in at one more stage."""
    ladder = catalogue.vocabulary("stage")
    before = catalogue.investors.list_at("stages", investor)
    placed = [place for place in map(ladder.position, before) if place is not None]
    if not placed or not catalogue.projects.text_at("stage", project):
        return
    for stage in ladder.ladder:
        here = ladder.position(stage) or 0
        steps = min(abs(here - place) for place in placed)
        if stage not in before and steps <= MOST_STAGES:
            yield Candidate("investor", "stages", before, (*before, stage), float(steps), stage)


def _sites(catalogue: Catalogue, project: int) -> Iterator[Candidate]:
    """Give the project a second site, in a region where others are, within the same country."""
    world, table = catalogue.vocabulary("geography"), catalogue.projects
    elsewhere = sorted({place for places in project_places(catalogue) for place in places})
    own, before = table.text_at("region", project), table.list_at("other_regions", project)
    if not own or own == NATIONAL:
        return
    up = world.steps_up(own)
    for place in elsewhere:
        shared = [steps for code, steps in up.items() if code in world.steps_up(place)]
        steps = min(shared, default=MOST_STEPS + 1)
        if place not in (own, NATIONAL, *before) and 0 < steps <= MOST_STEPS:
            yield Candidate(
                "project", "other_regions", before, (*before, place), float(steps), place
            )


def _wider(catalogue: Catalogue, investor: int) -> Iterator[Candidate]:
    """Widen the focus to a place around one of those that it names."""
    world = catalogue.vocabulary("geography")
    before = catalogue.investors.list_at("regions_focus", investor)
    nearest: dict[str, int] = {}
    for term in before:
        for place, steps in world.steps_up(term).items():
            nearest[place] = min(steps, nearest.get(place, steps))
    for place, steps in nearest.items():
        if place not in before and steps <= MOST_STEPS:
            yield Candidate(
                "investor", "regions_focus", before, (*before, place), float(steps), place
            )
