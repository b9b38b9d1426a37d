"""What the reader chose, in the address: filters of the whole page, and what a picture shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from matching.summary.gap import SPLITS
from matching.summary.records import MEASURES
from matching.summary.scope import Scope
from ui import address
from ui.format import plain
from ui.labels import Labels
from ui.segments import labelled
from ui.session import Dashboard
from ui.words import _, mark

SPLIT_WORDS = {
    "sector": mark("Sector"),
    "region": mark("Region"),
    "instrument": mark("Instrument"),
    "ticket": mark("Size"),
}
UNIT_WORDS = {"amount": mark("USD"), "records": mark("Number")}
MEASURE_WORDS = {
    "projects": mark("Projects sought"),
    "ask": mark("Open ask"),
    "cost": mark("Announced cost"),
    "deals": mark("Deals"),
    "committed": mark("Committed"),
}
BY_WORDS = {"year": mark("Year"), "hq_country": mark("Country"), "type": mark("Investor type")}

#: Parameter of the address, the vocabulary of its codes, and the word for it.
FILTERS = {
    "sector": ("sector", mark("Sector")),
    "region": ("geography", mark("Region")),
    "stage": ("stage", mark("Stage")),
}
NATIONAL = "national"


@dataclass(frozen=True)
class Choices:
    """Everything that decides what the page shows, except for what is opened on it."""

    scope: Scope
    split: str
    unit: str
    measure: str
    by: str
    deals_in: str


def chosen(dashboard: Dashboard) -> Choices:
    """Read the address; what it says and nobody knows is passed over."""
    allowed = filter_codes(dashboard)
    return Choices(
        scope=Scope(*(tuple(address.several(name, allowed[name])) for name in FILTERS)),
        split=address.choice("gap", SPLITS, "sector"),
        unit=address.choice("gap_in", tuple(UNIT_WORDS), "amount"),
        measure=address.choice("map", MEASURES, "projects"),
        by=address.choice("deals", tuple(BY_WORDS), "year"),
        deals_in=address.choice("deals_in", tuple(UNIT_WORDS), "records"),
    )


def filter_codes(dashboard: Dashboard) -> dict[str, list[str]]:
    """Codes that each filter offers, in their order for display."""
    labels = dashboard.labels
    present = set(dashboard.projects["region"].dropna())
    regions = sorted(present - {NATIONAL}, key=lambda code: labels("geography", code))
    return {
        "sector": _sectors(dashboard),
        "region": [*regions, *({NATIONAL} & present)],
        "stage": labels.ordered("stage"),
    }


def filters(dashboard: Dashboard, scope: Scope) -> None:
    """Show the filters of the whole page, folded: an executive reads first."""
    codes = filter_codes(dashboard)
    with st.popover(_("Filters"), icon=":material/tune:"):
        for name, (kind, word) in FILTERS.items():
            key = f"overview_{name}"
            st.session_state[key] = list(getattr(scope, f"{name}s"))
            st.multiselect(
                _(word),
                codes[name],
                format_func=partial(dashboard.labels, kind),
                key=key,
                placeholder=_("all"),
                on_change=_keep,
                args=(name, key),
            )
        if scope:
            st.button(
                _("Show everything"),
                on_click=address.go,
                kwargs={**dict.fromkeys(FILTERS), "show": None},
                icon=":material/filter_alt_off:",
            )


def told(labels: Labels, scope: Scope) -> tuple[tuple[str, str], ...]:
    """The filters that are on, label and value."""
    chosen_codes = {name: getattr(scope, f"{name}s") for name in FILTERS}
    return tuple(
        (_(word), labels.several(kind, chosen_codes[name]))
        for name, (kind, word) in FILTERS.items()
        if chosen_codes[name]
    )


def warn(dashboard: Dashboard) -> None:
    """Say which filters of the address nobody knows: the page is shown without them."""
    told = unknown(dashboard)
    if told:
        st.warning(
            _("Not known, so not filtered by: {filters}", filters=plain("; ".join(told))),
            icon=":material/filter_alt_off:",
        )


def unknown(dashboard: Dashboard) -> list[str]:
    """What the address asks to filter by and nobody knows, each with its filter."""
    allowed = filter_codes(dashboard)
    return [
        f"{_(word)}: {code}"
        for name, (_kind, word) in FILTERS.items()
        for code in (address.text(name) or "").split("|")
        if code and code not in allowed[name]
    ]


def switch(name: str, words: Mapping[str, str], value: str, usual: str, label: str) -> None:
    """Show what a picture can show instead; the address holds it where it is not the usual."""
    key = f"overview_switch_{name}"
    st.session_state[key] = value
    st.segmented_control(
        label,
        list(words),
        format_func=labelled(lambda code: plain(_(words[code])), value),
        required=True,
        label_visibility="collapsed",
        key=key,
        on_change=_switch,
        args=(name, key, usual),
    )


def _switch(name: str, key: str, usual: str) -> None:
    value = st.session_state[key]
    address.go(**{name: None if value == usual else value, "show": None})


def _keep(name: str, key: str) -> None:
    values: Sequence[str] = st.session_state[key]
    address.go(**{name: "|".join(values) or None, "show": None})


def _sectors(dashboard: Dashboard) -> list[str]:
    """Sectors that projects have, in the vocabulary's order."""
    present = {code for codes in dashboard.projects["sector"] for code in codes}
    return [code for code in dashboard.labels.ordered("sector") if code in present]
