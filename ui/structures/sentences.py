"""What a rule found, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from structuring.rules import Finding
from ui.format import number, usd
from ui.structures.book import Book
from ui.words import _, mark

LEVELS = {
    "impossible": mark("impossible"),
    "warning": mark("warning"),
    "unconfirmed": mark("to be confirmed"),
}
COLOURS = {"impossible": "red", "warning": "yellow", "unconfirmed": "blue"}

SENTENCES = {
    "spc_role": mark("A special purpose company is named as: {role}. It may not be that."),
    "spc_fund": mark(
        "A special purpose company is named as a fund. A fund in the form of a company is an "
        "investment company, which it may not be."
    ),
    "spc_licensed": mark(
        "A special purpose company is named as {status}. It does exempt activities only."
    ),
    "exempt_offer": mark(
        "An exempt fund is offered to the public. It may be placed privately only."
    ),
    "exempt_subscription": mark(
        "The minimum subscription is {number}; an exempt fund needs {least} at least."
    ),
    "venture_class": mark("A venture capital fund is named that is not exempt."),
    "venture_domestic": mark(
        "A venture capital fund is named that is not established in the AIFC."
    ),
    "venture_closed": mark("A venture capital fund is named that is not closed-ended."),
    "venture_cap": mark(
        "The fund is {number}, {over} over the cap of {most}, and the AFSA has not approved more."
    ),
    "equity_class": mark("A private equity fund is named that is not exempt."),
    "equity_closed": mark("A private equity fund is open-ended without the AFSA's approval."),
    "plc_share_capital_usd": mark("Share capital is {number}; a public company needs {least}."),
    "plc_directors": mark("{number} director is named; a public company needs {least} or more."),
    "plc_secretary": mark("The company has no secretary; a public company needs one."),
    "private_route": mark("A private company cannot take this route: {route}."),
    "private_offer": mark("A private company is offering its shares to the public."),
    "rems_below": mark("The offer of {number} is {off} below the segment's minimum of {low}."),
    "rems_above": mark("The offer of {number} is {off} above the segment's maximum of {high}."),
    "sukuk_contract": mark("A sukuk is named without an Islamic contract."),
    "sukuk_opinion": mark("A sukuk is named without an opinion of the Shariah board."),
    "sukuk_unread": mark("A sukuk is named, but this was not read: {fields}."),
    "label_category": mark("The label has no category of the green taxonomy."),
    "label_unread": mark("A label is named, but this was not read: {fields}."),
    "blanket_claim": mark("The deal is described as tax-free without conditions."),
    "blanket_words": mark("The note claims relief as a whole: “{words}”."),
    "no_substance": mark("A relief is relied on without substantial presence in the tax year."),
    "itrp_invested_usd": mark("{number} is invested; the programme needs {least}."),
    "itrp_stay_days": mark("The stay is {number} days; the programme needs {least}."),
    "itrp_fee_mci": mark("The fee is {number} MCI; the tax certificate needs {least} a year."),
    "state_holding": mark(
        "The state or a national company holds part of an AIFC company. Take current legal advice."
    ),
    "purpose_no_spc": mark(
        "A purpose of a special purpose company is named, but the form is: {form}."
    ),
    "status_no_spc": mark(
        "The standing is that of a special purpose company, but the form is: {form}."
    ),
    "status_not_aifc": mark("The company is outside the AIFC, but stands as registered in it."),
    "form_not_registered": mark("An AIFC company has this standing with the AFSA: {status}."),
    "route": mark("The route “{route}” does not admit this instrument: {instrument}."),
    "interest": mark("{instrument} pays interest, so the contract cannot be {contract}."),
    "purpose_sukuk": mark(
        "The company was set up for a sukuk, but the instrument is: {instrument}."
    ),
    "specialist_no_fund": mark("A kind of specialist fund is named, but the deal is not a fund."),
    "company_no_fund": mark("An investment company is a fund, but the deal is named as none."),
    "opinion_dated": mark("The Shariah board's opinion has a date, but there is no opinion."),
    "opinion_day": mark("The terms are Islamic, but this was not read: {fields}."),
    "opinion_source": mark(
        "The Shariah board's opinion has no source on record. Enter its address as the source, and "
        "save."
    ),
    "not_looked_up": mark("A standing with the AFSA is named, but this was not read: {fields}."),
    "not_current": mark("The standing with the AFSA is not current: {standing}."),
    "second_hand": mark("{field}: “{value}” was seen only second-hand. Confirm it before use."),
    "specialist_list": mark(
        "The fund is named as no specialist fund, but the list of kinds may be longer than what "
        "was read."
    ),
    "unread": mark("This rule needs what was not read: {fields}."),
}

#: Words in a sentence that are a value of a field.
VALUE_OF = {
    "role": "vehicle_role",
    "status": "afsa_status",
    "route": "aix_route",
    "form": "legal_form",
    "instrument": "instrument",
    "contract": "islamic_contract",
    "standing": "afsa_standing",
}
#: Words that are amounts, by the rule's unit.
MILLIONS = {"venture_cap", "rems_below", "rems_above"}
DOLLARS = {"exempt_subscription", "plc_share_capital_usd", "itrp_invested_usd"}


def sentence(told: Book, finding: Finding) -> str:
    """Say in the reader's language what was found."""
    values = {name: _shown(told, finding, name, value) for name, value in finding.said.items()}
    return _(SENTENCES[finding.why], **values) if values else _(SENTENCES[finding.why])


def _shown(told: Book, finding: Finding, name: str, value: Any) -> str:  # noqa: ANN401 - as found
    said: Mapping[str, Any] = finding.said
    if name == "fields":
        return ", ".join(told.label(field) for field in value)
    if name in VALUE_OF:
        return told.value(VALUE_OF[name], value)
    if finding.why == "second_hand":
        return told.label(value) if name == "field" else told.value(said["field"], value)
    if not isinstance(value, float):
        return str(value)
    if finding.why in MILLIONS:
        return usd(value)
    return usd(value / 1e6) if finding.why in DOLLARS else number(value)
