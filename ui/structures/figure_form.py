"""MCI, rates and thresholds: what they are, entering one, and who entered what."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data import figures as stored
from data.figures import FIRST_YEAR, LARGEST, LAST_YEAR, Figure, FigureError
from data.rows import each_row
from structuring.regimes import MCI, TENGE, Figures, Threshold
from ui import actor
from ui.format import UNKNOWN, number, plain, source, when
from ui.session import Dashboard
from ui.structures.money_in import KIND_WORDS
from ui.structures.regime_words import REGIMES, basis
from ui.words import _, mark

OTHER = "other"
CURRENCY_LETTERS = 3
LONGEST = 500
HISTORY_SHOWN = 20

FAULTS = {
    "figure": mark("Give the currency as three letters, such as CHF."),
    "year": mark("The year must lie between 1994 and 2100."),
    "value": mark("The value must be a number above zero."),
    "source": mark("Give the address of the page where you read it, beginning with https://."),
    "actor": mark("Enter a name: whoever reads the history wants to know whom to ask."),
    "same": mark("That is on record already; nothing was added."),
}
VERIFIED = {
    "yes": mark("the source says it"),
    "partial": mark("in part: to be confirmed"),
    "no": mark("not verified"),
}
_TOLD = "_figures_told"


def show(dashboard: Dashboard, figures: Figures, year: int, missing: str | None = None) -> None:
    """Show the figures behind the calculator, the form to enter one, and the history.

    ``missing`` is the series that the calculator lacks: the form begins with it.
    """
    told = st.session_state.pop(_TOLD, None)
    with st.expander(
        _("The figures behind this: MCI, rates, thresholds"),
        icon=":material/edit_note:",
        expanded=told is not None,
        key="regime_figures",
    ):
        if told is not None:
            (st.success if told[0] else st.error)(told[1])
        left, right = st.columns([3, 2], gap="large")
        with left:
            _table(dashboard, year)
        with right:
            _form(dashboard, figures, year, missing)
        _history(dashboard, figures)


def _table(dashboard: Dashboard, year: int) -> None:
    rates = stored.rates(dashboard.store)
    recent = rates[rates["year"] >= min(year, int(rates["year"].max())) - 3]
    st.table(
        pd.DataFrame(
            {
                _("Figure"): [plain(_name(row["series"])) for row in each_row(recent)],
                _("Year"): [str(row["year"]) for row in each_row(recent)],
                _("Tenge"): [number(row["value"], 2) for row in each_row(recent)],
                _("How it was formed"): [
                    plain(basis(row["basis"]) if isinstance(row["basis"], str) else None)
                    for row in each_row(recent)
                ],
                _("Source"): [
                    source(row["source_url"], None, row["verified"]) for row in each_row(recent)
                ],
            }
        ),
        border="horizontal",
        hide_index=True,
    )


def _form(dashboard: Dashboard, figures: Figures, year: int, missing: str | None) -> None:
    st.markdown(f"**{_('Enter a figure')}**")
    thresholds = {each.name: each for each in figures.thresholds(LAST_YEAR) if each.mci}
    rates = [MCI, *(f"{code}/{TENGE}" for code in figures.currencies() if code != TENGE)]
    if missing in rates and "figure_name" not in st.session_state:
        st.session_state["figure_name"] = missing
    st.selectbox(
        _("Which"),
        [*rates, OTHER, *thresholds],
        key="figure_name",
        format_func=lambda name: _label(name, thresholds),
    )
    if st.session_state["figure_name"] == OTHER:
        st.text_input(
            _("Currency, three letters"),
            key="figure_currency",
            max_chars=CURRENCY_LETTERS,
            placeholder="CHF",  # words: ignore - a currency code
        )
    sized = st.session_state["figure_name"] in thresholds
    st.number_input(
        _("Holds from the year") if sized else _("Year"),
        key="figure_year",
        value=year,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        step=1,
    )
    st.number_input(
        _("Threshold, MCI") if sized else _("Value, tenge"),
        key="figure_value",
        value=None,
        min_value=0.0,
        max_value=LARGEST,
        format="%0.6g",
    )
    st.text_input(
        _("Address of its source"),
        key="figure_source",
        max_chars=LONGEST,
        placeholder="https://nationalbank.kz/…",  # words: ignore - an address
    )
    st.selectbox(
        _("Does the source say it?"),
        list(VERIFIED),
        key="figure_verified",
        format_func=lambda code: _(VERIFIED[code]),
    )
    st.text_input(_("Note, such as the day of the rate"), key="figure_basis", max_chars=LONGEST)
    actor.action(_("Save the figure"), _save, dashboard, key="figure_save", type="primary")


def _save(name: str, dashboard: Dashboard) -> None:
    said = st.session_state
    which = said["figure_name"]
    if which == OTHER:
        which = f"{str(said.get('figure_currency') or '').strip().upper()}/{TENGE}"
    figure = Figure(
        which,
        int(said["figure_year"] or 0),
        float(said["figure_value"] or 0.0),
        str(said["figure_source"] or "").strip(),
        said["figure_verified"],
        basis=str(said["figure_basis"] or "").strip() or None,
    )
    _enter(dashboard, name, figure)


def _enter(dashboard: Dashboard, name: str, figure: Figure) -> None:
    try:
        stored.enter(dashboard.store, name, figure)
    except FigureError as error:
        text = " ".join(_(FAULTS[each]) for each in error.wrong)
        st.session_state[_TOLD] = (False, text)
        return
    st.session_state[_TOLD] = (
        True,
        _("Saved: {figure}, {year}.", figure=plain(_name(figure.figure)), year=figure.year),
    )


def _history(dashboard: Dashboard, figures: Figures) -> None:
    entered = stored.history(dashboard.store).head(HISTORY_SHOWN)
    if entered.empty:
        st.caption(_("Nobody has entered a figure yet: all of them come with the facts."))
        return
    st.markdown(f"**{_('Who entered what')}**")
    thresholds = {each.name: each for each in figures.thresholds(LAST_YEAR)}
    for row in each_row(entered):
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.markdown(_entry(row, thresholds))
        if row["stands"]:
            with right:
                actor.action(
                    _("Take back"),
                    _take_back,
                    dashboard,
                    row["figure"],
                    int(row["year"]),
                    row["source_url"],
                    key=f"figure_back_{row['entry_id']}",
                    type="tertiary",
                    icon=":material/undo:",
                )


def _entry(row: dict[str, Any], thresholds: dict[str, Threshold]) -> str:
    what = plain(f"{_label(row['figure'], thresholds)}, {row['year']}")
    before, after = (
        plain(number(row[name], 2) if pd.notna(row[name]) else UNKNOWN)
        for name in ("before", "value")
    )
    parts = [
        f"**{what}**: {before} → {after}",
        *([_("taken back")] if row["taken_back"] else []),
        plain(row["actor"]),
        plain(when(row["entered_at"].date().isoformat())),
        source(row["source_url"], None, row["verified"]),
    ]
    if isinstance(row["basis"], str):
        parts.append(plain(row["basis"]))
    return " · ".join(parts)


def _take_back(name: str, dashboard: Dashboard, figure: str, year: int, source_url: str) -> None:
    _enter(dashboard, name, Figure(figure, year, None, source_url))


def _name(series: str) -> str:
    return _("MCI") if series == MCI else series


def _label(name: str, thresholds: dict[str, Threshold]) -> str:
    if name == OTHER:
        return _("Rate of another currency")
    if name not in thresholds:
        return _("MCI") if name == MCI else _("Rate {pair}", pair=name)
    threshold = thresholds[name]
    label = _(REGIMES[threshold.regime])
    if threshold.kind:
        label += f": {_(KIND_WORDS[threshold.kind])}"
    return _("Threshold: {regime}", regime=label)
