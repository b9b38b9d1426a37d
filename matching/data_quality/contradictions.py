"""Records that contradict themselves or each other, and sources that cannot be followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from matching.data_quality.findings import Finding
from matching.table import as_text

#: Amounts within this share of each other are equal: they may have been converted at two rates.
EQUAL = 0.05
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_HOST = re.compile(r"(?=.{4,253}$)[^\s.]+(\.[^\s.]+)+\.?")
#: Columns with an address, those that every record needs first.
SOURCES = ("source_url", "source_url_2")


def contradictions(frames: Mapping[str, pd.DataFrame], today: str) -> list[Finding]:
    """Return every contradiction.

    Parameters
    ----------
    frames :
        ``investors``, ``projects``, ``deals``; and ``overlaps`` (group_id, project_id, counts),
        where there are any.
    today :
        ISO date; what is dated later contradicts the calendar.

    Returns
    -------
    list of Finding with the rules ``ticket_order`` (smallest over largest), ``ask_over_cost``,
    ``deal_over_cost`` (own commitment over the project's cost), ``deal_before_project`` (signed
    before the project was announced, compared as far as both dates are precise),
    ``deal_unknown`` (a deal that names a record which does not exist), ``overlap_unknown`` (the
    same of an overlap), ``overlap_alone`` (an overlap of which a merge left one record) and
    ``in_future``. Amounts of different sources are compared with a tolerance of ``EQUAL``.

    """
    investors, projects, deals = (frames[each] for each in ("investors", "projects", "deals"))
    return [
        *_over(investors, "investor", ("ticket_min_usd_m", "ticket_max_usd_m"), "ticket_order", 0),
        *_over(projects, "project", ("ask_usd_m", "total_cost_usd_m"), "ask_over_cost"),
        *_of_deals(deals, investors, projects),
        *_of_overlaps(frames.get("overlaps"), projects),
        *_in_future(investors, "investor", ("as_of",), today),
        *_in_future(projects, "project", ("as_of", "status_as_of", "announced_on"), today),
    ]


def sources(frames: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Return records whose source is missing (``no_source``) or no web address (``bad_source``).

    Only the text is looked at: nothing is asked of any other host.
    """
    found = []
    for kind in ("investor", "project", "deal"):
        frame = frames[f"{kind}s"]
        for row in _rows(frame, f"{kind}_id", "name", *SOURCES):
            for field in SOURCES:
                address = as_text(row[field])
                if address and not is_address(address):
                    found.append(_finding(kind, row, field, "bad_source", stated=address))
                elif not address and field == SOURCES[0]:
                    found.append(_finding(kind, row, field, "no_source"))
    return found


def is_address(text: str) -> bool:
    """Tell whether a text is the address of a web page: scheme, host with a dot, no blanks."""
    if re.search(r"\s", text):
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(_HOST.fullmatch(host))


def _over(
    frame: pd.DataFrame, kind: str, fields: tuple[str, str], rule: str, equal: float = EQUAL
) -> Iterator[Finding]:
    low, high = fields
    for row in _rows(frame, f"{kind}_id", "name", low, high):
        if pd.notna(row[low]) and pd.notna(row[high]) and row[low] > row[high] * (1 + equal):
            yield _finding(kind, row, low, rule, amount=float(row[low]), limit=float(row[high]))


def _of_deals(
    deals: pd.DataFrame, investors: pd.DataFrame, projects: pd.DataFrame
) -> Iterator[Finding]:
    known = {
        "investor_id": set(investors["investor_id"]),
        "project_id": set(projects["project_id"]),
    }
    needed = ("project_id", "name", "total_cost_usd_m", "announced_on")
    project_of = {row["project_id"]: row for row in _rows(projects, *needed)}
    columns = ("deal_id", "investor_id", "project_id", "amount_usd_m", "amount_scope", "signed_on")
    for row in _rows(deals, *columns, "name"):
        for field, ids in known.items():
            if row[field] not in ids:
                yield _finding("deal", row, field, "deal_unknown", stated=as_text(row[field]))
        project = project_of.get(row["project_id"])
        if project is None:
            continue
        about = {"project": as_text(project["name"]), "project_id": row["project_id"]}
        signed, announced = _date(row["signed_on"]), _date(project["announced_on"])
        if signed and announced and earlier(signed, announced):
            dates = {"stated": signed, "date": announced}
            yield _finding("deal", row, "signed_on", "deal_before_project", **about, **dates)
        amount, cost = row["amount_usd_m"], project["total_cost_usd_m"]
        own = row["amount_scope"] == "own" and pd.notna(amount) and pd.notna(cost)
        if own and amount > cost * (1 + EQUAL):
            amounts = {"amount": float(amount), "limit": float(cost)}
            yield _finding("deal", row, "amount_usd_m", "deal_over_cost", **about, **amounts)


def _of_overlaps(overlaps: pd.DataFrame | None, projects: pd.DataFrame) -> Iterator[Finding]:
    if overlaps is None or overlaps.empty:
        return
    names = dict(zip(projects["project_id"], projects["name"], strict=True))
    for group, members in overlaps.groupby("group_id", sort=True):
        told = {"group": str(group)}
        for each in members["project_id"].astype(str):
            if each not in names:
                yield Finding("project", each, each, "project_id", "overlap_unknown", told)
            elif len(members) == 1 and members["counts"].astype(bool).all():
                name = str(names[each])
                yield Finding("project", each, name, "project_id", "overlap_alone", told)


def _in_future(
    frame: pd.DataFrame, kind: str, fields: tuple[str, ...], today: str
) -> Iterator[Finding]:
    for row in _rows(frame, f"{kind}_id", "name", *fields):
        for field in fields:
            stated = _date(row[field])
            if stated and earlier(today, stated):
                yield _finding(kind, row, field, "in_future", stated=stated)


def earlier(one: str, other: str) -> bool:
    """Tell whether one ISO date is before another, as far as both are precise."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]


def _date(value: object) -> str:
    text = as_text(value)[:10]
    return text if _DATE.fullmatch(text) else ""


def _finding(kind: str, row: Mapping[str, Any], field: str, rule: str, **told: object) -> Finding:
    record_id = as_text(row[f"{kind}_id"])
    return Finding(kind, record_id, as_text(row.get("name")) or record_id, field, rule, told)


def _rows(frame: pd.DataFrame, *columns: str) -> list[dict[str, Any]]:
    """Return some columns of a frame as rows; a column that it lacks is missing throughout."""
    told = frame.reset_index(drop=True).reindex(columns=list(columns))
    return [dict(zip(columns, row, strict=True)) for row in told.itertuples(index=False, name=None)]
