"""Rules about the vehicle: special purpose, public and private companies, state holders."""

from __future__ import annotations

from collections.abc import Iterator

from structuring.record import Structure
from structuring.rules import Finding, Limits, impossible, unconfirmed, unread

#: Forms registered in the AIFC; all that the vocabulary has but one.
NOT_AIFC = "non_aifc"
PUBLIC = "public_company_plc"
#: Values of offer_to and aix_route that offer shares to everybody.
SHARE_ROUTES = ("ipo_spo", "rems")
SHARES = ("equity", "convertible")


def special_purpose(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield what a special purpose company does beyond exempt activities."""
    del limits
    if not structure.one_of("legal_form", "spc"):
        return
    if structure.one_of(
        "vehicle_role",
        "trustee_investment_trust",
        "general_partner_investment_partnership",
        "investment_company",
    ):
        role = structure.get("vehicle_role")
        yield impossible("spc_role", "legal_form", "vehicle_role", role=role)
    if structure.one_of("fund_class", "exempt", "non_exempt"):
        yield impossible("spc_fund", "legal_form", "fund_class")
    if structure.one_of("afsa_status", "authorised_firm", "authorised_market_institution"):
        status = structure.get("afsa_status")
        yield impossible("spc_licensed", "legal_form", "afsa_status", status=status)


def public_company(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield what a public company lacks: capital, directors, a secretary."""
    if not structure.one_of("legal_form", PUBLIC):
        return
    for name in ("share_capital_usd", "directors"):
        number, least = structure.number(name), limits[name]
        if number is not None and number < least:
            yield impossible(f"plc_{name}", "legal_form", name, number=number, least=least)
    if structure.yes("company_secretary") is False:
        yield impossible("plc_secretary", "legal_form", "company_secretary")
    yield from unread(structure, "share_capital_usd", "directors", "company_secretary")


def private_company(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield an offer to the public of the shares of a company that may not make one."""
    del limits
    if not structure.one_of("legal_form", "private_company"):
        return
    if structure.one_of("aix_route", *SHARE_ROUTES):
        route = structure.get("aix_route")
        yield impossible("private_route", "legal_form", "aix_route", route=route)
    if structure.one_of("instrument", *SHARES) and structure.one_of("offer_to", "public"):
        yield impossible("private_offer", "legal_form", "offer_to", "instrument")


def state_holding(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield the open question of a state holding in an AIFC company."""
    del limits
    in_the_aifc = structure.read("legal_form") and not structure.one_of("legal_form", NOT_AIFC)
    if in_the_aifc and structure.yes("quasi_state_holding"):
        yield unconfirmed("state_holding", "quasi_state_holding", "legal_form")
