"""A record is edited by the rules of the import, all fields or none."""

from __future__ import annotations

import pytest

from data.importing.editing import edit
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
