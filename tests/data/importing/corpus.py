# ruff: noqa: E501 - one case on a line reads best
"""Files that people and their programs really make, good and bad, built here byte by byte."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl
import pandas as pd
import xlsxwriter

HEADER = "investor_id,name,sectors,ticket_min_usd_m,ticket_max_usd_m,source_url,as_of,notes"
ROW = "new-fund,New Fund,energy,5,20,https://new.example/,2025-10,fine"
COLUMNS = HEADER.split(",")


@dataclass(frozen=True)
class Bad:
    """A file that is refused; ``rule`` is the fault that is told, ``row`` where."""

    name: str
    content: Callable[[], bytes]
    rule: str
    row: int | None = None
    kind: str = "investors"
    mend: str | None = None


@dataclass(frozen=True)
class Good:
    """A file that is read; ``record`` is what its first row becomes."""

    name: str
    content: Callable[[], bytes]
    record: dict[str, Any]
    kind: str = "investors"


def text(
    *rows: str, header: str = HEADER, encoding: str = "utf-8", end: str = "\n"
) -> Callable[[], bytes]:
    return lambda: end.join([header, *rows, ""]).encode(encoding)


def cell(column: str, value: str) -> Callable[[], bytes]:
    """The usual row with one cell changed."""
    cells = dict(zip(COLUMNS, ROW.split(","), strict=True)) | {column: value}
    quoted = ",".join('"' + cells[name].replace('"', '""') + '"' for name in COLUMNS)
    return text(quoted)


def book(*rows: list[Any], do: Callable[[Any, Any], None] | None = None) -> Callable[[], bytes]:
    def build() -> bytes:
        made = openpyxl.Workbook()
        sheet = made.active
        for row in rows:
            sheet.append(row)
        if do:
            do(made, sheet)
        target = io.BytesIO()
        made.save(target)
        return target.getvalue()

    return build


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def patched(build: Callable[[], bytes], part: str, old: bytes, new: bytes) -> Callable[[], bytes]:
    """A workbook with some bytes of one part changed."""

    def make() -> bytes:
        with zipfile.ZipFile(io.BytesIO(build())) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts[part] = parts[part].replace(old, new, 1)
        return zipped(parts)

    return make


def with_part(build: Callable[[], bytes], name: str, content: bytes) -> Callable[[], bytes]:
    def make() -> bytes:
        with zipfile.ZipFile(io.BytesIO(build())) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        return zipped(parts | {name: content})

    return make


def formulas(value: object) -> Callable[[], bytes]:
    """A workbook whose largest ticket is a formula with a stored result, or with none."""

    def make() -> bytes:
        target = io.BytesIO()
        made = xlsxwriter.Workbook(target, {"in_memory": True})
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        sheet.write_row(1, 0, ["new-fund", "New Fund", "energy", 5])
        sheet.write_formula(1, 4, "=D2*4", None, value)
        made.close()
        return target.getvalue()

    return make


def parquet(**columns: list[Any]) -> Callable[[], bytes]:
    return lambda: bytes(pd.DataFrame(columns).to_parquet(index=False))


def bomb() -> bytes:
    """Blanks that unpack to more than the test's limit."""
    usual = book(COLUMNS)()
    target = io.BytesIO(usual)
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("xl/worksheets/sheet9.xml", "w", force_zip64=True) as part,
    ):
        part.write(b" " * 2**24)
    return target.getvalue()


def second_sheet(made: Any, _first: Any) -> None:  # noqa: ANN401 - openpyxl has no types
    sheet = made.create_sheet("data")
    for row in (COLUMNS, ["new-fund", "New Fund", "energy", 5, 20]):
        sheet.append(row)


USUAL = book(COLUMNS, ["new-fund", "New Fund", "energy", 5, 20])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
DEAL = "deal_id,investor_id,project_id,role,amount_usd_m,signed_on,status"

