"""What past deals say of an investor in a glance, worked out once per data version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from data.rows import each_row
from matching.catalogue import INVESTING_ROLES
from matching.summary.scope import CAME_ABOUT
from ui.format import UNKNOWN, known, money, plain, usd
from ui.words import _


def last_deals(deals: pd.DataFrame, projects: pd.DataFrame) -> dict[str, str]:
    """Each investor's most recent dated deal that came about: project and year."""
    done = deals[deals["standing"].isin(CAME_ABOUT)].dropna(subset=["year"])
    latest = done.sort_values(["year", "deal_id"]).drop_duplicates("investor_id", keep="last")
    names = projects["name"]
    return {
        row["investor_id"]: f"{names.get(row['project_id'], row['project_id'])}, {int(row['year'])}"
        for row in each_row(latest)
    }


def deals_by_field(
    deals: pd.DataFrame, projects: pd.DataFrame, *, came_about: bool
) -> Counter[tuple[str, str]]:
    """How many deals with money at stake each investor has in each subsector.

    Either the closed and signed ones, or those announced or in talks.
    """
    own = deals[deals["role_kind"].isin(INVESTING_ROLES)]
    done = own["standing"].isin(CAME_ABOUT)
    own = own[done] if came_about else own[~done & (own["standing"] != "lapsed")]
    fields = own["project_id"].map(projects["subsector"].get)
    return Counter(zip(own["investor_id"], fields, strict=True))


def amount_told(deal: Mapping[str, Any]) -> str:
    """Amount of a deal in its currency, dollars behind it, and whose money it is; as markdown."""
    if not known(deal["amount_original_m"]):
        return UNKNOWN
    text = money(deal["amount_original_m"], deal["amount_currency"])
    if deal["amount_currency"] != "USD" and known(deal["amount_usd_m"]):
        text += f" ({usd(deal['amount_usd_m'])})"
    scopes = {
        "shared": _("whole syndicate"),
        "project": _("whole project"),
        "issue": _("whole issue"),
    }
    scope = scopes.get(deal["amount_scope"])
    return plain(f"{text}, {scope}" if scope else text)
