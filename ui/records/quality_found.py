"""What the checks of the quality tab find, once per data version and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from matching.data_quality import contradictions, filling, outliers, worth
from matching.data_quality.findings import Finding
from ui.records.quality_words import KINDS
from ui.session import KEPT_VERSIONS, Dashboard

#: Years after which the last word on a record is old; projects on the page of records say so too.
OLD = 2


@dataclass(frozen=True)
class Checked:
    """All that the checks found, as of one data version and day."""

    wrong: list[Finding]
    outliers: list[Finding]
    sources: list[Finding]
    ages: Mapping[str, pd.DataFrame]
    fields: Mapping[str, pd.DataFrame]
    records: Mapping[str, pd.DataFrame]
    verified: Mapping[str, int]


@st.cache_data(show_spinner=False, max_entries=KEPT_VERSIONS)
def checked(version: str, today: date, _dashboard: Dashboard) -> Checked:
    """Run every check over all records."""
    del version
    frames = {
        "investors": _dashboard.investors.reset_index(drop=True),
        "projects": _dashboard.projects.reset_index(drop=True),
        "deals": _dashboard.deals.reset_index(drop=True),
    }
    overlaps = {"overlaps": _dashboard.store.frame("overlaps")}
    of = {kind: frames[f"{kind}s"] for kind in KINDS}
    trust = pd.concat([frame["verified"] for frame in of.values()])
    return Checked(
        contradictions.contradictions(frames | overlaps, today.isoformat()),
        outliers.outliers(frames),
        contradictions.sources(frames),
        {kind: filling.last_words(frame, kind) for kind, frame in of.items()},
        {kind: filling.by_field(frame, kind) for kind, frame in of.items()},
        {kind: filling.by_record(frame, kind) for kind, frame in of.items()},
        {str(word): int(count) for word, count in trust.value_counts().items()},
    )


@st.cache_data(show_spinner=False, max_entries=KEPT_VERSIONS)
def work(version: str, _dashboard: Dashboard) -> pd.DataFrame:
    """The work list, with the name of each record."""
    del version
    found = worth.work_list(_dashboard.matcher)
    names = {"project": _dashboard.projects["name"], "investor": _dashboard.investors["name"]}
    pairs = zip(found["kind"], found["record_id"], strict=True)
    return found.assign(name=[names[kind][each] for kind, each in pairs])


def old(ages: pd.DataFrame, today: date) -> pd.Series:
    """Tell of which records the last word is more than two years old, or without a date."""
    return ages["year"].fillna(0) < today.year - OLD
