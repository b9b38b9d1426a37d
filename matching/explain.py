"""The parts of an explanation: facts of both sides, past deals that speak, what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from matching.catalogue import Catalogue
from matching.criteria import CRITERIA
from matching.criteria.track_record import Precedents
from matching.encoding import Encoding
from matching.learning.record import Record
from matching.results import CriterionReason, PastDeal, Unknown

#: Past deals that an explanation lists at most.
MOST_DEALS = 5
#: What a trait in common must add to the log of how much a deal speaks to be named.
TELLING = 0.05


def reasons(
    catalogue: Catalogue,
    encodings: Mapping[str, Encoding],
    weights: Mapping[str, float],
    neutral: Mapping[str, float],
    project: int,
    investor: int,
) -> list[CriterionReason]:
    """Return every criterion of one pair."""
    row, column = np.array([project]), np.array([investor])
    found = []
    for criterion in CRITERIA:
        name = criterion.name
        encoding = encodings[name]
        known = bool(encoding.known(row, column)[0, 0])
        value = float(encoding.values(row, column)[0, 0]) if known else neutral[name]
        found.append(
            CriterionReason(
                name,
                value,
                weights[name],
                weights[name] * value,
                neutral[name],
                known,
                bool(encoding.inferred(row, column)[0, 0]),
                criterion.project_says(catalogue, project),
                criterion.investor_says(catalogue, investor, project),
            )
        )
    return found


def past_deals(
    catalogue: Catalogue, encoding: Encoding, project: int, investor: int
) -> list[PastDeal]:
    """Return the deals that make up the investor's share of what past projects say.

    The shares are exact: each is the deal's part of the sum behind that share.
    """
    if not isinstance(encoding, Precedents) or encoding.record is None:
        return []
    record, deals = encoding.record, catalogue.deals
    speaks = record.speaks(np.array([project]))[0]
    spoken = [
        (float(speaks[np.searchsorted(record.past, deals.project[row])] * deals.proof[row]), row)
        for row in np.flatnonzero((deals.investor == investor) & (deals.proof > 0)).tolist()
    ]
    total = sum(part for part, _ in spoken)
    best = sorted((-part, row) for part, row in spoken if part > 0)[:MOST_DEALS]
    return [
        PastDeal(
            deals.ids[row],
            catalogue.projects.ids[deals.project[row]],
            None if np.isnan(deals.year[row]) else int(deals.year[row]),
            -part / total,
            _alike(record, project, int(deals.project[row])),
        )
        for part, row in best
    ]


def _alike(record: Record, project: int, other: int) -> list[str]:
    """Return the traits that two projects have in common, the most telling first."""
    added = record.in_common(project, int(np.searchsorted(record.past, other)))
    return sorted(
        (name for name, value in added.items() if value > TELLING), key=lambda name: -added[name]
    )


def unknown_fields(
    catalogue: Catalogue, encodings: Mapping[str, Encoding], project: int, investor: int
) -> list[Unknown]:
    """Return for each unknown criterion the side and the fields that would make it known."""
    missing = []
    for criterion in CRITERIA:
        encoding = encodings[criterion.name]
        if not encoding.project_known[project]:
            identifier = catalogue.projects.ids[project]
            missing.append(Unknown(criterion.name, "project", identifier, criterion.project_fields))
        if not encoding.investor_known[investor]:
            identifier = catalogue.investors.ids[investor]
            missing.append(
                Unknown(criterion.name, "investor", identifier, criterion.investor_fields)
            )
    return missing
