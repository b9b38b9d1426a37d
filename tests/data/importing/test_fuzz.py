# ruff: noqa: E501 - the pieces stand in lines of their kind
"""Whatever a file holds, the importer answers in faults or writes all of it, never a traceback.

``IMPORT_FUZZ`` says how many inputs are tried (150 where it is not set).
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data.importing.applying import apply
from data.importing.checking import Choices, check
from data.importing.faults import Fault, FileRefusedError
from data.importing.fields import KINDS, fields
from data.importing.handing_back import refused_rows
from data.store import Store
from tests.data.importing.corpus import BAD, GOOD

INPUTS = int(os.environ.get("IMPORT_FUZZ", "150"))
FUZZ = settings(
    max_examples=INPUTS,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
PIECES = [
    "", " ", "new-1", "ebrd", "EBRD", "Порт", "energy", "railwys", "energy; railways", "Мангистауская обл.",
    "1 250,5 млн тенге", "$120m", "3–5 млрд", "5", "-5", "1,250", "1.250,5", "1e5", "nan", "inf", "0x1F",
    "2025", "05.10.2025", "5/10/2025", "9999-12-31", "1900", "45931", "29.02.2024", "31.04.2024",
    "yes", "Да", "нет", "https://a.kz", "javascript:1", "=1+1", "+1", "-1", "@x", "\t", "\x07", "a\nb",
    "'", '"', '""', ";", ",", "|", "\ufeff", "\u202e", "\u200b", "😀", "İ", "ﬁ", "９", "Ⅷ", "½", "KZ", "Қазақстан",
    "43.5", "143.5", "lender", "synthetic-1", "USD", "₸", "€ 5 mln", "#REF!", "x" * 300, "9" * 400,
]  # fmt: skip

cells = st.one_of(st.sampled_from(PIECES), st.text(max_size=12))
kinds = st.sampled_from(sorted(KINDS))


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[str], list[list[str]]]:
    """A kind of record, a header of its names and others, and rows that fit it or not."""
    word = draw(kinds)
    names = [
        name
        for about in fields(KINDS[word]).values()
        for name in [about.name, *(each for called in about.names.values() for each in called)]
    ]
    required = [about.name for about in fields(KINDS[word]).values() if about.required]
    header = draw(st.lists(st.one_of(st.sampled_from(names), cells), max_size=6))
    if draw(st.booleans()):
        header = required + [each for each in header if each not in required]
    rows = draw(
        st.lists(
            st.lists(
                cells, min_size=0 if draw(st.booleans()) else len(header), max_size=len(header) + 1
            ),
            max_size=5,
        )
    )
    return word, header, rows


@st.composite
def text_files(draw: st.DrawFn) -> tuple[str, str, bytes]:
    word, header, rows = draw(tables())
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    quote = draw(st.booleans())

    def written(row: list[str]) -> str:
        return delimiter.join('"' + c.replace('"', '""') + '"' if quote else c for c in row)

    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(written(row) for row in [header, *rows])
    encoding = draw(
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "latin-1"])
    )
    content = text.encode(encoding, errors="replace")
    if draw(st.integers(0, 4)) == 0:
        content = damaged(content, draw(damages))
    return word, "file.csv", content


@st.composite
def workbooks(draw: st.DrawFn) -> tuple[str, str, bytes]:
    word, header, rows = draw(tables())
    book = openpyxl.Workbook()
    for row in [header, *rows]:
        clean = [openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", each) for each in row]
        book.active.append(clean)
    target = io.BytesIO()
    book.save(target)
    content = target.getvalue()
    if draw(st.integers(0, 3)) == 0:
        content = damaged(content, draw(damages))
    return word, "file.xlsx", content


@st.composite
def parquets(draw: st.DrawFn) -> tuple[str, str, bytes]:
    word, header, rows = draw(tables())
    width = len(header)
    full = [(row + [""] * width)[:width] for row in rows]
    frame = pd.DataFrame(
        full,
        columns=[f"{name}" for name in dict.fromkeys(header)]
        if len(set(header)) == width
        else range(width),
    )
    frame.columns = [str(name) for name in frame.columns]
    content = frame.map(lambda c: c.encode("utf-8", "replace").decode()).to_parquet(index=False)
    if draw(st.integers(0, 2)) == 0:
        content = damaged(content, draw(damages))
    return word, "file.parquet", content


@st.composite
def corpus_files(draw: st.DrawFn) -> tuple[str, str, bytes]:
    case = draw(st.sampled_from([case for case in [*BAD, *GOOD] if case.name not in SLOW]))
    return draw(kinds), case.name, damaged(case.content(), draw(damages))


#: What is done to bytes, where (of ten thousand), how many, and with what; drawn before the bytes
#: are looked at, because a workbook holds the time of its making.
damages = st.lists(
    st.tuples(
        st.sampled_from(["change", "cut", "double", "insert"]),
        st.integers(0, 10_000),
        st.integers(1, 64),
        st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=3,
)


def damaged(content: bytes, how: list[tuple[str, int, int, bytes]]) -> bytes:
    """Bytes changed, taken out, doubled or put in."""
    raw = bytearray(content)
    for what, where, size, new in how:
        at = len(raw) * where // 10_000
        if what == "change":
            raw[at : at + len(new)] = new
        elif what == "cut":
            del raw[at : at + size]
        else:
            raw[at:at] = raw[at : at + size] if what == "double" else new
    return bytes(raw)


#: Files that take long to make and add nothing here.
SLOW = {"ten-megabyte-cell.csv", "long-cell.parquet", "bomb.xlsx"}
files = st.one_of(text_files(), text_files(), workbooks(), parquets(), corpus_files())


@pytest.fixture(scope="module")
def store(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(Path(shutil.copy(seeded, tmp_path_factory.mktemp("fuzz") / "facts.duckdb")))
    yield opened
    opened.close()


@FUZZ
@given(file=files, make_ids=st.booleans(), good_rows_only=st.booleans())
def test_no_file_makes_a_traceback(
    store: Store, file: tuple[str, str, bytes], *, make_ids: bool, good_rows_only: bool
) -> None:
    word, name, content = file
    choices = Choices(make_ids=make_ids, good_rows_only=good_rows_only)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        path = folder / name
        path.write_bytes(content)
        before = counted(store)
        try:
            found = check(store, path, KINDS[word], folder, choices)
        except FileRefusedError as refusal:
            said(refusal.faults)
            assert counted(store) == before
            return
        said(found.faults.kept)
        counts = found.counts
        assert counts.created + counts.updated + counts.unchanged <= found.rows
        if len(found.bad_rows) and not any(fault.row is None for fault in found.faults.kept):
            refused_rows(found, "Why")
        if found.refused:
            with pytest.raises(FileRefusedError):
                apply(store, found, "Fuzz", name)
            assert counted(store) == before
        else:
            apply(store, found, "Fuzz", name)
            assert counted(store) == before + found.counts.created


def said(faults: list[Fault]) -> None:
    assert faults is not None
    for fault in faults:
        line = fault.line("file")
        assert "\n" not in line
        assert fault.expected


def counted(store: Store) -> int:
    with store.reading() as cursor:
        row = cursor.execute(
            "select (select count(*) from investor_fact) + (select count(*) from project_fact)"
            " + (select count(*) from deal_fact)"
        ).fetchone()
    return int(row[0]) if row else 0
