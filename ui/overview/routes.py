"""Ways of the money: from country over sector to region, along corridors, through the AIFC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from data.rows import each_row
from matching.summary.flows import STEPS, nodes
from matching.summary.scope import SOUGHT
from matching.summary.sums import MARKS, OTHERS, UNSTATED, marks, put_in_order, stacked
from ui.format import known, number, percent
from ui.overview import labelling
from ui.overview.block import Bars, Block, Flow, Plane, sum_told
from ui.overview.capital import short_names
from ui.overview.labelling import groups, words
from ui.overview.summary import Summary
from ui.session import Dashboard
from ui.words import _, _n, language, mark

HEADS = {
    "hq_country": mark("Investor country"),
    "sector": mark("Sector"),
    "region": mark("Region"),
}
#: One colour per corridor, lines and points; the branch of a corridor has its colour.
COLOURS = {
    "middle-corridor": "#0095B6",
    "middle-corridor-dostyk": "#0095B6",
    "baku-tbilisi-kars": "#A8B3FA",
    "western-europe-western-china": "#A51D09",
    "north-south": "#86BB1B",
    "northern-corridor": "#8134F4",
}
OTHER_COLOUR = "#7E8613"
#: Groups that name nothing.
HEAPS = frozenset({OTHERS, UNSTATED})
#: Names told of one place on the map.
NAMED = 6


def flow_block(dashboard: Dashboard, shown: Summary) -> Block:
    """Deals that came about from investor country over sector to region."""
    table = shown.flow
    labels = {step: groups(dashboard, step, table[step]) if len(table) else {} for step in STEPS}
    regions = labels["region"]
    labels["region"] = dict(zip(regions, short_names(list(regions.values())), strict=True))
    deals = shown.facts.came_about
    opened = [_node_marks(table, deals, step) for step in STEPS] if len(table) else []
    return Block(
        key="flow",
        name=_("Flow"),
        finding=_flow_finding(table, labels),
        notes=[
            _(
                "Width is the number of closed or signed deals; a deal in two sectors counts half "
                "in each."
            )
        ]
        if len(table)
        else [],
        picture=Flow(
            table=table,
            labels=labels,
            heads=words(HEADS),
            colours=_sector_colours(dashboard),
        )
        if len(table)
        else None,
        empty=_("No deal came about in this selection. Take a filter out to see more."),
        alt=_("Ribbons from investor country over sector to region; numbers below."),
        marks=stacked(*opened) if opened else pd.DataFrame(columns=MARKS),
        groups={code: label for step in STEPS for code, label in labels[step].items()},
        parts=words(HEADS),
    )


def _node_marks(table: pd.DataFrame, deals: pd.DataFrame, step: str) -> pd.DataFrame:
    """Names of a step as marks, so that each opens its deals, whole ones."""
    named = nodes(table, step)
    each = named[["group", "ids"]].explode("ids").rename(columns={"ids": "deal_id"})
    rows = each.merge(deals[["deal_id", "own_usd_m", "counts"]], on="deal_id")
    return put_in_order(marks(rows, "deal", "group", step, "own_usd_m"), list(named["group"]))


def _flow_finding(table: pd.DataFrame, labels: dict[str, dict[str, str]]) -> str:
    if table.empty:
        return _("No deal came about here")
    pairs = table.groupby(["hq_country", "sector"])["weight"].sum().reset_index()
    named = pairs[~pairs["hq_country"].isin(HEAPS) & ~pairs["sector"].isin(HEAPS)]
    if named.empty:
        return _("Money came from many countries, each with few deals")
    widest = named.sort_values("weight", kind="stable").iloc[-1]
    return _(
        "The widest stream: {country} into {sector}, {count} of {all} deals",
        country=labels["hq_country"][widest["hq_country"]],
        sector=labels["sector"][widest["sector"]],
        count=number(round(widest["weight"]), 0),
        all=number(round(table["weight"].sum()), 0),
    )


def _sector_colours(dashboard: Dashboard) -> dict[str, str]:
    """Colours of the theme's set in the vocabulary's order: the same on every chart."""
    ordered = dashboard.labels.ordered("sector")
    roots = [code for code in ordered if code in set(dashboard.projects["sector"].explode())]
    return dict(zip(roots, labelling.SET, strict=False))


def corridor_block(dashboard: Dashboard, shown: Summary) -> Block:
    """Track record by corridor."""
    table = shown.corridors
    names = corridor_names(dashboard)
    done = table[table["part"] == "came_about"].sort_values("records", ascending=False)
    order = list(dict.fromkeys([*done["group"], *table["group"]]))
    table = put_in_order(table, order)
    labels = {code: names.get(code, code) for code in order}
    parts = words(labelling.CORRIDOR_PARTS)
    return Block(
        key="corridors",
        name=_("Corridors"),
        finding=_corridor_finding(table, labels),
        notes=[_("A project on two corridors stands in both.")] if len(table) else [],
        picture=Bars(
            marks=table,
            groups=labels,
            parts=parts,
            colours=labelling.CORRIDOR_COLOURS,
            axis=_("projects, deals"),
        )
        if len(table)
        else None,
        empty=_("No project on a trade corridor in this selection. Take a filter out to see more."),
        alt=_("Bars of projects and deals by trade corridor; numbers below."),
        marks=table,
        groups=labels,
        parts=parts,
    )


def _corridor_finding(table: pd.DataFrame, labels: dict[str, str]) -> str:
    done = table[table["part"] == "came_about"]
    if done.empty:
        return _("No deal on a trade corridor came about here")
    first = done.sort_values("records", ascending=False, kind="stable").iloc[0]
    return _n(
        "{corridor}: {count} deal came about, own commitments {amount}",
        "{corridor}: {count} deals came about, own commitments {amount}",
        int(first["records"]),
        corridor=labels[first["group"]],
        amount=sum_told(first.to_dict()),
    )


def plane_block(dashboard: Dashboard, shown: Summary) -> Block:
    """Corridors with their nodes, and the projects on them, on real coordinates."""
    projects = shown.facts.projects
    listed = projects["corridor"].map(lambda codes: bool(known(codes))).astype(bool)
    on = projects[listed]
    placed = on.dropna(subset=["lat", "lon"])
    points = _points(placed)
    names = corridor_names(dashboard)
    circles = points.assign(
        part="",
        amount=0.0,
        known=0,
        unknown=0,
        overlapping=0,
        kind="project",
    )[MARKS]
    missing = len(on) - len(placed)
    return Block(
        key="places",
        name=_("Corridor map"),
        finding=_place_finding(on),
        notes=_place_notes(missing),
        picture=Plane(
            lines=_lines(dashboard, names),
            nodes=_nodes(dashboard),
            points=points,
        ),
        alt=_(
            "Map of the trade corridors with their nodes and projects on longitude and latitude; "
            "numbers below."
        ),
        marks=circles,
        groups=dict(zip(points["group"], points["place"], strict=True)),
        parts={"": ""},
    )


def _place_finding(on: pd.DataFrame) -> str:
    if on.empty:
        return _("No project of this selection stands along a trade corridor")
    return _n(
        "{count} project stands along the trade corridors, {sought} of them sought",
        "{count} projects stand along the trade corridors, {sought} of them sought",
        len(on),
        sought=number(int(on["opportunity"].isin(SOUGHT).sum()), 0),
    )


def _place_notes(missing: int) -> list[str]:
    notes = [_("A circle stands at the nearest town, not at a site; its size is the number.")]
    if missing:
        notes.append(
            _n(
                "{count} more has no coordinates.",
                "{count} more have no coordinates.",
                missing,
            )
        )
    return notes


def _points(placed: pd.DataFrame) -> pd.DataFrame:
    """Projects at the same coordinates as one point."""
    columns = ["group", "place", "lat", "lon", "records", "told", "ids"]
    if placed.empty:
        return pd.DataFrame(columns=columns)
    rows = []
    for (lat, lon), group in placed.groupby(["lat", "lon"]):
        names = list(group["name"])
        more = len(names) - NAMED
        told = [*names[:NAMED], *([_("and {count} more", count=more)] if more > 0 else [])]
        place = next(iter(group["place"].dropna()), next(iter(group["region"].dropna()), ""))
        rows.append(
            [f"{lat},{lon}", str(place), lat, lon, len(group), told, list(group["project_id"])]
        )
    return pd.DataFrame(rows, columns=columns).sort_values("records", ascending=False)


def corridor_names(dashboard: Dashboard) -> dict[str, str]:
    """Names of the corridors in the reader's language, without what stands in brackets."""
    rows = each_row(dashboard.store.frame("corridors"))
    named = {row["corridor_id"]: _in_language(row) for row in rows}
    return {code: name.split(" (")[0] for code, name in named.items()}


