"""Capital stacks in words: what they cover, why each is in, what would close an ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import floor

from structuring.choices import Refused
from structuring.closing import Closing
from structuring.parties import TO_BE_AGREED, Party
from structuring.stack import Stack, Terms, Tranche
from ui.format import percent, span, usd
from ui.gates import GATES
from ui.reasons import explained
from ui.session import Dashboard
from ui.words import _, _n, mark

TERMS: Mapping[Terms, str] = {
    "any": mark("Any terms"),
    "islamic": mark("Islamic"),
    "conventional": mark("Conventional"),
}
MOST_REASONS = 2
#: One word with two capitals at least: EBRD, IsDB; neither a country nor a group.
ABBREVIATED = re.compile(r"\((\w*[A-Z]\w*[A-Z]\w*)\)$")


def finding(stack: Stack) -> str:
    """What a stack comes to, and how much of it published tickets carry, in one line."""
    count, ask = len(stack.tranches), usd(stack.ask_usd_m)
    share = published(stack)
    if stack.covers and not stack.inferred_usd_m:
        return _n(
            "{count} investor covers the whole ask of {ask}, on published tickets",
            "{count} investors cover the whole ask of {ask}, on published tickets",
            count,
            ask=ask,
        )
    if stack.covers:
        return _n(
            "{count} investor covers the whole ask of {ask}, {share} of it on published tickets",
            "{count} investors cover the whole ask of {ask}, {share} of it on published tickets",
            count,
            ask=ask,
            share=share,
        )
    if stack.uncovered_usd_m:
        return _n(
            "{missing} of {ask} stays uncovered with {count} investor; "
            "published tickets carry {share}",
            "{missing} of {ask} stays uncovered with {count} investors; "
            "published tickets carry {share}",
            count,
            missing=usd(stack.uncovered_usd_m),
            ask=ask,
            share=share,
        )
    return _n(
        "{count} investor for {ask}, of which {open} is to be agreed; "
        "published tickets carry {share}",
        "{count} investors for {ask}, of which {open} is to be agreed; "
        "published tickets carry {share}",
        count,
        open=usd(stack.agreed_usd_m),
        ask=ask,
        share=share,
    )


def published(stack: Stack) -> str:
    """Share of the ask on published tickets, never rounded up to the whole."""
    return percent(floor(100 * stack.published_usd_m / stack.ask_usd_m + 1e-6) / 100)


def summary(dashboard: Dashboard, stack: Stack) -> str:
    """Coverage, joint score, instruments and terms of a stack."""
    covered = percent(min(stack.covered_usd_m / stack.ask_usd_m, 1.0))
    parts = [_("{share} covered by tickets", share=covered)]
    if stack.inferred_usd_m > 0:
        parts.append(
            _(
                "{share} of that by tickets seen in deals (≈), not published",
                share=percent(stack.inferred_usd_m / stack.covered_usd_m),
            )
        )
    if stack.agreed_usd_m:
        parts.append(_("{share} to be agreed", share=percent(stack.agreed_usd_m / stack.ask_usd_m)))
    parts.append(_("joint score {score} of 100", score=round(100 * stack.joint_score)))
    families = sorted({family for family, _islamic in stack.kinds} - {TO_BE_AGREED})
    if families:
        parts.append(dashboard.labels.several("instrument", families))
    parts.append(terms(stack))
    return " · ".join(part for part in parts if part)


def terms(stack: Stack) -> str:
    """Islamic or conventional terms of a stack, in words."""
    if stack.islamic and stack.interest:
        return _("Islamic finance beside conventional")
    if stack.islamic:
        return _("no interest, with an Islamic tranche")
    return _("bears interest") if stack.interest else _("no tranche bears interest")


def short(dashboard: Dashboard, investor_id: str) -> str:
    """Name of an investor; where it ends with an abbreviation in brackets, that alone."""
    name = str(dashboard.investors.at[investor_id, "name"])
    found = ABBREVIATED.search(name)
    return found.group(1) if found else name


def ticket(party: Party) -> str:
    """What is known of a party's ticket."""
    if party.low is None and party.high is None:
        if party.basis == "projects":
            return _("ticket not published; only the size of its projects is known")
        return _("ticket not published")
    amount = span(party.low, party.high)
    if party.high is None:
        amount = _("{amount}, largest not published", amount=amount)
    if party.basis == "observed":
        return _("{ticket} (seen in deals, not a stated policy)", ticket=amount)
    if party.basis == "deals":
        return _("{ticket} (inferred from the amounts of its deals)", ticket=amount)
    return _("{ticket} (stated)", ticket=amount)


