"""Where the pairs stand, with what the screen needs to know of both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import pandas as pd

from data import pipeline
from data.pipeline import DECIDED, Pair
from data.rows import each_row
from ui.format import known
from ui.session import Dashboard

#: Days without any event after which an undecided pair has gone quiet.
QUIET_DAYS: Final = 60
#: Days ahead of which a next step is announced.
SOON_DAYS: Final = 7


def standing(dashboard: Dashboard) -> pd.DataFrame:
    """Every pair of the pipeline with names and ask.

    Columns of ``data.pipeline.pipeline`` and project, investor (names, the id where the record is
    gone), gone (bool), ask_usd_m, counts (whether the ask counts in sums), quiet_days (since the
    last event), quiet (bool), days_left (to the next step, missing where none has a day).
    """
    frame = pipeline.pipeline(dashboard.store)
    today = date.today()  # noqa: DTZ011 - the reader's calendar day
    now = pd.Timestamp(datetime.now(UTC))
    projects, investors = dashboard.projects, dashboard.investors
    known_pair = frame["project_id"].isin(projects.index) & frame["investor_id"].isin(
        investors.index
    )
    quiet_days = (now - frame["last_at"]).dt.days
    return frame.assign(
        project=_named(frame["project_id"], projects),
        investor=_named(frame["investor_id"], investors),
        gone=~known_pair,
        ask_usd_m=frame["project_id"].map(projects["ask_usd_m"]),
        counts=frame["project_id"].map(projects["counts"]).eq(other=True),
        quiet_days=quiet_days,
        quiet=quiet_days.ge(QUIET_DAYS) & ~frame["rung"].isin(DECIDED),
        days_left=(frame["due"] - pd.Timestamp(today)).dt.days,
    )


def pair_of(row: dict[str, Any]) -> Pair:
    """The pair that a row is about."""
    return Pair(row["project_id"], row["investor_id"])


def crossings(frame: pd.DataFrame, actor: str | None) -> list[dict[str, Any]]:
    """Pairs whose current move was made by somebody who had not seen this actor's move."""
    return [
        row
        for row in each_row(frame)
        if actor is not None
        and row["before_by"] == actor
        and row["moved_by"] != actor
        and row["seen"] != row["before_event_id"]
    ]


@dataclass(frozen=True)
class Asked:
    """What projects ask for together.

    usd_m is the sum of the asks, each project's money once; overlapping is the number of projects
    whose published ask is left out of it, because another record holds the same money; silent is
    the number of projects that publish none.
    """

    usd_m: float
    overlapping: int
    silent: int


def asked(frame: pd.DataFrame) -> Asked:
    """What the projects of the pairs ask for; the frame is one of ``standing``."""
    projects = frame.drop_duplicates("project_id")
    published = projects[projects["ask_usd_m"].notna()]
    counted = published[published["counts"]]
    return Asked(
        float(counted["ask_usd_m"].sum()),
        len(published) - len(counted),
        len(projects) - len(published),
    )


def due(frame: pd.DataFrame) -> pd.DataFrame:
    """Pairs whose next step is due within a week or overdue, the most urgent first."""
    waiting = frame[frame["step"].notna() & frame["days_left"].le(SOON_DAYS)]
    return waiting.sort_values(["days_left", "project_id", "investor_id"])


def quiet(frame: pd.DataFrame) -> pd.DataFrame:
    """Pairs that have gone quiet and have no step ahead, the quietest first."""
    waiting = frame[frame["quiet"] & ~(frame["step"].notna() & frame["days_left"].ge(0))]
    return waiting.sort_values(["quiet_days", "project_id"], ascending=[False, True])


def _named(ids: pd.Series, records: pd.DataFrame) -> pd.Series:
    names = ids.map(records["name"])
    return names.where(names.map(known), ids)
