"""A structure suggested for an investor and a project, and the closest real deals."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from structuring.checker import check
from structuring.precedents import Case, Precedent, closest
from structuring.suggestion import Party, Suggestion, suggest
from ui import actor, address
from ui.format import known, plain, usd
from ui.session import Dashboard
from ui.structures import checks, saving
from ui.structures import deal as deals
from ui.structures.book import Book, book, cited
from ui.structures.deal import OPPORTUNITIES, Deal
from ui.structures.reasons import OPEN, basis, because, reason
from ui.words import _

#: Projects under way for good: their sponsor issues by itself.
OPERATING = frozenset({"operation", "listed"})
ABOUT = ("sector", "subsector", "country", "amount")


def asked() -> bool:
    """Tell whether the address asks for a suggestion."""
    return bool(address.text("project") and not address.text("deal"))


def show(dashboard: Dashboard, listed: Mapping[str, Deal]) -> None:
    """Show the suggestion for the project and, where it is named, the investor of the address."""
    project_id, investor_id = address.text("project") or "", address.text("investor")
    if project_id not in dashboard.projects.index:
        _missing(_("There is no project with the id “{id}”.", id=plain(project_id[:80])))
        return
    if investor_id is not None and investor_id not in dashboard.investors.index:
        _missing(_("There is no investor with the id “{id}”.", id=plain(investor_id[:80])))
        return
    told = book(dashboard)
    project = dashboard.project(project_id)
    investor = None if investor_id is None else dashboard.investor(investor_id)
    _heading(project, investor)
    _screening(project, investor)
    _investor(dashboard, investor_id)
    given = listed.get(project_id) or deals.one_deal(dashboard, project_id)
    suggestion = suggest(_project(project, given), _party(investor), told.instruments)
    left, right = st.columns([5, 3], gap="large")
    with left:
        _advice(told, suggestion)
        _begin(dashboard, told, project_id, investor_id, suggestion)
    with right:
        _findings(told, suggestion)
        _open(suggestion)
    _precedents(dashboard, told, _wanted(project, investor, suggestion), listed)


def _missing(text: str) -> None:
    st.error(text, icon=":material/link_off:")
    st.button(
        _("All deals"),
        key="no_suggestion",
        on_click=address.go,
        kwargs={"project": None, "investor": None},
    )


def _heading(project: pd.Series, investor: pd.Series | None) -> None:
    name = plain(project["name"])
    st.button(
        name,
        key="suggested_for",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=address.go,
        kwargs={"deal": project["project_id"], "project": None, "investor": None},
    )
    if investor is None:
        st.title(_("A structure for {project}", project=name))
    else:
        st.title(
            _(
                "A structure for {investor} in {project}",
                investor=plain(investor["name"]),
                project=name,
            )
        )
    st.warning(
        _(
            "Suggested by written rules from what both sides publish; to be confirmed by counsel. "
            "Not legal advice."
        ),
        icon=":material/gavel:",
    )


def _screening(*records: pd.Series | None) -> None:
    """Name the sides that are to be screened before anybody is called."""
    for record in records:
        if record is not None and known(record["screening"]):
            st.warning(
                _("Screen before contact: {reason}", reason=plain(record["screening"])),
                icon=":material/policy:",
            )


def _investor(dashboard: Dashboard, chosen: str | None) -> None:
    st.session_state["suggest_for"] = chosen
    names = dashboard.investors["name"]
    st.selectbox(
        _("Investor"),
        list(names.index),
        format_func=lambda key: str(names[key]),
        index=None,
        placeholder=_("no investor chosen"),
        key="suggest_for",
        on_change=lambda: address.go(investor=st.session_state["suggest_for"]),
        width=420,
    )


def _advice(told: Book, suggestion: Suggestion) -> None:
    if not suggestion.advice:
        st.info(_(OPEN[suggestion.open[0]]), icon=":material/handshake:")
        return
    st.subheader(_("What is suggested, and why"), anchor=False)
    rows = [
        {
            _("Field"): plain(told.label(each.field)),
            _("Suggested"): f"**{plain(told.value(each.field, each.value))}**",
            _("Reason"): plain(reason(told, each)),
            _("Rule or source"): cited(basis(told, each)),
        }
        for each in suggestion.advice
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def _begin(
    dashboard: Dashboard,
    told: Book,
    project_id: str,
    investor_id: str | None,
    suggestion: Suggestion,
) -> None:
    if not suggestion.advice:
        return
    fields = dict(suggestion.structure.fields)
    if investor_id is not None:
        fields["investor"] = investor_id
    actor.action(
        _("Start a structure record from this"),
        saving.start,
        dashboard,
        project_id,
        fields,
        {each.field: because(told, each) for each in suggestion.advice},
        key="structure_start",
        type="primary",
        icon=":material/edit_document:",
    )


def _findings(told: Book, suggestion: Suggestion) -> None:
    checks.brief(told, check(suggestion.structure, told.rules))


def _open(suggestion: Suggestion) -> None:
    if suggestion.advice and suggestion.open:
        st.markdown(f"#### {_('Left open')}")
        st.markdown("\n".join(f"- {_(OPEN[code])}" for code in suggestion.open))


def _precedents(dashboard: Dashboard, told: Book, wanted: Case, listed: Mapping[str, Deal]) -> None:
    cases = [
        _case(dashboard, deal)
        for deal in listed.values()
        if deal.origins and deal.project["opportunity"] not in OPPORTUNITIES
    ]
    found = closest(wanted, cases) if wanted.structure.fields else []
    if not found:
        return
    st.subheader(_("The closest real deals on record"), anchor=False)
    for precedent in found:
        deal = listed[precedent.deal_id]
        with st.container(key=f"precedent_{precedent.deal_id}", gap="small"):
            st.button(
                plain(deal.name),
                key=f"open_{precedent.deal_id}",
                type="tertiary",
                icon=":material/history_edu:",
                on_click=address.go,
                kwargs={"deal": precedent.deal_id, "project": None, "investor": None},
            )
            st.markdown(_shared(dashboard, told, deal, precedent))


def _shared(dashboard: Dashboard, told: Book, deal: Deal, precedent: Precedent) -> str:
    shares = ", ".join(_alike(dashboard, told, deal, name) for name in precedent.shares)
    said = _(
        "{points} of {most} points of likeness. Shares: {shares}.",
        points=precedent.points,
        most=precedent.most,
        shares=shares,
    )
    if precedent.differs:
        differs = ", ".join(_alike(dashboard, told, deal, name) for name in precedent.differs)
        said += " " + _("There it was otherwise: {differs}.", differs=differs)
    return said


def _alike(dashboard: Dashboard, told: Book, deal: Deal, name: str) -> str:
    if name == "sector":
        return plain(dashboard.labels.several("sector", deal.project["sector"]))
    if name == "subsector":
        return plain(dashboard.labels("sector", deal.project["subsector"]))
    if name == "country":
        return _("a country of the investors")
    if name == "amount":
        return plain(_("amount within three times ({amount})", amount=usd(deal.amount_usd_m)))
    return plain(f"{told.label(name)}: {told.value(name, deal.structure.get(name))}")


def _case(dashboard: Dashboard, deal: Deal) -> Case:
    countries = dashboard.investors["hq_country"].reindex(list(deal.investor_ids)).dropna()
    return Case(
        deal_id=deal.deal_id,
        structure=deal.structure,
        sectors=frozenset(deal.project["sector"]),
        subsector=deal.project["subsector"] if known(deal.project["subsector"]) else None,
        countries=frozenset(countries) - {"KZ"},
        amount_usd_m=deal.amount_usd_m,
    )


def _wanted(project: pd.Series, investor: pd.Series | None, suggestion: Suggestion) -> Case:
    told = None if investor is None else investor["hq_country"]
    country = {str(told)} if known(told) else set()
    return Case(
        deal_id=str(project["project_id"]),
        structure=suggestion.structure,
        sectors=frozenset(project["sector"]),
        subsector=project["subsector"] if known(project["subsector"]) else None,
        countries=frozenset(country - {"KZ"}),
        amount_usd_m=float(project["ask_usd_m"]) if known(project["ask_usd_m"]) else None,
    )


def _project(project: pd.Series, deal: Deal) -> Party:
    return Party(
        instruments=frozenset(project["instruments"])
        if known(project["instruments"])
        else frozenset(),
        sectors=frozenset(project["sector"]),
        amount_usd_m=deal.amount_usd_m,
        sponsor=project["sponsor"] if known(project["sponsor"]) else "",
        operating=project["stage"] in OPERATING,
    )


def _party(investor: pd.Series | None) -> Party:
    if investor is None:
        return Party()
    stated = investor["instruments"]
    return Party(
        instruments=frozenset(stated) if known(stated) else frozenset(),
        country=investor["hq_country"] if known(investor["hq_country"]) else None,
        shariah_only=bool(investor["shariah_only"]),
        kind=investor["type"] if known(investor["type"]) else None,
    )
