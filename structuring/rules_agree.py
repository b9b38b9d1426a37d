"""Rules on fields that have to agree, each after the AIFC or AIX rule that ties them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from structuring.record import Structure
from structuring.rules import Finding, Limits, impossible

#: Instruments that a route admits; a route that is not here says nothing about the instrument.
ROUTE_INSTRUMENTS: Mapping[str, tuple[str, ...]] = {
    "ipo_spo": ("equity",),
    "rems": ("equity",),
    "pre_ipo": ("equity", "convertible"),
    "debt": ("bond", "sukuk", "convertible", "structured"),
    "listed_fund": ("fund_units",),
    "structured": ("structured", "bond"),
}
#: Instruments that pay interest, so that no Islamic contract can stand behind them.
INTEREST = ("bond", "convertible")
#: Forms that exist by their registration in the AIFC.
REGISTERED_FORMS = ("private_company", "public_company_plc", "spc")


def form_and_standing(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield a legal form that cannot have the standing with the AFSA that is named."""
    del limits
    form = structure.get("legal_form")
    if form is None:
        return
    if form != "spc" and structure.one_of("afsa_status", "spc"):
        yield impossible("status_no_spc", "legal_form", "afsa_status", form=form)
    if form == "non_aifc" and structure.one_of("afsa_status", "registered_entity"):
        yield impossible("status_not_aifc", "legal_form", "afsa_status")
    if form in REGISTERED_FORMS and structure.one_of(
        "afsa_status", "none", "recognised_non_aifc_member"
    ):
        status = structure.get("afsa_status")
        yield impossible("form_not_registered", "legal_form", "afsa_status", status=status)


def spc_purpose(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield a purpose of a special purpose company that the form or the instrument is not of."""
    del limits
    form, purpose = structure.get("legal_form"), structure.get("spc_purpose")
    if purpose and form and form != "spc":
        yield impossible("purpose_no_spc", "legal_form", "spc_purpose", form=form)
    if purpose != "sukuk":
        return
    instrument = structure.get("instrument")
    if instrument and instrument != "sukuk":
        yield impossible("purpose_sukuk", "spc_purpose", "instrument", instrument=instrument)


def route_instrument(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield an instrument that its route on the AIX does not list."""
    del limits
    route = structure.get("aix_route")
    admitted = ROUTE_INSTRUMENTS.get(route or "")
    if not admitted:
        return
    instrument = structure.get("instrument")
    if instrument and instrument not in admitted:
        yield impossible("route", "aix_route", "instrument", route=route, instrument=instrument)


def islamic_instrument(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield an instrument that pays interest with an Islamic contract behind it."""
    del limits
    if structure.some("islamic_contract") and structure.one_of("instrument", *INTEREST):
        yield impossible(
            "interest",
            "instrument",
            "islamic_contract",
            instrument=structure.get("instrument"),
            contract=structure.get("islamic_contract"),
        )


def fund_fields(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield a specialist fund or an investment company that is named as no fund."""
    del limits
    if structure.some("specialist_fund") and structure.one_of("fund_class", "none"):
        yield impossible("specialist_no_fund", "specialist_fund", "fund_class")
    if structure.one_of("legal_form", "investment_company") and structure.one_of(
        "fund_class", "none"
    ):
        yield impossible("company_no_fund", "legal_form", "fund_class")
