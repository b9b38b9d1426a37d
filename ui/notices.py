"""What became of the last thing somebody did, with the way back; shown once on whatever page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

from data import pipeline
from data.store import Store
from ui.format import plain
from ui.pipeline import drawn
from ui.pipeline.words import refusal
from ui.words import _

Kind = Literal["done", "minded", "refused"]

_KEY = "_notice"
#: Set until the sentence was shown where it is seen however far the page is scrolled.
_FRESH = "_notice_fresh"


@dataclass(frozen=True)
class Notice:
    """A sentence (plain text) and the events that undoing it withdraws."""

    kind: Kind
    text: str
    page: str
    event_ids: tuple[str, ...] = ()


def tell(text: str, event_ids: Sequence[str] = (), kind: Kind = "done") -> None:
    """Show the sentence from the next drawing of this page on; it replaces the last one."""
    st.session_state[_KEY] = Notice(kind, text, _page(), tuple(event_ids))
    st.session_state[_FRESH] = True


def show(store: Store, place: str, act: str | None) -> None:
    """Show the last notice, if there is one, with a way to undo it and to put it away.

    ``act`` is who is acting: only a named person undoes.
    """
    notice = st.session_state.get(_KEY)
    if not isinstance(notice, Notice):
        return
    if notice.page != _page():
        put_away()
        return
    if st.session_state.pop(_FRESH, False):
        st.toast(plain(notice.text))
    with st.container(horizontal=True, vertical_alignment="center", key=f"notice_{place}"):
        _sentence(notice)
        if notice.event_ids and act is not None:
            st.button(
                _("Undo"),
                key=f"undo_{place}",
                icon=":material/undo:",
                on_click=_undo,
                args=(store, act, notice),
            )
        st.button(
            _("Close"),
            key=f"close_{place}",
            type="tertiary",
            icon=":material/close:",
            on_click=put_away,
        )


def put_away() -> None:
    """Show the last notice no more."""
    st.session_state.pop(_KEY, None)


def _page() -> str:
    """Path of the page that is open: a notice belongs to the page where it was caused."""
    return urlsplit(st.context.url or "").path


def _sentence(notice: Notice) -> None:
    if notice.kind == "refused":
        st.error(plain(notice.text), icon=":material/error:", width="stretch")
    elif notice.kind == "minded":
        st.warning(plain(notice.text), icon=":material/group:", width="stretch")
    else:
        st.success(plain(notice.text), icon=":material/check:", width="stretch")


def _undo(store: Store, act: str, notice: Notice) -> None:
    try:
        pipeline.undo(store, act, notice.event_ids)
    except pipeline.Refused as refused:
        tell(refusal(refused), kind="refused")
        return
    drawn.forget()
    tell(_("Undone. The history keeps both."))
