"""Printed pages: every letter, every word, the same bytes, and nothing that is obeyed."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from ui.takeaway import pdf, pictures
from ui.takeaway.blocks import Type
from ui.takeaway.pdf import Paper, build, link, on_one_page, printable

KAZAKH = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі Ёё Щщ ₸ « » — “ ” …"
PAPER = Paper("A brief", head="Investors", footer=["Data version 1", "Model version 2"])
TYPE = Type(PAPER.width)


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    text = "\n".join(page.extract_text() for page in read(content).pages)
    return " ".join(text.split())


def test_every_cyrillic_and_kazakh_letter_is_set() -> None:
    assert KAZAKH in words(build(PAPER, [TYPE.text(KAZAKH)]))


def test_letters_of_another_script_are_spelt_not_lost() -> None:
    assert printable("中国 Aktau\u202e\x00") == "ZhongGuo Aktau"


def test_text_that_tries_to_be_markup_is_shown_as_it_is() -> None:
    hostile = "<b>bold</b> & <img src='http://evil.example/x.png'/> <para> {x} \\ $1"
    assert hostile in words(build(PAPER, [TYPE.text(hostile), TYPE.table(["A"], [[hostile]], [1])]))


def test_only_web_addresses_become_links() -> None:
    story = [
        TYPE.text(link("https://example.org/a?b=1&c='\"><x>")),
        TYPE.text(link("javascript:alert(1)")),
    ]
    page = read(build(PAPER, story)).pages[0]
    targets = [note.get_object()["/A"]["/URI"] for note in page["/Annots"]]
    assert targets == ["https://example.org/a?b=1&c='\"><x>"]


def test_a_word_longer_than_its_column_wraps_within_it() -> None:
    paper = Paper("A brief", head="")
    narrow = Type(paper.width).part(0.3)
    long = "x" * 400
    text = read(build(paper, [narrow.text(long)])).pages[0].extract_text()
    lines = [line for line in text.splitlines() if set(line) == {"x"}]
    assert sum(map(len, lines)) == 400
    assert len(lines) == 4


def test_every_page_has_head_foot_and_its_number() -> None:
    content = build(
        PAPER, [TYPE.table(["Alpha", "Beta"], [[n, "b"] for n in range(120)], [0.5, 0.5])]
    )
    pages = [page.extract_text() for page in read(content).pages]
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in page
        assert "Data version 1" in page
        assert "Alpha" in page  # the table's header is repeated


def test_a_long_line_at_the_foot_is_broken_and_none_of_it_is_lost() -> None:
    versions = " · ".join(f"Data version 8edac0002f0{number}" for number in range(9))
    line = f"{versions} · Made at: 2026-11-25 02:24 UTC, Aigerim Sadykova"
    content = build(replace(PAPER, footer=[line, "Address of the view: /matches"]), TYPE.title("x"))
    assert line in words(content)
    assert "Address of the view: /matches page 1 of 1" in words(content)


def test_the_same_input_gives_the_same_bytes() -> None:
    def once() -> bytes:
        picture = pictures.contributions(
            ["Sector"], [30.0], ["#0088B0"], ("Score", 30.0), TYPE.width, 8
        )
        return build(PAPER, [*TYPE.title("T", "b"), picture, TYPE.facts([("a", "b")])])

    assert once() == once()


def test_a_landscape_page_lies() -> None:
    box = read(build(Paper("Wide", head="", landscape=True), [TYPE.text("x")])).pages[0].mediabox
    assert box.width > box.height


def test_a_story_is_tightened_until_it_fits_one_page() -> None:
    tried: list[int] = []

    def story(turn: int) -> list[object]:
        tried.append(turn)
        return [TYPE.text(f"line {n}") for n in range(200 >> turn)]

    content = on_one_page(PAPER, story, tries=8)
    assert len(read(content).pages) == 1
    assert len(tried) > 1
    assert f"line {(200 >> tried[-1]) - 1}" in words(content)


def test_bars_say_their_names_and_sums() -> None:
    colours = {"ask": "#0095B6", "cost": "#505058"}
    parts = {"ask": [100.0, 50.0], "cost": [20.0, 30.0]}
    flat = pictures.bars(["Logistics", "Energy"], parts, colours, TYPE.width, 8)
    upright = pictures.columns(["2024", "2025"], parts, colours, TYPE.width, 120, 8)
    said = words(build(PAPER, [flat, upright]))
    for expected in ("Logistics", "Energy", "120", "80", "ask", "cost", "2024", "2025"):
        assert expected in said


def test_a_cell_longer_than_a_page_is_shortened_and_the_table_set() -> None:
    said = words(build(PAPER, [TYPE.table(["Note"], [["word " * 5000]], [1])]))
    assert said.count("word") < 200
    assert "…" in said


@pytest.mark.parametrize("turned", [False, True])
def test_columns_stay_on_the_page(turned: bool) -> None:  # noqa: FBT001 - a case
    paper = Paper("Two", head="", landscape=turned)
    kind = Type(paper.width)
    left, right = kind.part(0.5), kind.part(0.5)
    content = build(paper, [kind.beside([left.text("left")], [right.text("right")])])
    assert "left" in words(content)
    assert "right" in words(content)
    assert len(read(content).pages) == 1
    fonts = read(content).pages[0]["/Resources"]["/Font"].values()
    assert any(str(font.get_object()["/BaseFont"]).endswith(pdf.REGULAR) for font in fonts)
