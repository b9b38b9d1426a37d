from __future__ import annotations

from pathlib import Path

import pytest

from tools import words

PAGE = """
import streamlit as st
from ui.words import _, _n
st.title(_("Overview"))
st.write(_n("{count} deal", "{count} deals", 3))
"""
RUSSIAN = {"Overview": "Обзор", "deal": ("{count} сделка", "{count} сделки", "{count} сделок")}
KAZAKH = {"Overview": "Шолу", "deal": ("{count} мәміле", "{count} мәміле")}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project whose words are all translated."""
    for folder in ("pages", "ui"):
        (tmp_path / folder).mkdir()
    (tmp_path / "dashboard.py").write_text("", encoding="utf-8")
    (tmp_path / "pages" / "overview.py").write_text(PAGE, encoding="utf-8")
    words.extract(tmp_path)
    translate(tmp_path, "ru", RUSSIAN)
    translate(tmp_path, "kk", KAZAKH)
    return tmp_path


def po(project: Path, code: str) -> Path:
    return project / "locale" / code / "LC_MESSAGES" / "dashboard.po"


def translate(project: Path, code: str, texts: dict[str, str | tuple[str, ...]]) -> None:
    text = po(project, code).read_text(encoding="utf-8")
    text = text.replace(
        'msgid "Overview"\nmsgstr ""', f'msgid "Overview"\nmsgstr "{texts["Overview"]}"'
    )
    for place, form in enumerate(texts["deal"]):
        text = text.replace(f'msgstr[{place}] ""', f'msgstr[{place}] "{form}"')
    po(project, code).write_text(text, encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_translated_project_has_no_fault(project: Path) -> None:
    assert words.check(project) == []


def test_extracting_again_changes_nothing(project: Path) -> None:
    files = sorted((project / "locale").rglob("*.po*"))
    before = [path.read_bytes() for path in files]
    words.extract(project)
    assert len(files) == 3
    assert [path.read_bytes() for path in files] == before


def test_moving_a_word_to_another_line_changes_nothing(project: Path) -> None:
    edit(project / "pages" / "overview.py", "st.title", "\n\n\nst.title")
    assert words.check(project) == []


def test_a_new_word_makes_the_template_stale_and_then_wants_translating(project: Path) -> None:
    edit(project / "pages" / "overview.py", "st.title", 'st.caption(_("As of"))\nst.title')
    assert any("out of date" in fault for fault in words.check(project))
    words.extract(project)
    assert words.check(project) == [
        "locale/ru/LC_MESSAGES/dashboard.po: not translated: 'As of'",
        "locale/kk/LC_MESSAGES/dashboard.po: not translated: 'As of'",
    ]
    assert "Обзор" in po(project, "ru").read_text(encoding="utf-8")


def test_a_missing_plural_form_is_a_fault(project: Path) -> None:
    edit(po(project, "ru"), '"{count} сделок"', '""')
    assert any("not translated: '{count} deal'" in fault for fault in words.check(project))


def test_a_fuzzy_translation_is_a_fault(project: Path) -> None:
    edit(po(project, "kk"), 'msgid "Overview"', '#, fuzzy\nmsgid "Overview"')
    assert any("marked fuzzy: 'Overview'" in fault for fault in words.check(project))


@pytest.mark.parametrize("wrong", ["{number} сделка", "сделка", "{count сделка"])
def test_other_placeholders_are_a_fault(project: Path, wrong: str) -> None:
    edit(po(project, "ru"), "{count} сделка", wrong)
    assert any("other placeholders" in fault for fault in words.check(project))


def test_a_missing_catalogue_is_a_fault(project: Path) -> None:
    po(project, "kk").unlink()
    assert words.check(project) == ["locale/kk/LC_MESSAGES/dashboard.po: missing; run: make words"]


def test_an_unmarked_word_is_a_fault(project: Path) -> None:
    (project / "ui" / "cards.py").write_text("import streamlit as st\nst.write('Hello')\n")
    assert words.check(project) == ["ui/cards.py:2: not marked for translation: 'Hello'"]
