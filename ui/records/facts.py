"""What is known of one record, field by field, each with source and date; and what is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from data.rows import each_row
from ui.finder import Side
from ui.format import UNKNOWN, converted, country, known, link, number, plain, source, span, when
from ui.records.columns import COLUMNS, Column, Row
from ui.records.narrowing import YES_NO
from ui.session import Dashboard
from ui.words import _, _n, mark

Say = Callable[[Dashboard, Row], str]


def _text(column: str) -> Say:
    return lambda _dashboard, row: str(row[column]) if known(row[column]) else UNKNOWN


def _date(column: str) -> Say:
    return lambda _dashboard, row: when(row[column])


def _money(column: str) -> Say:
    return lambda _dashboard, row: converted(pd.Series(row), column) or UNKNOWN


def _share(dashboard: Dashboard, row: Row) -> str:  # noqa: ARG001 - one shape for all
    return f"{number(row['irr_pct'])} %" if known(row["irr_pct"]) else UNKNOWN


def _years(dashboard: Dashboard, row: Row) -> str:  # noqa: ARG001 - one shape for all
    years = row["payback_years"]
    return _n("{n} year", "{n} years", round(years), n=number(years)) if known(years) else UNKNOWN


def _place(dashboard: Dashboard, row: Row) -> str:  # noqa: ARG001 - one shape for all
    if not (known(row["lat"]) and known(row["lon"])):
        return UNKNOWN
    where = f"{row['lat']:.3f}, {row['lon']:.3f}"
    return f"{where} ({row['location_basis']})" if known(row["location_basis"]) else where


def _other_names(dashboard: Dashboard, row: Row) -> str:  # noqa: ARG001 - one shape for all
    return "; ".join(row["aliases"]) if known(row["aliases"]) else UNKNOWN


def _yes(column: str) -> Say:
    return lambda _dashboard, row: (
        _(YES_NO.get(row[column], str(row[column]))) if known(row[column]) else UNKNOWN
    )


def _specialisms(dashboard: Dashboard, row: Row) -> str:
    if not known(row["specialisms"]):
        return UNKNOWN
    return _(
        "inferred from its description: {fields}",
        fields=dashboard.labels.several("sector", row["specialisms"]),
    )


def _ticket(dashboard: Dashboard, row: Row) -> str:  # noqa: ARG001 - one shape for all
    ticket = span(row["ticket_min_usd_m"], row["ticket_max_usd_m"])
    if ticket == UNKNOWN:
        return UNKNOWN
    if row["ticket_basis"] == "observed":
        return _("{ticket} (seen in deals, not a stated policy)", ticket=ticket)
    return _("{ticket} (stated)", ticket=ticket)


def _listed(side: Side, name: str) -> tuple[str, Say]:
    column: Column = COLUMNS[side][name]
    return column.title, column.say


#: Fields by the column that holds them: title (marked) and what is said. A column without a value
#: is named as missing.
PROJECT: Mapping[str, tuple[str, Say]] = {
    "aliases": (mark("Other names"), _other_names),
    "sector": _listed("project", "sector"),
    "subsector": _listed("project", "subsector"),
    "region": _listed("project", "region"),
    "place": (mark("Nearest town"), _text("place")),
    "lat": (mark("Coordinates"), _place),
    "corridor": _listed("project", "corridor"),
    "opportunity": (
        mark("Status"),
        lambda dashboard, row: dashboard.labels("opportunity", row["opportunity"]),
    ),
    "stage": _listed("project", "stage"),
    "status_stated": (mark("Status in the source's words"), _text("status_stated")),
    "status_as_of": (mark("Status as of"), _date("status_as_of")),
    "ask_usd_m": (mark("Ask"), _money("ask")),
    "total_cost_usd_m": (mark("Total cost"), _money("total_cost")),
    "instruments": _listed("project", "instruments"),
    "themes": (mark("Themes, by rule"), COLUMNS["project"]["themes"].say),
    "sponsor": _listed("project", "sponsor"),
    "financiers": (mark("Financiers"), _text("financiers")),
    "aifc_link": (mark("Tie to the AIFC"), _text("aifc_link")),
    "announced_on": (mark("Announced on"), _date("announced_on")),
    "irr_pct": (mark("Internal rate of return, as stated"), _share),
    "payback_years": (mark("Payback, as stated"), _years),
}
INVESTOR: Mapping[str, tuple[str, Say]] = {
    "aliases": (mark("Other names"), _other_names),
    "type": _listed("investor", "type"),
    "hq_country": (mark("Country"), lambda _dashboard, row: country(row["hq_country"])),
    "sectors": _listed("investor", "sector"),
    "specialisms": (mark("Fields"), _specialisms),
    "instruments": _listed("investor", "instruments"),
    "ticket_max_usd_m": (mark("Ticket"), _ticket),
    "regions_focus": _listed("investor", "focus"),
    "themes": _listed("investor", "themes"),
    "stages": (
        mark("Stages it enters at"),
        lambda dashboard, row: dashboard.labels.several("stage", row["stages"]),
    ),
    "exclusions": (
        mark("What it does not finance"),
        lambda dashboard, row: dashboard.labels.several("sector", row["exclusions"]),
    ),
    "kz_presence": (mark("Present in Kazakhstan"), _yes("kz_presence")),
    "aifc_participant": (mark("AIFC participant"), _yes("aifc_participant")),
}
#: Whose absence is no gap: most records have none.
NO_GAP = frozenset({"aliases", "specialisms", "aifc_link"})
FIELDS: Mapping[Side, Mapping[str, tuple[str, Say]]] = {"project": PROJECT, "investor": INVESTOR}


def show(dashboard: Dashboard, side: Side, record: pd.Series) -> None:
    """Show every field that says something, with its source; then name those that do not."""
    row = {str(name): value for name, value in record.items()}
    own = {
        each["field"]: source(each["source_url"], each["as_of"], each["verified"])
        for each in each_row(
            dashboard.store.frame("field_sources", kind=side, id=record[f"{side}_id"])
        )
    }
    usual = _usual_source(row)
    rows, missing = [], []
    for column, (title, say) in FIELDS[side].items():
        said = say(dashboard, row)
        if said == UNKNOWN and column not in NO_GAP:
            missing.append(_(title))
        elif said != UNKNOWN:
            rows.append((_(title), plain(said), own.get(column, usual)))
    st.subheader(_("What is known"))
    st.table(_table(rows), border="horizontal", hide_index=True)
    if missing:
        st.markdown(f"**{_('Not published, or not read')}**: {plain(', '.join(missing))}")


def _table(rows: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[_("Field"), _("What is said"), _("Source")])


def _usual_source(row: Mapping[str, Any]) -> str:
    note = source(row["source_url"], row["as_of"], row["verified"])
    second = row.get("source_url_2")
    return f"{note} · {link(second)}" if known(second) else note
