"""Workbooks: typed cells, a cover, and no text that becomes a formula or a link."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pandas as pd
from openpyxl import Workbook, load_workbook

from ui.takeaway.provenance import Provenance
from ui.takeaway.xlsx import Column, Sheet, workbook

MADE = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PROVENANCE = Provenance(
    title="Investors for Aktau",
    address="/matches?project=aktau",
    as_of="Oct 2026",
    data_version="abc",
    model_version="def",
    made_at=MADE,
    made_by="Әйгерім",
    filters=(("Types", "bank"), ("Weights", "sector 40")),
)
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://evil.example/", "{=1}", "<b>x</b>"]


def opened(frame: pd.DataFrame, columns: list[Column], name: str = "Matches") -> Workbook:
    return load_workbook(io.BytesIO(workbook(PROVENANCE, [Sheet(name, frame, columns)])))


def test_the_cover_says_how_to_make_the_file_again() -> None:
    cover = opened(pd.DataFrame({"a": [1]}), [Column("a", "A", "integer")]).worksheets[0]
    told = {row[0].value: row[1].value for row in cover.iter_rows(min_row=3) if row[0].value}
    assert cover["A1"].value == "Investors for Aktau"
    assert told["Filters"] == "Types: bank; Weights: sector 40"
    assert told["Data version"] == "abc"
    assert told["Model version"] == "def"
    assert told["Address of the view"] == "/matches?project=aktau"
    assert told["Made by"] == "Әйгерім"
    assert told["Made at"] == "2026-11-24 09:30 UTC"


def test_cells_have_their_types_and_formats() -> None:
    frame = pd.DataFrame(
        {
            "rank": [1, 2],
            "score": [71.25, None],
            "day": ["2026-11-24", "2026"],
            "at": [pd.Timestamp("2026-11-24 12:00", tz="Asia/Almaty"), pd.NaT],
            "codes": [["a", "b"], []],
            "name": ["Әлия", None],
        }
    )
    kinds = ["integer", "number", "date", "moment", "text", "text"]
    columns = [Column(n, n.title(), k) for n, k in zip(frame.columns, kinds, strict=True)]
    page = opened(frame, columns).worksheets[1]
    first, second = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert first == [1, 71.25, datetime(2026, 11, 24), datetime(2026, 11, 24, 7), "a; b", "Әлия"]  # noqa: DTZ001
    assert second == [2, None, "2026", None, None, None]
    assert page["C2"].is_date
    assert page["C2"].number_format == "yyyy-mm-dd"
    assert page["B2"].number_format == "#,##0.0##"


def test_no_text_becomes_a_formula_or_a_link() -> None:
    frame = pd.DataFrame({"note": HOSTILE})
    page = opened(frame, [Column("note", "Note")]).worksheets[1]
    cells = [row[0] for row in page.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    assert [cell.quotePrefix for cell in cells] == [True] * 5 + [False] * 3


def test_header_is_frozen_and_filtered_and_widths_fit() -> None:
    frame = pd.DataFrame({"name": ["short", "a much longer name than the others"], "n": [1, 2]})
    page = opened(frame, [Column("name", "Name"), Column("n", "N", "integer")]).worksheets[1]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:B3"
    assert page.column_dimensions["A"].width > 30
    assert page.column_dimensions["B"].width < 12


def test_a_note_longer_than_a_cell_says_that_it_was_cut() -> None:
    page = opened(pd.DataFrame({"note": ["x" * 40_000]}), [Column("note", "Note")]).worksheets[1]
    assert len(page["A2"].value) == 32_767
    assert "cut" in page["A2"].value[-60:]


def test_names_that_excel_refuses_are_mended() -> None:
    frame, columns = pd.DataFrame({"a": [1]}), [Column("a", "A", "integer")]
    names = ["a/b:c" + "x" * 40, "a/b:c" + "x" * 40, "'quoted'", ""]
    content = workbook(PROVENANCE, [Sheet(name, frame, columns) for name in names])
    made = load_workbook(io.BytesIO(content)).sheetnames
    assert len(set(made)) == 5
    assert all(len(name) <= 31 for name in made)


def test_an_empty_table_and_a_thousand_rows_are_written() -> None:
    columns = [Column("a", "A", "integer")]
    assert opened(pd.DataFrame({"a": []}), columns).worksheets[1].max_row == 1
    assert opened(pd.DataFrame({"a": range(1000)}), columns).worksheets[1].max_row == 1001


def test_the_same_input_gives_the_same_bytes() -> None:
    sheet = Sheet("M", pd.DataFrame({"a": ["x"]}), [Column("a", "A")])
    once, again = workbook(PROVENANCE, [sheet]), workbook(PROVENANCE, [sheet])
    assert once == again
    assert zipfile.ZipFile(io.BytesIO(once)).testzip() is None
