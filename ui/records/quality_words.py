"""What is wrong with a record, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from data.importing.fields import Kind, fields
from matching.data_quality.findings import Finding
from ui.format import number, usd, when
from ui.labels import Labels
from ui.records.faults import field_label
from ui.words import _, mark

#: Sentences by the rule that is broken.
RULES: Final[Mapping[str, str]] = {
    "ticket_order": mark("The smallest ticket, {amount}, is over the largest, {limit}."),
    "ask_over_cost": mark("The ask, {amount}, is over the total cost, {limit}."),
    "deal_over_cost": mark(
        "The investor's own amount, {amount}, is over the total cost of {project}, {limit}."
    ),
    "deal_before_project": mark("Signed {stated}, before {project} was announced ({date})."),
    "deal_unknown": mark("It names “{stated}”, and there is no such record."),
    "overlap_unknown": mark("The overlap “{group}” names it, and there is no such record."),
    "overlap_alone": mark("The overlap “{group}” holds this record alone: nothing is left to it."),
    "in_future": mark("Dated {stated}, which is still to come."),
    "no_source": mark("No source that can be cited."),
    "bad_source": mark("“{stated}” is no web address."),
    "far_above": mark(
        "{amount}: {times} times the median of {median} among {count} amounts in {peers}."
    ),
    "far_below": mark(
        "{amount}: {times} times below the median of {median} among {count} amounts in {peers}."
    ),
}
KINDS: Final[Mapping[str, str]] = {
    "investor": mark("Investor"),
    "project": mark("Project"),
    "deal": mark("Deal"),
}


def sentence(labels: Labels, finding: Finding) -> str:
    """What is wrong, with its amounts, dates and names."""
    told: dict[str, Any] = dict(finding.told)
    for name in ("amount", "limit", "median"):
        if name in told:
            told[name] = usd(told[name])
    if finding.rule in {"deal_before_project", "in_future"}:
        told |= {name: when(told[name]) for name in ("stated", "date") if name in told}
    if "peers" in told:
        told["peers"] = labels(told["vocabulary"], told["peers"])
        told["times"] = number(told["times"], 0)
    return _(RULES[finding.rule]).format(**told)


def field_name(kind: str, name: str) -> str:
    """What a field is called; the deals of an investor are none of its own columns."""
    if name == "deals":
        return _("Past deals")
    side = cast("Kind", kind)
    return field_label(side, name) if name in fields(side) else name
