"""What a score means and does not mean, whether it tells a probability, how it was measured."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.outcomes import outcomes
from matching.backtest import FEWEST
from matching.calibration import (
    FEWEST_OF_EACH,
    FEWEST_OUTCOMES,
    Calibration,
    NotEnough,
    calibrate,
    scores_unaware,
)
from ui import figures as charts
from ui.evidence.measuring import Measured
from ui.format import fixed, number, percent, points
from ui.session import Dashboard
from ui.words import _, _n


def meaning(dashboard: Dashboard) -> None:
    """Say what the score is, and show the curve to a probability where there is one."""
    decided = outcomes(dashboard.store)
    found = _calibration(dashboard.version, decided, dashboard)
    if isinstance(found, NotEnough):
        st.subheader(_("The score is an agreement in points, not a probability"))
    elif found.better_than_base:
        st.subheader(_("The score foretells outcomes better than the base rate alone"))
    else:
        st.subheader(_("The score foretells outcomes no better than the base rate alone"))
    st.markdown(
        "\n".join(
            f"- {line}"
            for line in (
                _(
                    "It is a weighted agreement of what both sides say, 0 to 100 points. Weights "
                    "are a judgement; they can be changed beside every list."
                ),
                _(
                    "It orders candidates for one project. Scores of different projects are not "
                    "to be compared, and twice the points are not twice the chance."
                ),
                _(
                    "What is unknown counts as average; the band beside a score says how far it "
                    "could move."
                ),
                _(
                    "A high score is a reason to call, not a promise: nobody's interest, capacity "
                    "or timing is in it."
                ),
            )
        )
    )
    if isinstance(found, NotEnough):
        _too_few(found)
    else:
        _curve(found)


def method(measured: Measured | None) -> None:
    """Say how the back-test was done, what was left out, and what the figures cannot tell."""
    st.subheader(_("How this was measured, and why it still flatters"))
    notes = [
        _(
            "**Who came**: funders, owners and guarantors in deals that were closed, signed or "
            "announced. Talks and lapsed deals, advisers and suppliers do not count."
        ),
        _(
            "**Left out**: names, descriptions, notes, sponsors, financiers, specialisms and "
            "tickets seen in deals. They were written from the pages that report the deals and "
            "name the parties: a ranking that reads them has been told the answer. Records that "
            "overlap with another are neither asked about nor known."
        ),
        _(
            "**Still flattering**: the mandates of many investors were read on pages that report "
            "their deals, and an investor is on record because it came. So these figures say too "
            "much; the distance between methods says more than their height."
        ),
        _(
            "**The others**: rules only is our ranking told of no deal; TF-IDF compares words of "
            "mandates and past projects; popularity counts known deals; chance shuffles. Gates "
            "hold for ours and rules only."
        ),
    ]
    if measured is not None:
        tested = measured.tested
        turn = tested.results[tested.results["protocol"] == "in_turn"]["project_id"].nunique()
        notes[1:1] = [
            _(
                "**Hidden in turn**: {projects} projects in {folds} groups. All deals of a group "
                "are hidden, all others known, later ones too; every one of {candidates} "
                "investors is a candidate.",
                projects=number(turn),
                folds=tested.folds,
                candidates=number(tested.candidates),
            ),
            _(
                "**Looking back by year**: for the latest {years} years with at least {fewest} "
                "new projects, only deals of earlier years are known. Mandates are today's. This "
                "is the harder and fairer question, and the title answers it.",
                years=len(tested.years),
                fewest=FEWEST,
            ),
        ]
    st.markdown("\n".join(f"- {note}" for note in notes))


def _too_few(found: NotEnough) -> None:
    st.info(
        _(
            "No probability can be told yet: {decided} of {needed} outcomes are recorded.",
            decided=found.decided,
            needed=FEWEST_OUTCOMES,
        )
        + " "
        + _(
            "A pair counts once it has reached a binding document or a disbursement, or was "
            "declined; at least {each} of either kind are needed. There are {reached} and "
            "{declined}.",
            each=FEWEST_OF_EACH,
            reached=found.reached,
            declined=found.declined,
        ),
        icon=":material/hourglass_empty:",
    )


def _curve(found: Calibration) -> None:
    st.caption(
        _n(
            "{count} outcome: {reached} came about, {declined} did not.",
            "{count} outcomes: {reached} came about, {declined} did not.",
            found.reached + found.declined,
            reached=found.reached,
            declined=found.declined,
        )
        + " "
        + _(
            "Brier score on pairs the curve had not seen: {brier}; telling everybody the base "
            "rate: {base}. Lower is better.",
            brier=fixed(found.brier, 3),
            base=fixed(found.base_brier, 3),
        )
    )
    table = found.reliability
    centre = 50 * (table["low"] + table["high"])
    figure = go.Figure()
    figure.add_scatter(
        x=100 * found.curve["score"],
        y=found.curve["probability"],
        name=_("Curve"),
        mode="lines",
        line={"color": charts.ACCENT, "width": 2},
        hovertemplate="%{x:.0f}: %{y:.0%}<extra></extra>",
    )
    figure.add_scatter(
        x=centre,
        y=table["happened"],
        name=_("What happened"),
        mode="markers",
        marker={"color": "#D0438E", "size": 10},
        customdata=table["n"],
        hovertemplate="%{x:.0f}: %{y:.0%} (%{customdata})<extra></extra>",
    )
    figure = charts.calm(figure, height=320, axis=_("score in points"))
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%", showgrid=True)
    shown = pd.DataFrame(
        {
            _("Score"): [
                f"{points(low)} – {points(high)}"
                for low, high in zip(table["low"], table["high"], strict=True)
            ],
            _("Probability told"): [percent(each) for each in table["said"]],
            _("Came about"): [percent(each) for each in table["happened"]],
            _("Pairs"): [number(n) for n in table["n"]],
        }
    )
    charts.show(
        figure,
        alt=_("Share of decided pairs that came about, by score; numbers below."),
        key="calibration",
        table=shown,
    )


@st.cache_data(show_spinner=False, max_entries=4)
def _calibration(
    version: str, decided: pd.DataFrame, _dashboard: Dashboard
) -> Calibration | NotEnough:
    """Score the decided pairs and fit the curve; the outcomes are part of the key."""
    del version
    reached = decided["reached"].to_numpy(dtype=bool)
    few = NotEnough(int(reached.sum()), int((~reached).sum()))
    if few.decided < FEWEST_OUTCOMES:
        return few
    scores = scores_unaware(
        decided,
        _dashboard.investors.reset_index(drop=True),
        _dashboard.projects.reset_index(drop=True),
        _dashboard.deals,
        _dashboard.store.frame("vocabulary"),
    )
    return calibrate(scores, reached)
