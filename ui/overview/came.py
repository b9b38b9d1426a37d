"""What came about: the ladder, deals by how far they got, by year, country and type."""

from __future__ import annotations

import pandas as pd

from matching.summary.ladder import DECLINED, INTEREST, RUNGS
from matching.summary.scope import CAME_ABOUT, INTERNATIONAL, INVESTING
from matching.summary.sums import OTHERS, UNSTATED, groups_beyond, largest, put_in_order
from ui.format import number, percent, usd
from ui.overview import labelling
from ui.overview.block import Bars, Block, Row, sum_told
from ui.overview.labelling import DEAL_COLOURS, DEAL_PARTS, groups, words
from ui.overview.summary import Progress, Summary
from ui.session import Dashboard
from ui.words import _, _n

#: Countries named before the rest is heaped together, and years drawn.
COUNTRIES = 12
YEARS = 18


def ladder_block(progress: Progress) -> Block:
    """Pairs by rung, with amounts and how long they have stood there."""
    table = progress.ladder
    rungs = words(labelling.RUNGS)
    standing = {row["group"]: row for row in table.to_dict("records")}
    labels = {
        rung: f"{word} · {_aged(standing[rung])}" if rung in standing else word
        for rung, word in rungs.items()
        if rung in standing or rung != DECLINED
    }
    return Block(
        key="ladder",
        name=_("Ladder"),
        finding=_ladder_finding(progress),
        notes=_ladder_notes(progress),
        picture=None
        if table.empty
        else Bars(
            marks=table,
            groups=labels,
            parts={"now": ""},
            colours={"now": labelling.DONE},
            axis=_("pairs of project and investor"),
        ),
        empty=_ladder_empty(progress.elsewhere),
        alt=_("Bars of pairs by rung of the ladder; numbers below."),
        marks=table,
        groups=rungs,
        parts={"now": ""},
    )


def _aged(row: Row) -> str:
    days = round(float(row["days"]))
    return _n("{count} day", "{count} days", days)


def _ladder_empty(elsewhere: int) -> str:
    if elsewhere:
        return _n(
            "{count} pair stands there outside this selection. Take a filter out to see it.",
            "{count} pairs stand there outside this selection. Take a filter out to see them.",
            elsewhere,
        )
    return _(
        "Nobody has put a pair on the ladder yet. Open a project on the Matches page, choose "
        "an investor and shortlist the pair: it appears here, with its age and amount, and "
        "moves up as talks do."
    )


def _ladder_finding(progress: Progress) -> str:
    table = progress.ladder
    if table.empty and progress.elsewhere:
        return _("No pair of this selection stands on the ladder")
    if table.empty:
        return _("No pair stands on the ladder yet")
    on = table[table["group"].isin(RUNGS)]
    far = on[on["group"].isin(RUNGS[RUNGS.index(INTEREST) :])]
    said = _n(
        "{count} pair stands on the ladder, {far} at interested or beyond",
        "{count} pairs stand on the ladder, {far} at interested or beyond",
        int(on["records"].sum()),
        far=number(int(far["records"].sum()), 0),
    )
    declined = int(table.loc[table["group"] == DECLINED, "records"].sum())
    if not declined:
        return said
    return f"{said}; " + _n("{count} was declined", "{count} were declined", declined)


def _ladder_notes(progress: Progress) -> list[str]:
    table, turned = progress.ladder, progress.conversion
    if table.empty:
        return []
    amounts = [
        f"{_(labelling.RUNGS[row['group']])}: {usd(row['amount'])}"
        for row in table.to_dict("records")
        if row["known"] and row["group"] in RUNGS
    ]
    notes = [
        _(
            "Days are the median on the rung; the longest has stood for {count}.",
            count=number(round(float(table["oldest"].max())), 0),
        )
    ]
    if amounts:
        notes.append(
            _("Asks behind the pairs, each project once: {amounts}.", amounts=", ".join(amounts))
        )
    if turned.interested:
        notes.append(
            _(
                "Of {interested} pairs that showed interest, {bound} reached a binding document "
                "or money ({share}).",
                interested=number(turned.interested, 0),
                bound=number(turned.bound, 0),
                share=percent(turned.bound / turned.interested),
            )
        )
    return notes


def standing_block(shown: Summary) -> Block:
    """Deals on record by how far they got."""
    table = shown.standings
    labels = {
        code: word
        for code, word in words(labelling.STANDINGS).items()
        if code in set(table["group"])
    }
    parts = words(labelling.BOUND_PARTS)
    return Block(
        key="standing",
        name=_("Deals by standing"),
        finding=_standing_finding(table),
        notes=[
            _(
                "Own commitments alone: a syndicate's or a project's total is nobody's ticket. "
                "Announced is not money, and is never added to closed."
            ),
            *_other_roles(shown),
        ]
        if len(table)
        else [],
        picture=None
        if table.empty
        else Bars(
            marks=table,
            groups=labels,
            parts=parts,
            colours=labelling.BOUND_COLOURS,
            column="amount",
            ends=True,
            axis=_("own commitments"),
        ),
        empty=_("No deal is on record for this selection. Take a filter out to see more."),
        alt=_("Bars of own commitments by how far the deals got; numbers below."),
        marks=table,
        groups=labels,
        parts=parts,
    )


