"""Two records made one: what belongs to either is the survivor's, and undoing brings it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.events import Event, record
from data.load import load
from data.merging import MergeError, decisions, merge, survivor_of, tell_apart, told_apart, undo
from data.records import frames, version
from data.store import Store

ACTOR = "Aigerim"


@pytest.fixture
def store(seeded: Path, tmp_path: Path) -> Store:
    """The seed facts in a database of the test's own."""
    path = tmp_path / "own.duckdb"
    path.write_bytes(seeded.read_bytes())
    return Store(path)


def everything(store: Store) -> dict[str, str]:
    return {name: frame.to_csv() for name, frame in frames(store).items()}


def test_deals_steps_names_and_flags_are_the_survivors(store: Store) -> None:
    before = frames(store)
    of_gone = set(before["deals"].loc[before["deals"]["investor_id"] == "ebrd", "deal_id"])
    name = before["investors"].set_index("investor_id").loc["ebrd", "name"]
    record(
        store,
        Event(
            ACTOR,
            "moved",
            project_id="khorgos-gateway",
            investor_id="ebrd",
            payload={"rung": "contacted"},
        ),
    )
    with store.writing() as writer:
        writer.cursor.execute(
            "insert into screening values ('investor', 'ebrd', 'ask first', 'test')"
        )
    merge(store, ACTOR, "investor", "eib", "ebrd", {})
    after = frames(store)
    investors = after["investors"].set_index("investor_id")
    assert "ebrd" not in investors.index
    assert name in investors.loc["eib", "aliases"]
    assert "ask first" in investors.loc["eib", "screening"]
    assert of_gone
    assert of_gone <= set(after["deals"].loc[after["deals"]["investor_id"] == "eib", "deal_id"])
    assert "ebrd" not in set(after["deals"]["investor_id"])
    pipeline = store.frame("pipeline")
    assert pipeline[["investor_id", "rung"]].to_numpy().tolist() == [["eib", "contacted"]]
    assert survivor_of(store, "investor", "ebrd") == "eib"
    sources = store.frame("merged_records", kind="investor", id="eib")
    assert sources["source_url"].notna().all()


def test_undoing_brings_back_every_record_as_it_was(store: Store) -> None:
    before, at = everything(store), version(store)
    chosen = {"ask_usd_m": {"value": 77.5, "source_url": "https://example.org"}}
    done = merge(store, ACTOR, "project", "khorgos-gateway", "aktau-port-trust", chosen)
    merged = frames(store)["projects"].set_index("project_id")
    assert merged.loc["khorgos-gateway", "ask_usd_m"] == 77.5
    assert version(store) != at
    undo(store, "Daniyar", str(done))
    assert everything(store) == before
    with pytest.raises(MergeError, match="undid it already"):
        undo(store, "Daniyar", str(done))
    assert decisions(store)["undone"].tolist() == [True]


def test_a_survivor_may_be_merged_in_turn(store: Store) -> None:
    first = merge(store, ACTOR, "investor", "eib", "ebrd", {})
    merge(store, ACTOR, "investor", "adb", "eib", {})
    assert survivor_of(store, "investor", "ebrd") == "adb"
    assert {"ebrd", "eib"} & set(frames(store)["deals"]["investor_id"]) == set()
    undo(store, ACTOR, str(first))
    assert survivor_of(store, "investor", "ebrd") is None
    assert "ebrd" in set(frames(store)["deals"]["investor_id"])
    assert survivor_of(store, "investor", "eib") == "adb"


def test_an_edit_after_the_merge_stands_above_what_was_chosen(store: Store) -> None:
    chosen = {"sponsor": {"value": "Chosen", "source_url": None}}
    merge(store, ACTOR, "project", "khorgos-gateway", "aktau-port-trust", chosen)
    change = {"field": "sponsor", "value": "Later"}
    record(store, Event(ACTOR, "edited", project_id="khorgos-gateway", payload=change))
    projects = frames(store)["projects"].set_index("project_id")
    assert projects.loc["khorgos-gateway", "sponsor"] == "Later"


def test_an_edit_of_the_record_that_goes_is_not_the_survivors(store: Store) -> None:
    before = frames(store)["projects"].set_index("project_id").loc["khorgos-gateway", "sponsor"]
    change = {"field": "sponsor", "value": "Of the other"}
    record(store, Event(ACTOR, "edited", project_id="aktau-port-trust", payload=change))
    merge(store, ACTOR, "project", "khorgos-gateway", "aktau-port-trust", {})
    after = frames(store)["projects"].set_index("project_id").loc["khorgos-gateway", "sponsor"]
    assert after == before


def test_money_in_an_overlap_group_is_still_counted_once(store: Store) -> None:
    groups = store.frame("overlaps")
    group = groups.groupby("group_id").filter(lambda rows: rows["counts"].nunique() == 2)
    rows = group[group["group_id"] == group["group_id"].iloc[0]]
    counted = rows.loc[rows["counts"], "project_id"].iloc[0]
    left_out = rows.loc[~rows["counts"], "project_id"].iloc[0]
    merge(store, ACTOR, "project", left_out, counted, {})
    own = store.frame("overlaps")
    own = own[(own["group_id"] == rows["group_id"].iloc[0]) & (own["project_id"] == left_out)]
    assert own["counts"].tolist() == [True]


def test_a_merged_seed_record_survives_a_reload(store: Store) -> None:
    merge(store, ACTOR, "investor", "eib", "ebrd", {})
    with store.writing() as writer:
        writer.run("set_setting", name="seed_version", value="older")
    assert load(store).changed
    assert survivor_of(store, "investor", "ebrd") == "eib"
    assert "ebrd" not in set(frames(store)["investors"]["investor_id"])


