"""The checker's findings on one deal, each with its rule, and how far every rule was tried."""

from __future__ import annotations

import streamlit as st

from structuring.checker import Outcome, Tried, blocking, tried
from structuring.rules import LEVELS, Finding
from ui.format import plain
from ui.session import Dashboard
from ui.structures.book import Book, book, cited
from ui.structures.deal import Deal
from ui.structures.sentences import COLOURS, sentence
from ui.structures.sentences import LEVELS as LEVEL_WORDS
from ui.words import _, _n


def show(dashboard: Dashboard, deal: Deal) -> None:
    """Show what the rules find, worst first, then which rules passed, and which could not."""
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
            st.caption(_rule(told, finding.rule))
    _without_findings(told, deal)
    st.caption(_("Not legal advice."))


def brief(told: Book, findings: list[Finding]) -> None:
    """Show findings beside something else, each with its rule behind a question mark."""
    st.markdown(f"#### {summary(findings)}")
    for finding in findings:
        st.markdown(
            f"{badge(finding.level)} {plain(sentence(told, finding))}",
            help=_rule(told, finding.rule),
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


def _without_findings(told: Book, deal: Deal) -> None:
    """Show the rules that say nothing: passed, not tried for want of a field, not applying."""
    speaking = {finding.rule for finding in deal.findings}
    silent = [each for each in tried(deal.structure, told.rules) if each.rule not in speaking]
    for outcome, icon in _ICONS.items():
        rules = [each for each in silent if each.outcome == outcome]
        if rules:
            title = _titled(outcome, len(rules))
            with st.expander(title, icon=icon, key=f"rules_{outcome}"):
                for each in rules:
                    _silent(told, each)


_ICONS: dict[Outcome, str] = {
    "passed": ":material/check:",
    "untried": ":material/help:",
    "outside": ":material/remove:",
}


def _titled(outcome: Outcome, count: int) -> str:
    if outcome == "passed":
        return _n("{count} rule passed", "{count} rules passed", count)
    if outcome == "untried":
        return _n(
            "{count} rule could not be tried: what it needs was not read",
            "{count} rules could not be tried: what they need was not read",
            count,
        )
    return _n(
        "{count} rule does not apply to a deal of this kind",
        "{count} rules do not apply to a deal of this kind",
        count,
    )


def _silent(told: Book, each: Tried) -> None:
    rule = told.rules[each.rule]
    st.markdown(plain(told.words(rule)))
    said = _("Source: {source}", source=cited(rule))
    if each.missing:
        fields = ", ".join(plain(told.label(name)) for name in each.missing)
        said = f"{_('Not read: {fields}.', fields=fields)} {said}"
    st.caption(said)


def _rule(told: Book, name: str) -> str:
    rule = told.rules[name]
    return _("Rule: {rule} Source: {source}", rule=plain(told.words(rule)), source=cited(rule))
