"""Structures: what was read with the words for it, what people entered, and undo."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import events, records
from data.load import load
from data.seeding import assemble
from data.seeding.files import SeedError
from data.store import Store


def of(store: Store, project_id: str) -> dict[str, str]:
    rows = store.frame("structures")
    mine = rows[rows["project_id"] == project_id]
    return dict(zip(mine["field"], mine["value"], strict=True))


def save(store: Store, state: str = "draft", **fields: str | None) -> object:
    payload = {"fields": {k: {"value": v} for k, v in fields.items()}, "state": state}
    return events.record(
        store, events.Event("Aida", "structured", project_id="gamma-t-sukuk", payload=payload)
    )


def test_every_record_of_the_facts_is_there_and_none_is_guessed(loaded: Store) -> None:
    rows = loaded.frame("structures")
    assert rows["project_id"].nunique() == 68
    assert rows["value"].notna().all()
    assert of(loaded, "gamma-t-sukuk")["islamic_contract"] == "ijarah"
    assert "governing_law" not in of(loaded, "gamma-t-sukuk")
    assert of(loaded, "ktz-aix-chf-2018")["islamic_contract"] == "none"


def test_a_value_that_was_inferred_is_marked(loaded: Store) -> None:
    rows = loaded.frame("structures").set_index(["project_id", "field"])
    marked = rows.loc[("middle-corridor-multimodal", "legal_form")]
    assert (marked["verified"], marked["words"]) == (
        "partial",
        '"Ltd" form from the company name',
    )


def test_an_entry_lies_over_what_was_read_and_undo_brings_it_back(store: Store) -> None:
    load(store)
    before = of(store, "gamma-t-sukuk")
    event_id = save(store, governing_law="aifc", islamic_contract=None)
    assert of(store, "gamma-t-sukuk") == {
        name: value for name, value in before.items() if name != "islamic_contract"
    } | {"governing_law": "aifc"}
    (state,) = store.frame("structure_states").to_dict("records")
    assert (state["state"], state["actor"], state["saves"]) == ("draft", "Aida", 1)
    events.record(store, events.Event("Aida", "undone", payload={"event_id": str(event_id)}))
    assert of(store, "gamma-t-sukuk") == before
    assert store.frame("structure_states").empty
    history = store.frame("structure_history", project_id="gamma-t-sukuk")
    assert list(history["undone"]) == [True, True]


def test_history_says_what_each_save_changed_from_what(store: Store) -> None:
    load(store)
    first = save(store, governing_law="other", islamic_contract="salam")
    save(store, governing_law=None)
    events.record(store, events.Event("Aida", "undone", payload={"event_id": str(first)}))
    save(store, governing_law="aifc", islamic_contract="qard")
    rows = store.frame("structure_history", project_id="gamma-t-sukuk")
    said = [
        (row["field"], row["before"] or None, row["value"] or None, row["undone"])
        for row in rows.astype(object).where(rows.notna(), None).to_dict("records")
    ]
    assert said == [
        ("governing_law", None, "aifc", False),
        # The first save was taken back by then, so that the words of the facts stood again.
        ("islamic_contract", "ijarah", "qard", False),
        ("governing_law", "other", None, False),
        ("governing_law", None, "other", True),
        ("islamic_contract", "ijarah", "salam", True),
    ]


def test_what_was_suggested_says_so_until_another_value_is_entered(store: Store) -> None:
    load(store)
    suggested = {"value": "aifc", "suggested": {"reason": "aifc_law", "source": "the statute"}}
    payload = {"fields": {"governing_law": suggested}, "state": "draft"}
    events.record(
        store, events.Event("Aida", "structured", project_id="gamma-t-sukuk", payload=payload)
    )

    def kept() -> object:
        rows = store.frame("structures")
        return rows[(rows["project_id"] == "gamma-t-sukuk") & (rows["field"] == "governing_law")][
            "suggested"
        ].item()

    assert "the statute" in str(kept())
    save(store, governing_law="other")
    assert pd.isna(kept())


def test_the_latest_save_of_a_field_counts(store: Store) -> None:
    load(store)
    save(store, governing_law="other", dispute_forum="iac_arbitration")
    save(store, state="checked", governing_law="aifc")
    now = of(store, "gamma-t-sukuk")
    assert (now["governing_law"], now["dispute_forum"]) == ("aifc", "iac_arbitration")
    assert store.frame("structure_states")["state"].item() == "checked"


def test_a_saved_structure_survives_a_new_load_and_fits_nothing_again(
    store: Store, seed: Path
) -> None:
    load(store, seed)
    version = records.version(store)
    save(store, governing_law="aifc")
    assert records.version(store) == version
    extra = seed / "structures" / "rules.csv"
    extra.write_text(extra.read_text().replace("itrp_stay_days=90", "itrp_stay_days=91"))
    assert load(store, seed).changed
    assert of(store, "gamma-t-sukuk")["governing_law"] == "aifc"


def spoiled(seed: Path, name: str, old: str, new: str) -> str:
    path = seed / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SeedError) as error:
        assemble(seed)
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "column"),
    [
        ("curated/structures.csv", "tranche of about USD 9.6m", "tranche of USD 9.6m", "words"),
        ("curated/structures.csv", "kerc-redomiciliation,legal_form,private_company"
         , "kerc-redomiciliation,legal_form,trust", "value"),
        ("curated/structures.csv", "damu-green-bond,green_category,renewable"
         , "damu-green-bond,green_category,moonlight", "value"),
        ("curated/structures.csv", "far-aix-bonds,offer_usd_m,20", "far-aix-bonds,offer_usd_m,lots"
         , "value"),
        ("structures/rules.csv", "directors=2", "directors", "limits"),
        ("structures/needs.csv", "shariah_opinion=yes", "board_opinion=yes", "asks"),
        ("structures/values.csv", "legal_form,spc", "legal_shape,spc", "field"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(seed: Path, name: str, old: str, new: str, column: str) -> None:
    said = spoiled(seed, name, old, new)
    assert said.startswith(name)
    assert f"column {column}" in said


def test_words_that_a_row_does_not_say_are_refused(seed: Path) -> None:
    path = seed / "curated" / "structures.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows.loc[0, "read_in"] = "facts/projects.csv:name"
    rows.to_csv(path, index=False)
    with pytest.raises(SeedError, match="words of the cell named in read_in"):
        assemble(seed)
