"""What is taken away can be brought back, and nothing in it does anything by itself."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.export import ExportError, export, write_frame
from data.importing.command import import_file
from data.load import load
from data.store import Store

#: Round trips of each format; raise it for a long run.
EXAMPLES = int(os.environ.get("MATCHMAKING_ROUND_TRIPS", "1"))
RECORDS = ("investors", "projects", "deals")

texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40)
words = st.sampled_from(["=1+1", "+7", "-5", "@home", "a;b", 'say "so"', "Қазақстан", "a, b", "NA"])
amounts = st.floats(0.001, 1e6, allow_nan=False) | st.sampled_from([0.1 + 0.2, 1 / 3, 120.0])
dates = st.sampled_from(["2024", "2024-05", "2024-05-17"])


def missing(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


def tables() -> st.SearchStrategy[dict[str, list[dict[str, object]]]]:
    """Rows of the three files, as a person may have entered them."""
    name = words.map(lambda word: f"Record {word}") | st.just("Имя")
    investor = st.fixed_dictionaries(
        {
            "name": name,
            "sectors": missing(st.sampled_from(["energy", "energy;agriculture & food"])),
            "ticket_max_usd_m": missing(amounts),
            "hq_country": missing(st.sampled_from(["KZ", "TR"])),
            "notes": missing(words | texts),
            "as_of": missing(dates),
            "verified": st.sampled_from(["yes", "partial", "no"]),
        }
    )
    project = st.fixed_dictionaries(
        {
            "name": name,
            "ask_usd_m": missing(amounts),
            "description": missing(words | texts),
            "announced_on": missing(dates),
            "source_url": missing(st.just("https://example.org/a?b=c&d=e")),
        }
    )
    deal = st.fixed_dictionaries(
        {"amount_usd_m": missing(amounts), "signed_on": missing(dates), "notes": missing(words)}
    )
    return st.fixed_dictionaries(
        {
            "investors": st.lists(investor, min_size=1, max_size=4),
            "projects": st.lists(project, min_size=1, max_size=4),
            "deals": st.lists(deal, min_size=1, max_size=4),
        }
    )


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seeded") / "facts.duckdb"
    store = Store(path)
    load(store)
    store.close()
    return path


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
@given(rows=tables())
def test_an_export_that_is_imported_exports_the_same_bytes(
    seeded: Path, kind: str, rows: dict[str, list[dict[str, object]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        _with_ids(rows)
        for table, entered in rows.items():
            pd.DataFrame(entered).to_csv(scratch / f"{table}.csv", index=False)
        first = _imported_and_exported(seeded, scratch, "csv", scratch / "first", {"csv", kind})
        again = _imported_and_exported(seeded, first / kind, kind, scratch / "again", {"csv"})
        for table in RECORDS:
            one, other = (place / "csv" / f"{table}.csv" for place in (first, again))
            assert "own-" in one.read_text(encoding="utf-8")
            assert one.read_bytes() == other.read_bytes()


def _with_ids(rows: dict[str, list[dict[str, object]]]) -> None:
    for table, key in (("investors", "investor_id"), ("projects", "project_id")):
        for number, row in enumerate(rows[table]):
            row[key] = f"own-{number}"
    for number, row in enumerate(rows["deals"]):
        row |= {"deal_id": f"own-{number}", "investor_id": "own-0", "project_id": "own-0"}


def _imported_and_exported(
    seeded: Path, source: Path, kind: str, place: Path, kinds: set[str]
) -> Path:
    """Import the three files into a copy of the seed and export it in every format asked for."""
    place.mkdir()
    shutil.copyfile(seeded, place / "own.duckdb")
    store = Store(place / "own.duckdb")
    for table in RECORDS:
        status, _ = import_file(store, table, source / f"{table}.{kind}")
        assert status == 0
    for each in kinds:
        (place / each).mkdir()
        for table in RECORDS:
            write_frame(store, table, place / each / f"{table}.{each}", each)  # type: ignore[arg-type]
    store.close()
    return place


def test_nothing_in_a_workbook_is_a_formula_or_a_link(store: Store, tmp_path: Path) -> None:
    said = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "https://example.org", "\tx"]
    with store.writing() as writer:
        for number, text in enumerate(said):
            writer.cursor.execute(
                "insert into investor_fact by name select ? as investor_id, ? as name, "
                "'no' as verified, 'me' as origin",
                [f"i{number}", text],
            )
    export(store, tmp_path / "out", "xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out" / "investors.xlsx").active
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == said
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.hyperlink for cell in cells} == {None}


def test_what_a_worksheet_cannot_hold_is_said_and_nothing_is_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store)
    out = tmp_path / "out"
    out.mkdir()
    (out / "investors.xlsx").write_text("earlier")
    monkeypatch.setattr("data.export.MOST_ROWS", 100)
    with pytest.raises(ExportError, match=r"more than the 100 rows.*CSV or Parquet"):
        export(store, out, "xlsx")
    assert [path.name for path in out.iterdir()] == ["investors.xlsx"]
    assert (out / "investors.xlsx").read_text() == "earlier"


def test_every_table_leaves(store: Store, tmp_path: Path) -> None:
    load(store)
    written = export(store, tmp_path / "out", "parquet")
    names = {path.stem for path in written if path.parent.name == "tables"}
    assert names == set(store.tables())
    assert {"event", "investor_fact", "overlap", "crosswalk"} <= names
    assert len(pd.read_parquet(tmp_path / "out" / "tables" / "overlap.parquet")) == 83
