"""Fields as what they are, and what cannot stand in one."""

from __future__ import annotations

from datetime import date

import pytest

from structuring.record import Structure, fault_of

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("kind", "value", "fault"),
    [
        ("choice", "spc", None),
        ("choice", "moon_base", "unknown_code"),
        ("yes_no", "yes", None),
        ("yes_no", "maybe", "unknown_code"),
        ("number", "12.5", None),
        ("number", "nan", "not_a_number"),
        ("number", "1e9", "not_a_number"),
        ("number", "-3", "negative"),
        ("number", "5,5", "not_a_number"),
        ("whole", "2", None),
        ("whole", "2.5", "not_whole"),
        ("date", "2026-05-01", None),
        ("date", "2026-02-30", "not_a_date"),
        ("date", "01.05.2026", "not_a_date"),
        ("date", "2026-05-02", "in_the_future"),
        ("text", "Қорғас — 100%", None),
        ("text", "x" * 501, "too_long"),
        ("text", "a\x00b", "unseen"),
    ],
)
def test_what_can_stand_in_a_field(kind: str, value: str, fault: str | None) -> None:
    assert fault_of(kind, value, frozenset({"spc"}), TODAY) == fault


def test_a_structure_tells_not_read_from_none() -> None:
    structure = Structure({"aix_route": "none", "closed_ended": "no", "directors": "x"})
    assert structure.read("aix_route")
    assert not structure.some("aix_route")
    assert not structure.read("instrument")
    assert structure.yes("closed_ended") is False
    assert structure.yes("domestic_fund") is None
    assert structure.number("directors") is None


def test_a_change_sets_and_takes_out() -> None:
    structure = Structure({"aix_route": "debt", "instrument": "bond"})
    changed = structure.changed({"instrument": None, "legal_form": "spc"})
    assert changed.fields == {"aix_route": "debt", "legal_form": "spc"}
    assert structure.fields == {"aix_route": "debt", "instrument": "bond"}
