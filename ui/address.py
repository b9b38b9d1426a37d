"""State that a person would share: plain, validated values in the address bar.

The address is the truth. A widget takes its value from there before it is drawn and writes there
when it is used, so that a link, the back button and a reload all show the same. Streamlit's own
binding of widgets to the address is not used: it writes the label shown instead of the value, and
a link within the page would lose what is bound.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import streamlit as st


def text(name: str) -> str | None:
    """What the address says, or None."""
    return st.query_params.get(name) or None


def choice(name: str, allowed: Collection[str], usual: str) -> str:
    """What the address says where it is allowed, else the usual value."""
    said = text(name)
    return said if said is not None and said in allowed else usual


def number(name: str, low: int, high: int) -> int | None:
    """The whole number in the address; None where there is none within the bounds."""
    said = text(name) or ""
    if not re.fullmatch(r"[0-9]{1,6}", said):
        return None
    return int(said) if low <= int(said) <= high else None


def decimal(name: str, low: float, high: float) -> float | None:
    """The number in the address, with a point; None where there is none within the bounds."""
    said = text(name) or ""
    if not re.fullmatch(r"[0-9]{1,12}([.][0-9]{1,6})?", said):
        return None
    return float(said) if low <= float(said) <= high else None


def written(value: float) -> str:
    """A number as ``decimal`` reads it, without needless digits."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def several(name: str, allowed: Collection[str]) -> list[str]:
    """What the address says, separated by bars, as far as it is allowed."""
    return [part for part in (text(name) or "").split("|") if part in allowed]


def flag(name: str) -> bool:
    """Tell whether the address switches something on."""
    return text(name) == "1"


def go(**changes: str | None) -> None:
    """Change the address in one step of the browser's history; None takes a value out."""
    values = st.query_params.to_dict() | changes
    st.query_params.from_dict({name: value for name, value in values.items() if value is not None})
