"""Records without what names the parties: what a back-test on past deals may see.

Descriptions of investors and projects were written from the same pages as the deals, and name
each other; names of projects often hold the name of their owner. A ranking that reads them finds
hidden deals again because it has been told. So only structured fields are kept (a list of what is
kept, so that a column added later stays out until somebody decides otherwise), names are replaced
by numbers, and ticket sizes that were seen in deals are emptied.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

INVESTOR_FIELDS = (
    "investor_id",
    "name",
    "type",
    "hq_country",
    "sectors",
    "instruments",
    "ticket_min_usd_m",
    "ticket_max_usd_m",
    "ticket_basis",
    "regions_focus",
    "themes",
    "stages",
    "exclusions",
    "kz_presence",
    "aifc_participant",
    "shariah_only",
)
PROJECT_FIELDS = (
    "project_id",
    "name",
    "sector",
    "subsector",
    "region",
    "other_regions",
    "macro_region",
    "corridor",
    "stage",
    "opportunity",
    "ask_usd_m",
    "total_cost_usd_m",
    "instruments",
    "themes",
)
DEAL_FIELDS = (
    "deal_id",
    "investor_id",
    "project_id",
    "role_kind",
    "instrument",
    "amount_usd_m",
    "amount_scope",
    "year",
    "signed_on",
    "standing",
)


def blind_investors(investors: pd.DataFrame) -> pd.DataFrame:
    """Keep the structured fields of investors; names become numbers, observed tickets gaps."""
    kept = _kept(investors, INVESTOR_FIELDS, "investor_id", "i")
    if "ticket_basis" in kept:
        observed = kept["ticket_basis"].eq("observed").fillna(value=False)
        kept.loc[observed, ["ticket_min_usd_m", "ticket_max_usd_m"]] = np.nan
    return kept


def blind_projects(projects: pd.DataFrame) -> pd.DataFrame:
    """Keep the structured fields of projects; names become numbers."""
    return _kept(projects, PROJECT_FIELDS, "project_id", "p")


def blind_deals(deals: pd.DataFrame) -> pd.DataFrame:
    """Keep who took which role in what, when and with how much."""
    return deals[[name for name in DEAL_FIELDS if name in deals]].copy()


def _kept(frame: pd.DataFrame, fields: tuple[str, ...], key: str, letter: str) -> pd.DataFrame:
    kept = frame[[name for name in fields if name in frame]].copy()
    order = kept[key].rank(method="first").astype(int)
    kept["name"] = [f"{letter}{number:06d}" for number in order]
    return kept
