"""Values of fields as a grid shows them."""

from __future__ import annotations

import json

from ui.format import UNKNOWN, known


def shown_value(value: object) -> str:
    """A value as a reader sees it; lists with semicolons, a dash where there is none."""
    if not known(value):
        return UNKNOWN
    if isinstance(value, (list, tuple)):
        return "; ".join(str(part) for part in value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def stored_value(text: object) -> str:
    """A value from the payload of an event, as a reader sees it."""
    if not known(text):
        return UNKNOWN
    try:
        value = json.loads(str(text))
    except ValueError:
        return str(text)
    return shown_value(value) if isinstance(value, (list, float)) else str(text)
