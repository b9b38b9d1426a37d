"""Capital asked against capital that could come."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from matching.summary.scope import Facts
from matching.summary.sums import UNSTATED, marks, stacked

#: What a gap can be split by.
SPLITS = ("sector", "region", "instrument", "ticket")
#: Upper ends of the ticket sizes in USD million; the last is open.
SIZES = {"10": 10.0, "50": 50.0, "100": 100.0, "500": 500.0, "more": np.inf}
#: A project of the whole country lies in no single region.
NATIONAL, COUNTRY = "national", "Kazakhstan"
#: Flows are worked out in whole thousands of US dollars, up to what 32 bits hold.
PER_MILLION, MOST = 1000.0, 2_000_000_000


def gap(facts: Facts, split: str) -> pd.DataFrame:
    """Marks of three parts by sector, region, family of instruments or ticket size.

    ``open``: published asks. ``announced``: total cost of announced projects, whose ask nobody
    published; never to be added to the asks. ``capital``: the largest ticket, stated or observed
    in deals, of each investor whose mandate reaches the group, once per group; investors that
    reach several groups stand in each, so that bars of capital do not add up. In a ticket size, a
    ticket counts up to the size's upper end.
    """
    opened, announced = facts.opened, facts.announced
    parts = [
        (opened, "project", "open", "ask_usd_m"),
        (announced, "project", "announced", "total_cost_usd_m"),
        (_reaching(facts, split), "investor", "capital", "worth"),
    ]
    tables = [
        marks(_placed(facts, frame, split, amount), kind, "reached", part, amount)
        for frame, kind, part, amount in parts
    ]
    return stacked(*tables)


def shortfall(table: pd.DataFrame) -> pd.Series:
    """Asks beyond the capital that could come, USD million by group, widest first."""
    amounts = table.pivot_table(index="group", columns="part", values="amount", aggfunc="sum")
    amounts = amounts.reindex(columns=["open", "capital"]).fillna(0.0).astype(float)
    return (amounts["open"] - amounts["capital"]).sort_values(ascending=False, kind="stable")


def capital_that_fits(
    asks: pd.Series, tickets: pd.Series, pairs: Iterable[tuple[str, str]]
) -> float:
    """How much of the asks the tickets could cover at most, each ticket used once; USD million.

    ``asks`` by project id and ``tickets`` by investor id, both known; ``pairs`` (project,
    investor) are those that are viable. The largest flow from investors to projects.
    """
    rows = {investor: 1 + at for at, investor in enumerate(tickets.index)}
    columns = {project: 1 + len(rows) + at for at, project in enumerate(asks.index)}
    sink = 1 + len(rows) + len(columns)
    edges = [
        (rows[investor], columns[project], _thousands(min(tickets[investor], asks[project])))
        for project, investor in pairs
        if investor in rows and project in columns
    ]
    edges += [(0, at, _thousands(tickets[investor])) for investor, at in rows.items()]
    edges += [(at, sink, _thousands(asks[project])) for project, at in columns.items()]
    if not rows or not columns:
        return 0.0
    sources, targets, worth = zip(*edges, strict=True)
    network = csr_array(
        (np.array(worth, dtype=np.int32), (sources, targets)), shape=(sink + 1, sink + 1)
    )
    return float(maximum_flow(network, 0, sink).flow_value) / PER_MILLION


def _thousands(million: float) -> int:
    return int(min(round(million * PER_MILLION), MOST))


def _placed(facts: Facts, frame: pd.DataFrame, split: str, amount: str) -> pd.DataFrame:
    if "reached" in frame:
        return frame
    if split == "instrument":
        reached = frame["instruments"].map(lambda codes: _families(facts, codes))
    elif split == "ticket":
        reached = frame[amount].map(_size)
    else:
        reached = frame[split]
    return frame.assign(reached=reached)


def _reaching(facts: Facts, split: str) -> pd.DataFrame:
    """Investors with the groups they reach (``reached``) and their largest ticket (``worth``)."""
    capital = facts.financiers.assign(worth=facts.financiers["ticket_max_usd_m"])
    if split == "sector":
        return capital.assign(reached=capital["sectors"])
    if split == "instrument":
        return capital.assign(reached=capital["instruments"].map(lambda c: _families(facts, c)))
    if split == "region":
        placed = capital.assign(reached=_regions_reached(facts, capital))
        # A focus that reaches none of these regions is stated all the same.
        return placed[placed["reached"].map(len).astype(bool)]
    return _by_ticket_size(capital)


def _families(facts: Facts, codes: object) -> list[str]:
    known = list(codes) if hasattr(codes, "__iter__") else []
    return sorted(facts.vocabularies["instrument"].roots(known)) if known else [UNSTATED]


def _regions_reached(facts: Facts, capital: pd.DataFrame) -> pd.Series:
    """Regions of the projects sought that lie within an investor's focus, or contain it."""
    geography = facts.vocabularies["geography"]
    regions = sorted(set(facts.sought["region"].dropna()))
    above = {
        region: set(geography.steps_up(COUNTRY if region == NATIONAL else region))
        for region in regions
    }

    def reached(focus: object) -> list[str]:
        codes = set(focus) if hasattr(focus, "__iter__") else set()
        return [region for region in regions if codes & above[region]] if codes else [UNSTATED]

    return capital["regions_focus"].map(reached)


def _by_ticket_size(capital: pd.DataFrame) -> pd.DataFrame:
    rows = []
    lower = 0.0
    low = capital["ticket_min_usd_m"].fillna(0.0)
    for size, upper in SIZES.items():
        fits = (capital["worth"] > lower) & (low <= upper)
        rows.append(capital[fits].assign(reached=size, worth=capital["worth"].clip(upper=upper)))
        lower = upper
    rows.append(capital[capital["worth"].isna()].assign(reached=UNSTATED))
    return pd.concat(rows)


def _size(amount: float) -> str:
    """Name the first size that an amount fits into; none holds what is not a number."""
    return next((size for size, upper in SIZES.items() if amount <= upper), UNSTATED)
