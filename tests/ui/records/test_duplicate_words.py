"""What two records say beside each other, in the reader's language."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from ui.records.duplicate_words import field_value
from ui.session import Dashboard


@pytest.mark.parametrize(
    ("field", "value"), [("region", "Turkistan"), ("other_regions", ["Turkistan"])]
)
def test_a_place_is_called_by_its_label(field: str, value: object) -> None:
    said = {("geography", "Turkistan"): "Туркестанская область"}
    labels = SimpleNamespace(labels=lambda kind, code: said.get((kind, code), code))
    record: dict[str, Any] = {field: value}
    assert (
        field_value(cast("Dashboard", labels), "project", record, field) == "Туркестанская область"
    )
