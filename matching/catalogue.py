"""What the matcher knows: both sides, the vocabularies, and who did what with what weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from matching.columns import read_texts
from matching.table import BoolArray, FloatArray, IntArray, Table
from matching.vocabulary import Vocabulary, read_vocabularies

#: Roles that put an investor's own money or balance sheet at stake. Advisers, suppliers, issuers
#: and bystanders took part, but that does not show what they invest in.
INVESTING_ROLES = frozenset({"funder", "owner", "guarantor"})

#: Deals that leave a project with a financier of its own: these roles, this far along.
TAKING_ROLES = frozenset({"funder", "owner"})
TAKING_STANDINGS = frozenset({"closed", "signed", "announced"})

#: How much a deal proves about what an investor does, by how far it got.
STANDING_WEIGHT = {"closed": 1.0, "signed": 1.0, "announced": 0.5, "talks": 0.25, "lapsed": 0.0}

_EMPTY_VOCABULARY = Vocabulary({})
_YEAR_LENGTH = 4


@dataclass(frozen=True)
class Deals:
    """Deals as positions into both tables, in the order of their ids.

    ``weight`` is what a deal proves about the investor (0..1): nothing for roles without money
    at stake and for lapsed deals, less for talk than for closed deals, less for older ones.
    ``proof`` is the same without age, and ``day`` the deal's date as a year with its fraction.
    ``own_amount`` is the investor's own ticket in USD million, NaN where not known. ``taking``
    marks deals by which a funder or owner has taken the project on.
    """

    table: Table
    investor: IntArray
    project: IntArray
    weight: FloatArray
    proof: FloatArray
    day: FloatArray
    year: FloatArray
    own_amount: FloatArray
    taking: BoolArray

    @property
    def ids(self) -> list[str]:
        """Ids, sorted."""
        return self.table.ids

    @property
    def instruments(self) -> list[tuple[str, ...]]:
        """Instruments of each deal."""
        return self.table.lists("instrument")


@dataclass(frozen=True)
class Catalogue:
    """Investors, projects and deals, prepared once for every criterion and gate."""

    investors: Table
    projects: Table
    deals: Deals
    vocabularies: dict[str, Vocabulary]

    def vocabulary(self, kind: str) -> Vocabulary:
        """Return a vocabulary, empty where none was given."""
        return self.vocabularies.get(kind, _EMPTY_VOCABULARY)

    @property
    def weights(self) -> Any:  # noqa: ANN401 - scipy carries no types
        """What each investor's deals prove, projects x investors (sparse)."""
        deals = self.deals
        shape = (len(self.projects), len(self.investors))
        matrix = csr_array((deals.weight, (deals.project, deals.investor)), shape=shape)
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        return matrix

    @property
    def together(self) -> Any:  # noqa: ANN401 - scipy carries no types
        """Pairs with any deal at all, projects x investors (sparse)."""
        deals = self.deals
        shape = (len(self.projects), len(self.investors))
        ones = np.ones(len(deals.project), dtype=np.float64)
        return csr_array((ones, (deals.project, deals.investor)), shape=shape)

    def active(self) -> BoolArray:
        """Tell which investors have a deal that proves anything."""
        active = np.zeros(len(self.investors), dtype=np.bool_)
        active[self.deals.investor[self.deals.weight > 0]] = True
        return active


def prepare(
    investors: pd.DataFrame,
    projects: pd.DataFrame,
    deals: pd.DataFrame | None,
    vocabulary: pd.DataFrame | None,
    half_life_years: float,
) -> Catalogue:
    """Sort both sides by id and resolve the deals; ids must be unique and every deal resolve."""
    investor_table = Table(investors, "investor_id")
    project_table = Table(projects, "project_id")
    return Catalogue(
        investor_table,
        project_table,
        _prepare_deals(deals, investor_table, project_table, half_life_years),
        read_vocabularies(vocabulary),
    )


def _prepare_deals(
    deals: pd.DataFrame | None, investors: Table, projects: Table, half_life_years: float
) -> Deals:
    if deals is None:
        deals = pd.DataFrame({"investor_id": [], "project_id": []}, dtype="str")
    if "deal_id" not in deals:
        deals = deals.assign(deal_id=_made_up_ids(deals))
    table = Table(deals, "deal_id")
    amounts = table.numbers("amount_usd_m")
    own = table.matches("amount_scope", lambda scope: scope == "own")
    if not table.has("amount_scope"):
        own = np.ones(len(table), dtype=np.bool_)
    dates, proof = _dates(table), _proof(table)
    return Deals(
        table=table,
        investor=investors.positions(table.arrow("investor_id")),
        project=projects.positions(table.arrow("project_id")),
        weight=proof * _recency(dates, half_life_years),
        proof=proof,
        day=dates,
        year=np.floor(dates),
        own_amount=np.where(own & (amounts > 0), amounts, np.nan),
        taking=_taking(table),
    )


def _made_up_ids(deals: pd.DataFrame) -> list[str]:
    """Number deals without ids in an order that does not depend on the order of rows."""
    columns = [read_texts(deals[column]).combine_chunks() for column in sorted(deals.columns)]
    keys = pc.binary_join_element_wise(*columns, pa.scalar("\x1f", pa.large_string()))
    ranks = np.empty(len(deals), dtype=np.int64)
    ranks[pc.array_sort_indices(keys).to_numpy()] = np.arange(1, len(deals) + 1)
    return [f"deal-{rank:09d}" for rank in ranks.tolist()]


def _proof(table: Table) -> FloatArray:
    # A deal that says neither role nor standing is taken for what the word means: money went in.
    invests = table.matches("role_kind", lambda role: role in INVESTING_ROLES or not role)
    codes, standings = table.codes("standing")
    proof = np.array([STANDING_WEIGHT.get(standing, 1.0) for standing in standings])[codes]
    return np.where(invests, proof, 0.0)


def _taking(table: Table) -> BoolArray:
    # What a deal does not say is read as in ``_proof``.
    role = table.matches("role_kind", lambda role: role in TAKING_ROLES or not role)
    standing = table.matches("standing", lambda text: text in TAKING_STANDINGS or not text)
    return role & standing


def _dates(table: Table) -> FloatArray:
    """Return each deal's date as a year with its fraction, NaN where not known."""
    codes, texts = table.codes("signed_on")
    signed = np.array([_decimal_year(text) for text in texts])[codes]
    return np.where(np.isnan(signed), table.numbers("year"), signed)


def _decimal_year(text: str) -> float:
    """Read ``2019``, ``2019-07``, ``2019-07-31`` (a range counts by its start)."""
    parts = text[:10].split("-")
    if len(parts[0]) != _YEAR_LENGTH or not parts[0].isdigit():
        return float("nan")
    month = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 1
    day = int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else 1  # noqa: PLR2004
    return int(parts[0]) + (min(month, 12) - 1) / 12 + (min(day, 31) - 1) / 365


def _recency(dates: FloatArray, half_life_years: float) -> FloatArray:
    """Halve a deal every ``half_life_years`` before the newest; undated ones count as typical."""
    if np.isnan(dates).all():
        return np.ones(len(dates))
    age = np.nanmax(dates) - dates
    age = np.where(np.isnan(age), np.nanmedian(age), age)
    return np.asarray(0.5 ** (age / half_life_years), dtype=np.float64)
