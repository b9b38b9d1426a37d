"""The checker's findings on one deal, each with its rule, source and date."""

from __future__ import annotations

import streamlit as st

from structuring.checker import blocking
from structuring.rules import LEVELS, Finding
from ui.format import plain
from ui.session import Dashboard
from ui.structures.book import Book, book, cited
from ui.structures.deal import Deal
from ui.structures.sentences import COLOURS, sentence
from ui.structures.sentences import LEVELS as LEVEL_WORDS
from ui.words import _, _n


def show(dashboard: Dashboard, deal: Deal) -> None:
    """Show what the rules find, worst first, and which rules found nothing."""
    told = book(dashboard)
    st.subheader(summary(deal.findings), anchor=False)
    stopping = blocking(deal.findings)
    if stopping:
        st.caption(
            _n(
                "{count} finding keeps this structure from being saved as checked. It can be kept "
                "as a draft.",
                "{count} findings keep this structure from being saved as checked. It can be kept "
                "as a draft.",
                len(stopping),
            )
        )
    for finding in deal.findings:
        with st.container(gap="small"):
            st.markdown(f"{badge(finding.level)} {plain(sentence(told, finding))}")
            st.caption(_rule(told, finding))
    clear = [rule for rule in told.rules if rule not in {each.rule for each in deal.findings}]
    with st.expander(
        _n("{count} rule found nothing", "{count} rules found nothing", len(clear)),
        icon=":material/check:",
    ):
        for rule in clear:
            st.markdown(plain(told.words(told.rules[rule])))
            st.caption(_("Source: {source}", source=cited(told.rules[rule])))
    st.caption(
        _("A rule says nothing where the fields that it looks at were not read. Not legal advice.")
    )


def summary(findings: list[Finding]) -> str:
    """How many findings of each level, in words."""
    counts = {level: sum(each.level == level for each in findings) for level in LEVELS}
    said = {
        "impossible": _n("{count} impossible", "{count} impossible", counts["impossible"]),
        "warning": _n("{count} warning", "{count} warnings", counts["warning"]),
        "unconfirmed": _n(
            "{count} to be confirmed", "{count} to be confirmed", counts["unconfirmed"]
        ),
    }
    told = [said[level] for level in LEVELS if counts[level]]
    return ", ".join(told) if told else _("The rules find nothing against this structure")


def badge(level: str) -> str:
    """A level as a coloured mark."""
    return f":{COLOURS[level]}-badge[{_(LEVEL_WORDS[level])}]"


def _rule(told: Book, finding: Finding) -> str:
    rule = told.rules[finding.rule]
    return _("Rule: {rule} Source: {source}", rule=plain(told.words(rule)), source=cited(rule))