def amount(tranche: Tranche) -> str:
    """Amount of a tranche, with what is to be agreed."""
    if not tranche.agreed_usd_m:
        return usd(tranche.amount_usd_m)
    if tranche.amount_usd_m > 0:
        return _(
            "at least {amount}, {open} more to be agreed",
            amount=usd(tranche.amount_usd_m),
            open=usd(tranche.agreed_usd_m),
        )
    return _("to be agreed, up to {open}", open=usd(tranche.agreed_usd_m))


def basis(party: Party) -> str:
    """Where a party's ticket comes from, for a table."""
    if party.open:
        return _("largest not published") if party.low else _("not published")
    return _("seen in deals, not published") if party.inferred else _("published")


def instrument(dashboard: Dashboard, tranche: Tranche) -> str:
    """Instrument of a tranche, as the investor names it."""
    form = tranche.form
    if form.family == TO_BE_AGREED:
        return _("instrument to be agreed")
    if not form.instruments:
        return _(
            "{instrument}, as sought; what it offers is not published",
            instrument=dashboard.labels("instrument", form.family),
        )
    named = dashboard.labels("instrument", form.instruments[0])
    if not form.sought:
        return _("{instrument}, which goes with what is sought", instrument=named)
    return named


def why(dashboard: Dashboard, project_id: str, party: Party) -> str:
    """The strongest reasons for a party, as in its match."""
    explanation = dashboard.matcher.explain(project_id, party.investor_id, "projects")
    pros, _cons = explained(dashboard, dashboard.matcher, explanation)
    # The ticket is told beside the amount; against a whole ask it means little for a part of it.
    kept = [reason.text for reason in pros if reason.criterion != "ticket"][:MOST_REASONS]
    return "; ".join(kept)


def closes(dashboard: Dashboard, change: Closing) -> str:
    """One change that would close the ask, in words."""
    names = dashboard.investors["name"]
    investor = names.get(change.investor_id, "") if change.investor_id else ""
    family = dashboard.labels("instrument", change.family)
    return _(CLOSING[change.change]).format(
        investor=investor,
        instrument=family,
        before=usd(change.before),
        after=usd(change.after),
    )


CLOSING = {
    "agreement": mark("{investor} agrees to {after}"),
    "amount": mark("{investor} is kept without a fixed amount"),
    "choice": mark("The choice about {investor} is taken back"),
    "choices": mark("All choices are taken back"),
    "wanted instrument": mark("No tranche has to be in the instrument of the structure"),
    "terms": mark("Terms of any kind are allowed"),
    "ask": mark("The ask is {after} instead of {before}"),
    "ticket": mark("{investor} goes up to {after} (now up to {before})"),
    "instrument": mark("The project also seeks: {instrument}"),
    "fifth party": mark("A fifth investor joins"),
    "weaker matches": mark("Investors with less than half of the points are asked as well"),
}


def refuses(dashboard: Dashboard, refused: Refused) -> str:
    """Why a kept choice cannot be, in words."""
    names = dashboard.investors["name"]
    detail = ""
    if refused.reason == "gate" and refused.detail:
        detail = _(GATES[refused.detail])
    elif refused.detail:
        detail = dashboard.labels("instrument", refused.detail)
    return _(REFUSED[refused.reason]).format(
        investor=names.get(refused.investor_id, "") if refused.investor_id else "",
        detail=detail,
        ticket=_own_ticket(refused),
        least=usd(refused.least),
        low=usd(refused.low),
        high=usd(refused.high),
    )


def _own_ticket(refused: Refused) -> str:
    if not refused.low and refused.high is None:
        return _("its ticket is not published")
    return _("its ticket is {ticket}", ticket=span(refused.low or None, refused.high))


REFUSED = {
    "gate": mark("{investor} cannot be kept, a gate stops it: {detail}."),
    "no instrument": mark("{investor} cannot be kept: nothing it offers pays a part of this ask."),
    "instrument": mark("{investor} cannot be kept with this instrument, it offers none: {detail}."),
    "smallest ticket": mark(
        "{investor} cannot be kept: its smallest ticket, {low}, is above the ask."
    ),
    "ticket": mark("{investor} cannot be kept with this amount: {ticket}."),
    "sliver": mark(
        "{investor} cannot be kept with this amount: a part of a stack is at least {least} here, "
        "as smaller ones are not worth their own talks; {ticket}."
    ),
    "terms": mark("{investor} cannot be kept on these terms: it offers nothing of that kind."),
    "ask": mark("The kept amounts come to {high}, more than the ask. Set one of them free."),
    "too many": mark("More than four investors are kept. Set one of them free."),
}
