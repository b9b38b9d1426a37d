"""The ask as a bar filled by tranches, alternatives beneath."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

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
BAR, ROW, FRAME = 92, 40, 66
#: Share of the ask from which a tranche has room for words within it.
ROOM = 0.16
LETTERS = 22


def numbered(stacks: Sequence[Stack]) -> dict[str, int]:
    """Number the investors of some stacks from 1, in the order in which they come."""
    ids = dict.fromkeys(each.party.investor_id for s in stacks for each in s.tranches)
    return {name: place for place, name in enumerate(ids, 1)}


def bar(dashboard: Dashboard, stack: Stack, numbers: Mapping[str, int]) -> go.Figure:
    """Draw one stack as a bar up to the ask: numbers above, names within where there is room."""
    figure = go.Figure()
    _row(figure, dashboard, 0, stack, numbers, named=True)
    figure = _laid_out(figure, [stack], BAR)
    figure.update_yaxes(visible=False, range=[0.5, -0.8])
    start = 0.0
    for tranche in stack.tranches:
        # Above the bar a number stands whatever the width of the screen leaves within.
        figure.add_annotation(
            x=start + tranche.whole_usd_m / 2,
            y=-0.4,
            yanchor="bottom",
            text=f"<b>{numbers[tranche.party.investor_id]}</b>",
            font={"color": charts.ink(), "size": 13},
            showarrow=False,
        )
        start += tranche.whole_usd_m
    return figure


def bars(
    dashboard: Dashboard, stacks: Mapping[int, Stack], numbers: Mapping[str, int]
) -> go.Figure:
    """Draw some stacks, by their number, as a bar each; their parts bear numbers alone."""
    figure = go.Figure()
    for row, stack in enumerate(stacks.values()):
        _row(figure, dashboard, row, stack, numbers, named=False)
    figure = _laid_out(figure, list(stacks.values()), ROW)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(stacks))), ticktext=[str(each) for each in stacks]
    )
    return figure


def _row(
    figure: go.Figure,
    dashboard: Dashboard,
    row: int,
    stack: Stack,
    numbers: Mapping[str, int],
    *,
    named: bool,
) -> None:
    at = 0.0
    for tranche in stack.tranches:
        number = numbers[tranche.party.investor_id]
        parts = [
            (amount, agreed)
            for amount, agreed in ((tranche.amount_usd_m, False), (tranche.agreed_usd_m, True))
            if amount > 0
        ]
        # A number stands once, on the larger of what is covered and what is to be agreed.
        largest = max(amount for amount, _agreed in parts)
        for amount, agreed in parts:
            within, hover = _text(dashboard, tranche, amount, stack.ask_usd_m, agreed=agreed)
            marked = f"<b>{number}</b>" if amount == largest else ""
            inside = within if named else marked
            look = _look(COLOURS[(number - 1) % len(COLOURS)], tranche, agreed=agreed)
            _part(figure, (row, at, amount), look, (inside, hover))
            at += amount
    if stack.uncovered_usd_m:
        missing = _("uncovered: {amount}", amount=usd(stack.uncovered_usd_m))
        within = _("uncovered") if stack.uncovered_usd_m > ROOM * stack.ask_usd_m else ""
        edge = {"color": charts.QUIET, "width": 1.5}
        empty: dict[str, object] = {"color": "rgba(0,0,0,0)", "line": edge}
        _part(figure, (row, at, stack.uncovered_usd_m), empty, (within, missing))


def _laid_out(figure: go.Figure, stacks: Sequence[Stack], row: int) -> go.Figure:
    figure = charts.calm(figure, height=FRAME + row * len(stacks), axis=_("USD million"))
    figure.update_layout(
        barmode="overlay",
        showlegend=False,
        # Words that do not fit are left to the list beneath; the number beside it is the key.
        uniformtext={"minsize": 9, "mode": "hide"},
    )
    ask = stacks[0].ask_usd_m
    figure.add_vline(x=ask, line={"color": charts.ink(), "width": 1.5, "dash": "dot"})
    figure.update_xaxes(range=[0, ask * 1.02])
    figure.update_yaxes(range=[len(stacks) - 0.5, -0.5], autorange=False)
    return figure


def _part(
    figure: go.Figure,
    place: tuple[int, float, float],
    look: dict[str, object],
    text: tuple[str, str],
) -> None:
    row, start, amount = place
    figure.add_bar(
        y=[row],
        x=[amount],
        base=[start],
        orientation="h",
        marker=look,
        width=0.75,
        text=[text[0]],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": _on(str(look["color"]))},
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


def _on(colour: str) -> str:
    """Ink that reads on a colour: of the theme on pale ones, else what contrasts more."""
    if not colour.startswith("#"):
        return charts.ink()
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    # Rec. 601 weights, with half of full light as the border.
    return "#111A22" if 0.299 * red + 0.587 * green + 0.114 * blue > 127 else "#FFFFFF"  # noqa: PLR2004 - half of a byte


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
            words.basis(tranche.party),
        ]
    )
    if share < ROOM:
        return "", hover
    letters = max(int(LETTERS * share / ROOM), LETTERS // 2)
    short = words.short(dashboard, tranche.party.investor_id)
    within = textwrap.shorten(short, letters, placeholder="…")
    about = "" if agreed or not tranche.party.inferred else "≈ "
    return f"{within}<br>{about}{told}", hover
