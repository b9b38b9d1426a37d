"""The words of the screen in the reader's language.

A message is written in English where it is used and marked by one of three functions:

    _("{shown} of {all} investors", shown=12, all=227)    translated here and now
    _n("{count} project", "{count} projects", count)      the same with a number's plural form
    mark("Ticket")                                        translated later, by _(name)

`python -m tools.words` collects the marked messages into locale/ and checks them.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import streamlit as st
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.segments import labelled

LOCALE: Final = Path(__file__).resolve().parent.parent / "locale"
DOMAIN: Final = "dashboard"
SOURCE: Final = "en"
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"en": "EN", "ru": "RU", "kk": "ҚАЗ"})
"""Language code to its own short name, in the order of the switch."""

_SESSION_KEY: Final = "_words_language"
_SWITCH_KEY: Final = "language_switch"
_outside: ContextVar[str] = ContextVar("language", default=SOURCE)


def _(message: str, /, **values: object) -> str:
    """Translate `message`; with `values`, fill its {placeholders} as `str.format` does."""
    translated = catalogue(language()).gettext(message) if message else ""
    return translated.format(**values) if values else translated


def _n(one: str, many: str, count: int, /, **values: object) -> str:
    """Translate with the plural form that `count` needs; `{count}` is filled as well."""
    translated = catalogue(language()).ngettext(one, many, count)
    return translated.format(**({"count": count} | values))


def mark(message: str) -> str:
    """Mark a message for translation and give it back unchanged (for tables of labels)."""
    return message


def language() -> str:
    """Give the code of the language now in use: of this session, or of this context outside one."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return _outside.get()
    return str(st.session_state.get(_SESSION_KEY, SOURCE))


def set_language(code: str) -> None:
    """Use the language `code` from here on, in this session alone.

    Raises ValueError for a code that is not in LANGUAGES.
    """
    if code not in LANGUAGES:
        raise ValueError(f"language {code!r} is not one of {', '.join(LANGUAGES)}")
    if get_script_run_ctx(suppress_warning=True) is None:
        _outside.set(code)
    else:
        st.session_state[_SESSION_KEY] = code


def nearest_language(tag: str | None) -> str:
    """Give the language for a browser's tag such as `ru-KZ`; English where there is none."""
    code = (tag or "").replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else SOURCE


def choose_language(label: str) -> None:
    """Show the language switch and use what the address, the session or the browser says.

    The address names the language as `lang` where it is not the browser's own. The switch is not
    bound to the address by Streamlit, which would write the label shown instead of the code.
    """
    default = nearest_language(st.context.locale)
    asked = st.query_params.get("lang", "")
    code = asked if asked in LANGUAGES else str(st.session_state.get(_SESSION_KEY, default))
    _keep(code, default)
    st.session_state[_SWITCH_KEY] = code
    st.segmented_control(
        label,
        list(LANGUAGES),
        format_func=labelled(LANGUAGES.__getitem__, code),
        required=True,
        label_visibility="collapsed",
        key=_SWITCH_KEY,
        on_change=lambda: _keep(st.session_state[_SWITCH_KEY], default),
    )


def _keep(code: str, default: str) -> None:
    """Hold the language in the session, and in the address where the browser says another."""
    set_language(code)
    if code != default:
        st.query_params["lang"] = code
    elif "lang" in st.query_params:
        del st.query_params["lang"]


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(code: str) -> gettext.NullTranslations:
    """Compile the .po file of a language in memory; the source language needs none.

    Raises OSError where the file is not there.
    """
    if code == SOURCE:
        return gettext.NullTranslations()
    path = LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as source:
        messages = read_po(source, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
