"""What stands on a printed page: headings, text, lists, tables, figures, columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Spacer, Table, TableStyle

from ui.takeaway.pdf import ACCENT, INK, LINE, MUTED, REGULAR, STRONG, Rich, rich, strong

Align = Literal["left", "right"]

#: Letters of one cell at most: a cell cannot be split over pages.
LONGEST_CELL = 700
GUTTER = 16.0


@dataclass(frozen=True)
class Type:
    """How text is set: its size, and the width it may take, both in points."""

    width: float
    size: float = 9.0

    def title(self, text: object, below: object = None) -> list[Flowable]:
        """The page's title, a line beneath it where there is one."""
        lines: list[Flowable] = [self._paragraph(text, grown=1.9, name=STRONG, after=0.25)]
        if below is not None:
            lines.append(self._paragraph(below, after=0.6))
        return lines

    def heading(self, text: object, *, keep: bool = True) -> Flowable:
        """A heading that stays with what follows it; before a table of pages, ``keep`` it not."""
        return self._paragraph(text, grown=1.1, name=STRONG, before=0.7, after=0.2, keep=keep)

    def text(self, text: object) -> Flowable:
        """One paragraph."""
        return self._paragraph(text, after=0.35)

    def note(self, text: object) -> Flowable:
        """A remark in small, quiet letters."""
        return self._paragraph(text, grown=0.82, colour=MUTED, after=0.3)

    def bullets(self, texts: Sequence[object]) -> list[Flowable]:
        """A list of points."""
        return [self._paragraph(text, bullet="•", after=0.15) for text in texts]

    def gap(self, lines: float = 0.5) -> Flowable:
        """Room of so many lines."""
        return Spacer(1, lines * self.size * 1.3)

    def facts(self, rows: Sequence[tuple[object, object]], share: float = 0.24) -> Flowable:
        """Labels and values; ``share`` of the width belongs to the labels."""
        cells = [[self._cell(label, colour=MUTED), self._cell(value)] for label, value in rows]
        return self._table(cells, [share, 1 - share], ruled=False)

    def table(
        self,
        header: Sequence[object],
        rows: Sequence[Sequence[object]],
        shares: Sequence[float],
        aligned: Sequence[Align] | None = None,
    ) -> Flowable:
        """A table with its header repeated on every page; ``shares`` of the width add up to 1."""
        sides = aligned or ["left"] * len(header)
        cells = [
            [self._cell(strong(each), side) for each, side in zip(header, sides, strict=True)],
            *([self._cell(e, side) for e, side in zip(row, sides, strict=True)] for row in rows),
        ]
        return self._table(cells, shares, ruled=True)

    def figures(self, told: Sequence[tuple[object, object, object]]) -> Flowable:
        """Large figures side by side, each with its label above and a remark beneath."""
        cells = [
            [
                self._paragraph(label, colour=MUTED, after=0.1),
                self._paragraph(value, grown=1.9, name=STRONG, after=0.1),
                self._paragraph(remark, grown=0.82, colour=MUTED),
            ]
            for label, value, remark in told
        ]
        widths = [self.width / len(told)] * len(told)
        shown = Table([cells], colWidths=widths, spaceAfter=0.6 * self.size)
        shown.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 4),
                    ("LINEABOVE", (0, 0), (-1, 0), 0.5, LINE),
                    ("LINEBELOW", (0, -1), (-1, -1), 0.5, LINE),
                ]
            )
        )
        return shown

    def part(self, share: float) -> Type:
        """Type for a column that takes ``share`` of the width, gutter taken off."""
        return replace(self, width=self.width * share - GUTTER / 2)

    def beside(
        self, left: Sequence[Flowable], right: Sequence[Flowable], share: float = 0.5
    ) -> Flowable:
        """Two columns; the left takes ``share``. Set both with ``part`` of the shares."""
        widths = [self.width * share, self.width * (1 - share)]
        columns = [
            KeepInFrame(width - GUTTER / 2, 10_000, list(column), mode="shrink", vAlign="TOP")
            for width, column in zip(widths, (left, right), strict=True)
        ]
        shown = Table([columns], colWidths=widths)
        shown.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (0, 0), 0),
                    ("RIGHTPADDING", (0, 0), (0, 0), GUTTER / 2),
                    ("LEFTPADDING", (1, 0), (1, 0), GUTTER / 2),
                    ("RIGHTPADDING", (1, 0), (1, 0), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 0),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
                ]
            )
        )
        return shown

    def _cell(self, text: object, side: Align = "left", colour: object = INK) -> Flowable:
        shown = text if isinstance(text, Rich) else shortened(text, LONGEST_CELL)
        return self._paragraph(shown, side=side, colour=colour)

    def _table(
        self, cells: list[list[Flowable]], shares: Sequence[float], *, ruled: bool
    ) -> Flowable:
        widths = [self.width * share for share in shares]
        shown = Table(cells, colWidths=widths, repeatRows=1 if ruled else 0, hAlign="LEFT")
        pad = 0.2 * self.size
        style: list[tuple[object, ...]] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-2, -1), 6),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), pad),
            ("BOTTOMPADDING", (0, 0), (-1, -1), pad),
        ]
        if ruled:
            style += [
                ("LINEBELOW", (0, 0), (-1, 0), 0.75, ACCENT),
                ("LINEBELOW", (0, 1), (-1, -1), 0.35, LINE),
            ]
        shown.setStyle(TableStyle(style))
        return shown

    def _paragraph(  # noqa: PLR0913 - each names one property of a style
        self,
        text: object,
        *,
        grown: float = 1.0,
        name: str = REGULAR,
        colour: object = INK,
        side: Align = "left",
        before: float = 0.0,
        after: float = 0.0,
        keep: bool = False,
        bullet: str | None = None,
    ) -> Flowable:
        size = self.size * grown
        style = ParagraphStyle(
            "set",
            fontName=name,
            fontSize=size,
            leading=size * 1.25,
            textColor=colour,
            alignment=TA_RIGHT if side == "right" else TA_LEFT,
            spaceBefore=before * size,
            spaceAfter=after * size,
            keepWithNext=keep,
            splitLongWords=True,
            leftIndent=size if bullet else 0,
            bulletIndent=0,
            bulletFontName=name,
            bulletFontSize=size,
        )
        return Paragraph(rich(text), style, bulletText=bullet)


def shortened(text: object, letters: int) -> str:
    """The text up to its last whole word before so many letters."""
    words = " ".join(str(text).split())
    if len(words) <= letters:
        return words
    return words[:letters].rsplit(" ", 1)[0] + " …"
