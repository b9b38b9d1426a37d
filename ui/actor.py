"""Who is acting: the name that every event carries.

There are no accounts. A signed-in user (Streamlit's own sign-in, where the operator configured it)
or a name handed on by a trusted proxy comes first; otherwise a name is entered once, where the
first thing is written. It is kept on the server under a random cookie of the browser session that
the first page sets (tools/webapp.py), so that it survives a reload, another page and another tab;
it never stands in an address, which is shared, nor in the cookie.
"""

from __future__ import annotations

import contextlib
import os
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from ui.format import plain
from ui.words import _

#: Cookie that tells one browser session from another; its value is random and says nothing.
COOKIE: Final = "matchmaking_visitor"
#: Letters of a name at most.
LONGEST_NAME: Final = 80
#: Browser sessions remembered; the one not seen for longest is forgotten first.
REMEMBERED: Final = 10_000

_NAME: Final = "_actor_name"
_WAITING: Final = "_actor_waiting"
_WISH: Final = "_actor_wish"
_FAULT: Final = "_actor_fault"


def acting() -> str | None:
    """Name of who is acting; None where nobody has said yet."""
    signed_in = _signed_in()
    if signed_in or _proxy_header() or _must_sign_in():
        return signed_in or _named_by_proxy()
    name = st.session_state.get(_NAME) or _remembered().get(_visitor())
    if name:
        st.session_state[_NAME] = name
    return name


def action(
    label: str,
    do: Callable[..., None],
    *args: Any,  # noqa: ANN401 - whatever the caller's function takes
    key: str,
    as_clicked: bool = False,
    **button: Any,  # noqa: ANN401 - what Streamlit's button takes
) -> None:
    """Show a button whose click calls ``do(name, *args)`` before the page is drawn again.

    Where nobody has said who is acting, the click asks for a name beneath the button, and
    entering one does what was asked for: with the arguments as they stand by then, or, with
    ``as_clicked``, as they stood at the click, whatever the button says now.
    """
    st.button(
        label,
        key=key,
        on_click=_clicked,
        args=(key, do, args),
        kwargs={"as_clicked": as_clicked},
        **button,
    )
    if st.session_state.get(_WAITING) == key:
        if acting() is None:
            _ask(key, do, args)
        else:
            del st.session_state[_WAITING]


def do_or_ask(do: Callable[..., None], *args: Any, key: str) -> None:  # noqa: ANN401 - the same
    """Within a callback: call ``do(name, *args)``, or have ``ask_for`` of that key ask first."""
    _clicked(key, do, args)


def ask_for(do: Callable[..., None], *args: Any, key: str) -> None:  # noqa: ANN401 - the same
    """Ask for a name here where ``do_or_ask`` of that key found none; entering one does it."""
    if st.session_state.get(_WAITING) == key and acting() is None:
        _ask(key, do, args)


def require(key: str) -> str | None:
    """Name of who is acting; where nobody has said, ask for it here and return None."""
    name = acting()
    if name is None:
        _ask(key, None, ())
    return name


def show() -> None:
    """Show who is acting, and let another person take over; nothing where nobody has said."""
    name = acting()
    if name is None:
        return
    with st.popover(plain(name), type="tertiary", icon=":material/person:", key="actor"):
        if _signed_in() or _proxy_header():
            st.caption(_("Everything you record carries this name, from your sign-in."))
            return
        st.caption(
            _(
                "Everything you record carries this name, until you close the browser. It is not "
                "checked against any account."
            )
        )
        _ask("actor_change", None, (), _("Use another name"))


def checked(text: object) -> str:
    """A name as it is stored: composed, without spaces around it.

    Raises
    ------
    ValueError
        With a sentence for the person, where it is empty, longer than 80 letters, or holds
        characters that cannot be seen.
    """
    raw = unicodedata.normalize("NFC", str(text or "")).strip()
    if any(unicodedata.category(letter).startswith(("C", "Zl", "Zp")) for letter in raw):
        raise ValueError(
            _("The name holds a character that cannot be seen. Type it instead of pasting it.")
        )
    name = " ".join(raw.split())
    if not name:
        raise ValueError(_("Enter a name: whoever reads the history wants to know whom to ask."))
    if len(name) > LONGEST_NAME:
        raise ValueError(
            _(
                "The name has {count} letters; {most} is the most.",
                count=len(name),
                most=LONGEST_NAME,
            )
        )
    return name


