"""A structure against every rule: what is found, worst first, and how far each rule was tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from structuring.checklist import Condition, conditions
from structuring.record import Structure
from structuring.rules import LEVELS, Check, Finding, Level, Rule
from structuring.rules_agree import (
    ROUTE_INSTRUMENTS,
    form_and_standing,
    fund_fields,
    islamic_instrument,
    route_instrument,
    spc_purpose,
)
from structuring.rules_companies import (
    private_company,
    public_company,
    special_purpose,
    state_holding,
)
from structuring.rules_evidence import (
    form_second_hand,
    label_second_hand,
    register,
    shariah_opinion,
    specialist_list,
)
from structuring.rules_funds import exempt_fund, private_equity_fund, venture_fund
from structuring.rules_offers import label_category, regional_segment, sukuk
from structuring.rules_tax import blanket_relief, tax_residency

#: found: something is wrong, or to be confirmed. untried: a field that the rule needs was not
#: read. outside: the rule is about deals of another kind.
Outcome = Literal["found", "passed", "untried", "outside"]

#: Fields whose absence says that there is nothing to look at.
OPTIONAL = frozenset({"note"})


@dataclass(frozen=True)
class Trial:
    """How a rule is tried: the function, and the deals that it is about.

    ``about`` has alternatives, each with conditions as in the checklist: one that holds is enough.
    """

    check: Check
    about: tuple[str, ...]


@dataclass(frozen=True)
class Tried:
    """How far one rule was tried on one structure; ``missing`` are the fields it lacked."""

    rule: str
    outcome: Outcome
    missing: tuple[str, ...] = ()


#: Every rule by its id.
TRIALS: Mapping[str, Trial] = {
    "special_purpose": Trial(special_purpose, ("legal_form=spc",)),
    "exempt_fund": Trial(exempt_fund, ("fund_class=exempt",)),
    "venture_fund": Trial(venture_fund, ("specialist_fund=venture_capital",)),
    "private_equity_fund": Trial(private_equity_fund, ("specialist_fund=private_equity",)),
    "public_company": Trial(public_company, ("legal_form=public_company_plc",)),
    "private_company": Trial(private_company, ("legal_form=private_company",)),
    "regional_segment": Trial(regional_segment, ("aix_route=rems",)),
    "sukuk": Trial(sukuk, ("instrument=sukuk",)),
    "shariah_opinion": Trial(shariah_opinion, ("instrument=sukuk", "islamic_contract!=none")),
    "label_category": Trial(label_category, ("sustainable_label=green|sustainability",)),
    "blanket_relief": Trial(blanket_relief, ("tax_basis!=none",)),
    "tax_residency": Trial(tax_residency, ("tax_basis=itrp",)),
    "state_holding": Trial(state_holding, ("legal_form!=non_aifc",)),
    "register": Trial(register, ("afsa_status!=none",)),
    "form_and_standing": Trial(form_and_standing, ("legal_form",)),
    "spc_purpose": Trial(spc_purpose, ("legal_form=spc",)),
    "route_instrument": Trial(route_instrument, (f"aix_route={'|'.join(ROUTE_INSTRUMENTS)}",)),
    "islamic_instrument": Trial(islamic_instrument, ("islamic_contract!=none",)),
    "fund_fields": Trial(fund_fields, ("specialist_fund!=none", "legal_form=investment_company")),
    "form_second_hand": Trial(form_second_hand, ("legal_form=llp",)),
    "label_second_hand": Trial(
        label_second_hand, ("sustainable_label=social|sustainability_linked",)
    ),
    "specialist_list": Trial(specialist_list, ("fund_class!=none;specialist_fund=none",)),
}


def check(structure: Structure, rules: Mapping[str, Rule]) -> list[Finding]:
    """Give everything that the rules find in a structure, worst first."""
    found = [
        replace(finding, rule=name)
        for name, rule in rules.items()
        for finding in TRIALS[name].check(structure, rule.limits)
    ]
    return sorted(found, key=lambda finding: LEVELS.index(finding.level))


def tried(structure: Structure, rules: Mapping[str, Rule]) -> list[Tried]:
    """Give for every rule whether it found something, passed, was not tried or does not apply."""
    return [_tried(name, rule, structure) for name, rule in rules.items()]


def worst(findings: Sequence[Finding]) -> Level | None:
    """Give the worst level among the findings; None where there are none."""
    return min((finding.level for finding in findings), key=LEVELS.index, default=None)


def blocking(findings: Sequence[Finding]) -> list[Finding]:
    """Give the findings that keep a structure from counting as checked."""
    return [finding for finding in findings if finding.blocks]


@dataclass(frozen=True)
class _Watched(Structure):
    """A structure that remembers which of its fields were asked for and not there."""

    lacked: dict[str, None] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        said = super().get(name)
        if said is None and name not in OPTIONAL:
            self.lacked[name] = None
        return said


def _tried(name: str, rule: Rule, structure: Structure) -> Tried:
    trial, watched = TRIALS[name], _Watched(structure.fields, structure.sources)
    findings = list(trial.check(watched, rule.limits))
    if any(not finding.unread for finding in findings):
        return Tried(name, "found")
    if findings:
        fields = (each for finding in findings for each in finding.fields)
        return Tried(name, "untried", tuple(dict.fromkeys(fields)))
    about, deciding = _is_about(trial, structure)
    if not about:
        return Tried(name, "untried" if deciding else "outside", deciding)
    return Tried(name, "untried" if watched.lacked else "passed", tuple(watched.lacked))


def _is_about(trial: Trial, structure: Structure) -> tuple[bool, tuple[str, ...]]:
    """Tell whether the rule is about the deal; where that is open, the fields that decide it."""
    deciding: dict[str, None] = {}
    for alternative in map(conditions, trial.about):
        if all(condition.holds(structure) for condition in alternative):
            return True, ()
        if not any(_fails(condition, structure) for condition in alternative):
            deciding |= dict.fromkeys(
                each.field for each in alternative if not structure.read(each.field)
            )
    return False, tuple(deciding)


def _fails(condition: Condition, structure: Structure) -> bool:
    return structure.read(condition.field) and not condition.holds(structure)
