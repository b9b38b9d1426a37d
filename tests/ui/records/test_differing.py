"""What two records differ in, and what the one that stays takes from the other."""

from __future__ import annotations

from typing import Any

from data.importing.fields import stored_fields
from ui.records.differing import Choice, choices, kept


def investor(**said: Any) -> dict[str, Any]:  # noqa: ANN401 - any value of a record
    return {each.name: None for each in stored_fields("investor")} | said


def by_name(found: list[Choice]) -> dict[str, Choice]:
    return {each.name: each for each in found}


def test_nothing_is_nothing_however_it_is_stored() -> None:
    found = by_name(choices("investor", investor(themes=[]), investor(themes=None, name="B")))
    assert not found["themes"].differs
    assert (found["name"].differs, found["name"].told) == (True, ("second",))


def test_what_only_the_other_says_is_taken_unless_somebody_chooses() -> None:
    first, second = investor(name="A"), investor(name="B", notes="n", source_url="https://e.org")
    found = choices("investor", first, second)
    taken = kept(found, {}, "first", second)
    assert taken["notes"] == {"value": "n", "source_url": "https://e.org"}
    assert "name" not in taken
    assert "notes" not in kept(found, {"notes": "first"}, "first", second)
    assert kept(found, {"name": "second"}, "first", second)["name"]["value"] == "B"


def test_an_amount_is_never_kept_beside_what_belongs_to_another() -> None:
    first = investor(ticket_min_usd_m=1.0, ticket_max_usd_m=2.0, ticket_basis="stated")
    second = investor(ticket_min_usd_m=50.0, ticket_basis="observed")
    found = choices("investor", first, second)
    assert by_name(found)["ticket_min_usd_m"].conflict
    taken = kept(found, {"ticket_min_usd_m": "second"}, "first", second)
    ticket = {name: each["value"] for name, each in taken.items()}
    assert ticket == {
        "ticket_min_usd_m": 50.0,
        "ticket_max_usd_m": None,
        "ticket_basis": "observed",
    }
