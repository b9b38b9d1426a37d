"""The menu of saved views: save this page, open, rename, share, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

from data import views
from data.pipeline import Refused
from data.rows import each_row
from ui import actor, notices
from ui.format import plain
from ui.pipeline.words import refusal
from ui.saved import since
from ui.session import Dashboard, at_hand
from ui.words import _


def menu() -> None:
    """Show the menu of views: save this page, open, rename, share and delete saved ones."""
    shown = st.popover(
        _("Views"), type="tertiary", icon=":material/bookmark:", key="views", on_change="rerun"
    )
    if not shown.open:
        return
    dashboard = at_hand()
    with shown:
        _save(dashboard)
        rows = each_row(views.views(dashboard.store, actor.acting()))
        if not rows:
            st.caption(
                _(
                    "No view is saved yet. A view opens this page exactly as it is now, with its "
                    "filters, and says what changed since you opened it last."
                )
            )
        for row in rows:
            _row(dashboard, row)


def current_address() -> str:
    """Path and parameters of the page that is open, without what is the reader's own."""
    path = urlsplit(st.context.url or "").path or "/"
    parameters = {k: v for k, v in st.query_params.to_dict().items() if k not in since.OWN}
    return path + (f"?{urlencode(parameters)}" if parameters else "")


def gone(dashboard: Dashboard, address: str) -> list[str]:
    """Ids that a view's address names and that are no records any more."""
    parameters = dict(parse_qsl(urlsplit(address).query))
    sides = {"project": dashboard.projects, "investor": dashboard.investors}
    return [
        parameters[side]
        for side, records in sides.items()
        if side in parameters and parameters[side] not in records.index
    ]


def page_of(path: str) -> str:
    """The script behind a page's path."""
    return f"pages/{path.strip('/') or 'overview'}.py"


def _save(dashboard: Dashboard) -> None:
    st.text_input(
        _("Save this page as"), key="view_name", placeholder=_("For instance: ports first")
    )
    st.toggle(_("Share with everybody"), key="view_shared")
    actor.action(
        _("Save the view"), _saved, dashboard, current_address(), key="view_save", type="primary"
    )


def _row(dashboard: Dashboard, row: Mapping[str, Any]) -> None:
    view_id = row["view_id"]
    mine = row["saved_by"] == actor.acting()
    with st.container(border=True, gap="xxsmall", key=f"view:{view_id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                plain(row["name"]),
                key=f"open:{view_id}",
                type="tertiary",
                icon=":material/group:" if row["shared"] else ":material/person:",
                on_click=_open,
                args=(dashboard, dict(row)),
            )
            if mine:
                st.button(
                    _("Delete"),
                    key=f"delete:{view_id}",
                    type="tertiary",
                    on_click=_deleted,
                    args=(dashboard, view_id),
                )
        st.caption(_about(row))
        lost = gone(dashboard, row["address"])
        if lost:
            st.caption(
                ":orange[:material/link_off: "
                + plain(_("Its record is gone: {ids}", ids=", ".join(lost)))
                + "]"
            )
        if mine:
            _change(dashboard, row)


def _about(row: Mapping[str, Any]) -> str:
    who = _("shared by {actor}", actor=row["saved_by"]) if row["shared"] else _("only yours")
    return plain(who)


def _change(dashboard: Dashboard, row: Mapping[str, Any]) -> None:
    view_id = row["view_id"]
    with st.expander(_("Rename or share")):
        name, shared = f"name:{view_id}", f"shared:{view_id}"
        st.text_input(_("Name"), value=row["name"], key=name)
        st.toggle(_("Share with everybody"), value=bool(row["shared"]), key=shared)
        st.button(
            _("Save the changes"),
            key=f"change:{view_id}",
            on_click=_changed,
            args=(dashboard, view_id, name, shared),
        )


def _saved(act: str, dashboard: Dashboard, address: str) -> None:
    name = str(st.session_state.get("view_name") or "")
    shared = bool(st.session_state.get("view_shared"))
    try:
        views.save(dashboard.store, act, name, address, shared=shared)
    except Refused as refused:
        notices.tell(refusal(refused), kind="refused")
        return
    st.session_state["view_name"] = ""
    notices.tell(_("View saved: {name}.", name=" ".join(name.split())))


def _changed(dashboard: Dashboard, view_id: str, name: str, shared: str) -> None:
    act = actor.acting()
    if act is None:
        return
    try:
        views.change(
            dashboard.store,
            act,
            view_id,
            name=str(st.session_state[name]),
            shared=bool(st.session_state[shared]),
        )
    except Refused as refused:
        notices.tell(refusal(refused), kind="refused")
        return
    notices.tell(_("View changed."))


def _deleted(dashboard: Dashboard, view_id: str) -> None:
    act = actor.acting()
    if act is None:
        return
    try:
        event_id = views.delete(dashboard.store, act, view_id)
    except Refused as refused:
        notices.tell(refusal(refused), kind="refused")
        return
    notices.tell(_("View deleted."), [str(event_id)])


def _open(dashboard: Dashboard, row: dict[str, Any]) -> None:
    act = actor.acting()
    found = views.view(dashboard.store, act, row["view_id"])
    if found is None:
        notices.tell(_("This view was deleted meanwhile."), kind="refused")
        return
    parts = urlsplit(found["address"])
    since.remember(dashboard, act, found)
    notices.put_away()
    st.switch_page(page_of(parts.path), query_params=dict(parse_qsl(parts.query)))
