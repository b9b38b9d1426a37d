"""Capital asked against capital that could come; Kazakhstan by region."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from matching.summary.gap import shortfall
from matching.summary.records import MEASURES
from matching.summary.sums import UNSTATED, Total, put_in_order
from ui.format import number, span, usd
from ui.overview.block import Bars, Block, Row, Tiles, amount_told
from ui.overview.choices import MEASURE_WORDS, NATIONAL
from ui.overview.labelling import GAP_COLOURS, GAP_PARTS, groups, words
from ui.overview.summary import Summary
from ui.session import Dashboard
from ui.words import _, _n

#: Amounts that no chart can show.
NOTHING = 0.05
REGION_WORDS = frozenset({"Region", "область", "облысы", "город", "қаласы"})


def gap_block(dashboard: Dashboard, shown: Summary, split: str, unit: str) -> Block:
    """Asked, announced and capital by one split."""
    table = shown.gaps[split]
    order = _order(table, split)
    table = put_in_order(table, order)
    labels = groups(dashboard, split, order)
    parts = words(GAP_PARTS)
    drawn = table[table["part"] != "announced"] if unit == "amount" else table
    picture = Bars(
        marks=table,
        groups=labels,
        parts=parts,
        colours=GAP_COLOURS,
        column=unit,
        axis="" if unit == "amount" else _("projects, investors"),
    )
    return Block(
        key=f"gap-{split}",
        name=_("Capital gap"),
        finding=_gap_finding(labels, table, shown),
        notes=_gap_notes(shown, split),
        picture=None if drawn.empty else picture,
        empty=_("No project in this selection seeks capital. Take a filter out to see more."),
        alt=_("Bars of capital asked, announced cost and tickets of investors; numbers below."),
        marks=table,
        groups=labels,
        parts=parts,
    )


def _order(table: pd.DataFrame, split: str) -> list[str]:
    if split == "ticket":
        return ["10", "50", "100", "500", "more", UNSTATED]
    sought = table[table["part"] != "capital"]
    if sought.empty:
        return list(dict.fromkeys(table["group"]))
    weight = (
        sought.groupby("group")[["records"]]
        .sum()["records"]
        .sort_values(ascending=False, kind="stable")
    )
    named = [*(code for code in weight.index if code != UNSTATED)]
    rest = [code for code in dict.fromkeys(table["group"]) if code not in {*named, UNSTATED}]
    return [*named, *rest, *({UNSTATED} & set(table["group"]))]


def _gap_finding(labels: Mapping[str, str], table: pd.DataFrame, shown: Summary) -> str:
    if table.empty or not (table["part"] != "capital").any():
        return _("Nothing is sought here")
    gaps = shortfall(table)
    widest = str(gaps.index[0])
    if gaps.iloc[0] > NOTHING:
        return _shortage(labels[widest], table[table["group"] == widest])
    sought, ask = len(shown.facts.sought), shown.ask
    if not ask.published:
        return _n(
            "The {count} project sought here publishes no amount: no gap can be told",
            "None of the {count} projects sought here publishes its ask: no gap can be told",
            sought,
        )
    if not ask.counted:
        return _n(
            "The {count} published ask here overlaps with other records: no gap can be told",
            "All {count} published asks here overlap with other records: no gap can be told",
            ask.published,
        )
    return _n(
        "Asks that can be added up stay within the known tickets; {count} project sought "
        "publishes none",
        "Asks that can be added up stay within the known tickets; {count} projects sought "
        "publish none",
        sought - ask.published,
    )


def _shortage(group: str, table: pd.DataFrame) -> str:
    """Asks beyond the known tickets; with unknown tickets it is no shortage yet."""
    rows: dict[str, Row] = {row["part"]: row for row in table.to_dict("records")}
    asked, capital = usd(rows["open"]["amount"]), rows.get("capital")
    if capital is None:
        return _("{group}: asks of {asked} meet no mandate", group=group, asked=asked)
    if not capital["known"]:
        return _n(
            "{group}: asks of {asked}; the ticket of the {count} investor is unknown",
            "{group}: asks of {asked}; the tickets of all {count} investors are unknown",
            int(capital["records"]),
            group=group,
            asked=asked,
        )
    if capital["unknown"]:
        return _n(
            "{group}: asks of {asked} meet known tickets of {capital}; {count} ticket is unknown",
            "{group}: asks of {asked} meet known tickets of {capital}; {count} tickets are unknown",
            int(capital["unknown"]),
            group=group,
            asked=asked,
            capital=usd(capital["amount"]),
        )
    return _(
        "{group}: asks of {asked} meet tickets of {capital}",
        group=group,
        asked=asked,
        capital=usd(capital["amount"]),
    )


def left_out(ask: Total) -> list[str]:
    """Published asks that are in no sum, with the span of their amounts, as a note's part."""
    if not ask.left_out:
        return []
    low, high = ask.left_out[0], ask.left_out[-1]
    return [
        _n(
            "{count} published ask ({amount}) overlaps with other records and is in no sum",
            "{count} published asks ({amount} each) overlap with other records and are in no sum",
            len(ask.left_out),
            amount=span(low, high),
        )
    ]


