"""Rungs, reasons and refusals in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
from babel.dates import format_date, format_timedelta

from data.pipeline import LONGEST_NAME, LONGEST_NOTE, LONGEST_STEP, Refused
from ui.format import number
from ui.words import _, _n, language, mark

RUNGS: Mapping[str, str] = {
    "suggested": mark("Suggested"),
    "contacted": mark("Contacted"),
    "interested": mark("Interested"),
    "mou": mark("MoU"),
    "binding": mark("Binding"),
    "disbursed": mark("Disbursed"),
    "declined": mark("Declined"),
}

REASONS: Mapping[str, str] = {
    "ticket": mark("amount does not fit"),
    "terms": mark("instrument or terms do not fit"),
    "mandate": mark("outside the mandate"),
    "place": mark("region or country"),
    "timing": mark("too early or too late"),
    "risk": mark("risk"),
    "returns": mark("returns too low"),
    "no_answer": mark("no answer"),
    "other": mark("another reason"),
}


def rung(code: object) -> str:
    """Label of a rung; a code that is not known is shown as it is."""
    return _(RUNGS[str(code)]) if code in RUNGS else str(code)


def reason(code: object, words: object = None) -> str:
    """Why a pair was declined: the reason's label and, where there are any, the words."""
    told = _(REASONS[str(code)]) if code in REASONS else ""
    said = words if isinstance(words, str) else ""
    return ": ".join(part for part in (told, said) if part)


def refusal(refused: Refused) -> str:
    """Why a wish was not recorded, and what to do."""
    tell = REFUSALS.get(refused.code)
    return tell(refused.values) if tell else _("That could not be recorded. Reload the page.")


def day(value: date) -> str:
    """A day in the reader's language."""
    return format_date(value, format="medium", locale=language())


def ago(moment: pd.Timestamp | datetime, now: datetime) -> str:
    """How long ago, in days or the unit above that reads best."""
    if now - moment < timedelta(days=1):
        return _("today")
    return format_timedelta(moment - now, add_direction=True, locale=language(), threshold=1.3)


def ago_days(moment: pd.Timestamp) -> str:
    """How long ago as of now."""
    return ago(moment, datetime.now(UTC))


def _too_long(values: Mapping[str, Any]) -> dict[str, str]:
    return {"count": number(values["count"]), "most": number(values["most"])}


REFUSALS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "empty_note": lambda _values: _("The note is empty: write what happened, then save it."),
    "long_note": lambda values: _(
        "The note has {count} letters; {most} is the most. Shorten it, or save it in parts. "
        "Nothing was saved, and your text is still in its field.",
        **_too_long(values),
    ),
    "long_step": lambda values: _(
        "The next step has {count} letters; {most} is the most. Put the rest into a note.",
        **_too_long(values),
    ),
    "long_words": lambda values: _(
        "The words on the reason have {count} letters; {most} is the most. Put the rest into a "
        "note.",
        **_too_long(values),
    ),
    "long_owner": lambda values: _(
        "The owner's name has {count} letters; {most} is the most.", **_too_long(values)
    ),
    "past": lambda values: _(
        "{day} is in the past. Choose today or a later day; what has been done already belongs "
        "into a note.",
        day=day(values["day"]),
    ),
    "day_without_step": lambda _values: _("Say what is to be done on that day."),
    "reason": lambda _values: _("Choose why it was declined: later lists will say so."),
    "words": lambda _values: _("“Another reason” needs a few words that say which."),
    "no_event": lambda _values: _("There is nothing to undo there any more."),
    "empty_name": lambda _values: _("Give the view a name."),
    "long_name": lambda values: _(
        "The name has {count} letters; {most} is the most.", **_too_long(values)
    ),
    "same_name": lambda _values: _("You have a view of that name. Choose another name."),
    "no_address": lambda _values: _(
        "This page cannot be saved as a view: its address is too long."
    ),
    "not_yours": lambda _values: _("Only the person who saved a view changes or deletes it."),
}

#: Most letters of each text, for hints beside the fields.
MOST = {"note": LONGEST_NOTE, "step": LONGEST_STEP, "owner": LONGEST_NAME}


def pairs(count: int) -> str:
    """How many pairs."""
    return _n("{count} pair", "{count} pairs", count)
