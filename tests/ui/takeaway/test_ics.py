"""Calendar files that a calendar reads back as they were meant."""

from __future__ import annotations

from datetime import UTC, date, datetime

from icalendar import Calendar

from ui.takeaway.ics import Entry, calendar

STAMP = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOSTILE = "Call\nBEGIN:VALARM\nTRIGGER:-PT1M, Әлия; \\n 20%"


def test_an_entry_is_a_whole_day_that_reads_back() -> None:
    entry = Entry("a.b@pairs", date(2026, 12, 31), "Send the memo", HOSTILE, STAMP, 3)
    content = calendar("Next steps", [entry])
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 12, 31)
    assert event.decoded("dtend") == date(2027, 1, 1)
    assert event.decoded("dtstamp") == STAMP
    assert event["uid"] == "a.b@pairs"
    assert event["sequence"] == 3
    assert str(event["description"]) == HOSTILE
    assert not Calendar.from_ical(content).walk("VALARM")
    assert content == calendar("Next steps", [entry])


def test_long_lines_are_folded_as_the_standard_asks() -> None:
    content = calendar("Next steps", [Entry("a", date(2026, 1, 1), "Ә" * 200, "x" * 500, STAMP)])
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
