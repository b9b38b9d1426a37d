"""Printed pages: paper, type and the way to bytes. What stands on a page is in ``blocks.py``."""

from __future__ import annotations

import io
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from anyascii import anyascii
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.pagesizes import landscape as turned
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from ui.words import _

FONTS: Final = Path(__file__).parent / "fonts"
REGULAR: Final = "SourceSans3-Regular"
STRONG: Final = "SourceSans3-SemiBold"

INK: Final = HexColor("#1B2733")
MUTED: Final = HexColor("#5B6875")
LINE: Final = HexColor("#DDE3E8")
ACCENT: Final = HexColor("#006C84")

MARGIN: Final = 16 * mm
HEAD, FOOT = 7 * mm, 15 * mm
#: Size of the running lines at head and foot.
SMALL: Final = 7

#: ReportLab keeps what it knows of a font in one place for all documents.
_SETTING = threading.Lock()


class Rich(str):
    """Text in ReportLab's markup, made by the functions below; any other text is escaped."""

    __slots__ = ()


@dataclass(frozen=True)
class Paper:
    """A document's paper: its running head and foot, and how it lies.

    footer : lines beneath every page, for instance where the figures come from.
    language : code of the language that the text is in.
    """

    title: str
    head: str
    footer: Sequence[str] = ()
    author: str = ""
    landscape: bool = False
    language: str = "en"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        width, height = turned(A4) if self.landscape else A4
        return float(width), float(height)

    @property
    def width(self) -> float:
        """Width of the text in points."""
        return self.size[0] - 2 * float(MARGIN)

    @property
    def height(self) -> float:
        """Height of the text in points."""
        return self.size[1] - 2 * float(MARGIN) - float(HEAD) - self.foot

    @property
    def foot(self) -> float:
        """Height that the lines at the foot take, in points."""
        return max(float(FOOT), (len(self.foot_lines) + 2) * SMALL * 1.3)

    @property
    def foot_lines(self) -> list[str]:
        """The lines at the foot, broken where one is wider than the page."""
        register()
        return [
            part
            for line in self.footer
            for part in simpleSplit(printable(line), REGULAR, SMALL, self.width)
        ]


Story = Sequence[Flowable]


def build(paper: Paper, story: Story) -> bytes:
    """Set the story on as many pages as it needs; the same input gives the same bytes."""
    return _set(paper, story)[0]


def on_one_page(paper: Paper, story: Callable[[int], Story], tries: int) -> bytes:
    """Set the first story that fits on one page; ``story(0)`` is the roomiest.

    ``story(n)`` gives the n-th attempt, ever tighter; the last is set whatever room it takes.
    """
    for turn in range(tries):
        content, pages = _set(paper, story(turn))
        if pages == 1:
            break
    return content


def rich(text: object) -> Rich:
    """Text as markup that shows it as it is; what is rich already stays."""
    return text if isinstance(text, Rich) else Rich(escape(printable(text)))


def strong(text: object) -> Rich:
    """Text in the heavier cut."""
    return Rich(f'<font name="{STRONG}">{rich(text)}</font>')


def muted(text: object) -> Rich:
    """Text that steps back."""
    return Rich(f'<font color="{_hex(MUTED)}">{rich(text)}</font>')


def link(url: str, label: object = None) -> Rich:
    """Address that can be clicked, shown in full unless there is a label; only web addresses."""
    shown = rich(url if label is None else label)
    if not url.startswith(("http://", "https://")):
        return shown
    target = quoteattr(printable(url))
    return Rich(f'<a href={target} color="{_hex(ACCENT)}">{shown}</a>')


def joined(parts: Sequence[object], separator: str = " · ") -> Rich:
    """Several texts in one line."""
    return Rich(rich(separator).join(rich(part) for part in parts))


def printable(text: object) -> str:
    """The text with letters that the font has; another script is spelt in Latin letters."""
    normal = unicodedata.normalize("NFC", str(text))
    return "".join(letter if _has(letter) else _spelt(letter) for letter in normal)


def _spelt(letter: str) -> str:
    if letter in "\t\n\r" or unicodedata.category(letter) in {"Zs", "Zl", "Zp"}:
        return " "
    if unicodedata.category(letter) in {"Cc", "Cf"}:
        return ""
    return anyascii(letter) or "?"


def _has(letter: str) -> bool:
    return letter.isprintable() and ord(letter) in _letters()


@cache
def _letters() -> frozenset[int]:
    register()
    return frozenset(pdfmetrics.getFont(REGULAR).face.charToGlyph)


@cache
def register() -> None:
    """Make the two cuts of the font known to ReportLab."""
    for name in (REGULAR, STRONG):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))


def _hex(colour: Any) -> str:  # noqa: ANN401 - ReportLab carries no types
    return f"#{colour.hexval()[2:]}"


def _set(paper: Paper, story: Story) -> tuple[bytes, int]:
    target = io.BytesIO()
    with _SETTING:
        register()
        pages = [0]
        document = BaseDocTemplate(
            target,
            pagesize=paper.size,
            title=printable(paper.title),
            author=printable(paper.author),
            lang=paper.language,
            invariant=1,
            allowSplitting=1,
        )
        frame = Frame(MARGIN, MARGIN + paper.foot, paper.width, paper.height, 0, 0, 0, 0)
        document.addPageTemplates([PageTemplate(id="page", frames=[frame])])

        def numbered(*args: Any, **settings: Any) -> Canvas:  # noqa: ANN401 - ReportLab's own
            return _Numbered(paper, pages, *args, **settings)

        document.build(list(story), canvasmaker=numbered)
    return target.getvalue(), pages[0]


class _Numbered(Canvas):  # type: ignore[misc]  # ReportLab carries no types
    """A canvas that writes head and foot once it knows how many pages there are."""

    def __init__(self, paper: Paper, pages: list[int], *args: Any, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **settings)
        self._paper, self._count = paper, pages
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        self._count[0] = len(self._kept)
        for number, state in enumerate(self._kept, start=1):
            self.__dict__.update(state)
            self._running(number, len(self._kept))
            super().showPage()
        super().save()

    def _running(self, number: int, pages: int) -> None:
        paper = self._paper
        width, height = paper.size
        self.setFillColor(MUTED)
        self.setStrokeColor(LINE)
        self.setLineWidth(0.5)
        top, bottom = height - MARGIN, MARGIN + paper.foot - 6
        self.setFont(REGULAR, SMALL)
        self.drawString(MARGIN, top, _fitting(paper.head, paper.width))
        self.line(MARGIN, top - 4, width - MARGIN, top - 4)
        self.line(MARGIN, bottom, width - MARGIN, bottom)
        leading = SMALL * 1.3
        lines = paper.foot_lines
        for at, line in enumerate(lines):
            shown = _fitting(line, paper.width)
            self.drawString(MARGIN, bottom - leading * (at + 1), shown)
        count = _("page {number} of {pages}", number=number, pages=pages)
        last = bottom - leading * (len(lines) + 1)
        self.drawRightString(width - MARGIN, last, printable(count))


def _fitting(text: str, width: float) -> str:
    """As much of a running line as there is room for."""
    shown = printable(text)
    if pdfmetrics.stringWidth(shown, REGULAR, SMALL) <= width:
        return shown
    while shown and pdfmetrics.stringWidth(shown + "…", REGULAR, SMALL) > width:
        shown = shown[:-1]
    return shown + "…"
