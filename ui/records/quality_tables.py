"""The tables of the quality tab: what stands in them on the screen and in the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from data.rows import each_row
from matching.data_quality import contradictions, worth
from matching.data_quality.findings import Finding
from ui.format import UNKNOWN, number, percent, plain, when
from ui.records.quality_found import checked, old, work
from ui.records.quality_words import KINDS, field_name, sentence
from ui.session import Dashboard
from ui.takeaway.xlsx import Column
from ui.why import FIELDS
from ui.words import _, _n, mark


@dataclass(frozen=True)
class Shown:
    """One table: its finding as a title, its rows and columns.

    Every frame has ``kind`` and ``record_id``, by which a row leads to its record.
    """

    title: str
    note: str
    frame: pd.DataFrame
    columns: Sequence[Column]


def collecting(dashboard: Dashboard, kinds: Sequence[str], today: date) -> Shown:  # noqa: ARG001 - one shape for all
    """What is worth collecting first."""
    found = work(dashboard.version, dashboard)
    found = found[found["kind"].isin(kinds)].reset_index(drop=True)
    rows = pd.DataFrame(
        {
            "kind": found["kind"],
            "record_id": found["record_id"],
            "what": [_(KINDS[kind]) for kind in found["kind"]],
            "name": found["name"],
            "field": [_either(fields) for fields in found["fields"]],
            "mend": ["|".join(fields) for fields in found["fields"]],
            "swaps": found["swaps"].astype(float).round(1),
            "lists": found["lists"].astype(int),
            "points": (100 * found["points"].astype(float)).round().astype(int),
        }
    )
    title = _("Nothing that a ranking misses is missing")
    if len(rows):
        first = rows.iloc[0]
        title = _(
            "Collect first: {field} of {name}",
            field=first["field"],
            name=plain(first["name"]),
        )
    return Shown(
        title,
        _(
            "How many pairs among the first {top} of each list would change their order if this "
            "field alone were known, when it may as well say anything. A score moves within what "
            "its band leaves open. Values that stand in for others count as known.",
            top=number(worth.TOP),
        ),
        rows,
        [
            *_record(),
            Column("field", _("Missing")),
            Column("swaps", _("Pairs reordered"), "number"),
            Column("lists", _("Lists"), "integer"),
            Column("points", _("Points open"), "integer"),
        ],
    )


def wrong(dashboard: Dashboard, kinds: Sequence[str], today: date) -> Shown:
    """Records that contradict themselves or each other."""
    found = _of(checked(dashboard.version, today, dashboard).wrong, kinds)
    title = (
        _n("{n} contradiction", "{n} contradictions", len(found), n=number(len(found)))
        if found
        else _("No contradictions")
    )
    note = _(
        "Amounts and dates that cannot both be right, and deals or overlaps that name a record "
        "which does not exist. Amounts within {share} of each other count as equal: they may have "
        "been converted at different rates.",
        share=percent(contradictions.EQUAL),
    )
    return _findings(dashboard, found, title, note)


def unusual(dashboard: Dashboard, kinds: Sequence[str], today: date) -> Shown:
    """Amounts far from those of their peers."""
    found = _of(checked(dashboard.version, today, dashboard).outliers, kinds)
    title = (
        _n("{n} unusual amount", "{n} unusual amounts", len(found), n=number(len(found)))
        if found
        else _("No unusual amounts")
    )
    note = _(
        "Far from the median of the same sector (of the same type of investor for tickets), "
        "measured on a logarithmic scale by the median absolute deviation. It may be right: look "
        "at the source again."
    )
    return _findings(dashboard, found, title, note)


def uncited(dashboard: Dashboard, kinds: Sequence[str], today: date) -> Shown:
    """Records without a source that can be followed."""
    found = _of(checked(dashboard.version, today, dashboard).sources, kinds)
    title = (
        _n(
            "{n} source missing or malformed",
            "{n} sources missing or malformed",
            len(found),
            n=number(len(found)),
        )
        if found
        else _("Every record cites a web address")
    )
    note = _("Only how an address is written is checked; no page is opened.")
    return _findings(dashboard, found, title, note)


def aged(dashboard: Dashboard, kinds: Sequence[str], today: date) -> Shown:
    """Records whose last word is old or without a date, the oldest first."""
    ages = checked(dashboard.version, today, dashboard).ages
    dated = [ages[kind].assign(kind=kind) for kind in kinds if kind != "deal"]
    frame = pd.concat(dated) if dated else ages["deal"].iloc[:0].assign(kind="deal")
    late = frame[old(frame, today)].reset_index(drop=True)
    rows = pd.DataFrame(
        {
            "kind": late["kind"],
            "record_id": late["record_id"],
            "what": [_(KINDS[kind]) for kind in late["kind"]],
            "name": late["name"],
            "mend": "as_of",
            "date": [when(text) if text else _("no date") for text in late["date"]],
        }
    )
    title = _n(
        "{n} of {all} record is older than two years or has no date",
        "{n} of {all} records are older than two years or have no date",
        len(frame),
        n=number(len(late)),
        all=number(len(frame)),
    )
    note = _("Those without a date stand first. A deal is as old as it is, and is not listed.")
    return Shown(title, note, rows, [*_record(), Column("date", _("Last word"))])


def incomplete(dashboard: Dashboard, kinds: Sequence[str], today: date) -> Shown:
    """Records by how much of them is filled in, the emptiest first."""
    tables = checked(dashboard.version, today, dashboard).records
    frame = pd.concat([tables[kind].assign(kind=kind) for kind in kinds])
    frame = frame.sort_values(["share", "record_id"], kind="stable", ignore_index=True)
    frame = frame[frame["share"] < 1]
    rows = pd.DataFrame(
        {
            "kind": frame["kind"],
            "record_id": frame["record_id"],
            "what": [_(KINDS[kind]) for kind in frame["kind"]],
            "name": frame["name"],
            "mend": ["|".join(missing) for missing in frame["missing"]],
            "share": [percent(share) for share in frame["share"]],
            "missing": [
                ", ".join(field_name(kind, field) for field in missing)
                for kind, missing in zip(frame["kind"], frame["missing"], strict=True)
            ],
        }
    )
    every = pd.concat([tables[kind]["share"] for kind in kinds])
    middle = percent(float(every.median())) if len(every) else UNKNOWN
    return Shown(
        _("Half of the records say {share} or more of what they could", share=middle),
        _("The emptiest first. A field that is not published counts as missing here."),
        rows,
        [*_record(), Column("share", _("Filled in")), Column("missing", _("Missing"))],
    )


def fields(dashboard: Dashboard, kinds: Sequence[str], today: date) -> pd.DataFrame:
    """Share of records that say something, by kind and field, the emptiest first."""
    tables = checked(dashboard.version, today, dashboard).fields
    rows = [{"kind": kind, **row} for kind in kinds for row in each_row(tables[kind])]
    rows.sort(key=lambda row: row["share"])
    return pd.DataFrame(
        {
            _("Record"): [_(KINDS[row["kind"]]) for row in rows],
            _("Field"): [field_name(row["kind"], row["field"]) for row in rows],
            _("Filled in"): [percent(row["share"]) for row in rows],
            _("Missing"): [number(row["missing"]) for row in rows],
        }
    )


#: Tables by their name in the address, in the order shown: label (marked) and what they show.
TABLES: Final[Mapping[str, tuple[str, Callable[[Dashboard, Sequence[str], date], Shown]]]] = {
    "collect": (mark("Worth collecting"), collecting),
    "contradictions": (mark("Contradictions"), wrong),
    "outliers": (mark("Unusual amounts"), unusual),
    "sources": (mark("Sources"), uncited),
    "age": (mark("Age"), aged),
    "fields": (mark("Completeness"), incomplete),
}


def sides_of(deals: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Investor and project of every deal."""
    pairs = zip(deals["investor_id"], deals["project_id"], strict=True)
    return dict(zip(deals["deal_id"], pairs, strict=True))


