"""What a file is, by its content; whatever cannot be imported is refused before it is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final, Literal

from data.importing.faults import Fault, FileRefusedError

Format = Literal["csv", "xlsx", "parquet"]

FILE_LIMIT: Final = 4 * 2**30
#: A workbook is read through tables in memory; a larger one is better as CSV.
UNPACKED_LIMIT: Final = 2**30
ENTRIES_LIMIT: Final = 5_000
COLUMNS_LIMIT: Final = 500
CELL_LIMIT: Final = 100_000

_ENDINGS: Final[dict[str, Format]] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".xlsx": "xlsx", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: Final = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip archive"), (b"SQLite format 3", "an SQLite database"),
    (b"7z\xbc\xaf", "a 7z archive"), (b"Rar!", "a RAR archive"), (b"BZh", "a bzip2 archive"),
)  # fmt: skip
_MARKUP: Final = (b"<!doctype", b"<html", b"<?xml", b"<table")


def file_format(path: Path) -> Format:
    """Format of a file, where its content is what its name says.

    Raises
    ------
    FileRefusedError
        For an empty or too large file, another content than the name says, a workbook with a
        password or macros, or one that unpacks to more than its limit.
    """
    size = path.stat().st_size
    if size == 0:
        raise FileRefusedError(Fault("file_empty", "an empty file"))
    if size > FILE_LIMIT:
        raise FileRefusedError(Fault("file_size", f"{size:,} bytes", values=_limit(FILE_LIMIT)))
    meant = _ENDINGS.get(path.suffix.lower())
    with path.open("rb") as file:
        head = file.read(4096)
    is_what = _content(path, head)
    if meant is None or is_what != meant:
        found = f"{_named(is_what)} named {path.suffix or 'without an ending'}"
        named = meant or "csv, xlsx or parquet"
        raise FileRefusedError(Fault("file_type", found, values={"meant": named}))
    return meant


def _content(path: Path, head: bytes) -> str:
    """Name the content by its first bytes; a workbook is looked into without unpacking it."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_OLE):
        raise FileRefusedError(_old_workbook(path))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_content(path)
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return "a web page or XML document"
    if head[8:12] == b"DUCK":
        return "a DuckDB database"
    return "csv"


def _zip_content(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileRefusedError(
            Fault("file_broken", "a damaged workbook", values={"reason": str(error)[:80]})
        ) from error
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        return "a workbook in the binary format" if "xl/workbook.bin" in names else "a ZIP archive"
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_LIMIT or len(entries) > ENTRIES_LIMIT:
        found = f"a workbook that unpacks to {unpacked:,} bytes in {len(entries):,} parts"
        raise FileRefusedError(Fault("unpacked_size", found, values=_limit(UNPACKED_LIMIT)))
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefusedError(Fault("password", "a workbook with a password"))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefusedError(Fault("macros", "a workbook with macros"))
    return "xlsx"


def _old_workbook(path: Path) -> Fault:
    with path.open("rb") as file:
        start = file.read(2**20)
    encrypted = "EncryptedPackage".encode("utf-16-le") in start
    if encrypted:
        return Fault("password", "a workbook with a password")
    return Fault("old_format", "a workbook in the old .xls format")


def _named(content: str) -> str:
    return {"csv": "text", "xlsx": "an XLSX workbook", "parquet": "a Parquet file"}.get(
        content, content
    )


def _limit(count: int) -> dict[str, str]:
    return {"limit": f"{count // 2**20:,} MiB"}