def _gap_notes(shown: Summary, split: str) -> list[str]:
    known = int(shown.facts.financiers["ticket_max_usd_m"].notna().sum())
    notes = [
        _(
            "Tickets: the largest one, stated or seen in deals, of each investor whose mandate "
            "reaches the group, once; known for {known} of {all} investors. An investor with "
            "several mandates stands in each group, so these bars do not add up.",
            known=number(known),
            all=number(len(shown.facts.financiers)),
        ),
        _(
            "Announced cost is what a project costs in all; nobody has said how much is sought. "
            "“+ 3?” means that three more amounts are unknown."
        ),
    ]
    notes += [f"{told}." for told in left_out(shown.ask)]
    if split == "region":
        notes.append(_("Nearly every mandate names the whole country or more, not a region."))
    return notes


def region_block(dashboard: Dashboard, shown: Summary, measure: str) -> Block:
    """Kazakhstan as a grid of tiles, coloured by a measure."""
    table = shown.regions[measure]
    regions = dashboard.store.frame("regions")
    names = [dashboard.labels("geography", name) for name in regions["name"]]
    rows = table.set_index("group")
    amount = measure in {"ask", "cost", "committed"}
    regions["label"] = short_names(names)
    regions["value"] = [
        _value(rows.loc[name], amount=amount) if name in rows.index else float("nan")
        for name in regions["name"]
    ]
    regions["told"] = [
        _tile_text(rows.loc[name].to_dict(), amount=amount) if name in rows.index else ""
        for name in regions["name"]
    ]
    labels = groups(dashboard, "region", table["group"])
    placed = table[table["group"].isin(regions["name"])]
    return Block(
        key=f"map-{measure}",
        name=_("Regions"),
        finding=_region_finding(labels, placed, measure),
        notes=_elsewhere(table, regions, amount=amount),
        picture=Tiles(regions) if len(placed) else None,
        empty=_("No record of this kind lies in a single region. Choose another measure above."),
        alt=_("Grid of the 20 regions coloured by the measure; numbers below."),
        marks=table,
        groups=labels,
        parts={code: _(MEASURE_WORDS[code]) for code in MEASURES},
    )


def _value(row: pd.Series, *, amount: bool) -> float:
    if not amount:
        return float(row["records"])
    return float(row["amount"]) if row["known"] else float("nan")


def _tile_text(row: Row, *, amount: bool) -> str:
    if not amount:
        return number(row["records"], 0)
    return usd(row["amount"]) if row["known"] else "?"


def _region_finding(labels: Mapping[str, str], placed: pd.DataFrame, measure: str) -> str:
    column = "records" if measure in {"projects", "deals"} else "amount"
    if placed.empty or not placed[column].sum():
        return _("No region has a known figure for this measure")
    first = placed.sort_values(column, ascending=False, kind="stable").iloc[0]
    if len(placed) == 1:
        return _("All of it lies in one region: {region}", region=labels[first["group"]])
    name, count = labels[first["group"]], int(first["records"])
    if measure == "projects":
        return _n(
            "{region} leads the regions with {count} open or announced project",
            "{region} leads the regions with {count} open or announced projects",
            count,
            region=name,
        )
    if measure == "deals":
        return _n(
            "{region} leads the regions with {count} closed or signed deal",
            "{region} leads the regions with {count} closed or signed deals",
            count,
            region=name,
        )
    return _amount_leads(measure, name, usd(first["amount"]))


def _amount_leads(measure: str, name: str, amount: str) -> str:
    if measure == "ask":
        return _(
            "{region} leads the regions with published asks of {amount}", region=name, amount=amount
        )
    if measure == "cost":
        return _(
            "{region} leads the regions: announced projects of {amount} total cost",
            region=name,
            amount=amount,
        )
    return _(
        "{region} leads the regions with own commitments of {amount}", region=name, amount=amount
    )


def _elsewhere(table: pd.DataFrame, regions: pd.DataFrame, *, amount: bool) -> list[str]:
    notes = []
    national = table[table["group"] == NATIONAL]
    if len(national):
        row = national.iloc[0].to_dict()
        told = amount_told(row) if amount else number(float(row["records"]), 0)
        notes.append(_("Whole country, on no tile: {amount}.", amount=told or "0"))
    unplaced = table[~table["group"].isin([*regions["name"], NATIONAL])]
    if len(unplaced):
        count = int(unplaced["records"].sum())
        notes.append(_n("{count} names no region.", "{count} name no region.", count))
    unknown = int(table["unknown"].sum())
    if amount and unknown:
        notes.append(
            _n(
                "{count} amount is unknown and in no sum.",
                "{count} amounts are unknown and in no sum.",
                unknown,
            )
        )
    return notes


def short_names(names: list[str]) -> list[str]:
    """Names without the word for region, where they stay apart without it."""
    bare = [" ".join(word for word in name.split() if word not in REGION_WORDS) for name in names]
    return [
        short if bare.count(short) == 1 else name for short, name in zip(bare, names, strict=True)
    ]
