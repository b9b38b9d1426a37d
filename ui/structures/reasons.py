"""Why something is suggested, and what a suggestion leaves open, as sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from structuring.suggestion import Advice
from ui.format import plain, usd
from ui.structures.book import Book, cited
from ui.words import _, mark

BASIS = ("source", "source_url", "as_of", "verified")

REASONS = {
    "shariah_only": mark("The investor takes Shariah-compliant terms only."),
    "both": mark("Both sides name it: {family}."),
    "project_only": mark("The project seeks it; no instrument of an investor is known: {family}."),
    "investor_only": mark("The investor offers it; the project states no instrument: {family}."),
    "of_form": mark("Follows from the legal form."),
    "of_instrument": mark("Follows from the instrument."),
    "sukuk_spc": mark("A special purpose company holds the assets behind the sukuk."),
    "leasable": mark(
        "The project has assets that can be leased, and the one sukuk of an AIFC company on record "
        "is a lease."
    ),
    "sukuk_route": mark("Sukuk are listed on the AIX beside other debt."),
    "bond_spc": mark("A financing company keeps the debt apart from the risk of operation."),
    "bond_onshore": mark("The issuer is in operation and can list its own notes: no new company."),
    "yuan": mark(
        "For a Chinese investor: yuan notes have been listed on the Belt and Road Market."
    ),
    "debt_route": mark("Bonds are listed as debt securities."),
    "loan_spc": mark("A special purpose company takes up the loan and keeps the project apart."),
    "loan_route": mark("A loan is not listed."),
    "listed_shares": mark("Shares are to be offered publicly; a private company may not do that."),
    "rems_route": mark("The offer of {amount} is within the limits of the regional segment."),
    "ipo_spo_route": mark(
        "The offer is above the limits of the regional segment, or not published."
    ),
    "joint_venture": mark(
        "Partners hold it together, as the railways do in Middle Corridor Multimodal Ltd."
    ),
    "private_shares": mark("Shares go to one holder or a few, without an offer to the public."),
    "private_route": mark("A private company has no route for shares onto the exchange."),
    "fund_form": mark("The usual form of a private equity or infrastructure fund."),
    "fund_class": mark("Institutional investors are professional clients: private placement does."),
    "fund_route": mark("A privately placed fund is not listed."),
    "fund_tax": mark("Relief for the profit of a fund exists, under its conditions."),
    "guarantee_route": mark("A guarantee needs no vehicle and is not listed."),
    "listed_tax": mark(
        "Relief for listed securities exists, under its conditions: it is no property of the deal."
    ),
    "aifc_law": mark("AIFC law follows English principles and suits an AIFC vehicle."),
    "lender_law": mark("International lenders usually ask for English law."),
    "foreign_holder": mark("Disputes with a foreign holder are usually arbitrated."),
    "finance_documents": mark(
        "The AIFC Court hears AIFC companies and those who agree to it in the contract."
    ),
    "sponsor": mark("The sponsor names “{holder}”: a state holding has to be confirmed."),
}
#: What is left open, or why nothing is suggested.
OPEN = {
    "nothing_common": mark(
        "The two sides name no instrument in common, so nothing is suggested. What would change it "
        "is on the page of matches."
    ),
    "nothing_stated": mark(
        "Neither side publishes an instrument, so nothing is suggested. Choose an investor, or "
        "enter the structure by hand."
    ),
    "opinion": mark("Opinion of the Shariah board, with its date"),
    "register": mark("Entry on the AFSA's register, with the day it was looked up"),
    "contract": mark("Islamic contract: the project's kind does not suggest one"),
    "substance": mark("Tax year and substantial presence in it"),
    "capital": mark("Share capital, directors and secretary of the public company"),
    "regime": mark("Kazakh investment regime"),
    "channel": mark("Currency channel"),
}


def reason(told: Book, advice: Advice) -> str:
    """Say why a field is suggested."""
    said = dict(advice.said)
    if "family" in said:
        said["family"] = told.value("instrument", advice.value)
    if "amount" in said:
        said["amount"] = usd(said["amount"])
    return _(REASONS[advice.reason], **said)


def basis(told: Book, advice: Advice) -> Mapping[str, Any]:
    """Give the row behind an advice: its rule, the fact it rests on, else its field."""
    if advice.rule:
        return vars(told.rules[advice.rule])
    if advice.form and advice.form in told.forms:
        row = told.forms[advice.form]
        return {**row, "source": row["name"]}
    return told.fields[advice.field]


def because(told: Book, advice: Advice) -> dict[str, object]:
    """Give what is kept with a suggested value: why, by which rule, and the source as it is now."""
    row = basis(told, advice)
    return {
        "reason": advice.reason,
        "said": dict(advice.said),
        "rule": advice.rule,
        **{name: row[name] for name in BASIS},
    }


def kept(told: Book, field: str, value: str, suggested: str) -> tuple[str, str]:
    """Say what was kept by ``because``: the reason, and the rule (if any) with its source."""
    row: dict[str, Any] = dict.fromkeys(BASIS) | json.loads(suggested)
    where = cited(row | {"source": str(row["source"])})
    rule = told.rules.get(str(row.get("rule")))
    if rule is not None:
        where = _("Rule: {rule} Source: {source}", rule=plain(told.words(rule)), source=where)
    else:
        where = _("Source: {source}", source=where)
    code = row.get("reason")
    if code not in REASONS:
        return "", where
    return reason(told, Advice(field, value, code, row.get("said") or {})), where
