"""What is different about a stack beside another, in words."""

from __future__ import annotations

from structuring.difference import Difference, Shift, difference
from structuring.stack import Stack
from ui.format import percent
from ui.session import Dashboard
from ui.structures.capital_words import short
from ui.words import _


def told(dashboard: Dashboard, one: Stack, other: Stack) -> str:
    """Who brings the money instead, in which instruments, on which terms, on which tickets."""
    kinds = dashboard.investors["type"]
    named = one.investors | other.investors
    found = difference(one, other, {name: str(kinds[name]) for name in named})
    return "; ".join(part for part in _parts(dashboard, found) if part)


def _parts(dashboard: Dashboard, found: Difference) -> list[str]:
    parts = []
    if found.others:
        names = ", ".join(short(dashboard, each) for each in found.others)
        share = percent(found.brought)
        parts.append(_("{share} of the money from others: {names}", share=share, names=names))
    parts += _shift(dashboard, "instrument", found.instruments)
    parts += _shift(dashboard, "investor_type", found.kinds)
    if found.interest is not None:
        parts.append(_("bears interest") if found.interest else _("no tranche bears interest"))
    if found.published is not None:
        before, now = (percent(share) for share in found.published)
        parts.append(_("on published tickets: {now} instead of {before}", now=now, before=before))
    if found.covered is not None:
        before, now = (percent(min(share, 1.0)) for share in found.covered)
        parts.append(_("covered by tickets: {now} instead of {before}", now=now, before=before))
    return parts


def _shift(dashboard: Dashboard, labels: str, shift: Shift | None) -> list[str]:
    if shift is None:
        return []
    name = dashboard.labels(labels, shift.kind) if shift.kind else _("instrument to be agreed")
    return [
        _(
            "{what}: {now} of the money instead of {before}",
            what=name,
            now=percent(shift.after),
            before=percent(shift.before),
        )
    ]