def _other_roles(shown: Summary) -> list[str]:
    """How many deals came about in roles that put no money of the investor's own at stake."""
    deals = shown.facts.deals
    others = deals["standing"].isin(CAME_ABOUT) & ~deals["role_kind"].isin(INVESTING)
    count = int(others.sum())
    if not count:
        return []
    return [
        _n(
            "{count} more closed or signed deal is of an adviser, an issuer, a supplier or another "
            "role without own money: not counted.",
            "{count} more closed or signed deals are of advisers, issuers, suppliers or other "
            "roles without own money: not counted.",
            count,
        )
    ]


def _standing_finding(table: pd.DataFrame) -> str:
    if table.empty:
        return _("No deal on record")
    rows: dict[str, Row] = {row["group"]: row for row in table.to_dict("records")}
    count = sum(int(rows[code]["records"]) for code in ("closed", "signed") if code in rows)
    if not count:
        return _("No deal on record is closed or signed")
    return _n(
        "{count} deal is closed or signed; own money closed: {closed}, announced: {announced}",
        "{count} deals are closed or signed; own money closed: {closed}, announced: {announced}",
        count,
        closed=sum_told(rows.get("closed")),
        announced=sum_told(rows.get("announced")),
    )


def deals_block(dashboard: Dashboard, shown: Summary, by: str, unit: str) -> Block:
    """Deals by year, investor country or type; announced apart."""
    everything = shown.deals[by]
    heaped = 0
    table = everything
    if by == "hq_country":
        table = largest(everything, COUNTRIES)
        heaped = groups_beyond(everything, table)
        order = [*_by_size(table, unit)]
    elif by == "type":
        order = [*_by_size(table, unit)]
    else:
        order = _years(table)
    table = put_in_order(table, order)
    drawn = order[-YEARS:] if by == "year" else order
    labels = groups(dashboard, by, order, heaped)
    parts = words(DEAL_PARTS)
    picture = Bars(
        marks=table,
        groups={code: labels[code] for code in drawn},
        parts=parts,
        colours=DEAL_COLOURS,
        column=unit,
        stacked=by == "year",
        upright=by == "year",
        axis=_("own commitments") if unit == "amount" else _("deals"),
    )
    return Block(
        key=f"deals-{by}",
        name={
            "year": _("Deals by year"),
            "hq_country": _("Deals by country"),
            "type": _("Deals by investor type"),
        }[by],
        finding=_deals_finding(table, labels, by),
        notes=_deal_notes(table, drawn, by),
        picture=picture if len(table) else None,
        empty=_("No deal is on record for this selection. Take a filter out to see more."),
        alt=_("Bars of deals, announced ones apart; numbers below."),
        marks=table,
        groups=labels,
        parts=parts,
    )


def _by_size(table: pd.DataFrame, unit: str) -> list[str]:
    sizes = table.groupby("group")[unit].sum().sort_values(ascending=False, kind="stable").index
    last = [code for code in (OTHERS, UNSTATED) if code in sizes]
    return [*(code for code in sizes if code not in last), *last]


def _years(table: pd.DataFrame) -> list[str]:
    """Every year from the first to the last, those without a deal too."""
    years = sorted(int(code) for code in set(table["group"]) if code.isdigit())
    whole = [str(year) for year in range(years[0], years[-1] + 1)] if years else []
    return [*({UNSTATED} & set(table["group"])), *whole]


def _deals_finding(table: pd.DataFrame, labels: dict[str, str], by: str) -> str:
    done = table[(table["part"] == "came_about") & ~table["group"].isin([OTHERS, UNSTATED])]
    if done.empty:
        return _("No deal on record is closed or signed")
    count = int(table.loc[table["part"] == "came_about", "records"].sum())
    first = done.sort_values("records", ascending=False, kind="stable").iloc[0]
    share = percent(first["records"] / count)
    name = labels[first["group"]]
    if by == "year" and first["records"] == 1:
        return _n(
            "{count} deal came about in all, no two in one year",
            "{count} deals came about in all, no two in one year",
            int(done["records"].sum()),
        )
    if by == "year":
        return _("{year} saw the most deals come about: {count}", year=name, count=first["records"])
    if by == "type":
        return _("{share} of the deals that came about are with: {type}", share=share, type=name)
    return _("{share} of the deals that came about: {country}", share=share, country=name)


def _deal_notes(table: pd.DataFrame, drawn: list[str], by: str) -> list[str]:
    notes = []
    if by == "hq_country" and INTERNATIONAL in set(table["group"]):
        notes.append(labelling.of_several_states())
    unknown = int(table["unknown"].sum())
    if unknown:
        notes.append(
            _n(
                "{count} deal has no own amount on record.",
                "{count} deals have no own amount on record.",
                unknown,
            )
        )
    hidden = int(table.loc[~table["group"].isin(drawn), "records"].sum())
    if by == "year" and hidden:
        notes.append(
            _n(
                "{count} deal is earlier or undated: in the numbers, not drawn.",
                "{count} deals are earlier or undated: in the numbers, not drawn.",
                hidden,
            )
        )
    return notes
