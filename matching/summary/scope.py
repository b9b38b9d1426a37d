"""What a summary is about: the records that a choice of sectors, regions and stages leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from matching.offers import NOT_FINANCE
from matching.vocabulary import Vocabulary, read_vocabularies

#: What is sought or planned, as against track record and work under way.
SOUGHT = ("open", "announced")
#: Deals that came about; announcements and talks are not money.
CAME_ABOUT = ("closed", "signed")
#: Roles that put the investor's own money or balance sheet at stake.
INVESTING = ("funder", "owner", "guarantor")
#: Institutions that several states own: the country of their seat is not where the money is from.
INTERNATIONAL = "international"
OF_SEVERAL_STATES = frozenset(
    {
        *("acg", "adb", "aiib", "ctf", "ebrd", "edb", "efsd", "eib", "eu", "gcf", "ibrd", "ifc"),
        *("isdb", "miga", "opec-fund", "turkic-fund", "undp"),
    }
)


@dataclass(frozen=True)
class Scope:
    """Codes that a reader chose; nothing chosen means everything."""

    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sectors or self.regions or self.stages)


@dataclass(frozen=True)
class Facts:
    """Records of a scope, those without a source that can be cited left out.

    projects : with ``counts``; deals : with ``counts`` of their project, ``own_usd_m`` (the own
    commitment, USD million, missing where the amount is shared or not known), and the investor's
    ``type`` and ``hq_country`` (``INTERNATIONAL`` for one of several states), the project's
    ``sector``, ``region`` and ``corridor``;
    investors : all who could bring capital, in ``financiers``.
    ``uncited`` records of all three were left out.
    """

    projects: pd.DataFrame
    investors: pd.DataFrame
    deals: pd.DataFrame
    financiers: pd.DataFrame
    vocabularies: Mapping[str, Vocabulary]
    uncited: int

    @cached_property
    def opened(self) -> pd.DataFrame:
        """Projects with a published call for investors."""
        return self.projects[self.projects["opportunity"] == "open"]

    @cached_property
    def announced(self) -> pd.DataFrame:
        """Planned projects that publish no ask."""
        return self.projects[self.projects["opportunity"] == "announced"]

    @cached_property
    def sought(self) -> pd.DataFrame:
        """Open and announced projects."""
        return self.projects[self.projects["opportunity"].isin(SOUGHT)]

    @cached_property
    def invested(self) -> pd.DataFrame:
        """Deals in roles with money at stake, however far they got."""
        return self.deals[self.deals["role_kind"].isin(INVESTING)]

    @cached_property
    def came_about(self) -> pd.DataFrame:
        """Deals with money at stake that are signed or closed."""
        return self.invested[self.invested["standing"].isin(CAME_ABOUT)]


def gather(frames: Mapping[str, pd.DataFrame], scope: Scope | None = None) -> Facts:
    """Narrow the frames ``projects``, ``investors``, ``deals`` and ``vocabulary`` to a scope.

    Deals follow their project; investors follow the sectors alone, since few mandates name a
    region and none a stage.
    """
    scope = scope or Scope()
    told = {name: frames[name][_cited(frames[name])] for name in ("projects", "investors", "deals")}
    uncited = sum(len(frames[name]) - len(frame) for name, frame in told.items())
    projects = told["projects"][_chosen(told["projects"], scope)].reset_index(drop=True)
    investors = told["investors"].reset_index(drop=True)
    deals = _with_both_sides(told["deals"], projects, investors)
    if scope.sectors:
        investors = investors[_any_of(investors["sectors"], scope.sectors)]
    vocabularies = read_vocabularies(frames["vocabulary"])
    return Facts(
        projects=projects,
        investors=investors,
        deals=deals,
        financiers=investors[_brings_capital(investors, vocabularies.get("instrument"))],
        vocabularies=vocabularies,
        uncited=uncited,
    )


def _chosen(projects: pd.DataFrame, scope: Scope) -> pd.Series:
    keep = pd.Series(data=True, index=projects.index)
    if scope.sectors:
        keep &= _any_of(projects["sector"], scope.sectors)
    if scope.regions:
        keep &= projects["region"].isin(scope.regions)
    if scope.stages:
        keep &= projects["stage"].isin(scope.stages)
    return keep


def _with_both_sides(
    deals: pd.DataFrame, projects: pd.DataFrame, investors: pd.DataFrame
) -> pd.DataFrame:
    own = deals["amount_usd_m"].where(deals["amount_scope"] == "own")
    place = projects[["project_id", "sector", "region", "corridor", "counts"]]
    sides = deals.assign(own_usd_m=own).merge(place, on="project_id")
    parties = investors[["investor_id", "type", "hq_country"]].copy()
    shared = parties["investor_id"].isin(OF_SEVERAL_STATES)
    parties["hq_country"] = parties["hq_country"].mask(shared, INTERNATIONAL)
    return sides.merge(parties, on="investor_id")


def _brings_capital(investors: pd.DataFrame, instruments: Vocabulary | None) -> pd.Series:
    """Tell who offers finance and needs no screening first; who says nothing may."""
    vocabulary = instruments or Vocabulary({})

    def finances(codes: object) -> bool:
        offered = list(codes) if hasattr(codes, "__iter__") else []
        return not offered or bool(vocabulary.roots(offered) - NOT_FINANCE)

    return investors["instruments"].map(finances).astype(bool) & investors["screening"].isna()


def _cited(frame: pd.DataFrame) -> pd.Series:
    return frame["verified"] != "no"


def _any_of(lists: pd.Series, codes: tuple[str, ...]) -> pd.Series:
    wanted = set(codes)
    return lists.map(
        lambda values: hasattr(values, "__iter__") and not wanted.isdisjoint(values)
    ).astype(bool)
