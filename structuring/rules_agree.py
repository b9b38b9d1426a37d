"""Fields that contradict one another, and values seen only second-hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from structuring.record import Structure
from structuring.rules import Finding, Limits, impossible, unconfirmed, warning

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


def agreement(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield pairs of fields that cannot both be right."""
    del limits
    yield from _form(structure)
    yield from _instrument(structure)
    if structure.some("specialist_fund") and structure.one_of("fund_class", "none"):
        yield impossible("specialist_no_fund", "specialist_fund", "fund_class")
    if structure.one_of("legal_form", "investment_company") and structure.one_of(
        "fund_class", "none"
    ):
        yield impossible("company_no_fund", "legal_form", "fund_class")
    if structure.yes("shariah_opinion") is False and structure.read("shariah_opinion_on"):
        yield impossible("opinion_dated", "shariah_opinion", "shariah_opinion_on")
    if structure.one_of("afsa_standing", "suspended", "withdrawn"):
        standing = structure.get("afsa_standing")
        yield warning("not_current", "afsa_status", "afsa_standing", standing=standing)


def second_hand(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield values that were inferred or seen only second-hand."""
    del limits
    for name, codes in {
        "legal_form": ("llp",),
        "sustainable_label": ("social", "sustainability_linked"),
    }.items():
        if structure.one_of(name, *codes):
            yield unconfirmed("second_hand", name, field=name, value=structure.get(name))
    if structure.some("fund_class") and structure.one_of("specialist_fund", "none"):
        yield unconfirmed("specialist_list", "specialist_fund")


def _form(structure: Structure) -> Iterator[Finding]:
    form = structure.get("legal_form")
    if form is None:
        return
    if form != "spc" and structure.some("spc_purpose"):
        yield impossible("purpose_no_spc", "legal_form", "spc_purpose", form=form)
    if form != "spc" and structure.one_of("afsa_status", "spc"):
        yield impossible("status_no_spc", "legal_form", "afsa_status", form=form)
    if form == "non_aifc" and structure.one_of("afsa_status", "registered_entity"):
        yield impossible("status_not_aifc", "legal_form", "afsa_status")
    if form in {"private_company", "public_company_plc", "spc"} and structure.one_of(
        "afsa_status", "none", "recognised_non_aifc_member"
    ):
        status = structure.get("afsa_status")
        yield impossible("form_not_registered", "legal_form", "afsa_status", status=status)


def _instrument(structure: Structure) -> Iterator[Finding]:
    route, instrument = structure.get("aix_route"), structure.get("instrument")
    admitted = ROUTE_INSTRUMENTS.get(route or "")
    if admitted and instrument and instrument not in admitted:
        yield impossible("route", "aix_route", "instrument", route=route, instrument=instrument)
    if instrument in INTEREST and structure.some("islamic_contract"):
        yield impossible(
            "interest",
            "instrument",
            "islamic_contract",
            instrument=instrument,
            contract=structure.get("islamic_contract"),
        )
    if instrument and instrument != "sukuk" and structure.one_of("spc_purpose", "sukuk"):
        yield impossible("purpose_sukuk", "spc_purpose", "instrument", instrument=instrument)
