"""The router: page set-up, the reader's language, which pages there are."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from ui import actor
from ui.saved import menu, since
from ui.words import _, choose_language


def overview_pages() -> list[st.Page]:
    """Give the executive summary under both its addresses, / and /overview.

    The default page answers on / alone, so the page is listed twice. The menu shows the one that
    is open, so that its entry is marked either way.
    """
    at_overview = urlsplit(st.context.url or "").path.rstrip("/").endswith("/overview")
    return [
        st.Page(
            "pages/overview.py",
            title=_("Overview"),
            icon=":material/monitoring:",
            url_path=path,
            default=path == "home",
            visibility="visible" if at_overview == (path == "overview") else "hidden",
        )
        for path in ("home", "overview")
    ]


def matches_page() -> st.Page:
    """Give the ranked matches for one side."""
    return st.Page(
        "pages/matches.py", title=_("Matches"), icon=":material/handshake:", url_path="matches"
    )


def deals_page() -> st.Page:
    """Give the AIFC desk."""
    return st.Page(
        "pages/deals.py", title=_("AIFC desk"), icon=":material/account_balance:", url_path="deals"
    )


def pipeline_page() -> st.Page:
    """Give the shortlist and the ladder."""
    return st.Page(
        "pages/pipeline.py", title=_("Pipeline"), icon=":material/stairs:", url_path="pipeline"
    )


def records_page() -> st.Page:
    """Give the records: find them, look one up."""
    return st.Page(
        "pages/records.py", title=_("Records"), icon=":material/folder_open:", url_path="records"
    )


def corridors_page() -> st.Page:
    """Give the trade routes with their projects, gaps and packages."""
    return st.Page(
        "pages/corridors.py", title=_("Corridors"), icon=":material/route:", url_path="corridors"
    )


def evidence_page() -> st.Page:
    """Give the back-test, coverage and the meaning of the score."""
    return st.Page(
        "pages/evidence.py", title=_("Evidence"), icon=":material/fact_check:", url_path="evidence"
    )


st.set_page_config(page_icon="static/icon.svg", layout="wide", initial_sidebar_state="auto")

with st.container(horizontal=True, horizontal_alignment="right", key="language"):
    # Stands to the left of the switch, but is told after it, in the language that it chose.
    before = st.container(horizontal=True, width="content", vertical_alignment="center")
    choose_language("Language / Язык / Тіл")  # words: ignore - readable before a language is set
with before:
    menu.menu()
    actor.show()

page = st.navigation(
    [
        *overview_pages(),
        matches_page(),
        pipeline_page(),
        deals_page(),
        corridors_page(),
        records_page(),
        evidence_page(),
    ],
    position="top",
)
st.set_page_config(page_title=f"{page.title} - {_('Kazakhstan investor matchmaking')}")
since.show()
page.run()
