"""The record whose matches are listed: its facts, their source, what to mind."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.rows import each_row
from ui.finder import link_to_capital, link_to_record
from ui.format import converted, country, known, link, number, plain, source, when
from ui.query import Query
from ui.session import Dashboard
from ui.words import _


def heading(dashboard: Dashboard, query: Query) -> None:
    """Name and facts of the record whose matches are listed, with its source."""
    if query.side == "project":
        _project_heading(dashboard, dashboard.project(query.record_id))
    else:
        _investor_heading(dashboard, dashboard.investor(query.record_id))
    with st.container(horizontal=True):
        link_to_record(query.side, query.record_id, _("Everything on record"))
        if query.side == "project":
            link_to_capital(query.record_id)


def _project_heading(dashboard: Dashboard, project: pd.Series) -> None:
    labels = dashboard.labels
    st.title(_("Investors for {name}", name=plain(project["name"])))
    ask = converted(project, "ask")
    cost = converted(project, "total_cost")
    parts = [_("ask {amount}", amount=ask) if ask else _("ask not published")]
    if cost:
        parts.append(_("total cost {amount}", amount=cost))
    parts += [
        labels.several("instrument", project["instruments"])
        if known(project["instruments"])
        else _("instruments not stated"),
        labels(
            "sector",
            project["subsector"]
            if known(project["subsector"])
            else next(iter(project["sector"]), None),
        ),
        labels("geography", project["region"]),
        labels("stage", project["stage"]),
        labels("opportunity", project["opportunity"]),
    ]
    st.markdown(" · ".join(plain(part) for part in parts))
    _provenance(project)
    _conversion(dashboard, project)
    if known(project["description"]):
        st.text(project["description"])
    if project["opportunity"] not in {"open", "announced"}:
        st.info(
            _(
                "This project is {status}: it is track record, not an open opportunity. The list "
                "shows who would have fitted.",
                status=labels("opportunity", project["opportunity"]),
            ),
            icon=":material/history:",
        )
    if project["stale"]:
        st.warning(_age(project), icon=":material/schedule:")
    if known(project["notes"]):
        st.caption(_("Note: {text}", text=plain(project["notes"])))
    _screen(project)


def _age(project: pd.Series) -> str:
    dates = [project[name] for name in ("status_as_of", "as_of") if known(project[name])]
    if not dates:
        return _("Possibly out of date: the source of this plan has no date. Check before use.")
    return _(
        "Possibly out of date: the last word on this plan is of {date}. Check before use.",
        date=when(dates[0]),
    )


def _investor_heading(dashboard: Dashboard, investor: pd.Series) -> None:
    labels = dashboard.labels
    st.title(_("Projects for {name}", name=plain(investor["name"])))
    parts = [
        labels("investor_type", investor["type"]),
        country(investor["hq_country"]),
        labels.several("instrument", investor["instruments"]),
        labels.several("sector", investor["sectors"]),
        labels.several("geography", investor["regions_focus"]),
    ]
    st.markdown(" · ".join(plain(part) for part in parts))
    _provenance(investor)
    if known(investor["description"]):
        st.text(investor["description"])
    if known(investor["notes"]):
        st.caption(_("Note: {text}", text=plain(investor["notes"])))
    _screen(investor)


def _provenance(record: pd.Series) -> None:
    second = record.get("source_url_2")
    note = source(record["source_url"], record["as_of"], record["verified"])
    if known(second):
        note += f" · {link(second)}"
    st.caption(_("Source: {source}", source=note))


def _conversion(dashboard: Dashboard, project: pd.Series) -> None:
    """Which rate turned the amounts into dollars, and where it comes from."""
    if not known(project["rate_year"]):
        return
    year = int(project["rate_year"])
    text = (
        _("Converted at the average official rate of {year}", year=year)
        if project["rate_exact"]
        else _(
            "Converted at the average official rate of {year}, the last one on record", year=year
        )
    )
    rates = dashboard.store.frame(
        "rate_sources", series=f"{project['total_cost_currency']}/KZT", year=year
    )
    links = [
        f"{plain(rate['unit'])} {number(rate['value'])}, "
        + source(rate["source_url"], None, rate["verified"])
        for rate in each_row(rates)
    ]
    st.caption(f"{text}: {'; '.join(links)}")


def _screen(record: pd.Series) -> None:
    if known(record["screening"]):
        st.warning(
            _("Screen before contact: {reason}", reason=plain(record["screening"])),
            icon=":material/policy:",
        )
