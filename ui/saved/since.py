"""What changed since a view was opened last: records, pairs, the first of a ranked list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import streamlit as st

from data import pipeline, views
from data.rows import each_row
from ui import actor
from ui.format import known, plain
from ui.pipeline.words import ago
from ui.query import Query
from ui.session import Dashboard, at_hand
from ui.words import _, _n

#: Of a ranked list that is remembered, to tell what moved since.
FIRST = 10
#: Names told of those that changed.
NAMED = 5
#: Parameters of an address that are no part of a view: the reader's own language.
OWN = {"lang"}

_SINCE = "_view_since"


def remember(dashboard: Dashboard, act: str | None, view: dict[str, Any]) -> None:
    """Begin to tell, on the page that opens, what changed since this person opened the view last.

    ``view`` is a row of ``data.views.view``.
    """
    parts = urlsplit(view["address"])
    seen = view["seen"] or {}
    ranked = parts.path.strip("/") == "matches"
    st.session_state[_SINCE] = {
        "view_id": view["view_id"],
        "name": view["name"],
        "path": parts.path,
        "query": dict(parse_qsl(parts.query)),
        "since": None if pd.isna(view["opened_at"]) else view["opened_at"],
        "version": seen.get("version"),
        "top": seen.get("top"),
        "kept": not ranked,
    }
    if act is not None and not ranked:
        views.opened(dashboard.store, act, view["view_id"], {"version": dashboard.version})


def show() -> None:
    """Above a page that was opened as a view: what was recorded since it was opened last."""
    view = _open_view()
    if view is None:
        return
    dashboard = at_hand()
    if view["since"] is None:
        text = _(
            "View “{name}”: the next time you open it, it says what changed.", name=view["name"]
        )
        st.info(plain(text), icon=":material/bookmark:")
        return
    changed = views.changed_since(dashboard.store, view["since"].isoformat())
    told = [*_records(dashboard, changed), *_pairs(dashboard, changed)]
    if view["version"] and view["version"].split("-")[0] != dashboard.version.split("-")[0]:
        told.append(_("the seed facts were loaded anew"))
    when = ago(view["since"], datetime.now(UTC))
    head = _("“{name}”, opened last {when}", name=view["name"], when=when)
    st.info(
        plain(f"{head}: {'; '.join(told) or _('nothing was recorded since')}."),
        icon=":material/bookmark:",
    )


def ranks(dashboard: Dashboard, query: Query, matches: pd.DataFrame) -> None:
    """In a match list that was opened as a view: who came among the first ten, and who left."""
    view = _open_view()
    if view is None:
        return
    top = list(matches[f"{query.other}_id"].head(FIRST))
    names = (dashboard.investors if query.other == "investor" else dashboard.projects)["name"]
    before = view["top"]
    if before is not None and before != top:
        came = [str(names.get(each, each)) for each in top if each not in before]
        left = [str(names.get(each, each)) for each in before if each not in top]
        told = [_("new: {names}", names=", ".join(came))] if came else []
        told += [_("no longer: {names}", names=", ".join(left))] if left else []
        text = "; ".join(told) or _("the same ones in another order")
        st.info(
            plain(_("Among the first {count} since: {text}.", count=FIRST, text=text)),
            icon=":material/swap_vert:",
        )
    act = actor.acting()
    if act is not None and not view["kept"]:
        view["kept"] = True
        seen = {"version": dashboard.version, "top": top}
        views.opened(dashboard.store, act, view["view_id"], seen)


def _open_view() -> dict[str, Any] | None:
    """The view that this page was opened as, as long as its address still stands."""
    view: dict[str, Any] | None = st.session_state.get(_SINCE)
    if view is None:
        return None
    here = {k: v for k, v in st.query_params.to_dict().items() if k not in OWN}
    path = urlsplit(st.context.url or "").path
    if here != view["query"] or path.strip("/") != view["path"].strip("/"):
        return None
    return view


def _records(dashboard: Dashboard, changed: pd.DataFrame) -> list[str]:
    told = []
    for what in ("created", "edited"):
        rows = changed[changed["what"] == what]
        keys = {
            row["project_id"] if known(row["project_id"]) else row["investor_id"]
            for row in each_row(rows)
        }
        if not keys:
            continue
        count = len(keys)
        head = (
            _n("{count} new record", "{count} new records", count)
            if what == "created"
            else _n("{count} record changed", "{count} records changed", count)
        )
        names = [_name(dashboard, str(key)) for key in sorted(map(str, keys))[:NAMED]]
        told.append(f"{head} ({', '.join(names)}{', …' if count > NAMED else ''})")
    return told


def _pairs(dashboard: Dashboard, changed: pd.DataFrame) -> list[str]:
    act = actor.acting()
    moved = changed[(changed["what"] == "moved") & (changed["actor"] != act)]
    keys = sorted({pipeline.Pair(r["project_id"], r["investor_id"]) for r in each_row(moved)})
    if not keys:
        return []
    head = _n("{count} pair moved by others", "{count} pairs moved by others", len(keys))
    named = [
        f"{_name(dashboard, each.investor_id)} × {_name(dashboard, each.project_id)}"
        for each in keys[:NAMED]
    ]
    return [f"{head} ({', '.join(named)}{', …' if len(keys) > NAMED else ''})"]


def _name(dashboard: Dashboard, key: str) -> str:
    for records in (dashboard.projects, dashboard.investors):
        if key in records.index:
            return str(records.at[key, "name"])
    return key
