"""Deals, regions, corridors, AIFC routes: what is on record, from several sides."""

from __future__ import annotations

import pandas as pd

from matching.summary.scope import CAME_ABOUT, SOUGHT, Facts
from matching.summary.sums import marks, stacked

#: What a region can be coloured by: which records, and the amount where it is one.
MEASURES = ("projects", "ask", "cost", "deals", "committed")
#: An AIFC record ties a project to the centre by one of these fields, unless it says otherwise.
TIES = {"legal_form": "non_aifc", "afsa_status": "none", "aix_route": "none"}
NO_ROUTE = "no_listing"


def deals_by(facts: Facts, by: str) -> pd.DataFrame:
    """Marks of deals with money at stake by year, ``hq_country`` or ``type`` of the investor.

    Parts: ``came_about`` (closed or signed) and ``announced``, which is not money yet. Amounts
    are own commitments.
    """
    deals = facts.invested
    if by == "year":
        deals = deals.assign(year=deals["year"].astype("Int64").astype("string"))
    came_about = deals[deals["standing"].isin(CAME_ABOUT)]
    announced = deals[deals["standing"] == "announced"]
    return stacked(
        marks(came_about, "deal", by, "came_about", "own_usd_m"),
        marks(announced, "deal", by, "announced", "own_usd_m"),
    )


def by_region(facts: Facts, measure: str) -> pd.DataFrame:
    """Marks by region for one of ``MEASURES``; whole-country records stand under ``national``."""
    frame, kind, amount = {
        "projects": (facts.sought, "project", None),
        "ask": (facts.opened, "project", "ask_usd_m"),
        "cost": (facts.announced, "project", "total_cost_usd_m"),
        "deals": (facts.came_about, "deal", None),
        "committed": (facts.came_about, "deal", "own_usd_m"),
    }[measure]
    return marks(frame, kind, "region", measure, amount)


def by_corridor(facts: Facts) -> pd.DataFrame:
    """Marks by corridor: projects ``sought``, deals that ``came_about`` and ``announced`` ones.

    A project on two corridors stands in both.
    """
    deals = facts.invested[_listed(facts.invested["corridor"])]
    projects = facts.sought[_listed(facts.sought["corridor"])]
    return stacked(
        marks(projects, "project", "corridor", "sought", "ask_usd_m"),
        marks(
            deals[deals["standing"].isin(CAME_ABOUT)],
            *("deal", "corridor", "came_about", "own_usd_m"),
        ),
        marks(
            deals[deals["standing"] == "announced"],
            *("deal", "corridor", "announced", "own_usd_m"),
        ),
    )


def aifc_routes(facts: Facts, records: pd.DataFrame) -> pd.DataFrame:
    """Marks of projects tied to the AIFC by their route to the exchange (AIX).

    ``records`` has a row per project and the columns of ``TIES``. Parts: ``sought`` (open or
    announced) and ``done`` (under way or track record). Amounts are total costs, which for an issue
    are its proceeds. A tie is any field that names the centre; a route not read is unstated.
    """
    tied = facts.projects.merge(
        records.loc[_tied(records), ["project_id", "aix_route"]], on="project_id"
    )
    route = tied["aix_route"].where(tied["aix_route"] != TIES["aix_route"], NO_ROUTE)
    part = tied["opportunity"].isin(SOUGHT).map({True: "sought", False: "done"})
    return marks(tied.assign(route=route), "project", "route", part, "total_cost_usd_m")


def _tied(records: pd.DataFrame) -> pd.Series:
    ties = [records[field].notna() & (records[field] != none) for field, none in TIES.items()]
    return pd.concat(ties, axis=1).any(axis=1)


def _listed(lists: pd.Series) -> pd.Series:
    return lists.map(lambda codes: hasattr(codes, "__len__") and len(codes) > 0).astype(bool)
