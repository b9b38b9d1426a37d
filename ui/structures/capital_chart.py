"""The ask as a bar filled by tranches, alternatives beneath."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import plotly.graph_objects as go

from structuring.stack import Stack, Tranche
from ui import figures as charts
from ui.format import percent, usd
from ui.session import Dashboard
from ui.structures import capital_words as words
from ui.words import _

#: In the order of the theme's categorical colours; a party keeps its own in every bar.
COLOURS = (
    *("#0095B6", "#86BB1B", "#8134F4", "#D0438E", "#C2B88E", "#117446"),
    *("#A8B3FA", "#72CAC4", "#A51D09", "#7E8613", "#910888", "#505058"),
)
ROW, FRAME = 58, 70
#: Share of the ask from which a tranche has room for words within it.
ROOM = 0.16
LETTERS = 22


def bars(dashboard: Dashboard, stacks: Sequence[Stack], chosen: int) -> go.Figure:
    """Draw every stack as a bar, the chosen one broader, the ask as a line at the end."""
    ids = list(dict.fromkeys(each.party.investor_id for s in stacks for each in s.tranches))
    colour = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(ids)}
    figure = go.Figure()
    for row, stack in enumerate(stacks):
        at = 0.0
        for tranche in stack.tranches:
            for amount, agreed in (
                (tranche.amount_usd_m, False),
                (tranche.agreed_usd_m, True),
            ):
                if amount > 0:
                    _part(
                        figure,
                        (row, at, amount),
                        _look(colour[tranche.party.investor_id], tranche, agreed=agreed),
                        _text(dashboard, tranche, amount, stack.ask_usd_m, agreed=agreed),
                        faint=row != chosen,
                    )
                    at += amount
        if stack.uncovered_usd_m:
            _part(
                figure,
                (row, at, stack.uncovered_usd_m),
                {
                    "color": "rgba(0,0,0,0)",
                    "line": {"color": charts.QUIET, "width": 1.5},
                },
                (_("uncovered"), _("uncovered: {amount}", amount=usd(stack.uncovered_usd_m))),
                faint=False,
            )
    figure = charts.calm(figure, height=FRAME + ROW * len(stacks), axis=_("USD million"))
    figure.update_layout(
        barmode="overlay",
        showlegend=False,
        bargap=0.25,
        # Words that do not fit are left to the table and the list beneath.
        uniformtext={"minsize": 10, "mode": "hide"},
    )
    ask = stacks[0].ask_usd_m
    figure.add_vline(x=ask, line={"color": charts.ink(), "width": 1.5, "dash": "dot"})
    figure.update_xaxes(range=[0, ask * 1.02])
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(stacks))),
        ticktext=[
            f"<b>{place + 1}</b>" if place == chosen else str(place + 1)
            for place in range(len(stacks))
        ],
        range=[len(stacks) - 0.5, -0.5],
        autorange=False,
    )
    return figure


def _part(
    figure: go.Figure,
    place: tuple[int, float, float],
    look: dict[str, object],
    text: tuple[str, str],
    *,
    faint: bool,
) -> None:
    row, start, amount = place
    figure.add_bar(
        y=[row],
        x=[amount],
        base=[start],
        orientation="h",
        marker=look,
        width=0.5 if faint else 0.8,
        text=[text[0].replace("<br>", " · ") if faint else text[0]],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": None if str(look["color"]).startswith("#") else charts.ink()},
        hovertemplate=text[1] + "<extra></extra>",
    )


def _look(colour: str, tranche: Tranche, *, agreed: bool) -> dict[str, object]:
    """Full colour for a stated ticket, pale for one seen in deals, hatched where it is open."""
    edge = {"color": colour, "width": 1.5}
    if agreed:
        shape = {
            "shape": "/",
            "fgcolor": _pale(colour, 0.45),
            "bgcolor": "rgba(0,0,0,0)",
            "size": 12,
            "solidity": 0.15,
        }
        return {"color": _pale(colour, 0.0), "pattern": shape, "line": edge}
    if tranche.party.inferred:
        return {"color": _pale(colour, 0.35), "line": edge}
    return {"color": colour, "line": edge}


def _pale(colour: str, share: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def _text(
    dashboard: Dashboard, tranche: Tranche, amount: float, ask: float, *, agreed: bool
) -> tuple[str, str]:
    """Words within a part and on hover."""
    name = str(dashboard.investors.at[tranche.party.investor_id, "name"])
    share = amount / ask
    told = _("to be agreed") if agreed else usd(amount)
    hover = "<br>".join(
        [
            *textwrap.wrap(name, 40),
            f"{told}, {percent(share)}",
            words.instrument(dashboard, tranche),
        ]
    )
    # A name in brackets is the one that people use.
    short = name.rsplit("(", 1)[1].rstrip(")") if name.endswith(")") else name
    if share < ROOM:
        return "", hover
    letters = max(int(LETTERS * share / ROOM), LETTERS // 2)
    within = textwrap.shorten(short, letters, placeholder="…")
    return f"{within}<br>{told}", hover
