"""What the back-test found: by method, year, sector and type of investor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import pandas as pd
import streamlit as st

from matching.backtest import FEWEST, METHODS, PROTOCOLS, Backtest
from matching.measures import DEEP, FIRST, lead, summary
from ui import dots
from ui import figures as charts
from ui.evidence.measuring import Measured
from ui.evidence.methods import LABELS, MEASURES, marks
from ui.evidence.methods import PROTOCOLS as PROTOCOL_LABELS
from ui.format import fixed, number, percent, plain
from ui.session import Dashboard
from ui.words import _, _n

#: What ours is compared with in words; chance is drawn, not argued with.
ALTERNATIVES = ("rules_only", "tf_idf", "popularity")
#: The key of groups too small to stand alone.
OTHER = "other"

Row = TypeVar("Row", int, str)


def headline(measured: Measured | None) -> None:
    """The finding of the page in one sentence, or its question while the answer is computed."""
    if measured is None:
        st.title(_("Does the ranking find the investors who really came?"))
        return
    pairs = _asked(measured.tested.pairs, "looking_back")
    share = {method: float((pairs[f"rank_{method}"] <= FIRST).mean()) for method in METHODS}
    st.title(
        _(
            "Of the investors who really came, {ours} were among our first ten, {tf_idf} among "
            "those of TF-IDF, {popularity} among the most popular",
            ours=percent(share["ours"]),
            tf_idf=percent(share["tf_idf"]),
            popularity=percent(share["popularity"]),
        )
    )
    st.caption(
        _n(
            "{count} investor in {projects} projects of {first} to {last}, looked for among "
            "{candidates} with only earlier deals known.",
            "{count} investors in {projects} projects of {first} to {last}, looked for among "
            "{candidates} with only earlier deals known.",
            len(pairs),
            projects=number(pairs["project_id"].nunique()),
            first=min(measured.tested.years),
            last=max(measured.tested.years),
            candidates=number(measured.tested.candidates),
        )
        + " "
        + _("Names and texts are hidden; even so the figures flatter, see the last section.")
    )


def by_method(tested: Backtest, measure: str) -> None:
    """Every method under both protocols."""
    results = tested.results
    table = summary(results, ["protocol", "method"], measure).rename(columns={"protocol": "kind"})
    leads = {
        method: lead(_asked(results, "looking_back"), measure, "ours", method)
        for method in ALTERNATIVES
    }
    st.subheader(_verdict(leads))
    kinds = {
        protocol: _("{protocol} ({n} projects)", protocol=_(PROTOCOL_LABELS[protocol]), n=n)
        for protocol in PROTOCOLS
        if (n := _asked(results, protocol)["project_id"].nunique())
    }
    shown = pd.DataFrame({_("Method"): [_(LABELS[method]) for method in METHODS]})
    for kind, label in kinds.items():
        shown[label] = _cells(table[table["kind"] == kind], METHODS)
    shown[_("Lead of ours, looking back")] = [
        dots.told(*leads[method]) if method in leads else "" for method in METHODS
    ]
    charts.show(
        dots.pairs_of_dots(table, marks(), kinds, _(MEASURES[measure])),
        alt=_(
            "{measure} of the five methods under both protocols. {finding}. Numbers below.",
            measure=_(MEASURES[measure]),
            finding=_verdict(leads),
        ),
        key="by_method",
        table=shown,
    )
    st.caption(
        _(
            "Bars and ± show two standard errors over the projects: about 95 in 100 repetitions "
            "would fall within."
        )
    )


def by_year(tested: Backtest, measure: str) -> None:
    """Every method for the projects of each year, knowing earlier deals only."""
    results = _asked(tested.results, "looking_back")
    table = summary(results, ["year", "method"], measure)
    years = {year: f"{year}<br>n={_count(table, 'year', year)}" for year in tested.years}
    best = table.sort_values("mean", kind="stable").groupby("year")["method"].last()
    finding = _n(
        "Looking back, ours is first in {first} of {count} year",
        "Looking back, ours is first in {first} of {count} years",
        len(years),
        first=int((best == "ours").sum()),
    )
    st.subheader(finding)
    shown = _wide(table, "year", {year: str(year) for year in years}, _("Year"))
    charts.show(
        dots.lines_over_years(table, years, marks(), _(MEASURES[measure])),
        alt=_(
            "{measure} of the five methods by year of the project's first deal. {finding}. "
            "Numbers below.",
            measure=_(MEASURES[measure]),
            finding=finding,
        ),
        key="by_year",
        table=shown,
    )
    st.caption(_("n: projects of the year. The bars of ours show how little one year says."))


def by_sector(dashboard: Dashboard, tested: Backtest, measure: str) -> None:
    """Every method in each sector, deals hidden in turn."""
    results = _merged(_asked(tested.results, "in_turn"), "sector", "project_id")
    table = summary(results, ["row", "method"], measure)
    rows = _rows(table, lambda code: dashboard.labels("sector", code), results["row"])
    worst, best = _ends(table)
    finding = _(
        "Finds least in “{worst}” ({low}), most in “{best}” ({high})",
        worst=_name(rows, worst),
        low=fixed(_mean(table, worst), 2),
        best=_name(rows, best),
        high=fixed(_mean(table, best), 2),
    )
    st.subheader(plain(finding))
    charts.show(
        dots.rows_of_dots(table, rows, marks(), _(MEASURES[measure]), _small(table)),
        alt=_(
            "{measure} of the five methods by sector, deals hidden in turn. {finding}. Numbers "
            "below.",
            measure=_(MEASURES[measure]),
            finding=finding,
        ),
        key="by_sector",
        table=_wide(table, "row", rows, _("Sector")),
    )
    st.caption(_grouped(_("Hidden in turn; in brackets the number of projects.")))


def by_investor_type(dashboard: Dashboard, tested: Backtest, measure: str) -> None:
    """Which share of the hidden pairs each method finds, by type of investor."""
    depth = DEEP if measure == "recall_50" else FIRST
    pairs = _merged(_asked(tested.pairs, "in_turn"), "type", "investor_id")
    found = pd.concat(
        [
            pairs[["row"]].assign(
                method=method, found=(pairs[f"rank_{method}"] <= depth).astype(float)
            )
            for method in METHODS
        ]
    )
    table = summary(found, ["row", "method"], "found")
    rows = _rows(table, lambda code: dashboard.labels("investor_type", code), pairs["row"])
    worst, best = _ends(table)
    finding = _(
        "Least often found: “{worst}” ({low}); most often: “{best}” ({high})",
        worst=_name(rows, worst),
        low=percent(_mean(table, worst)),
        best=_name(rows, best),
        high=percent(_mean(table, best)),
    )
    st.subheader(plain(finding))
    axis = _("share found among the first {depth}", depth=depth)
    charts.show(
        dots.rows_of_dots(table, rows, marks(), axis, _small(table)),
        alt=_(
            "Share of the hidden pairs found by the five methods, by type of investor. "
            "{finding}. Numbers below.",
            finding=finding,
        ),
        key="by_investor_type",
        table=_wide(table, "row", rows, _("Type of investor")),
    )
    st.caption(_grouped(_("Hidden in turn; in brackets the number of hidden pairs.")))


def _verdict(leads: Mapping[str, tuple[float, float]]) -> str:
    """Whom ours beats by more than the error, and where it is too close to call or behind."""
    ahead = [method for method, (by, error) in leads.items() if by > error]
    behind = [method for method, (by, error) in leads.items() if by < -error]
    close = [method for method in leads if method not in {*ahead, *behind}]
    parts = []
    if ahead:
        parts.append(_("ahead of {names}", names=_names(ahead)))
    if close:
        parts.append(_("level within the error with {names}", names=_names(close)))
    if behind:
        parts.append(_("behind {names}", names=_names(behind)))
    return _("Looking back, ours is {verdict}", verdict="; ".join(parts))


def _names(methods: Sequence[str]) -> str:
    return ", ".join(_(LABELS[method]) for method in methods)


def _asked(frame: pd.DataFrame, protocol: str) -> pd.DataFrame:
    return frame[frame["protocol"] == protocol]


def _merged(frame: pd.DataFrame, column: str, counted: str) -> pd.DataFrame:
    """Name each row's group; groups of fewer than five of what is counted become one."""
    kinds = frame[column].fillna(OTHER)
    sizes = frame.groupby(kinds)[counted].agg("size" if counted == "investor_id" else "nunique")
    small = sizes.index[sizes < FEWEST]
    return frame.assign(row=kinds.where(~kinds.isin(small), OTHER))