def _lines(dashboard: Dashboard, names: dict[str, str]) -> pd.DataFrame:
    nodes_of = dashboard.store.frame("corridor_nodes").dropna(subset=["lat", "lon"])
    rows = [
        {
            "corridor": code,
            "label": names.get(str(code), str(code)),
            "colour": COLOURS.get(str(code), OTHER_COLOUR),
            "lon": list(group["lon"]),
            "lat": list(group["lat"]),
        }
        for code, group in nodes_of.groupby("corridor_id", sort=True)
    ]
    return pd.DataFrame(rows, columns=["corridor", "label", "colour", "lon", "lat"])


def _nodes(dashboard: Dashboard) -> pd.DataFrame:
    found = dashboard.store.frame("corridor_nodes").dropna(subset=["lat", "lon"])
    found = found.drop_duplicates("node")
    return pd.DataFrame(
        {
            "label": [_in_language(row) for row in each_row(found)],
            "lon": found["lon"].to_numpy(),
            "lat": found["lat"].to_numpy(),
        }
    )


def _in_language(row: Mapping[str, Any]) -> str:
    own = row[f"name_{language()}"]
    return str(own if known(own) else row["name_en"])


def aifc_block(shown: Summary) -> Block:
    """Projects tied to the AIFC by their route, and their share of all."""
    table = shown.aifc
    totals = table.groupby("group")["records"].sum().sort_values(ascending=False, kind="stable")
    order = [
        *(code for code in totals.index if code != UNSTATED),
        *({UNSTATED} & set(totals.index)),
    ]
    table = put_in_order(table, order)
    routes = words(labelling.ROUTES)
    labels = {code: routes.get(code, code) for code in order}
    parts = words(labelling.ROUTE_PARTS)
    tied, everything = int(table["records"].sum()), len(shown.facts.projects)
    return Block(
        key="aifc",
        name=_("AIFC"),
        finding=_n(
            "{count} of {all} projects is tied to the AIFC ({share})",
            "{count} of {all} projects are tied to the AIFC ({share})",
            tied,
            all=number(everything, 0),
            share=percent(tied / everything if everything else 0.0),
        ),
        notes=[
            _(
                "Tied: an AIFC record names a legal form, a standing with the regulator or a "
                "route to the exchange. What was not read may be more."
            )
        ],
        picture=Bars(
            marks=table,
            groups=labels,
            parts=parts,
            colours=labelling.ROUTE_COLOURS,
            stacked=True,
            axis=_("projects"),
        )
        if len(table)
        else None,
        empty=_("No project of this selection is tied to the AIFC in what was read."),
        alt=_("Bars of projects by their route through the AIFC; numbers below."),
        marks=table,
        groups=labels,
        parts=parts,
    )