class Names:
    """Names by browser session: bounded, and safe to use from several threads."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._names: OrderedDict[str, str] = OrderedDict()

    def get(self, visitor: str | None) -> str | None:
        """Name of a visitor, or None."""
        with self._lock:
            if visitor is None or visitor not in self._names:
                return None
            self._names.move_to_end(visitor)
            return self._names[visitor]

    def keep(self, visitor: str | None, name: str) -> None:
        """Remember the name of a visitor; one without a cookie is not remembered."""
        if visitor is None:
            return
        with self._lock:
            self._names[visitor] = name
            self._names.move_to_end(visitor)
            while len(self._names) > self._most:
                self._names.popitem(last=False)


@st.cache_resource(show_spinner=False)
def _remembered() -> Names:
    return Names()


def _visitor() -> str | None:
    return st.context.cookies.get(COOKIE) or None


def _signed_in() -> str | None:
    user = st.user.to_dict()
    if not user.get("is_logged_in"):
        return None
    claims = (user.get(claim) for claim in ("name", "email", "sub"))
    return next((_or_none(claim) for claim in claims if _or_none(claim)), None)


def _must_sign_in() -> bool:
    """Tell whether the operator configured a sign-in that this person has not been through."""
    user = st.user.to_dict()
    return "is_logged_in" in user and not user["is_logged_in"]


def _proxy_header() -> str | None:
    return os.environ.get("MATCHMAKING_ACTOR_HEADER") or None


def _named_by_proxy() -> str | None:
    header = _proxy_header()
    value = st.context.headers.get(header) if header else None
    if not value:
        return None
    # HTTP carries bytes; a name beyond Latin letters is sent as UTF-8.
    with contextlib.suppress(UnicodeError):
        value = value.encode("latin-1").decode("utf-8")
    return _or_none(value)


def _or_none(text: object) -> str | None:
    try:
        return checked(text)
    except ValueError:
        return None


def _clicked(
    key: str, do: Callable[..., None], args: Sequence[Any], *, as_clicked: bool = False
) -> None:
    name = acting()
    if name is None:
        st.session_state[_WAITING] = key
        st.session_state[_WISH] = (key, do, args) if as_clicked else None
    else:
        do(name, *args)


def _ask(
    key: str, do: Callable[..., None] | None, args: Sequence[Any], label: str | None = None
) -> None:
    if _must_sign_in():
        st.button(_("Sign in to record this"), key=f"{key}_sign_in", on_click=st.login)
        return
    if _proxy_header():
        st.warning(
            _("Your sign-in did not reach the dashboard, so nothing can be recorded. Ask IT."),
            icon=":material/no_accounts:",
        )
        return
    wish = st.session_state.get(_WISH)
    if do is not None and wish is not None and wish[0] == key:
        _key, do, args = wish
    with st.form(key=f"{key}_form", border=False, enter_to_submit=True):
        st.text_input(
            label or _("Your name, asked once: the history says who did what"),
            key=f"{key}_who",
            max_chars=LONGEST_NAME,
            autocomplete="name",
            placeholder=_("First and last name"),
        )
        st.form_submit_button(_("Continue"), on_click=_entered, args=(key, do, args))
    fault = st.session_state.pop(_FAULT, None)
    if fault:
        st.error(fault)


def _entered(key: str, do: Callable[..., None] | None, args: Sequence[Any]) -> None:
    try:
        name = checked(st.session_state.get(f"{key}_who"))
    except ValueError as fault:
        st.session_state[_FAULT] = str(fault)
        return
    st.session_state[_NAME] = name
    _remembered().keep(_visitor(), name)
    st.session_state.pop(_WAITING, None)
    st.session_state.pop(_WISH, None)
    if do is not None:
        do(name, *args)
