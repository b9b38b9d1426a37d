"""Deals as people list them: without ids, the parties by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.importing.applying import apply
from data.importing.batches import history
from data.importing.checking import Checked, Choices, check
from data.importing.faults import FileRefusedError
from data.store import Store

HEADER = "Инвестор,Проект,Инструмент,Сумма,Год,Статус\n"
ROWS = (
    "Азиатский банк развития,Aktau airport terminal,senior loan,120 млн долл. США,2031,подписано\n"
    "asian development bank adb,Aktau airport terminal,senior loan,$130m,2031,signed\n"
    "adb,Aktau airport terminal,equity,$5m,2031,signed\n"
)
MADE = Choices(make_ids=True)


def checked(store: Store, folder: Path, text: str, choices: Choices = MADE) -> Checked:
    path = folder / "deals.csv"
    path.write_text(text, encoding="utf-8")
    return check(store, path, "deal", folder, choices)


def deals(store: Store) -> dict[str, tuple[object, ...]]:
    names = ("investor_id", "project_id", "amount_usd_m", "year")
    rows = store.table("deals").to_pylist()
    return {row["deal_id"]: tuple(row[name] for name in names) for row in rows}


def test_deals_without_ids_come_in_by_the_names_of_their_parties(
    facts: Store, tmp_path: Path
) -> None:
    before = deals(facts)
    project = facts.table("project_ids", most=1).to_pylist()[0]
    text = HEADER + ROWS.replace("Aktau airport terminal", project["name"])
    apply(facts, checked(facts, tmp_path, text), "Aigerim", "deals.csv")
    new = {own: said for own, said in deals(facts).items() if own not in before}
    base = f"adb-{project['id'][:32].rstrip('-')}-2031"
    assert new == {
        base: ("adb", project["id"], 120.0, 2031),
        f"{base}-2": ("adb", project["id"], 130.0, 2031),
        f"{base}-3": ("adb", project["id"], 5.0, 2031),
    }
    again = text.replace("$130m", "$140m")
    apply(facts, checked(facts, tmp_path, again), "Aigerim", "deals.csv")
    told = history(facts).iloc[0]
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 1, 2)
    assert deals(facts)[f"{base}-2"][2] == 140.0


def test_a_made_id_is_never_that_of_another_deal(facts: Store, tmp_path: Path) -> None:
    project = facts.table("project_ids", most=1).to_pylist()[0]["id"]
    taken = f"EBRD-{project[:32].rstrip('-')}-2031"
    text = "deal_id,investor_id,project_id,year\n" + f"{taken},adb,{project},2031\n"
    apply(facts, checked(facts, tmp_path, text, Choices()), "Aigerim", "deals.csv")
    text = f"Инвестор,Проект,Год\nebrd,{project},2031\n"
    apply(facts, checked(facts, tmp_path, text), "Aigerim", "deals.csv")
    assert deals(facts)[f"{taken.lower()}-2"][0] == "ebrd"
    assert deals(facts)[taken][0] == "adb"


def test_a_name_that_is_not_on_record_is_refused_with_what_is_near(
    facts: Store, tmp_path: Path
) -> None:
    project = facts.table("project_ids", most=1).to_pylist()[0]["id"]
    text = f"Инвестор,Проект,Год\nАзиатский банк развитие,{project},2031\n,{project},2031\n"
    kept = checked(facts, tmp_path, text).faults.kept
    assert {(fault.row, fault.column, fault.rule, fault.mends[:1]) for fault in kept} == {
        (2, "Инвестор", "reference", ("adb",)),
        (3, "Инвестор", "required", ()),
    }


def test_a_name_of_two_records_is_told_with_both_ids(facts: Store, tmp_path: Path) -> None:
    path = tmp_path / "funds.csv"
    path.write_text("investor_id,name\ntwin-1,Twin Fund\ntwin-2,“Twin” fund\n", encoding="utf-8")
    apply(facts, check(facts, path, "investor", tmp_path), "Aigerim", path.name)
    project = facts.table("project_ids", most=1).to_pylist()[0]["id"]
    found = checked(facts, tmp_path, f"Инвестор,Проект\nTwin Fund,{project}\n").faults.kept
    assert [(fault.rule, set(fault.mends)) for fault in found] == [
        ("reference", {"twin-1", "twin-2"})
    ]


def test_without_the_wish_for_made_ids_a_sheet_of_deals_is_refused(
    facts: Store, tmp_path: Path
) -> None:
    with pytest.raises(FileRefusedError, match="deal_id"):
        checked(facts, tmp_path, HEADER + ROWS, Choices())
