"""Every column of a record can be imported, and every header that people write means one field."""

from __future__ import annotations

import pytest

from data.importing.amounts import Amount, parse_amount, parse_number
from data.importing.dates import parse_date
from data.importing.faults import CellError
from data.importing.fields import KINDS, Kind, fields, stored_fields
from data.importing.headers import match
from data.importing.vocabularies import words_of
from data.store import Store


@pytest.mark.parametrize("kind", list(KINDS.values()))
def test_every_column_can_be_imported(facts: Store, kind: Kind) -> None:
    with facts.reading() as cursor:
        columns = [row[0] for row in cursor.execute(f"describe {kind}_fact").fetchall()]
    assert {about.name for about in stored_fields(kind)} == set(columns) - {"origin"}


@pytest.mark.parametrize("kind", list(KINDS.values()))
def test_every_label_leads_back_to_its_field(kind: Kind) -> None:
    for language in ("en", "ru", "kk"):
        labels = [about.label(language) for about in fields(kind).values()]
        found = [column.field for column in match(kind, labels, {})]
        assert found == list(fields(kind)), language


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1 250,5 млн тенге", Amount(1250.5, 1250.5, "KZT")),
        ("1\u00a0250,5 млн тг.", Amount(1250.5, 1250.5, "KZT")),
        ("$120m", Amount(120, 120, "USD")),
        ("US$ 1,250,000", Amount(1.25, 1.25, "USD")),
        ("3–5 млрд", Amount(3000, 5000, None)),
        ("от 5 до 20 млн $", Amount(5, 20, "USD")),
        ("до 50 млн долл. США", Amount(None, 50, "USD")),
        ("€ 1.250,5 mln", Amount(1250.5, 1250.5, "EUR")),
        ("5+ млн USD", Amount(5, None, "USD")),
        ("500 млн – 1 млрд теңге", Amount(500, 1000, "KZT")),
    ],
)
def test_amounts_as_people_write_them(text: str, meant: Amount) -> None:
    assert parse_amount(text) == meant


@pytest.mark.parametrize(
    "text", ["twelve", "12 apples", "1,250", "$120", "-5", "1.2.3", "", "5m 6k"]
)
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    with pytest.raises(CellError):
        parse_amount(text, 1e6)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("1.250,5", 1250.5), ("1,250.5", 1250.5), ("12,5", 12.5), ("0,125", 0.125), ("−3", -3.0)],
)
def test_numbers_with_either_sign(text: str, meant: float) -> None:
    assert parse_number(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5 октября 2025 года", "2025-10-05"),
        ("2025 жылғы қазан", "2025-10"),
        ("Oct 2025", "2025-10"),
        ("October 5, 2025", "2025-10-05"),
        ("25/10/2025", "2025-10-25"),
        ("12.2024", "2024-12"),
        ("2022–2025", "2022-2025"),
    ],
)
def test_dates_as_people_write_them(text: str, meant: str) -> None:
    assert parse_date(text) == meant


def test_a_city_and_the_region_of_its_name_are_told_apart(facts: Store) -> None:
    words = words_of(facts)
    for text in ("Алматы", "г. Алматы", "Алматы қаласы"):
        assert words.code("region", text) == ["Almaty"]
    for text in ("Алматинская обл.", "Алматы облысы", "Almaty Region"):
        assert words.code("region", text) == ["Almaty Region"]
