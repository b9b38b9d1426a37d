"""An import is a batch: it can be seen, it survives a load, and it can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import merging
from data.events import Event, record
from data.importing.applying import apply
from data.importing.batches import BuiltOnError, blockers, history, undo
from data.importing.checking import Choices, check
from data.importing.faults import FileRefusedError
from data.importing.fields import Kind
from data.importing.vocabularies import words_of
from data.load import load
from data.records import version
from data.store import Store

FUNDS = "investor_id,name,ticket_max_usd_m,source_url,own column\n"


def brought(
    store: Store, folder: Path, text: str, kind: Kind = "investor", choices: Choices | None = None
) -> str:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return apply(store, check(store, path, kind, folder, choices), "Aigerim", path.name)


def investor(store: Store, record_id: str) -> dict[str, object] | None:
    rows = store.table("investor_records", ids=[record_id]).to_pylist()
    return rows[0] if rows else None


def all_records(store: Store) -> list[object]:
    names = ("investors", "deals")
    return [store.table(name).to_pylist() for name in names]


def test_a_batch_says_who_when_what_and_how_many(facts: Store, tmp_path: Path) -> None:
    before = version(facts)
    brought(facts, tmp_path, FUNDS + "new,New,7,https://a.kz/1,x\nebrd,EBRD II,,https://a.kz/2,\n")
    (batch,) = history(facts).to_dict("records")
    told = {name: batch[name] for name in ("actor", "created", "updated", "unchanged", "refused")}
    assert told == {"actor": "Aigerim", "created": 1, "updated": 1, "unchanged": 0, "refused": 0}
    assert len(batch["file_sha256"]) == 64
    assert version(facts) != before
    new = investor(facts, "new")
    assert new is not None
    assert (new["origin"], new["ticket_basis"], new["verified"]) == ("imported", "stated", "no")
    beside = facts.frame("extra_values", kind="investor", id="new")
    assert beside.to_dict("records") == [{"name": "own column", "value": "x"}]


def test_a_changed_field_keeps_its_earlier_value_and_both_sources(
    facts: Store, tmp_path: Path
) -> None:
    earlier = investor(facts, "ebrd")
    assert earlier is not None
    brought(facts, tmp_path, "investor_id,name,source_url\nebrd,EBRD II,https://new.example/\n")
    rows = facts.frame("field_history", kind="investor", id="ebrd").set_index("field")
    name = rows.loc["name"]
    assert (name["earlier"], name["value"]) == (earlier["name"], "EBRD II")
    assert name["earlier_source_url"] == earlier["source_url"]
    assert (name["source_url"], name["actor"]) == ("https://new.example/", "Aigerim")
    changed = investor(facts, "ebrd")
    assert changed is not None
    assert changed["name"] == "EBRD II"


def test_an_empty_cell_changes_nothing(facts: Store, tmp_path: Path) -> None:
    before = all_records(facts)
    brought(facts, tmp_path, "investor_id,name,hq_country,sectors\nebrd,EBRD,,\n")
    after = all_records(facts)
    assert history(facts)["unchanged"].tolist() == [1] or before != after
    record_now = investor(facts, "ebrd")
    assert record_now is not None
    assert record_now["hq_country"] == "GB"
    assert record_now["sectors"]


def test_the_same_file_again_changes_nothing(facts: Store, tmp_path: Path) -> None:
    text = FUNDS + "new,New,7,https://a.kz/1,x\n"
    brought(facts, tmp_path, text)
    before = all_records(facts)
    brought(facts, tmp_path, text)
    assert all_records(facts) == before
    assert history(facts)["unchanged"].tolist() == [1, 0]


def test_a_later_load_keeps_what_was_imported(
    facts: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(facts, tmp_path, FUNDS + "new,New,7,https://a.kz/1,x\nebrd,EBRD II,,https://a.kz/2,\n")
    before = all_records(facts)
    monkeypatch.setattr("data.load.RULES_VERSION", "another")
    assert load(facts).changed
    assert all_records(facts) == before


def test_undoing_a_batch_brings_everything_back(facts: Store, tmp_path: Path) -> None:
    before = all_records(facts)
    batch = brought(
        facts, tmp_path, FUNDS + "new,New,7,https://a.kz/1,x\nebrd,EBRD II,9,https://a.kz/2,\n"
    )
    assert all_records(facts) != before
    undo(facts, batch, "Daulet")
    assert all_records(facts) == before
    (told,) = history(facts).to_dict("records")
    assert (told["actor"], told["undone_by"]) == ("Aigerim", "Daulet")
    with pytest.raises(ValueError, match="no standing import"):
        undo(facts, batch, "Daulet")


def test_a_batch_that_something_builds_on_says_what(facts: Store, tmp_path: Path) -> None:
    batch = brought(
        facts, tmp_path, FUNDS + "new,New,7,https://a.kz/1,\nebrd,EBRD II,,https://a.kz/2,\n"
    )
    project = str(facts.value("project_ids", most=1))
    deals = f"deal_id,investor_id,project_id\nd-new,new,{project}\n"
    second = brought(facts, tmp_path, deals, "deal")
    record(facts, Event("Aliya", "noted", investor_id="new", payload={"text": "called"}))
    edit = {"field": "name", "value": "EBRD III"}
    record(facts, Event("Aliya", "edited", investor_id="ebrd", payload=edit))
    found = {(b.what, b.record_id, b.detail) for b in blockers(facts, batch)}
    assert found == {
        ("noted", "new", None),
        ("deal", "new", "d-new"),
        ("edited", "ebrd", "name"),
    }
    before = all_records(facts)
    with pytest.raises(BuiltOnError, match="d-new"):
        undo(facts, batch, "Daulet")
    assert all_records(facts) == before
    undo(facts, second, "Daulet")
    assert ("deal", "new", "d-new") not in {
        (b.what, b.record_id, b.detail) for b in blockers(facts, batch)
    }


def test_a_batch_whose_record_was_merged_waits_for_the_merge_to_be_undone(
    facts: Store, tmp_path: Path
) -> None:
    batch = brought(facts, tmp_path, FUNDS + "new,New,7,https://a.kz/1,\nother,Other,,,\n")
    changing = brought(facts, tmp_path, "investor_id,name\nebrd,EBRD II\n")
    gone = merging.merge(facts, "Aliya", "investor", "eib", "new", {})
    stays = merging.merge(facts, "Aliya", "investor", "other", "adb", {})
    of_edit = merging.merge(facts, "Aliya", "investor", "eib", "ebrd", {})
    found = {(b.what, b.record_id, b.detail, b.actor) for b in blockers(facts, batch)}
    assert found == {("merged", "new", "eib", "Aliya"), ("merged", "other", "adb", "Aliya")}
    (of_change,) = blockers(facts, changing)
    assert (of_change.what, of_change.record_id, of_change.detail) == ("merged", "ebrd", "eib")
    for each in (batch, changing):
        with pytest.raises(BuiltOnError, match="merged"):
            undo(facts, each, "Daulet")
    for event in (gone, stays, of_edit):
        merging.undo(facts, "Aliya", str(event))
    for each in (batch, changing):
        undo(facts, each, "Daulet")
    assert investor(facts, "new") is None


def test_good_rows_only_leaves_the_others_with_their_reasons(facts: Store, tmp_path: Path) -> None:
    text = FUNDS + "new,New,7,https://a.kz/1,\nbad id,Bad,7,,\nnew2,,7,,\nnew3,Three,-1,,\n"
    with pytest.raises(FileRefusedError):
        brought(facts, tmp_path, text)
    assert history(facts).empty
    batch = brought(facts, tmp_path, text, choices=Choices(good_rows_only=True))
    (told,) = history(facts).to_dict("records")
    assert (told["created"], told["refused"]) == (1, 3)
    reasons = facts.frame("import_refused", batch_id=batch)
    assert reasons["row"].tolist() == [3, 4, 5]
    assert investor(facts, "new3") is None


def test_ids_are_made_from_names_and_known_names_keep_theirs(facts: Store, tmp_path: Path) -> None:
    known = investor(facts, "ebrd")
    assert known is not None
    text = f"Название,Страна\nЖаңа қор,Казахстан\nЖаңа қор,Китай\n{known['name']},\n"
    brought(facts, tmp_path, text, choices=Choices(make_ids=True))
    (told,) = history(facts).to_dict("records")
    assert (told["created"], told["unchanged"]) == (2, 1)
    first, second = investor(facts, "zhanga-qor"), investor(facts, "zhanga-qor-2")
    assert first is not None
    assert second is not None
    assert (first["hq_country"], second["hq_country"]) == ("KZ", "CN")


def test_what_a_person_said_is_remembered(facts: Store, tmp_path: Path) -> None:
    text = "investor_id,name,Kontor\nnew,New,Германия\n"
    brought(facts, tmp_path, text, choices=Choices(columns={2: "hq_country"}))
    again = text.replace("new,New", "new2,New2")
    brought(facts, tmp_path, again)
    record_now = investor(facts, "new2")
    assert record_now is not None
    assert record_now["hq_country"] == "DE"


def test_nobody_imports_without_a_name(facts: Store, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("investor_id,name\nnew,New\n")
    with pytest.raises(ValueError, match="actor"):
        apply(facts, check(facts, path, "investor", tmp_path), " ", path.name)
    assert investor(facts, "new") is None


def test_aifc_fields_of_a_project_go_to_the_desk_and_come_back_by_undo(
    facts: Store, tmp_path: Path
) -> None:
    header = "project_id,name,legal_form,Forum of my own,Governing law\n"
    forms = facts.frame("structure_values")
    of = forms.set_index("field")
    label = str(of.loc["legal_form"].set_index("code").at["spc", "label_ru"])
    law = str(of.loc["governing_law"]["code"].iloc[0])
    text = f"{header}port-2,Порт,{label},x,{law}\n"
    batch = brought(facts, tmp_path, text, "project")
    structures = facts.frame("structures").set_index(["project_id", "field"])["value"]
    assert structures["port-2", "legal_form"] == "spc"
    assert structures["port-2", "governing_law"] == law
    beside = facts.frame("extra_values", kind="project", id="port-2")
    assert beside["name"].tolist() == ["Forum of my own"]
    brought(facts, tmp_path, text, "project")
    assert history(facts)["unchanged"].tolist()[0] == 1
    undo(facts, batch, "Daulet")
    assert "port-2" not in set(facts.frame("structures")["project_id"])


def test_an_unknown_aifc_value_is_told_with_the_codes(facts: Store, tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError) as refused:
        brought(facts, tmp_path, "project_id,name,legal_form\np,P,spcc\n", "project")
    (fault,) = refused.value.faults
    assert (fault.rule, fault.row, fault.mends[0]) == ("choice", 2, "spc")


def test_a_record_that_was_merged_away_is_led_to_the_one_that_stays(
    facts: Store, tmp_path: Path
) -> None:
    batch = brought(facts, tmp_path, FUNDS + "new,New,7,https://a.kz/1,\n")
    payload = {"record_kind": "investor", "gone_id": "new", "fields": {}}
    record(facts, Event("Aliya", "merged", investor_id="ebrd", payload=payload))
    project = str(facts.value("project_ids", most=1))
    deal = f"deal_id,investor_id,project_id\nd,new,{project}\n"
    for text, kind in ((FUNDS + "new,New,8,,\n", "investor"), (deal, "deal")):
        with pytest.raises(FileRefusedError) as refused:
            brought(facts, tmp_path, text, kind)  # type: ignore[arg-type]
        assert [(f.rule, f.mends) for f in refused.value.faults] == [("merged_away", ("ebrd",))]
    assert [(b.what, b.record_id, b.detail) for b in blockers(facts, batch)] == [
        ("merged", "new", "ebrd")
    ]


def test_a_word_is_remembered_by_its_code_and_only_where_a_vocabulary_knows_it(
    facts: Store, tmp_path: Path
) -> None:
    choices = Choices(
        words={("sector", "чугунка"): "Железные дороги", ("sector", "небылица"): "вымысел"}
    )
    header = "investor_id,name,sectors,source_url"
    text = f"{header}\nnew-fund,New Fund,чугунка,https://fund.example/1\n"
    brought(facts, tmp_path, text, choices=choices)
    remembered = facts.frame("import_words")
    assert remembered[["vocabulary", "stated", "code"]].to_numpy().tolist() == [
        ["sector", "чугунка", "railways"]
    ]


def test_only_a_slip_of_the_pen_is_taken_for_a_word(facts: Store) -> None:
    words = words_of(facts)
    assert words.nearly("sector", "Здравохранение и образование", "health & education")
    assert words.nearly("region", "Кастанайская область", "Kostanay")
    assert not words.nearly("region", "ВКО и ЗКО", "Kostanay")
    assert not words.nearly("investor_type", "фонд", "sovereign wealth fund")
