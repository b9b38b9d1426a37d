"""Serve one of the two pages that the repaint of a filter click is measured on.

    python -m bench.repaint_server ours FOLDER PORT     the dashboard over made-up records
    python -m bench.repaint_server bare FOLDER PORT     a bare page with the same widgets and table

FOLDER is a data directory that ``python -m data synthesize`` made; ``ours`` writes the shape of its
page there (``shape.json``), which ``bare`` reads. Made-up records never enter a database: the page
is given them in memory, and its database holds the seed facts alone.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from data.load import load
from data.store import Store
from matching import Matcher
from matching.facets import Facet
from matching.files import read_folder
from matching.names import NameIndex
from tools import webapp
from tools.serve import settings
from ui import facets, session
from ui.deals import deals_by_field, last_deals
from ui.labels import Labels
from ui.records.kinds import Kind, kind
from ui.session import Dashboard


def main(which: str, folder: Path, port: int) -> None:
    """Serve until stopped."""
    if which == "ours":
        dashboard = made_up(folder)
        session.open_dashboard = lambda: dashboard  # pages ask for it anew in every run
        shape = {side: _shape(kind(dashboard, side)) for side in ("project", "investor")}
        (folder / "shape.json").write_text(json.dumps(shape), encoding="utf-8")
        app = webapp.build()
    else:
        app = st.App(Path(__file__).with_name("bare_page.py"))
    app.run(config=settings("127.0.0.1", port))


def made_up(folder: Path) -> Dashboard:
    """Everything that the page of records needs, over made-up records."""
    data = read_folder(folder)
    if data.deals is None or data.vocabulary is None:
        raise FileNotFoundError(f"{folder}: deals and vocabulary belong to what is made up")
    store = Store(folder / "seed.duckdb")
    load(store)
    projects = data.projects.assign(stale=False, counts=True)
    by_id = projects.set_index("project_id", drop=False)
    matcher = Matcher().load(data.investors, projects, data.deals, data.vocabulary)
    return Dashboard(
        store=store,
        version="made-up",
        investors=data.investors.set_index("investor_id", drop=False),
        projects=by_id,
        deals=data.deals,
        labels=Labels(data.vocabulary),
        matcher=matcher,
        investor_names=NameIndex(data.investors),
        project_names=NameIndex(projects),
        last_deals=last_deals(data.deals, by_id),
        deals_by_field=deals_by_field(data.deals, by_id, came_about=True),
        talks_by_field=deals_by_field(data.deals, by_id, came_about=False),
    )


def _shape(records: Kind) -> list[tuple[str, int]]:
    """Every facet that the page shows, with how many values stand there to be clicked."""
    found = records.index.find({})
    shape = [
        (facet.name, _clickable(records, facet, found.counts)) for facet in records.index.facets
    ]
    return [(name, count) for name, count in shape if count > 1]


def _clickable(records: Kind, facet: Facet, counts: Mapping[str, Mapping[str, int]]) -> int:
    values = [value for value in records.index.values(facet.name) if counts[facet.name][value]]
    if facet.tree is not None:
        return sum(not facet.tree.parents(value) for value in values)
    few = facet.edges or len(values) <= facets.FIRST_VALUES + 2
    return len(values) if few else facets.FIRST_VALUES


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
