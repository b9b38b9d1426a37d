"""A structure against every rule: what is found, worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from structuring.record import Structure
from structuring.rules import LEVELS, Check, Finding, Level, Rule
from structuring.rules_agree import agreement, second_hand
from structuring.rules_companies import (
    private_company,
    public_company,
    special_purpose,
    state_holding,
)
from structuring.rules_funds import exempt_fund, private_equity_fund, venture_fund
from structuring.rules_offers import label_category, regional_segment, sukuk
from structuring.rules_tax import blanket_relief, tax_residency

#: The function behind every rule, by the rule's id.
CHECKS: Mapping[str, Check] = {
    "special_purpose": special_purpose,
    "exempt_fund": exempt_fund,
    "venture_fund": venture_fund,
    "private_equity_fund": private_equity_fund,
    "public_company": public_company,
    "private_company": private_company,
    "regional_segment": regional_segment,
    "sukuk": sukuk,
    "label_category": label_category,
    "blanket_relief": blanket_relief,
    "tax_residency": tax_residency,
    "state_holding": state_holding,
    "agreement": agreement,
    "second_hand": second_hand,
}


def check(structure: Structure, rules: Mapping[str, Rule]) -> list[Finding]:
    """Give everything that the rules find in a structure, worst first."""
    found = [
        replace(finding, rule=name)
        for name, rule in rules.items()
        for finding in CHECKS[name](structure, rule.limits)
    ]
    return sorted(found, key=lambda finding: LEVELS.index(finding.level))


def worst(findings: Sequence[Finding]) -> Level | None:
    """Give the worst level among the findings; None where there are none."""
    return min((finding.level for finding in findings), key=LEVELS.index, default=None)


def blocking(findings: Sequence[Finding]) -> list[Finding]:
    """Give the findings that keep a structure from counting as checked."""
    return [finding for finding in findings if finding.blocks]
