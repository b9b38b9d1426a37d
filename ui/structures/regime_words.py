"""Regimes in words: their names, what reaching or missing one is called, their conditions."""

from __future__ import annotations

from structuring.regimes import MCI, Missing, Rate, Reached, Standing
from ui.format import money, number, plain, source
from ui.words import _, mark

REGIMES = {
    "regional_pool": mark("Regional pool of projects"),
    "national_pool": mark("National pool of projects"),
    "priority_contract": mark("Priority investment contract"),
    "investment_agreement": mark("Investment agreement"),
    "investment_contract": mark("Investment contract"),
    "green_corridor": mark("Green corridor"),
}
SHORT = {
    "national_pool": mark("{amount} short of the national pool"),
    "priority_contract": mark("{amount} short of a priority contract"),
    "investment_agreement": mark("{amount} short of an investment agreement"),
}
THERE = {
    "regional_pool": mark("In the regional pool"),
    "national_pool": mark("In the national pool"),
    "priority_contract": mark("Large enough for a priority contract"),
    "investment_agreement": mark("Large enough for an investment agreement"),
}
CONDITIONS = {
    "national_pool": mark("or with an investment contract, whatever the size"),
    "investment_agreement": mark(
        "outside a negative list of 14 items (to be confirmed); open to AIFC entities"
    ),
    "investment_contract": mark(
        "the investment-preference contract of the Entrepreneur Code; no size was read"
    ),
    "green_corridor": mark(
        "points for amount, technology, standing in the Global 2000 and social effect; the points "
        "were not read"
    ),
}
BOUNDS = {
    "from": mark("from {count} MCI"),
    "over": mark("over {count} MCI"),
    "up_to": mark("up to {count} MCI"),
}


def finding(found: Reached) -> str:
    """What the calculator found, in one line."""
    following, highest = found.next, found.highest
    if following is not None:
        return _(SHORT[following.threshold.regime], amount=money(following.short_kzt_m, "KZT"))
    if highest is not None:
        return _("Above every threshold: {finding}", finding=_(THERE[highest.threshold.regime]))
    return _("No threshold by size is on record for this kind of project")


def reached(found: Reached) -> str:
    """The largest regime that is reached."""
    highest = found.highest
    if highest is None or found.next is None:
        return ""
    return _(THERE[highest.threshold.regime]) + "."


def bound(standing: Standing) -> str:
    """A threshold in MCI, in words."""
    threshold = standing.threshold
    if threshold.mci is None:
        return _("not decided by size")
    return _(BOUNDS[threshold.bound], count=number(threshold.mci, 0))


def state(standing: Standing) -> str:
    """How the amount stands to a threshold, in words."""
    if standing.reached is None:
        return _("not decided by size")
    if not standing.applies:
        return _("for another kind of project")
    if standing.reached:
        return _("reached")
    amount = money(standing.short_kzt_m, "KZT")
    if standing.short_usd_m is not None:
        amount = f"{amount} ({money(standing.short_usd_m, 'USD')})"
    if standing.threshold.bound == "up_to":
        return _("exceeded by {amount}", amount=amount)
    return _(
        "short by {amount}, {mci} MCI", amount=amount, mci=number(max(standing.short_mci, 1), 0)
    )


def told(rate: Rate) -> str:
    """A dated value with its source, as markdown."""
    name = _("MCI") if rate.series == MCI else rate.series
    text = f"{plain(name)} {rate.year}: {plain(money_of(rate.value))}"
    if rate.basis:
        text += f" ({plain(basis(rate.basis))})"
    text += f", {source(rate.source_url, None, rate.verified)}"
    if rate.entered_by:
        text += f", {_('entered by {name}', name=plain(rate.entered_by))}"
    return text


def money_of(value: float) -> str:
    """Tenge, not in millions."""
    return _("KZT {amount}", amount=number(value, 2))


BASES = {
    "statutory value": mark("value set by law"),
    "annual average of the official rate": mark("average of the official rate over the year"),
    "derived cross rate": mark("cross rate, derived; not a figure of the National Bank"),
}


def basis(text: str) -> str:
    """How a value was formed, in words; as it was entered where the facts do not say it."""
    return _(BASES[text]) if text in BASES else text


def missing(gap: Missing) -> str:
    """What there is no value of, what there is nearest to it, and how to add it."""
    what = (
        _("There is no MCI for {year} on record.", year=gap.year)
        if gap.series == MCI
        else _("There is no rate {pair} for {year} on record.", pair=gap.series, year=gap.year)
    )
    near = (
        _(
            "The nearest is that of {year}: {value}.",
            year=gap.nearest.year,
            value=money_of(gap.nearest.value),
        )
        if gap.nearest
        else _("There is none for any other year either.")
    )
    return " ".join(
        [
            what,
            near,
            _("Nothing was put in its place. Add it below, under the figures behind this."),
        ]
    )
