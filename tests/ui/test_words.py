from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui import words
from ui.words import _, _n, mark, nearest_language, set_language

RUSSIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
"(n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Overview"
msgstr "Обзор"

msgid "{shown} of {all} investors"
msgstr "{shown} из {all} инвесторов"

msgid "{count} project"
msgid_plural "{count} projects"
msgstr[0] "{count} проект"
msgstr[1] "{count} проекта"
msgstr[2] "{count} проектов"
"""


@pytest.fixture(autouse=True)
def _catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "dashboard.po").write_text(RUSSIAN.lstrip(), encoding="utf-8")
    monkeypatch.setattr(words, "LOCALE", tmp_path)
    words.catalogue.cache_clear()
    yield
    words.catalogue.cache_clear()


def test_english_is_the_source() -> None:
    assert _("Overview") == "Overview"
    assert _n("{count} project", "{count} projects", 1) == "1 project"
    assert _n("{count} project", "{count} projects", 5) == "5 projects"


def test_russian_comes_from_the_catalogue() -> None:
    set_language("ru")
    assert _("Overview") == "Обзор"
    assert _("{shown} of {all} investors", shown=3, all=227) == "3 из 227 инвесторов"


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 проект"), (3, "3 проекта"), (5, "5 проектов"), (21, "21 проект")]
)
def test_plural_forms_are_those_of_the_language(count: int, text: str) -> None:
    set_language("ru")
    assert _n("{count} project", "{count} projects", count) == text


def test_a_marked_word_is_translated_where_it_is_shown() -> None:
    label = mark("Overview")
    assert label == "Overview"
    set_language("ru")
    assert _(label) == "Обзор"


def test_what_has_no_translation_stays_english() -> None:
    set_language("ru")
    assert _("Not there") == "Not there"
    assert _("") == ""


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'de' is not one of en, ru, kk"):
        set_language("de")


@pytest.mark.parametrize(
    ("tag", "code"),
    [("ru-KZ", "ru"), ("kk", "kk"), ("kk_KZ", "kk"), ("RU", "ru"), ("de-DE", "en"), (None, "en")],
)
def test_the_browser_says_the_language(tag: str | None, code: str) -> None:
    assert nearest_language(tag) == code


def test_another_thread_keeps_its_own_language() -> None:
    set_language("ru")
    seen: list[str] = []
    other = threading.Thread(target=lambda: seen.append(_("Overview")))
    other.start()
    other.join()
    assert seen == ["Overview"]
    assert _("Overview") == "Обзор"


def script() -> None:
    import streamlit as st

    from ui.words import _, choose_language

    choose_language("Language")
    st.title(_("Overview"))


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(script)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run(timeout=20)


def test_the_address_chooses_and_sessions_do_not_mix() -> None:
    russian = opened(lang="ru")
    english = opened()
    assert [russian.title[0].value, english.title[0].value] == ["Обзор", "Overview"]
    assert russian.run().title[0].value == "Обзор"


def test_an_unknown_language_in_the_address_is_passed_over() -> None:
    app = opened(lang="xx")
    assert not app.exception
    assert app.title[0].value == "Overview"


def test_the_switch_changes_the_language_and_the_address() -> None:
    app = opened()
    app.segmented_control[0].set_value("ru").run()
    assert app.title[0].value == "Обзор"
    assert app.query_params["lang"] == "ru"
    app.segmented_control[0].set_value("en").run()
    assert app.title[0].value == "Overview"
    assert "lang" not in app.query_params
