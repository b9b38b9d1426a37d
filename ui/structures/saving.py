"""Saving a structure: what is changed, whether it can stand, and as what it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import streamlit as st

from data import events
from structuring.checker import blocking, check
from structuring.record import fault_of
from ui.format import plain
from ui.session import Dashboard
from ui.structures import deal as deals
from ui.structures.book import Book, book
from ui.structures.deal import Deal
from ui.structures.sentences import sentence
from ui.words import _, _n, mark

Kept = Literal["draft", "checked"]
Changes = Mapping[str, str | None]

LONGEST_ADDRESS = 500

FAULTS = {
    "unknown_code": mark("{field}: “{value}” is not one of its values. Choose one from the list."),
    "not_a_number": mark("{field}: “{value}” is not a number. Write digits, as in 1250000.50."),
    "negative": mark("{field}: “{value}” is below nought. Enter the amount without a sign."),
    "not_whole": mark("{field}: “{value}” is not a whole number."),
    "not_a_date": mark("{field}: “{value}” is not a day of the calendar."),
    "in_the_future": mark("{field}: {value} has not come yet. Enter the day on which it was done."),
    "too_long": mark("{field}: the text is longer than 500 letters. Shorten it."),
    "unseen": mark("{field}: the text holds characters that cannot be seen. Type it instead."),
}

_TOLD = "_structure_told"


def entries(deal_id: str) -> dict[str, str | None]:
    """Fields changed in this session and not yet saved; None: set back to not read."""
    kept: dict[str, str | None] = st.session_state.setdefault(f"_entries_{deal_id}", {})
    return kept


def save(actor: str, dashboard: Dashboard, deal_id: str, state: Kept, source_url: str) -> None:
    """Save the changes of this session as a draft or as checked, as far as the rules allow.

    Only fields that were changed are written, so that nothing that somebody else saved in the
    meantime is lost. What cannot be saved stays in the form, and the reason is said.
    """
    told, changes = book(dashboard), dict(entries(deal_id))
    current = deals.one_deal(dashboard, deal_id)
    wrong = faults(told, changes, source_url)
    if wrong:
        _tell("error", "\n\n".join(wrong))
        return
    new = {name: to for name, to in changes.items() if current.structure.get(name) != to}
    new |= sourced_now(current, new, source_url)
    if not new and current.saved and current.saved["state"] == state:
        _tell("info", _("Nothing is changed, so nothing was saved."))
        entries(deal_id).clear()
        return
    stopping = blocking(check(current.structure.changed(new, source_url), told.rules))
    kept: Kept = "draft" if stopping else state
    # A refused check of an unchanged draft is no step of its history.
    if new or not current.saved or current.saved["state"] != kept:
        _append(dashboard, actor, deal_id, kept, new, source_url)
    entries(deal_id).clear()
    if state == "checked" and stopping:
        text = _n(
            "Saved as a draft, not as checked: {count} finding stands against it. {first}",
            "Saved as a draft, not as checked: {count} findings stand against it. {first}",
            len(stopping),
            first=plain(sentence(told, stopping[0])),
        )
        _tell("warning", text)
    elif kept == "checked":
        _tell("success", _("Saved as checked."))
    else:
        _tell("success", _("Saved as a draft."))


def start(
    actor: str,
    dashboard: Dashboard,
    deal_id: str,
    suggested: Mapping[str, str],
    because: Mapping[str, Mapping[str, object]],
) -> None:
    """Begin a draft from a suggestion; what was read or entered already is not replaced.

    ``because`` holds, per field, the rule or fact behind it; see ``ui.structures.reasons``.
    """
    current = deals.one_deal(dashboard, deal_id)
    new = {name: to for name, to in suggested.items() if not current.structure.read(name)}
    _append(dashboard, actor, deal_id, "draft", new, "", because=because)
    left = len(suggested) - len(new)
    text = _("A draft was started from the suggestion; its findings and gaps are beside it.")
    if left:
        text += " " + _n(
            "{count} field that was filled already stays as it was.",
            "{count} fields that were filled already stay as they were.",
            left,
        )
    _tell("success", text)
    st.query_params.from_dict(
        {"deal": deal_id, **{k: v for k, v in st.query_params.items() if k == "lang"}}
    )


def sourced_now(deal: Deal, new: Changes, source_url: str) -> dict[str, str | None]:
    """Give the fields as they are that a source alone is entered for: evidence that has none.

    With other changes the source is theirs: nobody said that the evidence was read there too.
    """
    if new or not source_url:
        return {}
    lacking = [each for each in deal.findings if each.why == "opinion_source"]
    return {name: deal.structure.get(name) for each in lacking for name in each.fields}


def undo(actor: str, dashboard: Dashboard, event_id: str) -> None:
    """Take one save back; the record is then as it was before it."""
    events.record(dashboard.store, events.Event(actor, "undone", payload={"event_id": event_id}))
    _tell("success", _("The save was taken back. It stays in the history."))


def faults(told: Book, changes: Changes, source_url: str) -> list[str]:
    """Say what cannot be saved, one sentence per field."""
    today = date.today()  # noqa: DTZ011 - the reader's calendar day
    found = []
    for name, value in changes.items():
        if value is None:
            continue
        codes = frozenset(told.investors if told.kind(name) == "record" else told.codes(name))
        kind = "choice" if told.kind(name) == "record" else told.kind(name)
        fault = fault_of(kind, value, codes, today)
        if fault:
            found.append(_(FAULTS[fault], field=plain(told.label(name)), value=plain(value[:80])))
    if source_url and not _an_address(source_url):
        found.append(
            _("The source is not a web address. It begins with https:// or http://, or is empty.")
        )
    return found


def tell() -> None:
    """Say what became of the last save, once."""
    told = st.session_state.pop(_TOLD, None)
    if told:
        kind, text = told
        {"error": st.error, "warning": st.warning, "info": st.info, "success": st.success}[kind](
            text
        )


def _tell(kind: str, text: str) -> None:
    st.session_state[_TOLD] = (kind, text)


def _append(
    dashboard: Dashboard,
    actor: str,
    deal_id: str,
    state: Kept,
    changes: Changes,
    source_url: str,
    because: Mapping[str, Mapping[str, object]] | None = None,
) -> None:
    fields: dict[str, dict[str, object]] = {
        name: {"value": value}
        | ({"source_url": source_url} if source_url else {})
        | ({"suggested": dict(because[name])} if because and name in because else {})
        for name, value in changes.items()
    }
    payload: dict[str, object] = {"fields": fields, "state": state}
    if because is not None:
        payload["made_from"] = "suggestion"
    events.record(
        dashboard.store, events.Event(actor, "structured", project_id=deal_id, payload=payload)
    )


def _an_address(text: str) -> bool:
    return (
        text.startswith(("https://", "http://"))
        and len(text) <= LONGEST_ADDRESS
        and text.isprintable()
        and " " not in text
    )
