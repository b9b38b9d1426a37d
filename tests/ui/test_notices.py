"""What became of the last thing somebody did: told as text, once, with the way back."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

HOSTILE = "![x](http://evil.example/x.png) **bold** $a$ <b>"


def page() -> None:
    import streamlit as st

    from ui import notices

    if st.session_state.get("say"):
        kind, text = st.session_state.pop("say")
        notices.tell(text, ["an event"], kind=kind)
    notices.show(None, "top", st.session_state.get("act"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "element"), [("done", "success"), ("minded", "warning"), ("refused", "error")]
)
def test_a_notice_is_shown_as_text_until_it_is_put_away(kind: str, element: str) -> None:
    app = AppTest.from_function(page)
    app.session_state["say"] = (kind, HOSTILE)
    app.run()
    (shown,) = getattr(app, element)
    assert r"\!\[x\]\(http\:" in shown.value
    assert r"\*\*bold\*\*" in shown.value
    assert len(app.toast) == 1
    app.run()
    assert len(getattr(app, element)) == 1
    assert len(app.toast) == 0
    next(button for button in app.button if button.label == "Close").click().run()
    assert len(getattr(app, element)) == 0


def test_only_a_named_person_undoes() -> None:
    app = AppTest.from_function(page)
    app.session_state["say"] = ("done", "Added")
    app.run()
    assert "Undo" not in [button.label for button in app.button]
    app.session_state["act"] = "Aigerim"
    app.run()
    assert "Undo" in [button.label for button in app.button]
