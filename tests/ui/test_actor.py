"""Who is acting: entered once, handed on by a proxy, or signed in."""

from __future__ import annotations

import pytest
import streamlit as st
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from tools import webapp
from ui import actor


def page() -> None:
    import streamlit as st

    from ui import actor

    def write(name: str, what: str) -> None:
        st.session_state["written"] = (name, what)

    actor.show()
    actor.action("Add", write, "a pair", key="add")


@pytest.mark.parametrize(
    ("entered", "kept"),
    [
        ("  Aigerim   Sadykova ", "Aigerim Sadykova"),
        ("Әйгерім Қасымқызы", "Әйгерім Қасымқызы"),
        ("é", "é"),
        ("x" * 80, "x" * 80),
    ],
)
def test_a_name_is_kept_as_it_reads(entered: str, kept: str) -> None:
    assert actor.checked(entered) == kept


@pytest.mark.parametrize(
    ("entered", "complaint"),
    [
        ("   ", "Enter a name"),
        (None, "Enter a name"),
        ("x" * 81, "81 letters"),
        ("Aigerim\x07", "cannot be seen"),
        ("Aigerim\u202egnp", "cannot be seen"),
        ("Aigerim\nadmin", "cannot be seen"),
    ],
)
def test_what_is_no_name_is_refused_in_a_sentence(entered: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        actor.checked(entered)


def test_a_click_without_a_name_asks_for_it_in_place_and_then_does_what_was_asked() -> None:
    app = AppTest.from_function(page).run()
    assert len(app.text_input) == 0
    app.button(key="add").click().run()
    assert "written" not in app.session_state
    app.text_input(key="add_who").set_value(" ")
    submit(app)
    assert "Enter a name" in app.error[0].value
    app.text_input(key="add_who").set_value("Aigerim")
    submit(app)
    assert app.session_state["written"] == ("Aigerim", "a pair")
    assert not app.error
    app.session_state["written"] = None
    app.button(key="add").click().run()
    assert app.session_state["written"] == ("Aigerim", "a pair")


def test_a_proxys_header_names_who_is_acting_and_nothing_else_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MATCHMAKING_ACTOR_HEADER", "X-User")
    sent: dict[str, str] = {}
    monkeypatch.setattr(type(st.context), "headers", property(lambda _: sent))
    app = AppTest.from_function(page).run()
    app.button(key="add").click().run()
    assert "did not reach" in app.warning[0].value
    assert len(app.text_input) == 0
    sent["X-User"] = "Әйгерім".encode().decode("latin-1")
    app.button(key="add").click().run()
    assert app.session_state["written"] == ("Әйгерім", "a pair")


def test_the_name_is_remembered_for_the_browser_session_until_there_are_too_many() -> None:
    names = actor.Names(most=2)
    names.keep("a", "Aigerim")
    names.keep("b", "Daniyar")
    assert names.get("a") == "Aigerim"
    names.keep("c", "Saule")
    assert [names.get(each) for each in ("a", "b", "c")] == ["Aigerim", None, "Saule"]
    names.keep(None, "Nobody")
    assert names.get(None) is None


def test_the_first_page_gives_a_browser_session_a_cookie_that_says_nothing() -> None:
    first = webapp.first_answer("<html></html>", request())
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(f"{actor.COOKIE}=")
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "max-age" not in cookie.lower()
    again = webapp.first_answer("<html></html>", request(f"{actor.COOKIE}=abc"))
    assert "set-cookie" not in again.headers


def request(cookie: str = "") -> Request:
    headers = [(b"host", b"127.0.0.1"), (b"cookie", cookie.encode())]
    return Request({"type": "http", "scheme": "http", "path": "/", "headers": headers})


def submit(app: AppTest) -> None:
    next(button for button in app.button if button.label == "Continue").click().run()