def test_two_deals_become_one(store: Store) -> None:
    first, second = frames(store)["deals"]["deal_id"].iloc[:2]
    chosen = {"amount_usd_m": {"value": None, "source_url": None}}
    merge(store, ACTOR, "deal", first, second, chosen)
    deals = frames(store)["deals"].set_index("deal_id")
    assert second not in deals.index
    assert deals["amount_usd_m"].isna()[first]


def structure(store: Store, project_id: str) -> dict[str, str]:
    rows = store.frame("structures")
    own = rows[rows["project_id"] == project_id]
    return dict(zip(own["field"], own["value"], strict=True))


def structured(store: Store, project_id: str, **fields: str | None) -> None:
    saved = {name: {"value": value} for name, value in fields.items()}
    payload = {"fields": saved, "state": "draft"}
    record(store, Event(ACTOR, "structured", project_id=project_id, payload=payload))


def test_a_structure_passes_on_and_what_the_survivor_says_comes_first(store: Store) -> None:
    gone, stays = "gamma-t-sukuk", "middle-corridor-multimodal"
    structured(store, gone, governing_law="aifc", legal_form="from the other")
    structured(store, stays, disputes="own")
    structured(store, gone, disputes="from the other")
    both, at = (structure(store, gone), structure(store, stays)), store.value("structures_version")
    done = merge(store, ACTOR, "project", stays, gone, {})
    assert store.value("structures_version") != at
    after = structure(store, stays)
    assert structure(store, gone) == {}
    assert after == both[0] | both[1]
    assert (after["governing_law"], after["disputes"]) == ("aifc", "own")
    assert after["legal_form"] == both[1]["legal_form"] != "from the other"
    (state,) = store.frame("structure_states").to_dict("records")
    assert (state["project_id"], state["saves"]) == (stays, 3)
    undo(store, ACTOR, str(done))
    assert (structure(store, gone), structure(store, stays)) == both


def test_the_source_of_a_single_field_goes_with_its_value(store: Store) -> None:
    with store.writing() as writer:
        for id_, url in (("ebrd", "https://gone.org"), ("eib", "https://own.org")):
            row = ["investor", id_, "description", url, "2025", "yes", ""]
            writer.cursor.execute("insert into field_source values (?, ?, ?, ?, ?, ?, ?)", row)

    def source() -> list[str]:
        rows = store.frame("field_sources", kind="investor", id="eib")
        return rows.loc[rows["field"] == "description", "source_url"].tolist()

    done = merge(store, ACTOR, "investor", "eib", "ebrd", {})
    assert source() == ["https://own.org"]
    undo(store, ACTOR, str(done))
    chosen = {"description": {"value": "Theirs", "source_url": None}}
    merge(store, ACTOR, "investor", "eib", "ebrd", chosen)
    assert source() == ["https://gone.org"]


def test_the_history_of_a_record_and_of_a_pair_holds_both_records_steps(store: Store) -> None:
    for project, rung in (("aktau-port-trust", "contacted"), ("khorgos-gateway", "interested")):
        step = {"rung": rung}
        record(store, Event(ACTOR, "moved", project_id=project, investor_id="eib", payload=step))
    pair = {"project_id": "khorgos-gateway", "investor_id": "eib"}
    merge(store, ACTOR, "project", "khorgos-gateway", "aktau-port-trust", {})
    assert store.frame("pair_history", **pair)["rung"].tolist() == ["interested", "contacted"]
    told = store.frame("record_events", id="khorgos-gateway", side="project")
    assert told["kind"].tolist() == ["merged", "moved", "moved"]


def test_columns_kept_beside_pass_on(store: Store) -> None:
    batch = "00000000-0000-0000-0000-000000000001"
    kept = [("ebrd", "Curator", "A"), ("ebrd", "Floor", "3"), ("eib", "Curator", "B")]
    with store.writing() as writer:
        for row in kept:
            writer.cursor.execute(
                "insert into extra_value values ('investor', ?, ?, ?, ?)", [*row, batch]
            )
    merge(store, ACTOR, "investor", "eib", "ebrd", {})
    rows = store.frame("extra_values", kind="investor", id="eib")
    assert rows.to_numpy().tolist() == [["Curator", "B"], ["Floor", "3"]]


def test_told_apart_is_remembered_until_it_is_undone(store: Store) -> None:
    done = tell_apart(store, ACTOR, "investor", "eib", "ebrd")
    assert told_apart(store, "investor") == {frozenset({"eib", "ebrd"})}
    assert told_apart(store, "project") == set()
    undo(store, ACTOR, str(done))
    assert told_apart(store, "investor") == set()


@pytest.mark.parametrize(
    ("survivor", "gone", "fields", "complaint"),
    [
        ("eib", "eib", {}, "with itself"),
        ("eib", "nobody", {}, "no investor nobody any more"),
        ("eib", "ebrd", {"origin": {"value": "me"}}, "no field 'origin'"),
        ("eib", "ebrd", {"x": {"value": 1}}, "no field 'x'"),
    ],
)
def test_what_cannot_be_merged_is_refused(
    store: Store, survivor: str, gone: str, fields: dict[str, dict[str, object]], complaint: str
) -> None:
    before = everything(store)
    with pytest.raises(MergeError, match=complaint):
        merge(store, ACTOR, "investor", survivor, gone, fields)
    assert everything(store) == before
