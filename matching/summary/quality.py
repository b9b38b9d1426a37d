"""How far the records can be trusted: verified, fresh, complete."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from matching.summary.scope import SOUGHT
from matching.summary.sums import marks, stacked

#: Parts of each check: as it should be, half of it, not.
GOOD, HALF, MISSING = "good", "half", "missing"
CHECKS = (
    *("projects_verified", "investors_verified", "deals_verified"),
    *("plans_fresh", "asks_known", "tickets_known", "own_amounts_known"),
)
_VERIFIED = {"yes": GOOD, "partial": HALF}


def quality(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Marks by check and part, over all records, those without a citable source too.

    ``projects_verified``, ``investors_verified``, ``deals_verified``: the source says it, in part,
    not. ``plans_fresh``: open and announced projects with news within two years. ``asks_known``:
    open projects that publish an amount, overlaps once. ``tickets_known``: stated (good) or
    observed (half). ``own_amounts_known``: own commitment behind a deal.
    """
    projects, investors, deals = (frames[name] for name in ("projects", "investors", "deals"))
    sought = projects[projects["opportunity"].isin(SOUGHT)]
    opened = projects[(projects["opportunity"] == "open") & projects["counts"].astype(bool)]
    ticket = investors["ticket_max_usd_m"].notna() | investors["ticket_min_usd_m"].notna()
    own = deals["amount_usd_m"].notna() & (deals["amount_scope"] == "own")
    return stacked(
        _checked(projects, "project", "projects_verified", projects["verified"].map(_trust)),
        _checked(investors, "investor", "investors_verified", investors["verified"].map(_trust)),
        _checked(deals, "deal", "deals_verified", deals["verified"].map(_trust)),
        _checked(sought, "project", "plans_fresh", _either(~sought["stale"].astype(bool))),
        _checked(opened, "project", "asks_known", _either(opened["ask_usd_m"].notna())),
        _checked(
            investors,
            *("investor", "tickets_known"),
            _either(ticket).where(investors["ticket_basis"] != "observed", HALF),
        ),
        _checked(deals, "deal", "own_amounts_known", _either(own)),
    )


def shares(table: pd.DataFrame) -> pd.Series:
    """Share of each check that is as it should be, 0..1, worst first."""
    wide = table.pivot_table(index="group", columns="part", values="records", aggfunc="sum")
    wide = wide.reindex(columns=[GOOD, HALF, MISSING]).fillna(0).astype(float)
    return (wide[GOOD] / wide.sum(axis=1)).sort_values(kind="stable")


def _checked(frame: pd.DataFrame, kind: str, check: str, part: pd.Series) -> pd.DataFrame:
    return marks(frame.assign(check=check), kind, "check", part)


def _trust(word: object) -> str:
    return _VERIFIED.get(str(word), MISSING)


def _either(good: pd.Series) -> pd.Series:
    return good.map({True: GOOD, False: MISSING})
