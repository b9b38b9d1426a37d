"""The form of a structure: each field with its meaning and source, and where its value is from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from structuring.record import Structure
from ui.format import known, number, plain, source, when
from ui.session import Dashboard
from ui.structures.book import SECTIONS, Book, book
from ui.structures.deal import Deal
from ui.structures.reasons import kept
from ui.structures.saving import entries
from ui.words import _, _n

#: Shown whatever the kind of deal is.
ALWAYS = frozenset({"islamic_contract", "fund_class", "state_party", "offer_usd_m", "offer_to"})
EARLIEST = date(1991, 12, 16)
#: Choice that sets a field back to not read.
TAKEN_OUT = ""


def show(dashboard: Dashboard, deal: Deal) -> None:
    """Show the fields by section; what is changed waits in this session until it is saved."""
    told = book(dashboard)
    structure = deal.structure.changed(entries(deal.deal_id))
    all_shown = st.toggle(
        _("Show every field"),
        key=f"every_{deal.deal_id}",
        help=_("Fields that a deal of this kind does not need are left out until then."),
    )
    names = list(told.fields) if all_shown else list(_relevant(told, structure))
    for section, title in SECTIONS.items():
        mine = [name for name in names if told.fields[name]["section"] == section]
        if mine:
            _section(told, deal, structure, _(title), mine)


def changed(told: Book, deal: Deal) -> list[str]:
    """Say which fields are changed and not yet saved."""
    return [
        _(
            "{field}: {before} → {after}",
            field=plain(told.label(name)),
            before=plain(told.value(name, deal.structure.get(name))),
            after=plain(told.value(name, value)),
        )
        for name, value in entries(deal.deal_id).items()
        if deal.structure.get(name) != value
    ]


def _relevant(told: Book, structure: Structure) -> Iterable[str]:
    """Name the fields that this kind of deal needs, that have a value, or that any deal has."""
    conditional = {each.field for need in told.needs if need.applies for each in need.asks}
    needed = {each.field for need in told.needs if need.concerns(structure) for each in need.asks}
    for name in told.fields:
        if name in ALWAYS | needed or structure.read(name) or name not in conditional:
            fund_only = told.fields[name]["section"] == "fund" and not structure.some("fund_class")
            yes = name in needed or name in ALWAYS or structure.read(name)
            if yes or not fund_only:
                yield name


def _section(told: Book, deal: Deal, structure: Structure, title: str, names: list[str]) -> None:
    read = sum(structure.read(name) for name in names)
    label = _("{section} · {n} of {all} read", section=title, n=read, all=len(names))
    with st.expander(label, expanded=True, key=f"section_{told.fields[names[0]]['section']}"):
        for start in range(0, len(names), 2):
            for column, name in zip(
                st.columns(2, gap="medium"), names[start : start + 2], strict=False
            ):
                with column:
                    _field(told, deal, structure, name)


def _field(told: Book, deal: Deal, structure: Structure, name: str) -> None:
    key = f"field_{deal.deal_id}_{name}"
    kind, value = told.kind(name), structure.get(name)
    label = told.label(name)
    unit = told.fields[name]["unit"]
    common: dict[str, Any] = {
        "label": f"{plain(label)} ({plain(unit)})" if unit else plain(label),
        "key": key,
        "help": f"{plain(told.meaning(name))}\n\n{_('Source: {source}', source=told.source(name))}",
        "on_change": _keep,
        "args": (deal.deal_id, name, key, kind, deal.structure.get(name)),
    }
    _WIDGETS[kind](told, name, value, common)
    origin, behind = _origin(told, deal, name, kind)
    if origin:
        st.caption(origin, help=behind or None)


def _choice(told: Book, name: str, value: str | None, common: dict[str, Any]) -> None:
    codes = list(told.investors) if told.kind(name) == "record" else told.codes(name)
    held = value if value in codes else None
    st.session_state[common["key"]] = held
    # A box that may be empty is emptied by the Escape key, even unopened: where there is a value to
    # lose, taking it out is a choice of its own.
    st.selectbox(
        options=codes if held is None else [TAKEN_OUT, *codes],
        format_func=lambda code: (
            _("not read (take the value out)") if code == TAKEN_OUT else told.value(name, code)
        ),
        index=None if held is None else 0,
        placeholder=_("not read"),
        **common,
    )


def _number(told: Book, name: str, value: str | None, common: dict[str, Any]) -> None:
    whole = told.kind(name) == "whole"
    amount = Structure({name: value}).number(name) if value else None
    cast = int if whole else float
    st.session_state[common["key"]] = None if amount is None else cast(amount)
    st.number_input(
        min_value=cast(0),
        step=cast(1),
        value=None,
        format="%d" if whole else "%.10g",
        placeholder=_("not read"),
        **common,
    )


def _day(told: Book, name: str, value: str | None, common: dict[str, Any]) -> None:
    del told, name
    st.session_state[common["key"]] = date.fromisoformat(value) if value else None
    st.date_input(value=None, min_value=EARLIEST, max_value="today", **common)


def _text(told: Book, name: str, value: str | None, common: dict[str, Any]) -> None:
    del told, name
    st.session_state[common["key"]] = value or ""
    st.text_input(max_chars=500, placeholder=_("not read"), **common)


_WIDGETS = {
    "choice": _choice,
    "yes_no": _choice,
    "record": _choice,
    "number": _number,
    "whole": _number,
    "date": _day,
    "text": _text,
}


def _keep(deal_id: str, name: str, key: str, kind: str, before: str | None) -> None:
    value = st.session_state[key]
    if value is None or value == TAKEN_OUT:
        said = None
    elif kind in {"number", "whole"}:
        said = _plain_number(value)
    else:
        said = value.isoformat() if isinstance(value, date) else str(value).strip() or None
    kept = entries(deal_id)
    kept[name] = said
    if said == before:
        del kept[name]


def _plain_number(value: float) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def _origin(told: Book, deal: Deal, name: str, kind: str) -> tuple[str, str]:
    """Where the value that is stored comes from, and more on it; empty where there is nothing."""
    if name in entries(deal.deal_id):
        before = plain(told.value(name, deal.structure.get(name)))
        return f":material/edit: {_('changed, not yet saved; was: {before}', before=before)}", ""
    row = deal.origins.get(name)
    if row is None:
        # The others say so themselves, where a value would stand.
        return (_("not read") if kind == "date" else ""), ""
    if known(row["suggested"]):
        return _suggested(told, name, row)
    if known(row["actor"]):
        said = _("entered by {actor}, {when}", actor=plain(row["actor"]), when=day(row))
        if known(row["source_url"]):
            said += f" · {source(row['source_url'], None, None)}"
        return said, ""
    where = source(row["source_url"], row["as_of"], row["verified"])
    if known(row["words"]):
        where = f"{_('“{words}”', words=plain(row['words']))} {where}"
    return where, ""


def _suggested(told: Book, name: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """What suggested a value that nobody has changed since, and who took it over."""
    why, where = kept(told, name, str(row["value"]), str(row["suggested"]))
    said = _("suggested, not entered: {reason}", reason=plain(why)) if why else _("suggested")
    by = _("Taken over by {actor}, {when}.", actor=plain(row["actor"]), when=day(row))
    return f":material/lightbulb: {said}", f"{where}\n\n{by}"


def day(row: Any) -> str:  # noqa: ANN401 - a row of a query
    """Day on which something was done."""
    return when(str(row["happened_at"])[:10])


def unsaved(count: int) -> str:
    """How many changes wait, in words."""
    return _n("{count} change not saved", "{count} changes not saved", count, n=number(count))
