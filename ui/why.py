"""Everything behind one match: contributions, facts of both sides, gates, past deals, gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from data import pipeline
from data.rows import each_row
from matching.gaps import most_telling_gap, narrows
from matching.matcher import Matcher
from matching.results import CriterionReason, Explanation, PastDeal, Unknown
from ui import changes
from ui import figures as charts
from ui.deals import amount_told
from ui.facts import investor_told, project_told
from ui.finder import link_to, link_to_record
from ui.format import UNKNOWN, known, number, percent, plain, points, signed, source
from ui.gates import GATES, PASSED, gate_detail
from ui.pipeline import adding
from ui.query import Query
from ui.reasons import Reason, explained
from ui.session import Dashboard
from ui.weights import CRITERIA
from ui.words import _, _n, mark

#: Colours by what a contribution rests on.
STATED, INFERRED, UNKNOWN_BAR = charts.ACCENT, "#8FC7D6", "#B9C0C7"

#: Reasons told on either side at most.
REASONS_SHOWN = 3
#: Deals listed beneath a match at most.
DEALS_SHOWN = 12

ALIKE = {
    "sector": mark("sector"),
    "subsector": mark("subsector"),
    "region": mark("region"),
    "macro_region": mark("part of the country"),
    "corridor": mark("corridor"),
    "families": mark("instrument"),
    "size": mark("size"),
    "place": mark("place"),
    "stage": mark("stage"),
    "words": mark("words"),
    "topics": mark("subject"),
}

FIELDS = {
    "sector": mark("sector"),
    "sectors": mark("sectors"),
    "subsector": mark("subsector"),
    "region": mark("region"),
    "macro_region": mark("part of the country"),
    "regions_focus": mark("regions it works in"),
    "ask_usd_m": mark("amount asked"),
    "total_cost_usd_m": mark("total cost"),
    "ticket_min_usd_m": mark("smallest ticket"),
    "ticket_max_usd_m": mark("largest ticket"),
    "instruments": mark("instruments"),
    "stage": mark("stage"),
    "stages": mark("stages it enters at"),
    "themes": mark("themes"),
    "description": mark("description"),
    "deals": mark("past deals"),
}


def show(dashboard: Dashboard, matcher: Matcher, query: Query, chosen: str) -> None:
    """Show the match of the record asked about with the one chosen."""
    project_id, investor_id = query.pair(chosen)
    project, investor = dashboard.project(project_id), dashboard.investor(investor_id)
    explanation = matcher.explain(project_id, investor_id, for_=query.direction)
    st.subheader(
        _(
            "{investor} and {project}: {score} of 100 points",
            investor=plain(investor["name"]),
            project=plain(project["name"]),
            score=points(explanation.score),
        ),
        anchor="why",
    )
    _band(dashboard, explanation)
    adding.add_or_standing(dashboard, pipeline.Pair(project_id, investor_id), "why")
    left, right = st.columns([1, 1], gap="large")
    with left:
        _reasons(dashboard, matcher, explanation)
        changes.show(dashboard, matcher, query, chosen)
    with right:
        _contributions(explanation)
        _gates(dashboard, explanation, query)
    _facts(dashboard, explanation, project, investor)
    _deals(dashboard, explanation, investor)
    _unknown(dashboard, explanation)
    with st.container(horizontal=True):
        ours = _("Investors for {name}", name=plain(project["name"]))
        link_to("project", project["project_id"], ours, "why")
        theirs = _("Projects for {name}", name=plain(investor["name"]))
        link_to("investor", investor["investor_id"], theirs, "why")
        st.page_link(
            "pages/deals.py",
            label=_("A structure at the AIFC"),
            icon=":material/account_balance:",
            query_params={"project": project_id, "investor": investor_id},
        )
        if query.side == "project":
            on_record = _("{name} on record", name=plain(investor["name"]))
            link_to_record("investor", investor_id, on_record)
        else:
            on_record = _("{name} on record", name=plain(project["name"]))
            link_to_record("project", project_id, on_record)


def _band(dashboard: Dashboard, explanation: Explanation) -> None:
    unknown = [
        _(CRITERIA[reason.criterion])
        for reason in explanation.criteria
        if reason.weight and not reason.known
    ]
    if not unknown:
        st.caption(
            _("Every criterion that counts is known on both sides. Points are not a probability.")
        )
        return
    st.caption(
        _(
            "Between {low} and {high}, depending on what is unknown: {criteria}. Points are not a "
            "probability.",
            low=points(explanation.score_low),
            high=points(explanation.score_high),
            criteria=", ".join(unknown).lower(),
        )
    )
    gap = most_telling_gap(explanation)
    if gap is None:
        st.caption(_("No single field would narrow this: both sides are silent on each."))
        return
    st.markdown(
        ":material/flag: "
        + _(
            "Most worth collecting: **{fields}** of {name}. It alone would settle up to {points} "
            "points.",
            fields=_either(gap),
            name=_record_name(dashboard, gap),
            points=points(narrows(explanation, gap)),
        )
    )


def _contributions(explanation: Explanation) -> None:
    names = [_(CRITERIA[reason.criterion]) for reason in explanation.criteria]
    colours = [_colour(reason) for reason in explanation.criteria]
    figure = charts.waterfall(
        names,
        [100 * reason.contribution for reason in explanation.criteria],
        100 * explanation.score,
        colours,
    )
    charts.show(
        figure,
        alt=_(
            "Contribution of each criterion, adding up to {score}", score=points(explanation.score)
        ),
        key="contributions",
    )
    st.caption(_("Dark: stated by both sides. Light: inferred. Grey: unknown, counts as average."))


def _reasons(dashboard: Dashboard, matcher: Matcher, explanation: Explanation) -> None:
    pros, cons = explained(dashboard, matcher, explanation)
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{_('Speaks for it')}**")
        st.markdown(_strongest(pros) or UNKNOWN)
    with right:
        st.markdown(f"**{_('Speaks against it')}**")
        st.markdown(_strongest(cons) or _("- nothing known"))
    if pros or cons:
        st.caption(_("In brackets: points above or below the average pair."))


def _strongest(reasons: Sequence[Reason]) -> str:
    return "\n".join(
        f"- {plain(reason.text)} ({signed(reason.effect)})" for reason in reasons[:REASONS_SHOWN]
    )


def _gates(dashboard: Dashboard, explanation: Explanation, query: Query) -> None:
    st.markdown(f"**{_('Gates checked')}**")
    gates = [gate for gate in explanation.gates if query.direction in gate.for_]
    for gate in gates:
        if gate.passed:
            continue
        text = plain(f"{_(GATES[gate.gate])}: {gate_detail(dashboard, gate.detail)}")
        if gate.applied:
            st.markdown(f":material/block: {text}")
        else:
            st.markdown(f":material/policy: **{text}** ({_('gate switched off')})")
    passed = [_(PASSED[gate.gate]) for gate in gates if gate.passed]
    st.markdown(f":material/check: {plain(' · '.join(passed))}")


def _facts(
    dashboard: Dashboard, explanation: Explanation, project: pd.Series, investor: pd.Series
) -> None:
    st.markdown(f"#### {_('What both sides say')}")
    for reason in explanation.criteria:
        ours = project_told(dashboard, project, reason)
        theirs = investor_told(dashboard, investor, reason)
        with st.container(key=f"fact_{reason.criterion}", gap="small"):
            name, project_side, investor_side, fit = st.columns([1.1, 2.5, 2.5, 1.3], gap="medium")
            name.markdown(f"**{_(CRITERIA[reason.criterion])}**")
            project_side.markdown(ours.text)
            project_side.caption(_("Project: {source}", source=ours.source))
            investor_side.markdown(theirs.text)
            investor_side.caption(_("Investor: {source}", source=theirs.source))
            fit.markdown(f"{_state(reason)} {percent(reason.value) if reason.known else ''}")
            fit.caption(_points(reason))


def _deals(dashboard: Dashboard, explanation: Explanation, investor: pd.Series) -> None:
    deals = dashboard.deals
    own = deals[deals["investor_id"] == investor["investor_id"]]
    st.markdown("#### " + _n("{count} deal on record", "{count} deals on record", len(own)))
    if not len(own):
        st.caption(
            _("No deal of this investor is on record: the track record counts as the average pair.")
        )
        return
    telling = {deal.deal_id: deal for deal in explanation.past_deals}
    own = own.assign(
        share=[telling[key].share if key in telling else 0.0 for key in own["deal_id"]]
    ).sort_values(["share", "year", "deal_id"], ascending=[False, False, True])
    rows = [_deal_row(dashboard, deal, telling) for deal in each_row(own.head(DEALS_SHOWN))]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)
    if len(own) > len(rows):
        st.caption(_n("{count} more deal", "{count} more deals", len(own) - len(rows)))


def _points(reason: CriterionReason) -> str:
    if not reason.weight:
        return _("no weight")
    return _(
        "{points} of {weight} points",
        points=number(100 * reason.contribution, 1),
        weight=number(100 * reason.weight, 1),
    )


def _deal_row(
    dashboard: Dashboard, deal: Mapping[str, Any], telling: Mapping[str, PastDeal]
) -> dict[str, str]:
    year = str(int(deal["year"])) if pd.notna(deal["year"]) else _("undated")
    said = (deal[field] for field in ("role", "instrument_stated", "status"))
    told = ", ".join(plain(each) for each in said if known(each))
    return {
        _("Deal"): f"**{plain(_name(dashboard, deal['project_id']))}**, {year}: {told}",
        _("Amount"): amount_told(deal),
        _("Speaks for this match"): _likeness(telling.get(deal["deal_id"])),
        _("Source"): _deal_source(deal),
    }


def _likeness(deal: PastDeal | None) -> str:
    if deal is None:
        return UNKNOWN
    fields = ", ".join(_(ALIKE[name]) for name in deal.alike if name in ALIKE)
    return _(
        "{share} of its track record here: alike in {fields}",
        share=percent(deal.share),
        fields=fields or UNKNOWN,
    )


def _deal_source(deal: Mapping[str, Any]) -> str:
    told = source(deal["source_url"], None, deal["verified"])
    # Some registers have one address for all rows: the note names the row.
    return f"{told}: {plain(deal['notes'])}" if known(deal["notes"]) else told


def _unknown(dashboard: Dashboard, explanation: Explanation) -> None:
    if not explanation.unknown:
        return
    st.markdown(f"#### {_('What is unknown')}")
    weights = {reason.criterion: reason.weight for reason in explanation.criteria}
    gaps = sorted(
        (gap for gap in explanation.unknown if weights[gap.criterion]),
        key=lambda gap: (-narrows(explanation, gap), -weights[gap.criterion], gap.side),
    )
    st.markdown("\n".join(f"- {_gap_told(dashboard, explanation, gap)}" for gap in gaps))


def _gap_told(dashboard: Dashboard, explanation: Explanation, gap: Unknown) -> str:
    name, settled = _record_name(dashboard, gap), narrows(explanation, gap)
    if settled:
        return _(
            "{name}: {fields}. Knowing it would settle up to {points} points.",
            name=name,
            fields=_either(gap),
            points=points(settled),
        )
    return _(
        "{name}: {fields}. The other side is silent too: this alone would settle nothing.",
        name=name,
        fields=_either(gap),
    )


def _either(gap: Unknown) -> str:
    """Name the fields, any one of which closes a gap."""
    named = [_(FIELDS.get(field, field)) for field in gap.fields]
    if len(named) == 1:
        return named[0]
    return _("{fields} or {last}", fields=", ".join(named[:-1]), last=named[-1])


def _record_name(dashboard: Dashboard, gap: Unknown) -> str:
    frame = dashboard.projects if gap.side == "project" else dashboard.investors
    return plain(frame.at[gap.record_id, "name"])


def _name(dashboard: Dashboard, project_id: str) -> str:
    return str(dashboard.projects["name"].get(project_id, project_id))


def _colour(reason: CriterionReason) -> str:
    if not reason.known:
        return UNKNOWN_BAR
    return INFERRED if reason.inferred else STATED


def _state(reason: CriterionReason) -> str:
    if not reason.known:
        return f":gray-badge[{_('unknown')}]"
    if reason.inferred:
        return f":blue-badge[{_('inferred')}]"
    return f":green-badge[{_('stated')}]"
