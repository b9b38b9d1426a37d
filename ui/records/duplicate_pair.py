"""Two records side by side, what is kept of each, and the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from data.importing.fields import Kind
from data.merging import MergeError, merge, survivor_of, tell_apart
from data.store import StoreError
from matching.duplicates import Candidate
from ui import actor, address
from ui.format import UNKNOWN, plain
from ui.records import duplicates_decided
from ui.records.differing import Choice, Record, Which, choices, kept
from ui.records.duplicate_words import (
    field_value,
    likelihood,
    record_name,
    speaks_against,
    speaks_for,
    values,
)
from ui.records.faults import field_label
from ui.session import Dashboard
from ui.words import _, _n

SIDES: Final[tuple[Which, Which]] = ("first", "second")


def show(dashboard: Dashboard, kind: Kind, pairs: Sequence[Candidate]) -> None:
    """Show the pair that the address names; one that cannot be shown is said in a sentence."""
    said = address.text("pair")
    if not said:
        return
    ids = tuple(said.split("|"))
    records = _records(dashboard, kind, ids)
    if len(ids) != len(SIDES) or len(set(ids)) != len(SIDES) or len(records) != len(SIDES):
        st.error(_unknown(dashboard, kind, ids), icon=":material/link_off:")
        return
    both = {side: records[each] for side, each in zip(SIDES, ids, strict=True)}
    names = {side: record_name(dashboard, kind, both[side]) for side in SIDES}
    st.subheader(
        _("{one} and {other}", one=plain(names["first"]), other=plain(names["second"])),
        anchor="pair",
    )
    _score(pairs, set(ids))
    found = choices(kind, both["first"], both["second"])
    side_by_side(dashboard, kind, both, [f"{_letter(s)}: {plain(names[s])}" for s in SIDES])
    _decide(dashboard, kind, both, names, found)


def _records(dashboard: Dashboard, kind: Kind, ids: Sequence[str]) -> dict[str, Record]:
    """The records as they stand in the database now."""
    query = f"{kind}_records"  # words: ignore - the name of a query
    rows: list[dict[str, Any]] = dashboard.store.table(query, ids=list(ids)[:2]).to_pylist()
    return {row[f"{kind}_id"]: row for row in rows}


def _unknown(dashboard: Dashboard, kind: Kind, ids: Sequence[str]) -> str:
    for each in ids[:2]:
        survivor = survivor_of(dashboard.store, kind, each)
        if survivor is not None:
            return _(
                "“{id}” was merged into “{survivor}”: there is nothing left to compare.",
                id=plain(each[:80]),
                survivor=plain(survivor),
            )
    return _(
        "The address names no pair of records that exist. Choose a pair from the list.",
    )


def _score(pairs: Sequence[Candidate], ids: set[str]) -> None:
    pair = next((each for each in pairs if {each.first, each.second} == ids), None)
    if pair is None:
        st.caption(
            _("The two are not among the likely pairs; you can decide on them all the same.")
        )
        return
    word = likelihood(pair.score)
    st.markdown(
        _(
            "**{word}** ({score} of 100). For it: {reasons}. Against it: {doubts}.",
            word=plain(word[:1].upper() + word[1:]),
            score=round(pair.score),
            reasons=plain(speaks_for(pair)),
            doubts=plain(speaks_against(pair)),
        )
    )


def side_by_side(
    dashboard: Dashboard,
    kind: Kind,
    both: Mapping[Which, Record],
    heads: Sequence[str],
    *,
    silence_agrees: bool = False,
) -> None:
    """Every field that either says, those that differ first and in bold; ``heads`` in markdown.

    ``silence_agrees``: where the first says nothing, the two do not differ.
    """
    found = choices(kind, both["first"], both["second"])
    rows = [_row(dashboard, kind, both, name, each) for each in found for name in each.fields]
    told = [row for row in rows if set(row[1:3]) != {UNKNOWN}]
    if silence_agrees:
        told = [(*row[:3], row[3] or row[1] == UNKNOWN) for row in told]
    told.sort(key=lambda row: (row[3], row[1] == UNKNOWN))
    table = pd.DataFrame(
        {
            _("Field"): [
                plain(row[0]) if row[3] else f"**{plain(row[0])}** ≠"  # words: ignore - a sign
                for row in told
            ],
            heads[0]: [plain(row[1]) for row in told],
            heads[1]: [plain(row[2]) for row in told],
        }
    )
    differing = sum(not row[3] for row in told)
    with st.expander(
        _n(
            "Both records side by side: {count} field differs",
            "Both records side by side: {count} fields differ",
            differing,
        ),
        icon=":material/compare_arrows:",
        expanded=True,
    ):
        st.table(table, border="horizontal", hide_index=True)


def _row(
    dashboard: Dashboard, kind: Kind, both: Mapping[Which, Record], name: str, choice: Choice
) -> tuple[str, str, str, bool]:
    one, other = (field_value(dashboard, kind, both[side], name) for side in SIDES)
    return field_label(kind, name), one, other, not choice.differs or one == other


def _decide(
    dashboard: Dashboard,
    kind: Kind,
    both: Mapping[Which, Record],
    names: Mapping[Which, str],
    found: Sequence[Choice],
) -> None:
    """Choose the record that stays and what it says, then merge; or tell the two apart."""
    ids: dict[Which, str] = {side: str(both[side][f"{kind}_id"]) for side in SIDES}
    place = f"duplicate_{kind}_{ids['first']}_{ids['second']}"
    survivor: Which = st.radio(
        _("Which record stays"),
        SIDES,
        format_func=lambda side: f"{_letter(side)}: {plain(names[side])}",
        captions=[plain(ids[side]) for side in SIDES],
        key=f"{place}_stays",
        help=_("Deals, steps, notes and names of the other one become its own."),
    )
    chosen = _chosen(dashboard, kind, both, found, f"{place}_{survivor}", survivor)
    changes = kept(list(found), chosen, survivor, both[_other(survivor)])
    with st.container(horizontal=True):
        actor.action(
            _("Merge the two records"),
            lambda name: _merge(dashboard, kind, ids, names, survivor, changes, name),
            key=f"{place}_merge",
            type="primary",
            icon=":material/merge:",
        )
        actor.action(
            _("Not the same"),
            lambda name: _tell_apart(dashboard, kind, ids, names, name),
            key=f"{place}_apart",
            icon=":material/call_split:",
        )
    st.caption(_("Nothing is deleted: both keep their sources, and either decision can be undone."))


def _chosen(
    dashboard: Dashboard,
    kind: Kind,
    both: Mapping[Which, Record],
    found: Sequence[Choice],
    place: str,
    survivor: Which,
) -> dict[str, Which]:
    """Whose value is kept where the two differ; what only one of them says is folded."""
    chosen = {}
    conflicts = [each for each in found if each.conflict]
    if conflicts:
        st.markdown(f"**{_('What it says from now on, where both say something else')}**")
    for each in conflicts:
        chosen[each.name] = _choose(dashboard, kind, both, each, place, survivor)
    lone = [each for each in found if each.differs and not each.conflict]
    if lone:
        with st.expander(
            _n(
                "{count} field that only one of them fills in; it is kept",
                "{count} fields that only one of them fills in; they are kept",
                len(lone),
            )
        ):
            for each in lone:
                chosen[each.name] = _choose(dashboard, kind, both, each, place, survivor)
    return chosen


def _choose(
    dashboard: Dashboard,
    kind: Kind,
    both: Mapping[Which, Record],
    choice: Choice,
    place: str,
    survivor: Which,
) -> Which:
    names = [choice.name, *(m for m in choice.fields[1:] if both["first"][m] != both["second"][m])]
    picked: Which = st.radio(
        plain(field_label(kind, choice.name)),
        SIDES,
        index=SIDES.index(choice.usual(survivor)),
        format_func=lambda side: (
            f"{_letter(side)}: {plain(values(dashboard, kind, both[side], names))}"
        ),
        key=f"{place}_{choice.name}",
    )
    return picked


def _other(side: Which) -> Which:
    return "second" if side == "first" else "first"


def _letter(side: Which) -> str:
    return "A" if side == "first" else "B"


def _merge(
    dashboard: Dashboard,
    kind: Kind,
    ids: Mapping[Which, str],
    names: Mapping[Which, str],
    survivor: Which,
    changes: Mapping[str, Mapping[str, Any]],
    name: str,
) -> None:
    gone = _other(survivor)
    try:
        event = merge(dashboard.store, name, kind, ids[survivor], ids[gone], changes)
    except (MergeError, StoreError) as error:
        duplicates_decided.failed(error)
        return
    address.go(pair=None)
    duplicates_decided.tell(
        _("“{gone}” is merged into “{survivor}”.", gone=names[gone], survivor=names[survivor]),
        str(event),
    )


def _tell_apart(
    dashboard: Dashboard,
    kind: Kind,
    ids: Mapping[Which, str],
    names: Mapping[Which, str],
    name: str,
) -> None:
    try:
        event = tell_apart(dashboard.store, name, kind, ids["first"], ids["second"])
    except (MergeError, StoreError) as error:
        duplicates_decided.failed(error)
        return
    address.go(pair=None)
    duplicates_decided.tell(
        _(
            "“{one}” and “{other}” are remembered as two records.",
            one=names["first"],
            other=names["second"],
        ),
        str(event),
    )
