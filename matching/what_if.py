"""Catalogues in which one record says something else: what a change of terms would be worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from matching.catalogue import Catalogue, Deals
from matching.table import IntArray, Table

#: Sorts behind every id, none of which may hold this character.
LAST = "~"


def projects_as(
    catalogue: Catalogue, project: int, column: str, values: Sequence[object]
) -> tuple[Catalogue, IntArray]:
    """Return a catalogue with further projects: one project, with each of some values.

    They come last and have no deals, so nothing that is known of other records moves. Also
    returns their positions, in the order of ``values``.
    """
    table = catalogue.projects
    frame = pd.concat([table.frame, _variants(table, project, column, values)], ignore_index=True)
    changed = replace(catalogue, projects=Table(frame, table.key))
    return changed, len(table) + np.arange(len(values))


def investors_as(
    catalogue: Catalogue, investor: int, column: str, values: Sequence[object]
) -> Catalogue:
    """Return a catalogue whose only investors are one with each of some values, and its deals."""
    table = catalogue.investors
    return replace(
        catalogue,
        investors=Table(_variants(table, investor, column, values), table.key),
        deals=_copied(catalogue.deals, investor, len(values)),
    )


def _variants(table: Table, row: int, column: str, values: Sequence[object]) -> pd.DataFrame:
    copies = table.records(np.full(len(values), row)).reset_index(drop=True)
    # A list is one cell: pandas would spread it over the rows.
    cells = np.empty(len(values), dtype=object)
    for row_of, each in enumerate(values):
        cells[row_of] = list(each) if isinstance(each, tuple) else each
    copies[column] = pd.Series(cells).infer_objects()
    copies[table.key] = [f"{LAST}{number:06d}" for number in range(len(values))]
    return copies


def _copied(deals: Deals, investor: int, times: int) -> Deals:
    """Give the deals of one investor to each of its variants."""
    own = np.flatnonzero(deals.investor == investor)
    rows = np.tile(own, times)
    frame = deals.table.records(rows).reset_index(drop=True)
    frame[deals.table.key] = [f"{number:09d}" for number in range(len(rows))]
    return Deals(
        table=Table(frame, deals.table.key),
        investor=np.repeat(np.arange(times), len(own)),
        project=deals.project[rows],
        weight=deals.weight[rows],
        proof=deals.proof[rows],
        day=deals.day[rows],
        year=deals.year[rows],
        own_amount=deals.own_amount[rows],
        taking=deals.taking[rows],
    )
