"""A record is edited by the rules of the import, all fields or none."""

from __future__ import annotations

import pytest

from data.importing.editing import LaterEditError, edit, take_back
from data.importing.faults import FileRefusedError
from data.store import Store

SOURCE = "https://new.example/"


def ebrd(store: Store) -> dict[str, object]:
    (record,) = store.table("investor_records", ids=["ebrd"]).to_pylist()
    return dict(record)


def test_fields_are_read_as_in_a_file_and_keep_what_they_said(facts: Store) -> None:
    before = ebrd(facts)
    cells = {"hq_country": "Германия", "sectors": "Железные дороги; energy", "notes": ""}
    saved = edit(facts, "investor", "ebrd", cells, "Aliya", SOURCE)
    after = ebrd(facts)
    assert (after["hq_country"], after["sectors"]) == ("DE", ["railways", "energy"])
    assert {each.field: each.earlier for each in saved}["sectors"] == before["sectors"]
    rows = facts.frame("field_history", kind="investor", id="ebrd").set_index("field")
    assert rows.loc["hq_country", "earlier"] == before["hq_country"]
    assert rows.loc["hq_country", "source_url"] == SOURCE
    assert rows.loc["hq_country", "actor"] == "Aliya"


def test_one_wrong_field_saves_none(facts: Store) -> None:
    before = ebrd(facts)
    cells = {"hq_country": "DE", "ticket_min_usd_m": "900", "ticket_max_usd_m": "5"}
    with pytest.raises(FileRefusedError) as refused:
        edit(facts, "investor", "ebrd", cells, "Aliya", None)
    assert [fault.rule for fault in refused.value.faults] == ["ticket_order"]
    with pytest.raises(FileRefusedError):
        edit(facts, "investor", "ebrd", {"ticket_min_usd_m": "99999"}, "Aliya", None)
    with pytest.raises(FileRefusedError):
        edit(facts, "investor", "ebrd", {"name": " "}, "Aliya", None)
    with pytest.raises(FileRefusedError):
        edit(facts, "investor", "ebrd", {"notes": "fine"}, "Aliya", "javascript:x")
    assert ebrd(facts) == before


def test_an_amount_brings_its_dollars_currency_and_rate(facts: Store) -> None:
    project = str(facts.value("project_ids", most=1))
    edit(facts, "project", project, {"ask_usd_m": "10 млрд тенге"}, "Aliya", SOURCE)
    (record,) = facts.table("project_records", ids=[project]).to_pylist()
    assert (record["ask_original_m"], record["ask_currency"]) == (10_000.0, "KZT")
    assert 10 < record["ask_usd_m"] < 30
    assert record["rate_year"]


def test_a_value_that_stays_is_no_edit(facts: Store) -> None:
    name = str(ebrd(facts)["name"])
    assert edit(facts, "investor", "ebrd", {"name": name, "stages": ""}, "Aliya", None) == []


def last_edit(store: Store) -> str:
    return str(store.frame("field_history", kind="investor", id="ebrd")["event_id"].iloc[-1])


def test_an_edit_is_undone_with_all_that_was_saved_with_it(facts: Store) -> None:
    before = ebrd(facts)
    edit(facts, "investor", "ebrd", {"name": "EBRD II", "hq_country": "DE"}, "Aliya", SOURCE)
    first = last_edit(facts)
    edit(facts, "investor", "ebrd", {"name": "EBRD III"}, "Daulet", SOURCE)
    with pytest.raises(LaterEditError) as refused:
        take_back(facts, "investor", "ebrd", first, "Aliya")
    assert refused.value.fields == ["name"]
    assert ebrd(facts)["name"] == "EBRD III"
    assert take_back(facts, "investor", "ebrd", last_edit(facts), "Aliya") == ["name"]
    assert ebrd(facts)["name"] == "EBRD II"
    assert set(take_back(facts, "investor", "ebrd", first, "Aliya")) == {"name", "hq_country"}
    assert ebrd(facts) == before
    assert len(facts.frame("field_history", kind="investor", id="ebrd")) == 3
    with pytest.raises(ValueError, match="undid it already"):
        take_back(facts, "investor", "ebrd", first, "Aliya")


def test_a_deal_is_edited_by_the_same_rules(facts: Store) -> None:
    deal = str(facts.table("deals")["deal_id"][0])
    with pytest.raises(FileRefusedError):
        edit(facts, "deal", deal, {"amount_usd_m": "much"}, "Aliya", SOURCE)
    edit(facts, "deal", deal, {"amount_usd_m": "$120m", "standing": "signed"}, "Aliya", SOURCE)
    (now,) = facts.table("deal_records", ids=[deal]).to_pylist()
    assert (now["amount_usd_m"], now["standing"]) == (120.0, "signed")
