"""How the sums stood at an earlier moment, by what was recorded since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from matching.summary.scope import Facts
from matching.summary.sums import Total, total

KINDS = ("project", "investor", "deal")


@dataclass(frozen=True)
class Standing:
    """What can be compared with an earlier moment: numbers of records, and sums in USD million.

    ``come`` is the largest known ticket of each investor that brings capital; ``closed`` are own
    commitments of deals that are signed or closed.
    """

    projects: int
    investors: int
    deals: int
    ask: Total
    announced: Total
    come: Total
    closed: Total


def standing(facts: Facts) -> Standing:
    """The sums of a scope."""
    return Standing(
        projects=len(facts.projects),
        investors=len(facts.investors),
        deals=len(facts.came_about),
        ask=total(facts.opened, "ask_usd_m"),
        announced=total(facts.announced, "total_cost_usd_m"),
        come=total(facts.financiers.assign(counts=True), "ticket_max_usd_m"),
        closed=total(facts.came_about, "own_usd_m"),
    )


def before(frames: Mapping[str, pd.DataFrame], changed: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The frames ``projects``, ``investors`` and ``deals`` without what was recorded since.

    ``changed`` has record_kind, record_id, field and earlier (JSON), one row per corrected field,
    and one without a field per record brought in since. Merged records stay as they are now.
    """
    earlier = dict(frames)
    for kind in KINDS:
        own = changed[changed["record_kind"] == kind]
        if len(own):
            earlier[f"{kind}s"] = _without(frames[f"{kind}s"], f"{kind}_id", own)
    return earlier


def _without(frame: pd.DataFrame, key: str, changed: pd.DataFrame) -> pd.DataFrame:
    new = changed["field"].isna()
    kept = frame[~frame[key].isin(changed.loc[new, "record_id"])].reset_index(drop=True)
    for field, rows in changed[~new].groupby("field"):
        if field in kept:
            said = {
                record: json.loads(value) if isinstance(value, str) else None
                for record, value in zip(rows["record_id"], rows["earlier"], strict=True)
            }
            kept[field] = _put_back(kept[key], kept[field], said)
    return kept


def _put_back(ids: pd.Series, values: pd.Series, said: Mapping[str, object]) -> pd.Series:
    put = [said.get(each, value) for each, value in zip(ids, values, strict=True)]
    back = pd.Series(put, index=values.index, dtype=object)
    numbers = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return pd.to_numeric(back) if numbers else back
