"""Text files: their encoding, whether they can be read the quick way, and a UTF-8 copy."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from data.importing.faults import Fault, FileRefusedError

_BLOCK: Final = 2**22
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST_PRINTED: Final = 32
_CYRILLIC: Final = re.compile(r"[а-яА-ЯёЁәғқңөұүһіӘҒҚҢӨҰҮҺІ]")

#: Both alphabets in one word: the accented letters of a western encoding.
_MIXED: Final = re.compile(r"[A-Za-z][а-яёіА-ЯЁІ]|[а-яёіА-ЯЁІ][A-Za-z]")


@dataclass(frozen=True)
class Text:
    """A UTF-8 text file without a mark at its beginning.

    ``regular`` is true where it holds no blank line, no control character and no line ends but
    LF and CRLF, so that a quick reader counts its rows as a spreadsheet does.
    """

    path: Path
    encoding: str
    sha256: str
    regular: bool
    skip: int


def read_text(path: Path, scratch: Path) -> Text:
    """Look through a text file; one in another encoding is copied as UTF-8 into ``scratch``.

    Raises
    ------
    FileRefusedError
        For NUL bytes and for bytes that are no text in any encoding that is read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        head = file.read(_BLOCK)
    marked = [(mark, name) for mark, name in _BOMS if head.startswith(mark)]
    mark, encoding = marked[0] if marked else (b"", _wide(head))
    if encoding.startswith("utf-16"):
        return _copied(path, scratch, encoding, len(mark))
    decoder = codecs.getincrementaldecoder("utf-8")()
    regular, before, offset = True, b"", 0
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            digest.update(block)
            if b"\0" in block:
                _refuse_nul(path, offset + block.index(b"\0"))
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return _other_encoding(path, scratch, max(offset + error.start - 3, 0))
            if not block:
                break
            regular = regular and _regular(before + block)
            before, offset = block[-64:], offset + len(block)
    return Text(path, encoding, digest.hexdigest(), regular, len(mark))


def _regular(block: bytes) -> bool:
    """No blank line but at the end, no lone carriage return, no control character."""
    bare = block.rstrip(b"\r\n \t")
    if b"\n\n" in bare or b"\n\r\n" in bare:
        return False
    returns, ends = block.count(b"\r"), block.count(b"\n")
    if returns and returns != block.count(b"\r\n") + block.endswith(b"\r"):
        return False
    low = int(np.count_nonzero(np.frombuffer(block, np.uint8) < _FIRST_PRINTED))
    return low == returns + ends + block.count(b"\t")


def _wide(head: bytes) -> str:
    """UTF-16 without a mark shows by its NUL bytes in every other place."""
    sample = head[:4096]
    if len(sample) >= 8:  # noqa: PLR2004 - a few letters
        low, high = sample[0::2].count(0), sample[1::2].count(0)
        half = len(sample) // 2
        if high > half * 0.3 and low < half * 0.05:
            return "utf-16-le"
        if low > half * 0.3 and high < half * 0.05:
            return "utf-16-be"
    return "utf-8"


def _other_encoding(path: Path, scratch: Path, broken: int) -> Text:
    """Windows-1251, where the bytes make Cyrillic words; else the file is broken."""
    with path.open("rb") as file:
        row = _line_ends(file.read(broken)) + 1 if broken <= _BLOCK else None
        file.seek(max(broken - _BLOCK // 2, 0))
        sample = file.read(_BLOCK)
    marks = sample.decode("utf-8", errors="replace").count("\ufffd")
    beyond = int((np.frombuffer(sample, np.uint8) > 0x7F).sum())  # noqa: PLR2004 - beyond ASCII
    text = sample.decode("cp1251", errors="replace")
    cyrillic, mixed = len(_CYRILLIC.findall(text)), len(_MIXED.findall(text))
    if marks < beyond * 0.5 or cyrillic < beyond * 0.8 or mixed > cyrillic * 0.2:
        found = f"bytes that are no UTF-8 near byte {broken:,}"
        raise FileRefusedError(Fault("encoding", found, row=row))
    return _copied(path, scratch, "cp1251", 0)


def _line_ends(block: bytes) -> int:
    return block.count(b"\n")


def _copied(path: Path, scratch: Path, encoding: str, skip: int) -> Text:
    target = scratch / "utf-8.csv"
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file, target.open("wb") as copy:
        digest.update(file.read(skip))
        while True:
            block = file.read(_BLOCK)
            digest.update(block)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                found = f"a broken {encoding.upper()} character near byte {error.start:,}"
                raise FileRefusedError(Fault("encoding", found)) from None
            if "\0" in text:
                raise FileRefusedError(Fault("nul", "a NUL character"))
            copy.write(text.encode("utf-8", errors="surrogatepass"))
            if not block:
                break
    read = read_text(target, scratch)
    return Text(target, encoding, digest.hexdigest(), read.regular, 0)


def _refuse_nul(path: Path, place: int) -> None:
    with path.open("rb") as file:
        row = _line_ends(file.read(place)) + 1
    raise FileRefusedError(Fault("nul", "a NUL byte", row=row))
