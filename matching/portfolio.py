"""Figures over many records at once, with what each sum leaves out.

A sum counts overlapping records once (the ``counts`` column of projects), adds only amounts that
are known, and says how many were not. Records without a source that can be cited (verified
``no``) are left out. Nothing here ranks anything.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from matching.catalogue import INVESTING_ROLES

#: What is sought or planned, as against track record and work under way.
SOUGHT = ("open", "announced")
#: Deals that came about; announcements and talks are not money.
CAME_ABOUT = ("closed", "signed")


@dataclass(frozen=True)
class Total:
    """A sum in USD million over ``counted`` records.

    ``unknown`` records have no amount, ``overlapping`` ones are left out because another record
    holds the same money.
    """

    amount: float
    counted: int
    unknown: int
    overlapping: int


def total(projects: pd.DataFrame, column: str) -> Total:
    """Sum of one amount column over projects."""
    told = projects[projects["verified"] != "no"]
    single = told[told["counts"].astype(bool)]
    amounts = single[column].dropna()
    return Total(
        amount=float(amounts.sum()),
        counted=len(amounts),
        unknown=int(single[column].isna().sum()),
        overlapping=len(told) - len(single),
    )


def sought_by(projects: pd.DataFrame, column: str) -> pd.DataFrame:
    """Open and announced projects per value of ``column`` (a list counts under each value).

    Columns: ``column``, open, announced, ask_usd_m (sum over what counts), ask_unknown; most
    projects first, ties by name.
    """
    sought = projects[projects["opportunity"].isin(SOUGHT)].explode(column).dropna(subset=[column])
    rows = [
        {
            column: value,
            "open": int((group["opportunity"] == "open").sum()),
            "announced": int((group["opportunity"] == "announced").sum()),
            "ask_usd_m": total(group[group["opportunity"] == "open"], "ask_usd_m").amount,
            "ask_unknown": total(group[group["opportunity"] == "open"], "ask_usd_m").unknown,
        }
        for value, group in sorted(sought.groupby(column), key=lambda pair: str(pair[0]))
    ]
    columns = [column, "open", "announced", "ask_usd_m", "ask_unknown"]
    table = pd.DataFrame(rows, columns=columns)
    order = (table["open"] + table["announced"]).sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def deals_by_year(deals: pd.DataFrame, investors: pd.DataFrame) -> pd.DataFrame:
    """Deals that came about, of roles with money at stake, per year and investor type.

    Columns: year, type, deals, own_usd_m (own commitments only), amount_unknown.
    """
    done = deals[
        deals["standing"].isin(CAME_ABOUT)
        & deals["role_kind"].isin(INVESTING_ROLES)
        & (deals["verified"] != "no")
    ]
    types = dict(zip(investors["investor_id"], investors["type"], strict=True))
    typed = done.assign(type=done["investor_id"].map(types.get)).dropna(subset=["year", "type"])
    own = typed["amount_usd_m"].where(typed["amount_scope"] == "own")
    grouped = typed.assign(own=own).groupby(["year", "type"], sort=True)
    table = grouped.agg(
        deals=("deal_id", "count"), own_usd_m=("own", "sum"), known=("own", "count")
    )
    table["amount_unknown"] = table["deals"] - table["known"]
    return table.drop(columns="known").reset_index()


def health(projects: pd.DataFrame, investors: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """How complete and fresh the records are: for each mark, how many of how many."""
    sought = projects[projects["opportunity"].isin(SOUGHT)]
    asked = total(projects[projects["opportunity"] == "open"], "ask_usd_m")
    tickets = investors["ticket_min_usd_m"].notna() | investors["ticket_max_usd_m"].notna()
    return {
        "projects_verified": (int((projects["verified"] == "yes").sum()), len(projects)),
        "investors_verified": (int((investors["verified"] == "yes").sum()), len(investors)),
        "sought_fresh": (int((~sought["stale"].astype(bool)).sum()), len(sought)),
        "open_asks_known": (asked.counted, asked.counted + asked.unknown),
        "tickets_known": (int(tickets.sum()), len(investors)),
    }
