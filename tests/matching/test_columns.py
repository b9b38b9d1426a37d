"""Whole columns mean what their cells mean one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.columns import (
    Lists,
    as_list,
    as_text,
    combine,
    lists_of,
    read_bytes,
    read_codes,
    read_lists,
    read_numbers,
    read_texts,
)
from matching.table import Table

ODD_TEXTS = [
    "",
    "  ",
    "a",
    " a ",
    "a;b",
    "b; a;;a ",
    "\u00a0порт\u3000",
    "\u202eميناء\u202c",
    "İ",
    "x" * 100_000,
]
MISSING = [None, float("nan"), np.nan, pd.NA, pd.NaT]
TEXTS = st.one_of(st.sampled_from(ODD_TEXTS), st.text(max_size=8), st.sampled_from(MISSING))
PARTS = st.lists(TEXTS, max_size=4)
ARRAYS = PARTS.map(lambda parts: np.array([*parts, None], dtype=object)[:-1])
OTHERS = st.one_of(st.integers(-5, 5), st.floats(), st.booleans(), st.just(np.float32(2)))
CELLS = st.one_of(TEXTS, PARTS, PARTS.map(tuple), ARRAYS, OTHERS, st.lists(OTHERS, max_size=3))
COLUMNS = st.one_of(
    st.lists(TEXTS, max_size=6),
    st.lists(st.one_of(PARTS, ARRAYS, st.sampled_from(MISSING)), max_size=6),
    st.lists(CELLS, max_size=6),
)
LISTS = st.lists(st.lists(st.sampled_from("abcd"), unique=True, max_size=4), max_size=8)


def _objects(cells: list[Any]) -> pd.Series:
    values = np.empty(len(cells), dtype=object)
    for row, cell in enumerate(cells):
        values[row] = cell
    return pd.Series(values, dtype=object)


@settings(max_examples=150, deadline=None)
@given(cells=COLUMNS)
def test_a_column_of_any_cells_reads_as_its_cells(cells: list[Any]) -> None:
    column = _objects(cells)
    assert read_texts(column).to_pylist() == [as_text(cell) for cell in cells]
    assert read_lists(column).tuples() == [as_list(cell) for cell in cells]


@settings(max_examples=60, deadline=None)
@given(cells=st.lists(st.one_of(st.none(), st.sampled_from(ODD_TEXTS), st.text(max_size=6))))
def test_texts_read_the_same_however_they_are_stored(cells: list[str | None]) -> None:
    texts, lists = [as_text(cell) for cell in cells], [as_list(cell) for cell in cells]
    for kind in ("str", pd.ArrowDtype(pa.string()), pd.ArrowDtype(pa.large_string()), "category"):
        column = pd.Series(cells, dtype=kind)
        assert read_texts(column).to_pylist() == texts
        assert read_lists(column).tuples() == lists
        assert read_bytes(column) == read_bytes(_objects(cells))


@settings(max_examples=60, deadline=None)
@given(cells=st.lists(st.one_of(st.none(), st.lists(st.one_of(st.none(), st.text(max_size=3))))))
def test_lists_read_the_same_however_they_are_stored(cells: list[list[str | None] | None]) -> None:
    lists = [as_list(cell) for cell in cells]
    for kind in (pa.list_(pa.string()), pa.large_list(pa.large_string())):
        column = pd.Series(cells, dtype=pd.ArrowDtype(kind))
        assert read_lists(column).tuples() == lists
        assert read_lists(column.iloc[1:]).tuples() == lists[1:]


@pytest.mark.parametrize("cells", [[1, 2, None], [1.5, float("nan")], [True, False, None]])
@pytest.mark.parametrize("stored", ["plain", "arrow"])
def test_numbers_and_booleans_as_text_are_written_in_full(cells: list[Any], stored: str) -> None:
    column = pd.Series(cells)
    if stored == "arrow":
        column = pd.Series(pa.array(cells, from_pandas=True), dtype="object").astype(
            pd.ArrowDtype(pa.array(cells, from_pandas=True).type)
        )
    assert read_texts(column).to_pylist() == [as_text(cell) for cell in column.tolist()]


def test_half_a_character_does_not_stop_anything() -> None:
    assert read_texts(_objects(["a\ud800", None])).to_pylist() == ["a?", ""]


def test_numbers_are_read_from_text_too() -> None:
    cells = ["1", " 2.5 ", "x", None, "inf", "-3"]
    expected = [1, 2.5, np.nan, np.nan, np.inf, -3]
    for kind in ("str", object, pd.ArrowDtype(pa.string())):
        assert np.array_equal(read_numbers(pd.Series(cells, dtype=kind)), expected, equal_nan=True)


@settings(max_examples=100, deadline=None)
@given(tuples=LISTS, data=st.data())
def test_lists_do_what_tuples_do(tuples: list[list[str]], data: st.DataObject) -> None:
    lists = lists_of(tuples)
    plain = [tuple(each) for each in tuples]
    assert lists.tuples() == plain
    codes, distinct = lists.distinct()
    assert distinct.tuples() == list(dict.fromkeys(plain))
    assert [distinct.tuples()[code] for code in codes] == plain
    assert lists.sorted().tuples() == [tuple(sorted(each)) for each in plain]
    rows = data.draw(st.lists(st.integers(0, len(plain) - 1), max_size=9)) if plain else []
    taken = lists.take(np.array(rows, dtype=np.int64))
    assert taken.tuples() == [plain[row] for row in rows]
    held = lists.holding(["d", "a", "z"])
    assert held.tolist() == [[name in each for each in plain] for name in ("d", "a", "z")]
    worth = dict(
        zip("abcd", data.draw(st.lists(st.floats(0, 1), min_size=4, max_size=4)), strict=True)
    )
    best = lists.best(np.array([[worth[name] for name in lists.names]]).reshape(1, -1))
    assert best[0].tolist() == [max((worth[n] for n in each), default=0.0) for each in plain]


@given(rows=st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1))
def test_combined_codes_tell_combinations_apart(rows: list[tuple[int, bool]]) -> None:
    codes, first = combine(np.array([n for n, _ in rows]), np.array([yes for _, yes in rows]))
    assert [rows[first[code]] for code in codes] == rows
    assert len(first) == len(set(rows))


def test_distinct_texts_are_numbered_as_they_come() -> None:
    codes, texts = read_codes(read_texts(pd.Series(["b", "a", None, "b "])))
    assert (codes.tolist(), texts) == ([0, 1, 2, 0], ("b", "a", ""))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["a", "b"], ["ab", ""]),
        (["a", None], [None, "a"]),
        ([1.0, None], [None, 1.0]),
        ([2**60], [2**60 + 1]),
        ([["a", "b"]], [["a;b"]]),
        ([["a"], ["b"]], [["a", "b"], []]),
        ([["a", "b"]], [["b", "a"]]),
        (["x" * 100_000], ["x" * 99_999 + "y"]),
    ],
)
def test_bytes_differ_where_any_cell_does(one: list[Any], other: list[Any]) -> None:
    assert read_bytes(_objects(one)) != read_bytes(_objects(other))
    plain, changed = pd.Series(one), pd.Series(other)
    assert read_bytes(plain) != read_bytes(changed)


def test_bytes_of_numbers_do_not_depend_on_their_storage() -> None:
    plain = read_bytes(pd.Series([1.0, np.nan, 0.0]))
    assert plain == read_bytes(pd.Series([1, None, -0.0]))
    assert plain == read_bytes(pd.Series([1, None, 0], dtype=pd.ArrowDtype(pa.int64())))


IDS = st.lists(st.text(st.sampled_from("aZ0-_."), min_size=1, max_size=4), unique=True, min_size=1)


@settings(max_examples=50, deadline=None)
@given(ids=IDS, data=st.data())
def test_a_table_stands_in_the_order_of_its_ids(ids: list[str], data: st.DataObject) -> None:
    lists = data.draw(st.lists(PARTS, min_size=len(ids), max_size=len(ids)))
    texts = data.draw(st.lists(TEXTS, min_size=len(ids), max_size=len(ids)))
    frame = pd.DataFrame({"id": ids, "lists": _objects(lists), "texts": _objects(texts)})
    table = Table(frame, "id")
    order = sorted(range(len(ids)), key=ids.__getitem__)
    assert table.ids == sorted(ids)
    assert table.texts("texts") == [as_text(texts[row]) for row in order]
    assert table.lists("lists") == [as_list(lists[row]) for row in order]
    codes, names = table.codes("texts")
    assert [names[code] for code in codes] == table.texts("texts")
    for place, row in enumerate(order):
        assert table.position(ids[row]) == place
        assert table.text_at("texts", place) == as_text(texts[row])
        assert table.list_at("lists", place) == as_list(lists[row])
    assert table.positions(ids).tolist() == [table.position(each) for each in ids]
    assert table.ids_at(np.arange(len(ids))[::-1]).tolist() == table.ids[::-1]
    assert "none" not in table
    with pytest.raises(KeyError):
        table.position("none")
    with pytest.raises(KeyError):
        table.positions([ids[0], "none"])


def test_a_missing_column_is_missing_everywhere() -> None:
    table = Table(pd.DataFrame({"id": ["b", "a"]}), "id")
    assert table.texts("none") == ["", ""]
    assert table.lists("none") == [(), ()]
    assert np.isnan(table.numbers("none")).all()
    assert not table.flags("none").any()
    assert (table.text_at("none", 0), table.list_at("none", 0)) == ("", ())
    assert table.mandates("none")[1].tuples() == [()]


def test_a_later_change_of_the_frame_does_not_reach_the_table() -> None:
    frame = pd.DataFrame({"id": ["b", "a"], "name": ["B", "A"]})
    table = Table(frame, "id")
    frame.loc[0, "name"] = "changed"
    assert table.texts("name") == ["A", "B"]


def test_no_lists_at_all() -> None:
    none = Lists(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32), ())
    assert none.tuples() == []
    assert none.distinct()[1].tuples() == []
    assert none.matrix().shape == (0, 0)
