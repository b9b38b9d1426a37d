"""Rows of a file beside the records they look like, and what a choice does when it is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.importing import alike
from data.importing.alike import Decision, Found
from data.importing.applying import apply
from data.importing.checking import Checked, Choices, check
from data.records import frames
from data.store import Store
from matching.duplicates import against

FILE = (
    "Наименование;Страна;Описание\n"
    "Европейский банк реконструкции и развития;GB;Из письма министерства\n"
    "Степной ветер Капитал;KZ;Один\n"
    'ТОО "Степной Ветер Капитал";KZ;Другой\n'
    "Совсем новый фонд Алтын Дала;KZ;Третий\n"
)


@pytest.fixture
def store(seeded: Path, tmp_path: Path) -> Store:
    """The seed facts in a database of the test's own."""
    return Store(Path(shutil.copy(seeded, tmp_path / "own.duckdb")))


@pytest.fixture
def looked(store: Store, tmp_path: Path) -> tuple[Checked, Found]:
    """The file as checked, and what its rows look like."""
    checked = checked_with(store, tmp_path, Choices(make_ids=True))
    return checked, found(store, checked)


def checked_with(store: Store, folder: Path, choices: Choices) -> Checked:
    path = folder / "file.csv"
    path.write_text(FILE, encoding="utf-8")
    return check(store, path, "investor", folder, choices)


def found(store: Store, checked: Checked) -> Found:
    known = frames(store)["investors"]
    return alike.find(checked, known, against)


def test_a_row_looks_like_a_record_in_another_script_and_like_another_row(
    looked: tuple[Checked, Found],
) -> None:
    _checked, said = looked
    assert {(each.row, each.other) for each in said.pairs} == {(2, "ebrd"), (4, "row 3")}
    assert said.rows is not None
    assert said.rows[4]["description"] == "Другой"


def test_what_is_decided_is_what_is_written(store: Store, tmp_path: Path) -> None:
    decided = {2: Decision("update", "ebrd"), 4: Decision("out")}
    before = len(frames(store)["investors"])
    first = found(store, checked_with(store, tmp_path, Choices(make_ids=True)))
    choices = Choices(
        make_ids=True,
        same=alike.same(decided),
        left_out=alike.left_out(first.pairs, decided),
    )
    checked = checked_with(store, tmp_path, choices)
    assert (checked.counts.created, checked.counts.updated) == (2, 1)
    assert not checked.refused
    again = alike.kept(found(store, checked), first, decided)
    assert {each.row for each in again.pairs} == {2, 4}
    batch = apply(store, checked, "Aigerim", "file.csv")
    investors = frames(store)["investors"].set_index("investor_id")
    assert len(investors) == before + 2
    assert investors.loc["ebrd", "description"] == "Из письма министерства"
    assert investors["name"].str.contains("Степной").sum() == 1
    left = store.frame("import_refused", batch_id=batch)
    assert left[["row", "found"]].to_numpy().tolist() == [[4, "row 3"]]
    assert int(store.frame("import_batch", batch_id=batch)["refused"].iloc[0]) == 1


def test_two_rows_cannot_change_the_same_record(store: Store, tmp_path: Path) -> None:
    same = {2: "ebrd", 3: "ebrd"}
    checked = checked_with(store, tmp_path, Choices(make_ids=True, same=same))
    assert [fault.rule for fault in checked.faults.kept] == ["id_twice"]
    left = Choices(make_ids=True, same=same, left_out={3: "ebrd"})
    assert not checked_with(store, tmp_path, left).faults.kept


def test_one_choice_for_all_changes_only_where_a_record_is_there(
    looked: tuple[Checked, Found],
) -> None:
    _checked, said = looked
    assert alike.for_all(said.pairs, "update") == {2: Decision("update", "ebrd")}
    assert alike.for_all(said.pairs, "out").keys() == {2, 4}


def test_too_many_rows_are_said_and_not_compared(
    looked: tuple[Checked, Found], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked, _said = looked
    monkeypatch.setattr(alike, "MOST", 2)
    assert found(store, checked) == Found(too_many=True)