BAD = [
    # what the file is
    Bad("empty.csv", lambda: b"", "file_empty"),
    Bad("blank.csv", lambda: b"\n\n  \n", "file_empty"),
    Bad("header-only.csv", text(), "file_empty"),
    Bad("mark-only.csv", lambda: b"\xef\xbb\xbf", "file_empty"),
    Bad("empty.xlsx", book(), "file_empty"),
    Bad("empty.parquet", parquet(investor_id=[], name=[]), "file_empty"),
    Bad("really-xlsx.csv", USUAL, "file_type"),
    Bad("really-csv.xlsx", text(ROW), "file_type"),
    Bad("really-csv.parquet", text(ROW), "file_type"),
    Bad("really-parquet.csv", parquet(investor_id=["a"], name=["b"]), "file_type"),
    Bad("really-pdf.csv", lambda: b"%PDF-1.7\n", "file_type"),
    Bad("really-picture.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "file_type"),
    Bad("really-gzip.csv", lambda: gzip.compress(text(ROW)()), "file_type"),
    Bad("really-page.xlsx", lambda: b"<html><table><tr><td>name</td></tr></table>", "file_type"),
    Bad("really-zip.xlsx", lambda: zipped({"readme.txt": b"no"}), "file_type"),
    Bad("binary.xlsb.xlsx", lambda: zipped({"xl/workbook.bin": b"x"}), "file_type"),
    Bad("no-ending", text(ROW), "file_type"),
    Bad("old.xls.xlsx", lambda: OLE, "old_format"),
    Bad("password.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    Bad("macros.xlsx", with_part(USUAL, "xl/vbaProject.bin", b"macro"), "macros"),
    Bad("bomb.xlsx", bomb, "unpacked_size"),
    Bad("entities.xlsx", patched(USUAL, "xl/worksheets/sheet1.xml", b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'), "entities"),
    Bad("truncated.xlsx", lambda: USUAL()[:-200], "file_broken"),
    Bad("damaged.xlsx", patched(USUAL, "xl/worksheets/sheet1.xml", b"</sheetData>", b""), "file_broken"),
    Bad("truncated.parquet", lambda: parquet(investor_id=["a"], name=["b"])()[:-60], "file_broken"),
    Bad("nested.parquet", parquet(investor_id=["a"], name=[{"x": 1}]), "file_broken"),
    Bad("no-utf-8.parquet", lambda: parquet(investor_id=["a"], name=["Fund"])().replace(b"\x04\x00\x00\x00Fund", b"\x04\x00\x00\x00F\xf8nd"), "file_broken"),
    # its text
    Bad("nul.csv", lambda: text(ROW)().replace(b"New", b"N\0w"), "nul", 2),
    Bad("nul-utf-16.csv", text(ROW.replace("New F", "N\0w F"), encoding="utf-16"), "nul"),
    Bad("broken-utf-8.csv", lambda: text(ROW, "фонд-два,Фонд развития инвестиций,,,,,,")() + b"x,\xff\xfe\xfa,,,,,,\n", "encoding"),
    Bad("broken-utf-16.csv", lambda: text(ROW, encoding="utf-16")() + b"\x00\xd8\x41", "encoding"),
    Bad("latin-1.csv", text(ROW.replace("New Fund", "Société Générale"), encoding="latin-1"), "encoding"),
    Bad("open-quote.csv", text(ROW, 'b,"never closed'), "quotes"),
    Bad("control.csv", cell("name", "New\x07Fund"), "control", 2),
    Bad("ten-megabyte-cell.csv", cell("notes", "x" * 10_000_000), "cell_size", 2),
    Bad("long-cell.parquet", parquet(investor_id=["a"], name=["x" * 200_000]), "cell_size", 2),
    Bad("short-row.csv", text(ROW, "b,B"), "row_width", 3),
    Bad("long-row.csv", text(ROW, ROW + ",more"), "row_width", 3),
    # its header
    Bad("no-header.csv", text("b,Bank,energy", header="a,Alpha Bank,energy"), "no_header"),
    Bad("no-id.csv", text("Bank,energy", header="name,sectors"), "header_missing"),
    Bad("no-name.csv", text("a,energy", header="investor_id,sectors"), "header_missing"),
    Bad("header-twice.csv", text("a,A,B", header="investor_id,name,name"), "header_twice"),
    Bad("header-twice-in-words.csv", text("a,A,KZ,DE", header="investor_id,name,Country,Страна"), "header_twice"),
    Bad("second-header.csv", text("Код инвестора,Название,Отрасли,Чек от,,,,", ROW), "second_header", 2),
    Bad("second-header.xlsx", book(COLUMNS, ["Id", "Name", "Sectors"], ["a", "A", "energy"]), "second_header", 2),
    Bad("too-many-columns.csv", text(header=",".join(["investor_id", "name", *(f"x{n}" for n in range(600))])), "columns_limit"),
    Bad("header-in-two-lines.csv", text("a,A,x", header='investor_id,name,"Ticket\nmin"'), "amount", 2),
    # its cells
    Bad("merged.xlsx", book(COLUMNS, ["a", "A"], ["b", "B"], do=lambda _b, s: s.merge_cells("B2:B3")), "merged", 2),
    Bad("formula-unread.xlsx", formulas(""), "formula_unread", 2),
    Bad("spreadsheet-error.xlsx", book(COLUMNS, ["a", "A", "#REF!"]), "cell_error", 2),
    Bad("equals.csv", cell("name", '=HYPERLINK("http://x","y")'), "formula", 2),
    Bad("plus.csv", cell("notes", "+1+1"), "formula", 2),
    Bad("minus.csv", cell("notes", "-2+3+cmd|' /C calc'!A0"), "formula", 2),
    Bad("at.csv", cell("name", "@SUM(1)"), "formula", 2, mend="SUM(1)"),
    Bad("no-name-cell.csv", cell("name", "  "), "required", 2),
    Bad("no-id-cell.csv", cell("investor_id", ""), "required", 2),
    Bad("id-with-blank.csv", cell("investor_id", " new-fund"), "id", 2, mend="new-fund"),
    Bad("id-in-cyrillic.csv", cell("investor_id", "новый фонд"), "id", 2, mend="novyy-fond"),
    Bad("id-too-long.csv", cell("investor_id", "x" * 81), "id", 2),
    Bad("id-twice.csv", text(ROW, ROW), "id_twice", 3),
    Bad("id-twice-in-capitals.csv", text(ROW, ROW.replace("new-fund", "NEW-Fund")), "id_twice", 3),
    Bad("id-known-in-capitals.csv", cell("investor_id", "EBRD"), "id_case", 2, mend="ebrd"),
    Bad("unknown-sector.csv", cell("sectors", "railwys"), "code", 2, mend="railways"),
    Bad("unknown-sector-ru.csv", cell("sectors", "Железная дорга"), "code", 2, mend="railways"),
    Bad("no-number.csv", cell("ticket_min_usd_m", "five"), "amount", 2),
    Bad("negative.csv", cell("ticket_min_usd_m", "-5"), "amount_negative", 2, mend="5"),
    Bad("comma-or-thousand.csv", cell("ticket_min_usd_m", "1,250"), "number_comma", 2, mend="1250"),
    Bad("mixed-commas.csv", text(ROW.replace(",5,20,", ',"2,5",1.250,'), ROW.replace("new-fund", "b").replace(",5,20,", ',"3,5","7,25",'), ROW.replace("new-fund", "c").replace(",5,20,", ",1,2.125,")), "number_comma"),
    Bad("point-or-thousand.csv", cell("ticket_max_usd_m", "1.250 млн тенге"), "number_comma", 2, mend="1250 млн тенге"),
    Bad("no-unit.csv", cell("ticket_min_usd_m", "$5"), "amount_unit", 2, mend="USD 5m"),
    Bad("no-rate.csv", cell("ticket_min_usd_m", "5m UZS"), "amount_rate", 2),
    Bad("huge.csv", cell("ticket_max_usd_m", "99999999999"), "amount_large", 2),
    Bad("only-a-sum.csv", text("ИТОГО,,,5,20,,,"), "file_empty"),
    Bad("same-unit-beneath.csv", text(";;млн тенге;млн тенге", "p;P;1;2", header="Код проекта;Название;Стоимость;Стоимость"), "header_twice", None, "projects"),
    Bad("totals.csv", text(ROW, "sum,ИТОГО по всем:,,,,,,"), "total", 3),
    Bad("ticket-order.csv", text(ROW.replace(",5,20,", ",50,20,")), "ticket_order", 2),
    Bad("no-address.csv", cell("source_url", "new.example/page"), "url", 2, mend="https://new.example/page"),
    Bad("script-address.csv", cell("source_url", "javascript:alert(1)"), "url", 2),
    Bad("date-1900.csv", cell("as_of", "1900-01-01"), "date_range", 2),
    Bad("date-9999.csv", cell("as_of", "9999-12-31"), "date_range", 2),
    Bad("date-1900.xlsx", book(COLUMNS, ["a", "A", None, None, None, None, date(1900, 3, 1)]), "date_range", 2),
    Bad("day-or-month.csv", cell("as_of", "05/10/2025"), "date_day_month", 2, mend="2025-10-05"),
    Bad("february-31.csv", cell("as_of", "31.02.2025"), "date", 2),
    Bad("day-number.csv", cell("as_of", "45935"), "date", 2, mend="2025-10-05"),
    Bad("made-up.csv", cell("investor_id", "Synthetic-1"), "synthetic", 2),
    Bad("latitude.csv", text("p,P,143", header="project_id,name,lat"), "latitude", 2, "projects"),
    Bad("ask-range.csv", text("p,P,USD 3-5bn", header="project_id,name,ask_usd_m"), "amount_range", 2, "projects", mend="USD 4000m"),
    Bad("ticket-range-against.csv", cell("ticket_min_usd_m", "USD 5-10m"), "amount_range", 2, mend="USD 7.5m"),
    Bad("ticket-up-to-as-least.csv", text("f,F,up to USD 20m", header="investor_id,name,ticket_min_usd_m"), "amount_range", 2, mend="USD 20m"),
    Bad("unknown-investor.csv", text("d1,Europen Bank for Reconstruction,aktau-container-hub,lender,5,2024,signed", header=DEAL), "reference", 2, "deals", mend="ebrd"),
    Bad("unknown-project.csv", text("d1,ebrd,no-such-project-at-all,lender,5,2024,signed", header=DEAL), "reference", 2, "deals"),
]  # fmt: skip

FUND = {
    "investor_id": "new-fund",
    "name": "New Fund",
    "ticket_min_usd_m": 5.0,
    "ticket_max_usd_m": 20.0,
}
PORT = {
    "project_id": "port-2",
    "name": "Порт Актау 2",
    "region": "Mangystau",
    "macro_region": "Western Kazakhstan",
}
RUSSIAN = "Код проекта;Наименование;Отрасль;Регион;Стоимость, млн тенге;Дата"
RUSSIAN_ROW = "port-2;Порт Актау 2;Порты и терминалы;Мангистауская обл.;1 250,5;октябрь 2024"
SHEET = book(
    ["Investors of the region, 2025"], [], COLUMNS, ["new-fund", "New Fund", "energy", 5, 20]
)

GOOD = [
    Good("plain.csv", text(ROW), FUND | {"sectors": ["energy"], "as_of": "2025-10", "verified": "no", "origin": "imported"}),
    Good("range-as-least.csv", text("new-fund,F,USD 5-20m", header="investor_id,name,ticket_min_usd_m"), {"ticket_min_usd_m": 5.0, "ticket_max_usd_m": 20.0}),
    Good("range-as-largest.csv", text("new-fund;F;;3–5 млрд долл.", header="Код инвестора;Название;Мин. чек;Макс. чек"), {"ticket_min_usd_m": 3000.0, "ticket_max_usd_m": 5000.0}),
    Good("range-in-both.csv", text("new-fund,F,USD 5-20m,20", header="investor_id,name,ticket_min_usd_m,ticket_max_usd_m"), {"ticket_min_usd_m": 5.0, "ticket_max_usd_m": 20.0}),
    Good("sum-beneath.csv", text(ROW, "ИТОГО,,,5,20 млн долл.,,,", "Барлығы:,,,5,,,,"), FUND),
    Good("sum-beneath.xlsx", book(COLUMNS, ROW.split(","), [None, "Всего по области", None, 5, 20, None, None, None]), FUND),
    Good("company-called-total.csv", text("total,Total Eren,energy,,,,,"), {"investor_id": "total", "name": "Total Eren"}),
    Good("units-beneath.csv", text(";;;млн тенге;млн долл.", "p;P;Алматы;1 250,5;2,5", header="Код проекта;Название;Область;Стоимость;Стоимость"), {"project_id": "p", "total_cost_usd_m": 2.5, "total_cost_original_m": 1250.5, "total_cost_currency": "KZT"}, "projects"),
    Good("units-beneath.xlsx", book(["Код проекта", "Название", "Стоимость", None], [None, None, "млрд тенге", "млн долл."], ["p", "P", 1.25, 2.5]), {"project_id": "p", "total_cost_usd_m": 2.5, "total_cost_original_m": 1250.0, "total_cost_currency": "KZT"}, "projects"),
    Good("unsaid.csv", text('new-fund,New Fund,energy,уточняется,н/д,-,"Нет данных",—'), {"name": "New Fund", "ticket_min_usd_m": None, "ticket_max_usd_m": None, "source_url": None, "as_of": None, "notes": None}),
    Good("mark.csv", lambda: b"\xef\xbb\xbf" + text(ROW)(), FUND),
    Good("windows-ends.csv", text(ROW, end="\r\n"), FUND),
    Good("old-mac-ends.csv", text(ROW, end="\r"), FUND),
    Good("blank-lines.csv", text("", ROW, "", ROW.replace("new-fund", "b"), ""), FUND),
    Good("utf-16.csv", text(ROW, encoding="utf-16"), FUND),
    Good("utf-16-unmarked.csv", text(ROW, encoding="utf-16-le"), FUND),
    Good("utf-16-big.csv", lambda: b"\xfe\xff" + text(ROW, encoding="utf-16-be")(), FUND),
    Good("semicolons.csv", lambda: text(ROW)().replace(b",", b";"), FUND),
    Good("tabs.tsv", lambda: text(ROW)().replace(b",", b"\t"), FUND),
    Good("bars.txt", lambda: text(ROW)().replace(b",", b"|"), FUND),
    Good("quoted-line-end.csv", cell("notes", "two\nlines"), FUND | {"notes": "two\nlines"}),
    Good("windows-1251.csv", text(RUSSIAN_ROW, header=RUSSIAN, encoding="cp1251"), PORT, "projects"),
    Good("russian.csv", text(RUSSIAN_ROW, header=RUSSIAN), PORT | {"total_cost_original_m": 1250.5, "total_cost_currency": "KZT", "rate_year": 2024, "as_of": "2024-10", "sector": ["transport & logistics"], "subsector": "ports & terminals"}, "projects"),
    Good("everyday-words.csv", text("port-2;Порт Актау 2;ВКО;Транспорт;разработка ТЭО;250 млн АҚШ доллары", header="Код проекта;Название;Область;Отрасль;Стадия;Стоимость"), {"project_id": "port-2", "region": "East Kazakhstan", "sector": ["transport & logistics"], "stage": "preparation", "total_cost_original_m": 250.0, "total_cost_currency": "USD"}, "projects"),
    Good("everyday-investor.csv", text('new-fund;New Fund;"Сельское хозяйство, ВИЭ";стратегический инвестор;долевое участие', header="Код;Инвестор;Отрасли;Тип;Инструменты"), {"sectors": ["agri-food", "renewables"], "type": "strategic/corporate", "instruments": ["equity"]}),
    Good("kazakh.csv", text("port-2;Порт Актау 2;Маңғыстау облысы", header="Жоба коды;Жобаның атауы;Өңір"), PORT, "projects"),
    Good("range.csv", text("new-fund,New Fund,$5–20m", header="id,Investor,Ticket size"), FUND),
    Good("range-ru.csv", text("new-fund;New Fund;от 5 до 20 млн долларов", header="Код;Инвестор;Чек"), FUND),
    Good("up-to.csv", text("new-fund,New Fund,до 20 млн $", header="id,name,Ticket"), {"ticket_max_usd_m": 20.0}),
    Good("fund.xlsx", USUAL, FUND),
    Good("lines-above.xlsx", SHEET, FUND),
    Good("merged-title.xlsx", book(["Investors"], COLUMNS, ["new-fund", "New Fund", "energy", 5, 20], do=lambda _b, s: s.merge_cells("A1:H1")), FUND),
    Good("second-sheet.xlsx", book(["about"], do=second_sheet), FUND),
    Good("formula-read.xlsx", formulas(20), FUND),
    Good("dates.xlsx", book(COLUMNS, ["new-fund", "New Fund", "energy", 5, 20, None, date(2025, 10, 5)]), FUND | {"as_of": "2025-10-05"}),
    Good("fund.parquet", parquet(investor_id=["new-fund"], name=["New Fund"], sectors=[["energy", "railways"]], ticket_min_usd_m=[5.0], ticket_max_usd_m=[20]), FUND | {"sectors": ["energy", "railways"]}),
    Good("two-hundred-columns.csv", text("new-fund,New Fund,5,20" + ",x" * 196, header="investor_id,name,ticket_min_usd_m,ticket_max_usd_m," + ",".join(f"own {n}" for n in range(196))), FUND),
    Good("deal.csv", text("d-new,ebrd,KPO-1,lender,KZT 10bn,05.10.2024,signed", header=DEAL), {"deal_id": "d-new", "amount_original_m": 10000.0, "amount_currency": "KZT", "role_kind": "funder", "standing": "signed", "year": 2024}, "deals"),
]  # fmt: skip
