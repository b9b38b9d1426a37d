"""What every page starts from: the open database, the records, the fitted matcher.

The database is opened once per process and the matcher fitted once per data version; both are
shared by all sessions. What was learned is kept beside the database, so that a restart does not
learn it again. Whatever stops a page from starting is said in a sentence.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import pandas as pd
import streamlit as st

from data import records
from data.__main__ import database_path
from data.desk import Desk
from data.load import load
from data.seeding.files import SeedError
from data.store import (
    Store,
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreTooNewError,
)
from matching.matcher import Matcher
from matching.model import kept_or_fitted
from matching.names import NameIndex
from ui import actor, notices
from ui.deals import deals_by_field, last_deals
from ui.format import UNKNOWN, when
from ui.labels import Labels
from ui.serving import Serving
from ui.words import _

#: How often a page that waits for newer records looks for them.
REFRESH_SECONDS = 2.0
#: Data versions whose derived tables pages keep.
KEPT_VERSIONS = 2


@dataclass(frozen=True)
class Dashboard:
    """The records as of one data version, and what is computed from them once."""

    store: Store
    version: str
    investors: pd.DataFrame
    projects: pd.DataFrame
    deals: pd.DataFrame
    labels: Labels
    matcher: Matcher
    investor_names: NameIndex
    project_names: NameIndex
    last_deals: dict[str, str]
    deals_by_field: Counter[tuple[str, str]]
    talks_by_field: Counter[tuple[str, str]]

    def project(self, project_id: str) -> pd.Series:
        """One project's row."""
        return cast("pd.Series", self.projects.loc[project_id])

    def investor(self, investor_id: str) -> pd.Series:
        """One investor's row."""
        return cast("pd.Series", self.investors.loc[investor_id])


def open_dashboard() -> Dashboard:
    """Everything a page needs; a page that cannot have it stops with the reason.

    On top of the page stands what became of the last thing that the person did.
    """
    dashboard = at_hand()
    notices.show(dashboard.store, "top", actor.acting())
    return dashboard


def at_hand() -> Dashboard:
    """Everything a page needs, for what stands beside the page; see ``open_dashboard``."""
    path = database_path().resolve()
    try:
        store = _store(path)
        return _dashboard(path, records.version(store), date.today())  # noqa: DTZ011 - the reader's calendar day
    except (StoreError, SeedError) as error:
        st.error(_explained(error, path), icon=":material/database_off:")
        st.stop()


def footer(dashboard: Dashboard, shown: pd.DataFrame | None = None) -> None:
    """Last line of a page: how fresh the data is, its version, where to read its sources."""
    rows = dashboard.projects if shown is None else shown
    dated = rows["as_of"].dropna()
    newest = when(dated.max()) if len(dated) else UNKNOWN
    st.caption(
        _(
            "Newest record as of {newest} · data version {version} · every figure leads to its "
            "source; missing values are shown as gaps. Not legal or investment advice.",
            newest=newest,
            version=dashboard.version,
        )
    )
    if records.version(dashboard.store) != dashboard.version:
        _until_newer(dashboard.version)


@st.fragment(run_every=REFRESH_SECONDS)
def _until_newer(shown: str) -> None:
    """Say that newer records are on their way, and draw the page anew once they are there."""
    st.caption(
        _(
            "Newer records are being worked in; what is shown is as of the version named above. "
            "The page shows them by itself in a moment."
        )
    )
    if at_hand().version != shown:
        st.rerun()


@st.cache_resource(show_spinner=False, max_entries=1)
def _store(path: Path) -> Store:
    store = Store(path)
    load(store)
    # A command beside the dashboard cannot open the file: it asks for a backup here.
    Desk(store)
    return store


@st.cache_resource(show_spinner=False, max_entries=1)
def _serving(path: Path) -> Serving[Dashboard]:
    del path
    return Serving()


def _dashboard(path: Path, version: str, today: date) -> Dashboard:
    store = _store(path)
    return _serving(path).get((version, today), lambda: _worked_out(store, path, version, today))


def _worked_out(store: Store, path: Path, version: str, today: date) -> Dashboard:
    frames = records.frames(store, today)
    investors, projects, deals = (frames[name] for name in ("investors", "projects", "deals"))
    tables = (investors, projects, deals, frames["vocabulary"])
    by_id = projects.set_index("project_id", drop=False)
    return Dashboard(
        store=store,
        version=version,
        investors=investors.set_index("investor_id", drop=False),
        projects=by_id,
        deals=deals,
        labels=Labels(frames["vocabulary"]),
        matcher=kept_or_fitted(Matcher(), tables, path.with_name(f"{path.name}.model")),
        investor_names=NameIndex(investors),
        project_names=NameIndex(projects),
        last_deals=last_deals(deals, by_id),
        deals_by_field=deals_by_field(deals, by_id, came_about=True),
        talks_by_field=deals_by_field(deals, by_id, came_about=False),
    )


def _explained(error: StoreError | SeedError, path: Path) -> str:
    if isinstance(error, StoreLockedError):
        return _(
            "The database {path} is in use by another process: the dashboard is probably running "
            "already. Stop the other one, then reload this page. Nothing was changed.",
            path=path,
        )
    if isinstance(error, StoreTooNewError):
        return _(
            "The database {path} was written by a newer version. Update the program, or name "
            "another file in MATCHMAKING_DATABASE. Nothing was changed.",
            path=path,
        )
    if isinstance(error, StoreDamagedError):
        return _(
            "The database {path} is damaged or is not a DuckDB database. Put a backup in its "
            "place, or move it away and start again to rebuild it from the seed facts. Nothing "
            "was changed.",
            path=path,
        )
    if isinstance(error, SeedError):
        return _(
            "The seed facts have {count} faults and were not loaded. Run `python -m data load` to "
            "see each with its file and row. Nothing was changed.",
            count=len(error.faults),
        )
    return _(
        "The database {path} cannot be opened. Check that its folder exists and may be written, "
        "or name another file in MATCHMAKING_DATABASE.",
        path=path,
    )
