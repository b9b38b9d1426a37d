"""The deal that is open: what the project is, its source, and where to go from here."""

from __future__ import annotations

import streamlit as st

from ui import address
from ui.finder import link_to_record
from ui.format import converted, known, plain, source
from ui.session import Dashboard
from ui.structures import deal as deals
from ui.structures.deal import Deal
from ui.words import _


def show(dashboard: Dashboard, deal: Deal) -> None:
    """Name and facts of the project behind the deal."""
    project, labels = deal.project, dashboard.labels
    st.button(
        _("All deals"),
        key="all_deals",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=deals.choose,
        args=(None,),
    )
    st.title(plain(deal.name))
    ask, cost = converted(project, "ask"), converted(project, "total_cost")
    parts = [
        _("ask {amount}", amount=ask) if ask else _("ask not published"),
        *([_("total cost {amount}", amount=cost)] if cost else []),
        labels.several("sector", project["sector"]),
        labels("geography", project["region"]),
        labels("stage", project["stage"]),
        labels("opportunity", project["opportunity"]),
    ]
    if known(project["sponsor"]):
        parts.append(_("sponsor: {name}", name=project["sponsor"]))
    st.markdown(" · ".join(plain(part) for part in parts))
    said = source(project["source_url"], project["as_of"], project["verified"])
    if known(project["aifc_link"]):
        said = f"{plain(project['aifc_link'])} · {said}"
    st.caption(_("Source: {source}", source=said))
    if known(project["screening"]):
        st.warning(
            _("Screen before contact: {reason}", reason=plain(project["screening"])),
            icon=":material/policy:",
        )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            _("Suggest a structure"),
            key="suggest_structure",
            type="tertiary",
            icon=":material/lightbulb:",
            on_click=address.go,
            kwargs={
                "deal": None,
                "tab": None,
                "project": deal.deal_id,
                "investor": deal.structure.get("investor"),
            },
        )
        st.page_link(
            "pages/matches.py",
            label=_("Investors who fit"),
            icon=":material/handshake:",
            query_params={"project": deal.deal_id},
        )
        link_to_record("project", deal.deal_id, _("Everything on record"))