def place_of(dashboard: Dashboard, kind: str, record_id: str) -> tuple[str, str] | None:
    """The page of records that shows a record, as its name and value in the address."""
    if kind == "deal":
        return kind, record_id
    frame = dashboard.projects if kind == "project" else dashboard.investors
    return (kind, record_id) if record_id in frame.index else None


def _findings(dashboard: Dashboard, found: Sequence[Finding], title: str, note: str) -> Shown:
    sides = sides_of(dashboard.deals)
    rows = pd.DataFrame(
        {
            "kind": [each.kind for each in found],
            "record_id": [each.record_id for each in found],
            "what": [_(KINDS[each.kind]) for each in found],
            "name": [_named(dashboard, sides, each) for each in found],
            "field": [field_name(each.kind, each.field) for each in found],
            "mend": [each.field for each in found],
            "wrong": [sentence(dashboard.labels, each) for each in found],
        }
    )
    columns = [*_record(), Column("field", _("Field")), Column("wrong", _("What is wrong"))]
    return Shown(title, note, rows, columns)


def _named(dashboard: Dashboard, sides: Mapping[str, tuple[str, str]], finding: Finding) -> str:
    """Name of the record; a deal is known by its sides."""
    if finding.kind != "deal":
        return finding.name
    investor, project = sides[finding.record_id]
    names = dashboard.investors["name"], dashboard.projects["name"]
    return f"{names[0].get(investor, investor)} → {names[1].get(project, project)}"


def _record() -> list[Column]:
    return [Column("name", _("Record")), Column("what", _("Kind"))]


def _of(found: Sequence[Finding], kinds: Sequence[str]) -> list[Finding]:
    return [each for each in found if each.kind in kinds]


def _either(names: Sequence[str]) -> str:
    """Name the fields, any one of which is enough, as beside a match."""
    named = [_(FIELDS.get(name, name)) for name in names]
    if len(named) == 1:
        return named[0]
    return _("{fields} or {last}", fields=", ".join(named[:-1]), last=named[-1])
