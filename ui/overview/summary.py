"""The figures of a scope, worked out once per data version and shared by all sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import streamlit as st

from data import activity
from matching.summary import flows, gap, ladder, quality, reach, records
from matching.summary.change import Standing, before, standing
from matching.summary.ladder import Conversion
from matching.summary.scope import Facts, Scope, gather
from matching.summary.sums import Total, total
from ui.reach import reach_of_sought
from ui.session import Dashboard

#: Scopes kept at a time.
KEPT = 24
#: What "since last month" means.
LAST_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Summary:
    """Everything that the blocks show, before any word is said.

    ``fits`` is the capital that fits the open ask (USD million) over ``fitted`` asks.
    ``latest`` is the newest year with a deal, whatever the scope.
    """

    scope: Scope
    facts: Facts
    ask: Total
    announced: Total
    fits: float
    fitted: int
    latest: int | None
    gaps: Mapping[str, pd.DataFrame]
    regions: Mapping[str, pd.DataFrame]
    standings: pd.DataFrame
    deals: Mapping[str, pd.DataFrame]
    flow: pd.DataFrame
    corridors: pd.DataFrame
    aifc: pd.DataFrame
    short: pd.DataFrame
    quality: pd.DataFrame


@dataclass(frozen=True)
class Progress:
    """What people recorded: where pairs stand, and what changed within ``LAST_MONTH``.

    ``elsewhere`` pairs stand on the ladder outside the scope; ``activity`` is that of all records,
    also where a scope narrows the rest (``scoped``). ``earlier`` is how the sums
    stood then; None where no fact was recorded since.
    """

    ladder: pd.DataFrame
    conversion: Conversion
    elsewhere: int
    scoped: bool
    activity: pd.DataFrame
    since: datetime
    today: date
    now: Standing
    earlier: Standing | None


def summary(dashboard: Dashboard, scope: Scope) -> Summary:
    """The figures of one scope."""
    return _summary(dashboard.version, scope, dashboard)


def progress(dashboard: Dashboard, shown: Summary) -> Progress:
    """What people recorded on the projects of a scope, read afresh: it changes with every click."""
    now = datetime.now(UTC)
    facts = shown.facts
    since = datetime.combine((now - LAST_MONTH).date(), time(), UTC)
    everything = activity.moves(dashboard.store)
    within = everything["project_id"].isin(facts.projects["project_id"])
    moves, beyond = everything[within], everything[~within]
    return Progress(
        ladder=ladder.ladder(moves, facts.projects, pd.Timestamp(now)),
        conversion=ladder.conversion(moves),
        elsewhere=len(beyond.drop_duplicates(["project_id", "investor_id"])),
        scoped=bool(shown.scope),
        activity=activity.activity(dashboard.store, since),
        since=since,
        today=now.date(),
        now=standing(facts),
        earlier=_earlier(dashboard.version, shown.scope, since, dashboard),
    )


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _earlier(version: str, scope: Scope, since: datetime, _dashboard: Dashboard) -> Standing | None:
    """How the sums of a scope stood at a moment."""
    del version
    changed = activity.changed_facts(_dashboard.store, since)
    if changed.empty:
        return None
    return standing(gather(before(_frames(_dashboard), changed), scope))


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _summary(version: str, scope: Scope, _dashboard: Dashboard) -> Summary:
    """Work it out; ``version`` and ``scope`` are the key of the cache."""
    del version
    dashboard = _dashboard
    frames = _frames(dashboard)
    facts = gather(frames, scope)
    reached = reach_of_sought(dashboard)
    fits, fitted = _fitting(facts, reached)
    return Summary(
        scope=scope,
        facts=facts,
        ask=total(facts.opened, "ask_usd_m"),
        announced=total(facts.announced, "total_cost_usd_m"),
        fits=fits,
        fitted=fitted,
        latest=_latest(gather(frames) if scope else facts),
        gaps={split: gap.gap(facts, split) for split in gap.SPLITS},
        regions={name: records.by_region(facts, name) for name in records.MEASURES},
        standings=ladder.standings(facts),
        deals={by: records.deals_by(facts, by) for by in ("year", "hq_country", "type")},
        flow=flows.flows(facts),
        corridors=records.by_corridor(facts),
        aifc=records.aifc_routes(facts, _structures(dashboard)),
        short=reach.short_of_investors(reached, facts.sought),
        quality=quality.quality(_within(frames, facts)),
    )


def _frames(dashboard: Dashboard) -> dict[str, pd.DataFrame]:
    return {
        "projects": dashboard.projects.reset_index(drop=True),
        "investors": dashboard.investors.reset_index(drop=True),
        "deals": dashboard.deals,
        "vocabulary": dashboard.store.frame("vocabulary"),
    }


def _latest(facts: Facts) -> int | None:
    """The newest year with a deal that came about."""
    years = facts.came_about["year"].dropna()
    return int(years.max()) if len(years) else None


def _fitting(facts: Facts, reached: pd.DataFrame) -> tuple[float, int]:
    """Capital that fits the published asks that count, and how many asks these are."""
    opened = facts.opened[facts.opened["counts"].astype(bool)]
    asks = opened.set_index("project_id")["ask_usd_m"].dropna()
    tickets = facts.financiers.set_index("investor_id")["ticket_max_usd_m"].dropna()
    pairs = [
        (project, investor)
        for project, investors in zip(reached["project_id"], reached["viable_ids"], strict=True)
        for investor in investors
    ]
    return gap.capital_that_fits(asks, tickets, pairs), len(asks)


def _structures(dashboard: Dashboard) -> pd.DataFrame:
    """What is known of the deals' ties to the AIFC: one row per project, one column per field."""
    rows = dashboard.store.frame("structures")
    rows = rows[rows["field"].isin(records.TIES) & (rows["verified"] != "no")]
    wide = rows.pivot_table(index="project_id", columns="field", values="value", aggfunc="first")
    return wide.reindex(columns=list(records.TIES)).reset_index()


def _within(frames: Mapping[str, pd.DataFrame], facts: Facts) -> dict[str, pd.DataFrame]:
    """The records whose quality counts: of everything, or of what the scope leaves."""
    projects, investors, deals = (frames[name] for name in ("projects", "investors", "deals"))
    whole = len(facts.projects) >= (projects["verified"] != "no").sum()
    if whole:
        return {"projects": projects, "investors": investors, "deals": deals}
    kept = projects[projects["project_id"].isin(facts.projects["project_id"])]
    return {
        "projects": kept,
        "investors": investors[investors["investor_id"].isin(facts.investors["investor_id"])],
        "deals": deals[deals["project_id"].isin(kept["project_id"])],
    }
