"""Names on charts in lines that a phone has room for, in letters that can be read."""

from __future__ import annotations

import textwrap

from reportlab.pdfbase.pdfmetrics import stringWidth

from ui.takeaway.pdf import REGULAR, register

#: Letters in a line of a name beside a bar, of the whole name, and in a line on a tile.
LINE, LONGEST, TILE = 22, 60, 11
#: Size of the smallest letters on a chart, in pixels.
SMALLEST = 11
#: How wide a word of these may be on a phone's tile; letters of a parted word's first half.
HELD, PIECE = 55, 8
VOWELS = frozenset("aeiouyаәеёиоөуұүыіэюя")
#: Where a word is best parted.
ENDINGS = ("stan", "стан", "ская", "ский")


def wrapped(name: str, line: int = LINE) -> str:
    """A name in lines; one that is too long is cut and told in full elsewhere."""
    short = textwrap.shorten(name, LONGEST, placeholder=" …")
    return "<br>".join(textwrap.wrap(short, line, break_long_words=False))


def on_a_tile(name: str) -> str:
    """A region's name in lines that a phone's tile holds in letters of full size."""
    register()
    lines: list[str] = []
    for line in wrapped(name.replace("-", "- "), TILE).split("<br>"):
        halves = [half for word in line.split() for half in _held(word)]
        lines += [line] if len(halves) == len(line.split()) else halves
    return "<br>".join(lines)


def parted(word: str) -> list[str]:
    """A word in two halves with a hyphen between, each with a vowel."""
    places = [
        at
        for at in range(3, min(PIECE, len(word) - 3) + 1)
        if word[at].lower() not in VOWELS and word[at + 1].lower() in VOWELS
    ]
    natural = [at for at in range(3, PIECE + 1) if word[at:].startswith(ENDINGS)]
    at = max(natural or places or [PIECE])
    return [f"{word[:at]}-", word[at:]]


def _held(word: str) -> list[str]:
    return [word] if stringWidth(word, REGULAR, SMALLEST) <= HELD else parted(word)
