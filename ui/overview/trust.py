"""What to mind: projects hardly anyone fits, the data's own health, what changed since when."""

from __future__ import annotations

import pandas as pd

from matching.summary.quality import shares
from matching.summary.reach import NONE, SECTOR, TICKET, by_reason
from matching.summary.sums import put_in_order
from ui.format import number, percent, when
from ui.gates import GATES
from ui.overview import labelling
from ui.overview.block import Bars, Block
from ui.overview.labelling import words
from ui.overview.summary import Summary
from ui.words import _, _n, mark

REASONS = GATES | {
    SECTOR: mark("sector outside the mandates"),
    TICKET: mark("amount beyond the tickets"),
}
MISSING = {"amount": mark("amount"), "instruments": mark("instruments")}


def short_block(shown: Summary) -> Block:
    """Projects that nobody or hardly anyone fits, by the step that lost the investors."""
    table = by_reason(shown.short)
    totals = table.groupby("group")["records"].sum().sort_values(ascending=False, kind="stable")
    table = put_in_order(table, list(totals.index))
    reasons = words(REASONS)
    labels = {code: reasons.get(str(code), str(code)) for code in totals.index}
    parts = words(labelling.SHORT_PARTS)
    return Block(
        key="short",
        name=_("Short of investors"),
        finding=_short_finding(shown),
        notes=[
            _(
                "Viable: passes every gate, has the sector in its mandate, and its ticket, where "
                "known, reaches the amount. The reason is the step after which too few were left."
            )
        ],
        picture=Bars(
            marks=table,
            groups=labels,
            parts=parts,
            colours=labelling.SHORT_COLOURS,
            stacked=True,
            axis=_("projects"),
        )
        if len(table)
        else None,
        empty=_("Every project sought in this selection has at least ten viable investors."),
        alt=_("Bars of projects short of investors by reason; the list has each."),
        marks=table,
        groups=labels,
        parts=parts,
    )


def _short_finding(shown: Summary) -> str:
    nobody = int((shown.short["part"] == NONE).sum())
    return _n(
        "{count} of {all} projects sought fits no investor, {few} more fit fewer than ten",
        "{count} of {all} projects sought fit no investor, {few} more fit fewer than ten",
        nobody,
        all=number(len(shown.facts.sought), 0),
        few=number(len(shown.short) - nobody, 0),
    )


def reasons_of(shown: Summary) -> pd.DataFrame:
    """The projects short of investors: why, and what is missing in their record, in words."""
    reasons, missing = words(REASONS), words(MISSING)
    return shown.short.assign(
        why=[reasons.get(code, code) for code in shown.short["reason"]],
        lacks=[", ".join(missing[name] for name in names) for names in shown.short["missing"]],
    )


def quality_block(shown: Summary) -> Block:
    """Verified, fresh, complete: what share of the records is as it should be."""
    table = shown.quality
    worst = shares(table)
    order = list(worst.index)
    table = put_in_order(table, order)
    checks, parts = words(labelling.CHECKS), words(labelling.CHECK_PARTS)
    labels = {code: checks[code] for code in order}
    return Block(
        key="quality",
        name=_("Data quality"),
        finding=_(
            "The widest gap in the records: {check}, {share}",
            check=labels[order[0]],
            share=percent(worst.iloc[0]),
        )
        if order
        else _("No record in this selection"),
        notes=[
            _(
                "Of every record on file, also of parties that bring no capital, which the tickets "
                "above leave out."
            ),
            *([uncited(shown)] if shown.facts.uncited else []),
        ],
        picture=Bars(
            marks=table,
            groups=labels,
            parts=parts,
            colours=labelling.CHECK_COLOURS,
            stacked=True,
            share=True,
            axis=_("share of the records"),
        )
        if order
        else None,
        empty=_("No record in this selection. Take a filter out to see more."),
        alt=_("Bars of the share of records verified, fresh and complete; numbers below."),
        marks=table,
        groups=labels,
        parts=parts,
    )


def as_of(shown: Summary) -> str:
    """As of when the facts of the selection are."""
    dated = shown.facts.projects["as_of"].dropna()
    if dated.empty:
        return _("None of these records is dated")
    return _("Newest fact as of {date}", date=when(dated.max()))


def uncited(shown: Summary) -> str:
    """How many records are left out of every sum for want of a source."""
    return _n(
        "{count} record without a source that can be cited is left out of the sums.",
        "{count} records without a source that can be cited are left out of the sums.",
        shown.facts.uncited,
    )