def _rows(table: pd.DataFrame, label: Callable[[str], str], groups: pd.Series) -> dict[str, str]:
    """Label each group with how many cases stand behind it, the largest first, other last."""
    order = [str(row) for row in groups.value_counts().index if row != OTHER]
    order += [OTHER] if (groups == OTHER).any() else []
    return {
        row: f"{_('Other') if row == OTHER else label(row)} ({_count(table, 'row', row)})"
        for row in order
    }


def _name(rows: Mapping[str, str], row: str) -> str:
    return rows[row].rsplit(" (", 1)[0]


def _ends(table: pd.DataFrame) -> tuple[str, str]:
    """Groups where ours does worst and best, among those large enough to say so."""
    ours = table[(table["method"] == "ours") & (table["n"] >= FEWEST)].set_index("row")["mean"]
    return str(ours.idxmin()), str(ours.idxmax())


def _mean(table: pd.DataFrame, row: str) -> float:
    of = table[(table["row"] == row) & (table["method"] == "ours")]
    return float(of["mean"].iloc[0])


def _small(table: pd.DataFrame) -> list[str]:
    return [str(row) for row in table.loc[table["n"] < FEWEST, "row"].unique()]


def _count(table: pd.DataFrame, column: str, value: object) -> str:
    of = table[(table[column] == value) & (table["method"] == "ours")]
    return number(int(of["n"].iloc[0]))


def _cells(table: pd.DataFrame, methods: Sequence[str]) -> list[str]:
    own = table.set_index("method").loc[list(methods)]
    return [dots.told(*each) for each in zip(own["mean"], own["error"], strict=True)]


def _wide(table: pd.DataFrame, column: str, rows: Mapping[Row, str], head: str) -> pd.DataFrame:
    """One line per group, one column per method, mean with error in each cell."""
    lines = [
        {head: label}
        | dict(zip(_heads(), _cells(table[table[column] == row], METHODS), strict=True))
        for row, label in rows.items()
    ]
    return pd.DataFrame(lines)


def _heads() -> list[str]:
    return [_(LABELS[method]) for method in METHODS]


def _grouped(told: str) -> str:
    return told + " " + _("Groups of fewer than {fewest} are taken together.", fewest=FEWEST)
