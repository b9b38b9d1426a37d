"""Calendar files: whole-day entries for next steps (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Entry:
    """One day's entry.

    ``uid`` stays the same when the entry changes and ``sequence`` grows, so that a calendar that
    is given the file again updates its entry; ``stamp`` is when it was last changed.
    """

    uid: str
    day: date
    summary: str
    description: str
    stamp: datetime
    sequence: int = 0


def calendar(name: str, entries: Sequence[Entry]) -> bytes:
    """Write the entries; the same input gives the same bytes."""
    shown = Calendar()
    shown.add("prodid", "-//Investor matchmaking//Next steps//EN")
    shown.add("version", "2.0")
    shown.add("method", "PUBLISH")
    shown.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", entry.stamp.astimezone(UTC))
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("sequence", entry.sequence)
        event.add("summary", " ".join(entry.summary.split()))
        event.add("description", entry.description)
        event.add("transp", "TRANSPARENT")
        shown.add_component(event)
    return bytes(shown.to_ical())
