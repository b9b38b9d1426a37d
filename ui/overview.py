"""The blocks of the executive summary, each titled by what it finds."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from matching import portfolio
from ui import figures as charts
from ui.format import UNKNOWN, number, percent, plain, usd
from ui.gates import GATES
from ui.reach import reach_of_open
from ui.session import Dashboard
from ui.words import _, _n, language, mark

#: A project with fewer viable investors than this is short of choice.
FEW_INVESTORS = 10
FIRST_YEAR = 2009
REACH_COLUMNS = (
    *("project", "address", "ask", "viable", "best", "score"),
    *("removed", "sector", "region"),
)
REGION_WORDS = frozenset({"Region", "область", "облысы", "город", "қаласы"})

HEALTH = {
    "projects_verified": mark("Projects verified against their source"),
    "investors_verified": mark("Investors verified against their source"),
    "sought_fresh": mark("Open and announced projects with news in two years"),
    "open_asks_known": mark("Open projects that publish what they seek, overlaps once"),
    "tickets_known": mark("Investors with a known ticket size"),
}


def headline(dashboard: Dashboard) -> None:
    """The finding of the page in one sentence."""
    opened = _of(dashboard, "open")
    asked = portfolio.total(opened, "ask_usd_m")
    st.title(
        _n(
            "{count} project is open to investors; the {known} that publish an amount seek "
            "{amount}",
            "{count} projects are open to investors; the {known} that publish an amount seek "
            "{amount}",
            len(opened),
            known=number(asked.counted),
            amount=usd(asked.amount),
        )
    )
    left_out = _n(
        "{count} record is left out of the sum because it overlaps with another.",
        "{count} records are left out of the sum because they overlap with others.",
        asked.overlapping,
    )
    st.caption(
        _n(
            "{count} open project does not publish an amount; it is counted as unknown, not as "
            "nought.",
            "{count} open projects do not publish an amount; they are counted as unknown, not as "
            "nought.",
            asked.unknown,
        )
        + " "
        + left_out
    )


def figures(dashboard: Dashboard) -> None:
    """Four figures with what is not known about each."""
    announced = _of(dashboard, "announced")
    planned = portfolio.total(announced, "total_cost_usd_m")
    opened = _of(dashboard, "open")
    asked = portfolio.total(opened, "ask_usd_m")
    years = portfolio.deals_by_year(dashboard.deals, dashboard.investors)
    marks = portfolio.health(dashboard.projects, dashboard.investors)
    cells = st.grid(4, min_column_width=210, border=True)
    with cells.container():
        st.metric(_("Open ask"), usd(asked.amount))
        st.caption(
            _(
                "published by {known}, unknown for {unknown}, {overlapping} overlapping left out",
                known=asked.counted,
                unknown=asked.unknown,
                overlapping=asked.overlapping,
            )
        )
    with cells.container():
        st.metric(_("Announced, ask not published"), number(len(announced)))
        st.caption(
            _(
                "total cost {amount}, known for {known}",
                amount=usd(planned.amount),
                known=planned.counted,
            )
        )
    with cells.container():
        st.metric(_("Deals that came about"), number(years["deals"].sum()))
        st.caption(
            _(
                "own commitments of {amount}; {unknown} without an own amount",
                amount=usd(years["own_usd_m"].sum()),
                unknown=number(years["amount_unknown"].sum()),
            )
        )
    with cells.container():
        st.metric(_("Investors on record"), number(len(dashboard.investors)))
        st.caption(_("{known} with a known ticket size", known=number(marks["tickets_known"][0])))


def sought_by_sector(dashboard: Dashboard) -> None:
    """Open and announced projects by sector."""
    table = portfolio.sought_by(dashboard.projects, "sector")
    first = table.iloc[0]
    names = [dashboard.labels("sector", code) for code in table["sector"]]
    st.subheader(
        _(
            "{sector} has the most to offer: {open} open and {announced} announced projects",
            sector=plain(names[0]),
            open=first["open"],
            announced=first["announced"],
        )
    )
    parts = {_("Open"): list(table["open"]), _("Announced"): list(table["announced"])}
    colours = {_("Open"): charts.ACCENT, _("Announced"): charts.QUIET}
    shown = pd.DataFrame(
        {
            _("Sector"): names,
            _("Open"): table["open"],
            _("Announced"): table["announced"],
            _("Ask"): [usd(value) if value else UNKNOWN for value in table["ask_usd_m"]],
            _("Ask unknown"): table["ask_unknown"],
        }
    )
    charts.show(
        charts.stacked_bars(names, parts, colours, _("projects")),
        alt=_("Bars of open and announced projects by sector; the table below has the numbers."),
        key="sought_by_sector",
        table=shown,
    )


def sought_by_region(dashboard: Dashboard) -> None:
    """Open and announced projects on the tile grid of Kazakhstan."""
    table = portfolio.sought_by(dashboard.projects, "region")
    placed = table[table["region"] != "national"].reset_index(drop=True)
    elsewhere = table.loc[table["region"] == "national", ["open", "announced"]].to_numpy().sum()
    first = placed.iloc[0]
    st.subheader(
        _(
            "{region} leads the regions with {count} open or announced projects",
            region=plain(dashboard.labels("geography", first["region"])),
            count=first["open"] + first["announced"],
        )
    )
    regions = dashboard.store.frame("regions")
    regions["label"] = _short([dashboard.labels("geography", name) for name in regions["name"]])
    values = dict(zip(placed["region"], placed["open"] + placed["announced"], strict=True))
    shown = pd.DataFrame(
        {
            _("Region"): [dashboard.labels("geography", name) for name in table["region"]],
            _("Open"): table["open"],
            _("Announced"): table["announced"],
        }
    )
    charts.show(
        charts.tiles(regions, values),
        alt=_("Grid of the regions coloured by open and announced projects; numbers below."),
        key="sought_by_region",
        table=shown,
    )
    st.caption(
        _n(
            "{count} more covers the whole country.",
            "{count} more cover the whole country.",
            int(elsewhere),
        )
    )


def reach_of_open_projects(dashboard: Dashboard) -> None:
    """Open projects with how many investors are viable, and the best of them."""
    table = reach_of_open(dashboard)
    few = int((table["viable"] < FEW_INVESTORS).sum())
    st.subheader(
        _n(
            "{count} of {all} open projects has fewer than {few} viable investors",
            "{count} of {all} open projects have fewer than {few} viable investors",
            few,
            all=len(table),
            few=FEW_INVESTORS,
        ),
        help=_(
            "Viable: passes every gate, has the sector in its mandate, and its ticket, where "
            "known, reaches the amount."
        ),
    )
    shown = pd.DataFrame(
        {
            "project": [
                name if counts else _("{name} (overlaps, not in sums)", name=name)
                for name, counts in zip(table["project"], table["counts"], strict=True)
            ],
            "sector": [dashboard.labels("sector", code) for code in table["sector"]],
            "region": [dashboard.labels("geography", code) for code in table["region"]],
            "ask": table["ask"],
            "viable": table["viable"],
            "best": table["best"],
            "score": 100 * table["score"],
            "removed": [
                f"{number(count)}: {_(GATES[gate])}"
                for gate, count in zip(table["gate"], table["removed"], strict=True)
            ],
            "address": _addresses(table["project_id"]),
        }
    )
    columns = st.column_config
    st.dataframe(
        shown,
        hide_index=True,
        height=390,
        column_order=REACH_COLUMNS,
        placeholder=UNKNOWN,
        alt=_("Open projects with the number of viable investors and the best match of each."),
        column_config={
            "project": columns.TextColumn(_("Open project"), width=280, pinned=True),
            "sector": columns.TextColumn(_("Sector"), width=170),
            "region": columns.TextColumn(_("Region"), width=150),
            "ask": columns.NumberColumn(_("Ask, USD m"), format="%.1f", width=120),
            "viable": columns.NumberColumn(_("Viable investors"), width=130),
            "best": columns.TextColumn(_("Best match"), width=240),
            "score": columns.ProgressColumn(
                _("Score"), min_value=0, max_value=100, format="%.0f", width=120
            ),
            "removed": columns.TextColumn(_("Most are taken out by"), width=230),
            "address": columns.LinkColumn(_("Matches"), display_text=_("open"), width=80),
        },
    )


def _addresses(project_ids: pd.Series) -> list[str]:
    return ["/matches?" + urlencode({"project": key, "lang": language()}) for key in project_ids]


def deals_over_the_years(dashboard: Dashboard) -> None:
    """Closed and signed deals per year and investor type."""
    table = portfolio.deals_by_year(dashboard.deals, dashboard.investors)
    by_type = table.groupby("type")["deals"].sum()
    earlier = int(table.loc[table["year"] < FIRST_YEAR, "deals"].sum())
    table = table[table["year"] >= FIRST_YEAR]
    most = str(by_type.idxmax())
    labels = {kind: dashboard.labels("investor_type", kind) for kind in by_type.index}
    st.subheader(
        _(
            "One type of investor stands behind {share} of the deals that came about: {type}",
            type=plain(labels[most]),
            share=percent(by_type[most] / by_type.sum()),
        )
    )
    wide = table.pivot_table(
        index="year", columns="type", values="deals", aggfunc="sum", fill_value=0
    )
    shown = wide.rename(columns=labels).rename_axis(_("Year")).astype(int).reset_index()
    shown[_("Year")] = shown[_("Year")].astype(int).astype(str)
    kinds = [kind for kind in dashboard.labels.ordered("investor_type") if kind in labels]
    charts.show(
        charts.columns_by_year(table, kinds, labels),
        alt=_("Columns of closed and signed deals per year by investor type; numbers below."),
        key="deals_by_year",
        table=shown,
    )
    st.caption(
        _n(
            "{count} deal before {year} counts in the share and is not drawn.",
            "{count} deals before {year} count in the share and are not drawn.",
            earlier,
            year=FIRST_YEAR,
        )
    )


def health_of_the_data(dashboard: Dashboard) -> None:
    """How complete and fresh the records are."""
    marks = portfolio.health(dashboard.projects, dashboard.investors)
    known, of = marks["tickets_known"]
    st.subheader(
        _(
            "Ticket sizes are the widest gap: known for {share} of investors",
            share=percent(known / of),
        )
        if known / of <= min(a / b for a, b in marks.values() if b)
        else _("How far the records can be trusted")
    )
    for name, (count, of) in marks.items():
        share = count / of if of else 0.0
        st.progress(
            share, text=f"{_(HEALTH[name])}: {percent(share)} ({number(count)} / {number(of)})"
        )


def _short(names: list[str]) -> list[str]:
    """Names without the word for region, where they stay apart without it."""
    bare = [" ".join(word for word in name.split() if word not in REGION_WORDS) for name in names]
    return [
        short if bare.count(short) == 1 else name for short, name in zip(bare, names, strict=True)
    ]


def _of(dashboard: Dashboard, opportunity: str) -> pd.DataFrame:
    return dashboard.projects[dashboard.projects["opportunity"] == opportunity]
