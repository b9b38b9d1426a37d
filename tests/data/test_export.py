"""What is taken away can be brought back, and nothing in it does anything by itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from data.export import ExportError, Format, export, write_frame
from data.importing.applying import apply
from data.importing.checking import check, scratch_folder
from data.importing.fields import Kind
from data.load import load
from data.store import Store

#: Round trips of each format; raise it for a long run.
EXAMPLES = int(os.environ.get("MATCHMAKING_ROUND_TRIPS", "10"))
RECORDS: tuple[tuple[str, Kind], ...] = (
    ("investors", "investor"),
    ("projects", "project"),
    ("deals", "deal"),
)

texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40).filter(
    lambda text: not text.startswith(("=", "+", "-", "@"))
)
#: A note that begins like a formula is refused by the import; whole databases hold such ones below.
signs = st.sampled_from(["=1+1", "+7", "-5", "@home"])
words = st.sampled_from(
    ("a;b", 'say "so"', "Қазақстан әлемі", "a, b", "NA", "null", "0x1F", "first\nsecond", "1e5")
) | st.sampled_from(
    ("tab\tinside", "_x0041_", "TRUE", "'quoted'", "№ 5 «ё»", "😀", "00123", "", "1900-01-01")
)
#: Hundredths of a million in a currency; in dollars they have more digits, and many are small.
spelled = st.builds(
    lambda hundredths, words: words.format(hundredths / 100),
    st.integers(1, 99_999),
    st.sampled_from(["{} млн тенге", "€{}m", "USD {}m", "{} млн юаней"]),
)
amounts = st.floats(1e-9, 1e6, allow_nan=False) | st.sampled_from(
    [0.1 + 0.2, 1 / 3, 120.0, 0.000001, 5e-7, 9_999_999.99, 123456.789012345]
)
recent = st.sampled_from(["2024", "2024-02-29", "2024-05-17", "2026-11-24"])
dates = st.sampled_from(["1990", "1999-12"]) | recent


def missing(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


def tables() -> st.SearchStrategy[dict[str, list[dict[str, object]]]]:
    """Rows of the three files, as a person may have entered them."""
    name = (words | signs).map(lambda word: f"Record {word}") | st.just("Имя")
    investor = st.fixed_dictionaries(
        {
            "name": name,
            "sectors": missing(st.sampled_from(["energy", "energy;agri-food"])),
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
    # No rate is on record for the oldest dates, and amounts in other currencies need one.
    converted = {
        "projects": {
            "name": name,
            "ask_usd_m": missing(spelled),
            "total_cost_usd_m": missing(spelled),
            "announced_on": missing(recent),
        },
        "deals": {"amount_usd_m": spelled, "signed_on": missing(recent)},
    }
    return st.fixed_dictionaries(
        {
            "investors": _some(investor),
            "projects": _some(project | st.fixed_dictionaries(converted["projects"])),
            "deals": _some(deal | st.fixed_dictionaries(converted["deals"])),
        }
    )


def _some(rows: st.SearchStrategy[dict[str, object]]) -> st.SearchStrategy[object]:
    return st.lists(rows, min_size=1, max_size=4)


#: Amounts that were read as dollars on the way back, for their many digits.
SMALL: dict[str, list[dict[str, object]]] = {
    "investors": [{"name": "Own investor", "ticket_max_usd_m": 2.5e-6}],
    "projects": [
        {"name": "Own one", "total_cost_usd_m": "1,25 млн тенге", "ask_usd_m": "0,5 млн тенге"},
        {"name": "Own two", "total_cost_usd_m": "€0,01 млн", "ask_usd_m": None},
    ],
    "deals": [{"amount_usd_m": "900 тыс. тенге"}, {"amount_usd_m": "3 млн тенге"}],
}


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Vocabularies without records, so that a round trip moves what it made up and nothing else."""
    store = Store(tmp_path_factory.mktemp("emptied") / "own.duckdb")
    load(store)
    yield store
    store.close()


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
@example(rows=SMALL)
@given(rows=tables())
def test_an_export_that_is_imported_exports_the_same_bytes(
    emptied: Store, kind: Format, rows: dict[str, list[dict[str, object]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        _with_ids(rows)
        for table, entered in rows.items():
            pd.DataFrame(entered).to_csv(scratch / f"{table}.csv", index=False)
        _import(emptied, scratch, "csv")
        first = _exported(emptied, scratch, "first", {"csv", kind})
        _import(emptied, first, kind)
        again = _exported(emptied, scratch, "again", {"csv"})
        for table, _ in RECORDS:
            one, other = (place / f"{table}.csv" for place in (first, again))
            assert one.read_text(encoding="utf-8").count("own-") >= len(rows[table])
            assert one.read_bytes() == other.read_bytes()


def _with_ids(rows: dict[str, list[dict[str, object]]]) -> None:
    for table, key in (("investors", "investor_id"), ("projects", "project_id")):
        for number, row in enumerate(rows[table]):
            row[key] = f"own-{number}"
    for number, row in enumerate(rows["deals"]):
        row |= {"deal_id": f"own-{number}", "investor_id": "own-0", "project_id": "own-0"}


def _import(store: Store, source: Path, kind: str) -> None:
    """Import the three files where there are no records."""
    with store.writing() as writer:
        for table in ("investor_fact", "project_fact", "deal_fact", "extra_value"):
            writer.empty(table)
    for table, record in RECORDS:
        with scratch_folder() as scratch:
            checked = check(store, source / f"{table}.{kind}", record, scratch)
            assert not checked.faults.lines("")
            apply(store, checked, "Aigerim", table)


def _exported(store: Store, place: Path, name: str, kinds: set[Format]) -> Path:
    (place / name).mkdir()
    for each in kinds:
        for table, _ in RECORDS:
            write_frame(store, table, place / name / f"{table}.{each}", each)
    return place / name


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


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_disk_that_is_full_is_told_and_earlier_files_stay(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Format
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / f"deals.{kind}").write_text("earlier")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.export.archive.digest", full)
    with pytest.raises(ExportError, match=r"No space left on device.*Nothing was written"):
        export(store, out, kind)
    assert [path.name for path in out.iterdir()] == [f"deals.{kind}"]
    assert (out / f"deals.{kind}").read_text() == "earlier"
