"""Where a file that was carried away comes from, so that it can be produced again."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_datetime

from ui.words import _, language, set_language


@dataclass(frozen=True)
class Provenance:
    """What a cover sheet or a footer says.

    filters : label and value of every filter and weight that differs from the usual.
    address : path and parameters that open the same view, without the host.
    as_of : newest date among the records shown, as the page words it.
    made_at : with its time zone.
    """

    title: str
    address: str
    as_of: str
    data_version: str
    model_version: str
    made_at: datetime
    made_by: str | None = None
    filters: tuple[tuple[str, str], ...] = ()

    def rows(self) -> list[tuple[str, str]]:
        """Label and value, in the order of a cover sheet."""
        return [
            (_("Filters"), "; ".join(f"{name}: {value}" for name, value in self.filters) or "–"),
            (_("Newest record as of"), self.as_of),
            (_("Data version"), self.data_version),
            (_("Model version"), self.model_version),
            (_("Address of the view"), self.address),
            (_("Made by"), self.made_by or _("not named")),
            (_("Made at"), self.moment()),
        ]

    def moment(self) -> str:
        """Date and time of making, with its zone."""
        return format_datetime(self.made_at, "yyyy-MM-dd HH:mm z", locale="en")


def deferred(build: Callable[[], bytes]) -> Callable[[], bytes]:
    """Wrap what builds a file, so that it speaks the reader's language when it runs.

    Streamlit runs it when its button is clicked, in a thread that knows no session.
    """
    code = language()

    def built() -> bytes:
        set_language(code)
        return build()

    return lambda: copy_context().run(built)
