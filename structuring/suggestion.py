"""A structure suggested for an investor and a project: each choice with its reason and its source.

Written rules, tried in order; no learning. What it says is a starting point for counsel, and what
neither side states is left open rather than filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as default
from typing import Any

from matching.vocabulary import Vocabulary
from structuring.record import Structure

#: Sectors whose projects hold things that can be leased.
LEASABLE = frozenset(
    {
        "transport & logistics",
        "energy",
        "renewables",
        "water & utilities",
        "real estate & tourism",
        "manufacturing",
        "mining & metals",
        "chemicals",
        "health & education",
        "digital & ICT",
        "agri-food",
    }
)
#: Limits of an offer on the Regional Equity Market Segment, USD million (see the rule's row).
REMS_UP_TO = 200.0
#: Families of the instrument vocabulary, and the instrument of a structure that each leads to.
FAMILIES: Mapping[str, str] = {
    "bond": "bond",
    "equity": "equity",
    "debt": "loan",
    "fund": "fund_units",
    "guarantee": "guarantee",
}
LISTING_SHARES = frozenset({"IPO", "secondary offering", "depositary receipts"})
LENDERS = frozenset({"DFI/MDB", "export credit agency"})
#: Names of state holders as they stand in the sponsors of the facts.
STATE = re.compile(
    r"\bKTZ\b|Temir Zholy|Samruk|KazMunay[Gg]a[sz]|Kazatomprom|Baiterek|\bakimat\b|Ministry|"
    r"Government|State of|national (company|railway)|Kazakhtelecom|QazaqGaz|KEGOC|Kazpost|КТЖ",
)


@dataclass(frozen=True)
class Party:
    """What the suggestion reads of one side. Codes are those of the vocabularies."""

    instruments: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    country: str | None = None
    shariah_only: bool = False
    kind: str | None = None
    amount_usd_m: float | None = None
    sponsor: str = ""
    operating: bool = False


@dataclass(frozen=True)
class Advice:
    """One field suggested. ``reason`` names the sentence; ``rule`` a rule or ``form`` a fact.

    ``form`` is category and code of a row of ``aifc_form``, where that is the source.
    """

    field: str
    value: str
    reason: str
    said: Mapping[str, Any] = default(default_factory=dict)
    rule: str | None = None
    form: tuple[str, str] | None = None


@dataclass(frozen=True)
class Suggestion:
    """What is suggested, and what stays open: codes of the sentences that say why."""

    advice: tuple[Advice, ...]
    open: tuple[str, ...]

    @property
    def structure(self) -> Structure:
        """The structure that would come of it."""
        return Structure({each.field: each.value for each in self.advice})


def suggest(project: Party, investor: Party, instruments: Vocabulary) -> Suggestion:
    """Suggest a structure; ``instruments`` is the vocabulary of both sides' instruments.

    Returns no advice on the form, route, law or forum where no instrument is compatible or stated.
    """
    first = _instrument(project, investor, instruments)
    if first is None:
        both = bool(project.instruments and investor.instruments)
        return Suggestion((), ("nothing_common" if both else "nothing_stated",))
    advice = [first, *_FORMS[first.value](project, investor)]
    advice += _listing_tax(advice)
    if first.value != "guarantee":
        advice += _law(first.value, project, investor)
    holder = STATE.search(project.sponsor)
    if holder:
        said = {"holder": holder.group()}
        advice.append(Advice("quasi_state_holding", "yes", "sponsor", said, rule="state_holding"))
    return Suggestion(tuple(advice), tuple(_open(advice)))


def _instrument(project: Party, investor: Party, instruments: Vocabulary) -> Advice | None:
    sought = instruments.roots(project.instruments)
    offered = instruments.roots(investor.instruments)
    islamic = Advice("instrument", "sukuk", "shariah_only", form=("listing_segment", "SUKUK"))
    if investor.shariah_only:
        return islamic
    if sought and offered:
        reason, families = "both", sought & offered
    else:
        reason, families = ("project_only" if sought else "investor_only"), sought | offered
    if "islamic" in families:
        return replace(islamic, reason=reason, said={"family": "islamic"})
    for family, instrument in FAMILIES.items():
        if family in families:
            return Advice("instrument", instrument, reason, {"family": family})
    return None


def _sukuk(project: Party, investor: Party) -> Iterator[Advice]:
    del investor
    yield Advice("legal_form", "spc", "sukuk_spc", form=("legal_form", "SPC"))
    yield Advice("afsa_status", "spc", "of_form", form=("legal_form", "SPC"))
    yield Advice("spc_purpose", "sukuk", "of_instrument", rule="special_purpose")
    yield Advice("vehicle_role", "issuer", "of_instrument", rule="special_purpose")
    if project.sectors & LEASABLE:
        yield Advice("islamic_contract", "ijarah", "leasable", form=("precedent", "GAMMA_T_SUKUK"))
    yield Advice("aix_route", "debt", "sukuk_route", form=("listing_segment", "SUKUK"))


def _bond(project: Party, investor: Party) -> Iterator[Advice]:
    if project.operating:
        yield Advice(
            "legal_form", "non_aifc", "bond_onshore", form=("bond_issuer_route", "ONSHORE_ISSUER")
        )
        yield Advice("afsa_status", "none", "of_form", form=("bond_issuer_route", "ONSHORE_ISSUER"))
    else:
        yield Advice("legal_form", "spc", "bond_spc", form=("bond_issuer_route", "SPV_ISSUER"))
        yield Advice("afsa_status", "spc", "of_form", form=("legal_form", "SPC"))
        yield Advice("spc_purpose", "structured_debt", "of_instrument", rule="special_purpose")
    yield Advice("vehicle_role", "issuer", "of_instrument", rule="special_purpose")
    if investor.country == "CN":
        yield Advice("aix_route", "belt_and_road", "yuan", form=("precedent", "CCB_FALCON"))
    else:
        yield Advice("aix_route", "debt", "debt_route", form=("listing_segment", "DEBT"))


def _loan(project: Party, investor: Party) -> Iterator[Advice]:
    del project, investor
    yield Advice("legal_form", "spc", "loan_spc", form=("legal_form", "SPC"))
    yield Advice("afsa_status", "spc", "of_form", form=("legal_form", "SPC"))
    yield Advice("spc_purpose", "loan_facility", "of_instrument", rule="special_purpose")
    yield Advice("aix_route", "none", "loan_route")


def _equity(project: Party, investor: Party) -> Iterator[Advice]:
    if project.instruments & LISTING_SHARES:
        yield Advice("legal_form", "public_company_plc", "listed_shares", rule="private_company")
        yield Advice(
            "afsa_status", "registered_entity", "of_form", form=("legal_form", "PUBLIC_PLC")
        )
        small = project.amount_usd_m is not None and 1 <= project.amount_usd_m <= REMS_UP_TO
        route = "rems" if small else "ipo_spo"
        said = {"amount": project.amount_usd_m}
        yield Advice("aix_route", route, f"{route}_route", said, rule="regional_segment")
        return
    joint = "joint venture" in project.instruments | investor.instruments
    code = "MCM_LTD" if joint else None
    form = ("precedent", code) if code else ("legal_form", "PRIVATE_LTD")
    reason = "joint_venture" if joint else "private_shares"
    yield Advice("legal_form", "private_company", reason, form=form)
    yield Advice("afsa_status", "registered_entity", "of_form", form=("legal_form", "PRIVATE_LTD"))
    yield Advice("vehicle_role", "joint_venture" if joint else "holding", reason, form=form)
    yield Advice("aix_route", "none", "private_route", rule="private_company")


def _fund(project: Party, investor: Party) -> Iterator[Advice]:
    del project, investor
    yield Advice("legal_form", "limited_partnership", "fund_form", form=("legal_form", "LP"))
    yield Advice("fund_class", "exempt", "fund_class", rule="exempt_fund")
    yield Advice("offer_to", "professional_clients", "fund_class", rule="exempt_fund")
    yield Advice("aix_route", "none", "fund_route")
    yield Advice("tax_basis", "fund_profit", "fund_tax", rule="blanket_relief")
    yield Advice("tax_claim", "conditional", "fund_tax", rule="blanket_relief")


def _guarantee(project: Party, investor: Party) -> Iterator[Advice]:
    del project, investor
    yield Advice("aix_route", "none", "guarantee_route")


_FORMS = {
    "sukuk": _sukuk,
    "bond": _bond,
    "loan": _loan,
    "equity": _equity,
    "fund_units": _fund,
    "guarantee": _guarantee,
}


def _listing_tax(advice: Iterable[Advice]) -> Iterator[Advice]:
    routes = {each.value for each in advice if each.field == "aix_route"}
    if routes & {"debt", "ipo_spo", "rems", "belt_and_road"}:
        yield Advice("tax_basis", "aix_securities", "listed_tax", rule="blanket_relief")
        yield Advice("tax_claim", "conditional", "listed_tax", rule="blanket_relief")


def _law(instrument: str, project: Party, investor: Party) -> Iterator[Advice]:
    del project
    if instrument == "loan" and investor.kind in LENDERS:
        yield Advice(
            "governing_law", "england_wales", "lender_law", form=("governing_law", "ENGLISH")
        )
    else:
        yield Advice("governing_law", "aifc", "aifc_law", form=("governing_law", "AIFC_LAW"))
    if instrument in {"equity", "fund_units"} and investor.country not in {None, "KZ"}:
        yield Advice(
            "dispute_forum", "iac_arbitration", "foreign_holder", form=("dispute_resolution", "IAC")
        )
    else:
        yield Advice(
            "dispute_forum",
            "aifc_court_optin",
            "finance_documents",
            form=("dispute_resolution", "AIFC_COURT"),
        )


def _open(advice: Iterable[Advice]) -> Iterator[str]:
    named = {each.field: each.value for each in advice}
    if named.get("instrument") == "sukuk":
        yield "opinion"
        if "islamic_contract" not in named:
            yield "contract"
    if named.get("afsa_status") not in {None, "none"}:
        yield "register"
    if named.get("tax_basis"):
        yield "substance"
    if named.get("legal_form") == "public_company_plc":
        yield "capital"
    yield "regime"
    yield "channel"
