"""Rows of a file that look like a record or like each other, side by side, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from data.importing import alike
from data.importing.alike import NEW, Alike, Decision, What
from data.importing.fields import Kind, key
from data.rows import each_row
from ui.format import number, plain
from ui.records import upload
from ui.records.differing import Which
from ui.records.duplicate_pair import side_by_side
from ui.records.duplicate_words import likelihood, record_name, speaks_against, speaks_for
from ui.records.rows import grid_height, row_height
from ui.records.upload import Upload
from ui.session import Dashboard
from ui.words import _, _n, mark

#: Pairs listed at once, the likeliest first.
LISTED: Final = 500
DECIDED: Final[Mapping[What, str]] = {
    "new": mark("comes in as a new record"),
    "out": mark("is left out"),
    "update": mark("changes “{record}”"),
}


def show(dashboard: Dashboard, under_way: Upload) -> None:
    """Show the pairs and the one that is chosen; nothing where no row looks like anything."""
    found = under_way.alike
    if found.too_many:
        st.caption(
            _(
                "More than {most} new rows: they are not compared with the records that are there. "
                "After the import, the tab “Duplicates” does that.",
                most=number(alike.MOST),
            )
        )
    pairs = found.pairs[:LISTED]
    if not pairs:
        return
    count = len({each.row for each in found.pairs})
    st.subheader(
        _n(
            "{n} row looks like a record that is there, or like another row",
            "{n} rows look like a record that is there, or like another row",
            count,
            n=number(count),
        )
    )
    st.caption(
        _("Nothing is decided for you: each comes in as a new record unless you say otherwise.")
    )
    names = _names(dashboard, under_way, pairs)
    chosen = _list(under_way, pairs, names)
    _for_all(under_way)
    if chosen is not None:
        _pair(dashboard, under_way, chosen, names)


def take(dashboard: Dashboard, under_way: Upload) -> None:
    """Show the button that checks the rows again with what was decided."""
    st.button(
        _("Take these choices and check again"),
        key="import_alike_take",
        type="primary",
        icon=":material/build:",
        on_click=lambda: upload.start_check(dashboard, under_way, under_way.choices),
    )
    st.caption(_("You decided on rows since they were checked. After this you can import."))


def _names(dashboard: Dashboard, under_way: Upload, pairs: Sequence[Alike]) -> dict[str, str]:
    """What the records and rows are called, by id and by ``row`` with its number."""
    kind = under_way.kind
    wanted = {each.record_id for each in pairs if each.record_id}
    frame = upload.records(dashboard, kind)
    rows: list[dict[str, Any]] = each_row(frame[frame[key(kind)].isin(wanted)])
    names = {str(row[key(kind)]): record_name(dashboard, kind, row) for row in rows}
    said = under_way.alike.rows or {}
    return names | {f"row {n}": record_name(dashboard, kind, row) for n, row in said.items()}


def _list(under_way: Upload, pairs: Sequence[Alike], names: Mapping[str, str]) -> Alike | None:
    rows = pd.DataFrame(
        {
            "row": [each.row for each in pairs],
            "name": [names.get(f"row {each.row}", "") for each in pairs],
            "other": [_other(each, names) for each in pairs],
            "word": [likelihood(each.pair.score) for each in pairs],
            "done": [_told(under_way.decided.get(each.row, NEW), names) for each in pairs],
            "for": [speaks_for(each.pair) for each in pairs],
            "against": [speaks_against(each.pair) for each in pairs],
        }
    )
    each = row_height([*rows["name"], *rows["other"], *rows["done"]], 32)
    event = st.dataframe(
        rows,
        key=f"import_alike_{under_way.turn}",
        hide_index=True,
        row_height=each,
        height=grid_height(len(rows), each, 320),
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": [0]}},
        column_config={
            "row": st.column_config.NumberColumn(_("Row"), format="%d", width=60),
            "name": st.column_config.TextColumn(_("In the file"), width=250),
            "other": st.column_config.TextColumn(_("Looks like"), width=250),
            "word": st.column_config.TextColumn(_("How likely"), width=170),
            "done": st.column_config.TextColumn(_("What happens to the row"), width=220),
            "for": st.column_config.TextColumn(_("What speaks for it"), width=240),
            "against": st.column_config.TextColumn(_("What speaks against it"), width=180),
        },
        alt=_("Rows that look like a record or like another row; tick one to compare the two."),
    )
    if len(under_way.alike.pairs) > len(pairs):
        st.caption(_("The {count} likeliest are listed.", count=number(len(pairs))))
    ticked = event["selection"]["rows"]
    return pairs[ticked[0]] if ticked and ticked[0] < len(pairs) else None


def _for_all(under_way: Upload) -> None:
    """One choice for all rows, where nobody wants to go through them."""
    offers: Sequence[tuple[What, str]] = (
        ("out", _("Leave all of them out")),
        ("update", _("All change the record they look like")),
        ("new", _("All come in as new")),
    )
    with st.container(horizontal=True):
        for what, label in offers:
            st.button(
                label,
                key=f"import_alike_all_{what}",
                type="tertiary",
                on_click=_decide_all,
                args=(under_way, what),
            )


def _pair(dashboard: Dashboard, under_way: Upload, chosen: Alike, names: Mapping[str, str]) -> None:
    """The row and what it looks like, side by side, and the choice."""
    kind = under_way.kind
    row = (under_way.alike.rows or {}).get(chosen.row)
    other = _record(dashboard, under_way, kind, chosen)
    if row is None or other is None:
        st.caption(_("The record was removed or merged meanwhile. Check the rows again."))
        return
    offered: list[Decision] = [NEW, Decision("out")]
    if chosen.record_id is not None:
        offered.append(Decision("update", chosen.record_id))
    now = under_way.decided.get(chosen.row, NEW)
    place = f"import_alike_{chosen.row}_{chosen.other}"
    st.session_state[place] = now if now in offered else None
    st.radio(
        _("Row {row} of the file …", row=number(chosen.row)),
        offered,
        format_func=lambda each: plain(_told(each, names)),
        key=place,
        on_change=lambda: _decide(under_way, chosen.row, st.session_state[place]),
        help=_("A row that changes a record leaves alone what its empty cells do not say."),
    )
    heads = [_("Row {row}", row=number(chosen.row)), plain(_other(chosen, names))]
    both: Mapping[Which, Mapping[str, Any]] = {"first": row, "second": other}
    side_by_side(dashboard, kind, both, heads, silence_agrees=True)


def _record(
    dashboard: Dashboard, under_way: Upload, kind: Kind, chosen: Alike
) -> Mapping[str, Any] | None:
    if chosen.other_row is not None:
        return (under_way.alike.rows or {}).get(chosen.other_row)
    query = f"{kind}_records"  # words: ignore - the name of a query
    rows = dashboard.store.table(query, ids=[chosen.other]).to_pylist()
    return rows[0] if rows else None


def _other(each: Alike, names: Mapping[str, str]) -> str:
    if each.record_id is not None:
        return names.get(each.record_id, each.record_id)
    name = names.get(f"row {each.other_row}", "")
    return _("Row {row}: {name}", row=number(each.other_row or 0), name=name)


def _told(decision: Decision, names: Mapping[str, str]) -> str:
    record = decision.record_id or ""
    return _(DECIDED[decision.what]).format(record=names.get(record, record))


def _decide(under_way: Upload, row: int, decision: Decision | None) -> None:
    if decision is not None:
        under_way.decided[row] = decision


def _decide_all(under_way: Upload, what: What) -> None:
    under_way.decided.update(alike.for_all(under_way.alike.pairs, what))
