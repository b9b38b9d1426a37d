"""State that a person would share: plain, validated values in the address bar.

The address is the truth. A widget takes its value from there before it is drawn and writes there
when it is used, so that a link, the back button and a reload all show the same. Streamlit's own
binding of widgets to the address is not used: it writes the label shown instead of the value, and
a link within the page would lose what is bound.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st


def text(name: str) -> str | None:
    """What the address says, or None."""
    return st.query_params.get(name) or None


def choice(name: str, allowed: Collection[str], usual: str) -> str:
    """What the address says where it is allowed, else the usual value."""
    said = text(name)
    return said if said is not None and said in allowed else usual


def number(name: str, low: int, high: int, usual: int) -> int:
    """The whole number in the address where it lies within the bounds, else the usual one."""
    said = text(name)
    return int(said) if said and said.isdecimal() and low <= int(said) <= high else usual


def flag(name: str) -> bool:
    """Tell whether the address switches something on."""
    return text(name) == "1"


def go(**changes: str | None) -> None:
    """Change the address in one step of the browser's history; None takes a value out."""
    values = st.query_params.to_dict() | changes
    st.query_params.from_dict({name: value for name, value in values.items() if value is not None})
