"""The methods and measures of the back-test in words, with the look of each."""

from __future__ import annotations

import streamlit as st

from ui import address
from ui.dots import Mark
from ui.words import _, mark

LABELS = {
    "ours": mark("Ours"),
    "rules_only": mark("Rules only"),
    "tf_idf": mark("TF-IDF"),
    "popularity": mark("Popularity"),
    "random": mark("Chance"),
}
#: Of the theme's colours for charts, which stay apart with colour blindness; shapes help.
LOOKS = {
    "ours": ("#0095B6", "circle"),
    "rules_only": ("#86BB1B", "square"),
    "tf_idf": ("#8134F4", "diamond"),
    "popularity": ("#D0438E", "triangle-up"),
    "random": ("#C2B88E", "x"),
}
PROTOCOLS = {
    "in_turn": mark("Hidden in turn"),
    "looking_back": mark("Looking back by year"),
}

MEASURES = {
    "ndcg_10": mark("NDCG@10"),
    "recall_10": mark("Recall@10"),
    "recall_50": mark("Recall@50"),
    "hit_10": mark("Hit@10"),
}
EXPLAINED = {
    "ndcg_10": mark(
        "NDCG@10: how high those who came stand among the first ten, averaged over projects. 1: "
        "all of them on top; 0: none among the ten."
    ),
    "recall_10": mark(
        "Recall@10: share of those who came that stand among the first ten, averaged over projects."
    ),
    "recall_50": mark(
        "Recall@50: share of those who came that stand among the first fifty, averaged over "
        "projects."
    ),
    "hit_10": mark(
        "Hit@10: share of the projects with at least one of those who came among the first ten."
    ),
}
USUAL = "ndcg_10"


def marks() -> dict[str, Mark]:
    """Give every method's label and look, ours first."""
    return {method: Mark(_(label), *LOOKS[method]) for method, label in LABELS.items()}


def chosen_measure() -> str:
    """Show the switch between measures, kept in the address, and what the chosen one says."""
    st.session_state["measure"] = address.choice("measure", MEASURES, USUAL)
    measure = st.segmented_control(
        _("Measure"),
        list(MEASURES),
        format_func=lambda name: _(MEASURES[name]),
        required=True,
        key="measure",
        on_change=_keep,
    )
    measure = measure or USUAL
    st.caption(_(EXPLAINED[measure]))
    return measure


def _keep() -> None:
    measure = st.session_state["measure"]
    address.go(measure=None if measure == USUAL else measure)
