"""The seed facts arrive whole, once, and never at the cost of people's work."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data.__main__ import main
from data.events import Event, record
from data.load import SEED, load
from data.records import frames
from data.seeding.files import SeedError
from data.store import Store

FACTS = SEED / "facts"


def facts(name: str) -> pd.DataFrame:
    return pd.read_csv(FACTS / name, dtype=str, keep_default_na=False)


@pytest.mark.parametrize(
    ("table", "file", "key", "rows"),
    [
        ("project_fact", "projects.csv", "project_id", 347),
        ("investor_fact", "investors.csv", "investor_id", 227),
        ("deal_fact", "deals.csv", "deal_id", 387),
        ("region", "regions.csv", "iso_3166_2", 20),
        ("aifc_record", "aifc_deals.csv", "project_id", 68),
        ("ticket", "tickets.csv", "investor_id", 30),
    ],
)
def test_every_fact_arrives(loaded: Store, table: str, file: str, key: str, rows: int) -> None:
    with loaded.reading() as cursor:
        arrived = cursor.execute(f"select * from {table}").df()  # noqa: S608 - a name of this file
    stated = facts(file)
    assert len(stated) == rows
    assert set(stated[key]) <= set(arrived[key])
    if "origin" in arrived:
        arrived = arrived[arrived["origin"] == "facts"]
    assert len(arrived) == rows


def test_every_treaty_rate_and_form_arrives(loaded: Store) -> None:
    counts = loaded.frame("row_counts").set_index("name")["rows"]
    assert (counts["treaties"], counts["rates"], counts["AIFC forms"]) == (103, 35, 60)


@pytest.mark.parametrize(
    ("table", "file", "key", "fields"),
    [
        ("project_fact", "projects.csv", "project_id", ["name", "source_url", "as_of", "verified"]),
        ("investor_fact", "investors.csv", "investor_id", ["name", "source_url", "hq_country"]),
        (
            "deal_fact",
            "deals.csv",
            "deal_id",
            ["investor_id", "project_id", "source_url", "status"],
        ),
    ],
)
def test_facts_are_carried_over_as_they_stand(
    loaded: Store, table: str, file: str, key: str, fields: list[str]
) -> None:
    with loaded.reading() as cursor:
        arrived = cursor.execute(f"select * from {table} where origin = 'facts'").df()  # noqa: S608 - as above
    arrived = arrived.set_index(key).sort_index()[fields].fillna("")
    stated = facts(file).set_index(key).sort_index()[fields]
    pd.testing.assert_frame_equal(arrived, stated, check_dtype=False)


def test_every_deal_has_both_its_ends(loaded: Store) -> None:
    read = frames(loaded)
    assert set(read["deals"]["investor_id"]) <= set(read["investors"]["investor_id"])
    assert set(read["deals"]["project_id"]) <= set(read["projects"]["project_id"])


def test_every_record_leads_to_a_source_or_says_that_it_has_none(loaded: Store) -> None:
    for name in ("investors", "projects", "deals"):
        rows = frames(loaded)[name]
        sourced = rows["source_url"].fillna("").str.startswith("http")
        assert set(rows.loc[~sourced, "verified"]) <= {"no"}, name


def test_loading_twice_changes_nothing(store: Store) -> None:
    first = load(store)
    before = frames(store)
    second = load(store)
    assert (first.changed, second.changed) == (True, False)
    for name, rows in frames(store).items():
        pd.testing.assert_frame_equal(rows, before[name])


def test_what_people_entered_outlives_a_new_seed(store: Store, seed: Path) -> None:
    load(store, seed)
    record(store, Event("Aigerim", "noted", investor_id="hms-bergbau", payload={"text": "met"}))
    with store.writing() as writer:
        own = pd.DataFrame([{"investor_id": "ours", "name": "Ours", "verified": "partial"}])
        writer.append("investor_fact", own.assign(origin="Aigerim"))
    _drop(seed / "facts/investors.csv", "investor_id", "hms-bergbau", "mount-sinai")
    _drop(seed / "facts/deals.csv", "investor_id", "hms-bergbau", "mount-sinai")
    _drop(seed / "curated/deal_amounts.csv", "deal_id", "E032")
    _rename(seed / "facts/investors.csv", "AD Ports Group", "AD Ports Group PJSC")
    done = load(store, seed)
    investors = frames(store)["investors"].set_index("investor_id")
    assert done.withdrawn == ["hms-bergbau"]
    assert investors.loc["hms-bergbau", "origin"] == "withdrawn"
    assert investors.loc["ours", "name"] == "Ours"
    assert investors.loc["ad-ports", "name"] == "AD Ports Group PJSC"
    assert "mount-sinai" not in investors.index


def test_a_seed_id_that_someone_entered_already_is_refused(store: Store, seed: Path) -> None:
    with store.writing() as writer:
        own = pd.DataFrame([{"investor_id": "ebrd", "name": "Mine", "verified": "no"}])
        writer.append("investor_fact", own.assign(origin="Aigerim"))
    with pytest.raises(SeedError, match="'ebrd'"):
        load(store, seed)
    assert list(frames(store)["investors"]["name"]) == ["Mine"]


@pytest.mark.parametrize(
    ("file", "column", "value", "complaint"),
    [
        ("facts/deals.csv", "investor_id", "nobody", "row 2, column investor_id: found 'nobody'"),
        ("facts/projects.csv", "region", "Atlantis", "row 2, column region: found 'Atlantis'"),
        ("facts/projects.csv", "total_cost_mln", "a lot", "expected a number"),
        ("facts/projects.csv", "total_cost_mln", "inf", "expected a number"),
        ("facts/projects.csv", "project_id", "has blanks", "letters, digits"),
        ("facts/investors.csv", "instruments", "magic", "instrument_aliases.csv"),
        ("facts/investors.csv", "ticket_min_usd_mln", "9999", "at least the minimum"),
        ("facts/regions.csv", "iso_3166_2", "KZ-99", "a region of curated/regions.csv"),
        ("curated/asks.csv", "project_id", "nothing", "expected a project"),
    ],
)
def test_a_broken_seed_row_is_named_and_nothing_is_written(
    store: Store, seed: Path, file: str, column: str, value: str, complaint: str
) -> None:
    rows = pd.read_csv(seed / file, dtype=str, keep_default_na=False)
    rows.loc[0, column] = value
    rows.to_csv(seed / file, index=False)
    with pytest.raises(SeedError, match=complaint):
        load(store, seed)
    assert len(frames(store)["projects"]) == 0


def test_all_faults_are_named_at_once(store: Store, seed: Path) -> None:
    for file, column in (("facts/deals.csv", "project_id"), ("facts/deals.csv", "status")):
        rows = pd.read_csv(seed / file, dtype=str, keep_default_na=False)
        rows.loc[3, column] = "wrong"
        rows.to_csv(seed / file, index=False)
    with pytest.raises(SeedError) as raised:
        load(store, seed)
    assert {(fault.row, fault.column) for fault in raised.value.faults} == {
        (5, "project_id"),
        (5, "status"),
    }


def test_a_fault_in_a_merged_file_names_that_file_and_its_own_row(store: Store, seed: Path) -> None:
    rows = pd.read_csv(seed / "enrichment/deals.csv", dtype=str, keep_default_na=False)
    rows.loc[4, "investor_id"] = "nobody"
    rows.to_csv(seed / "enrichment/deals.csv", index=False)
    with pytest.raises(SeedError, match=r"enrichment/deals\.csv, row 6, column investor_id"):
        load(store, seed)


def test_a_load_that_fails_leaves_no_new_database(
    tmp_path: Path, seed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _rename(seed / "facts/deals.csv", "cosco-shipping", "no-such-investor")
    monkeypatch.setattr("data.__main__.load", lambda store: load(store, seed))
    path = tmp_path / "fresh.duckdb"
    assert main(["load", "--database", str(path)]) == 1
    assert "facts/deals.csv, row 2, column investor_id" in capsys.readouterr().err
    assert not path.exists()


def test_a_second_load_by_command_says_up_to_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "twice.duckdb")
    assert main(["load", "--database", path]) == 0
    assert main(["load", "--database", path]) == 0
    assert "Up to date" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_export_is_a_data_directory(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "out"
    database = str(tmp_path / "e.duckdb")
    assert main(["export", str(folder), "--database", database, "--format", kind]) == 0
    assert {path.name for path in folder.iterdir() if path.is_file()} == {
        "manifest.json",
        *(f"{name}.{kind}" for name in ("investors", "projects", "deals", "vocabulary")),
    }


@pytest.mark.parametrize("spoil", ["missing", "column", "bytes"])
def test_a_seed_file_that_cannot_be_read_is_named(store: Store, seed: Path, spoil: str) -> None:
    path = seed / "facts/treaties.csv"
    if spoil == "missing":
        path.unlink()
    elif spoil == "column":
        path.write_text("country_iso2,status\nGB,in force\n")
    else:
        path.write_bytes(b"\xff\xfe\x00kind,\xd1")
    with pytest.raises(SeedError, match=r"facts/treaties\.csv"):
        load(store, seed)


def _drop(path: Path, column: str, *ids: str) -> None:
    if path.exists():
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows[~rows[column].isin(ids)].to_csv(path, index=False)


def _rename(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
