"""Labels of codes in the reader's language."""

from __future__ import annotations

import pandas as pd
import pytest

from ui import words
from ui.labels import Labels


@pytest.fixture
def labels() -> Labels:
    rows = [
        ("sector", "energy", "", "Energy", "Энергетика", "Энергетика", 2),
        ("sector", "ports", "transport", "Ports", "Порты", None, 1),
        ("theme", "energy", "", "Energy security", None, None, 1),
        ("geography", "Kazakhstan", "CIS", "Kazakhstan", "Казахстан", "Қазақстан", 1),
        ("geography", "Kazakhstan", "OIC", "Kazakhstan", "Казахстан", "Қазақстан", 1),
    ]
    names = ["kind", "code", "parent", "label_en", "label_ru", "label_kk", "position"]
    return Labels(pd.DataFrame(rows, columns=names))


def test_a_code_has_one_label_per_vocabulary(labels: Labels) -> None:
    assert labels("sector", "energy") == "Energy"
    assert labels("theme", "energy") == "Energy security"


def test_a_label_follows_the_language_and_falls_back_to_english(labels: Labels) -> None:
    words.set_language("ru")
    assert labels("sector", "ports") == "Порты"
    words.set_language("kk")
    assert labels("sector", "ports") == "Ports"


def test_what_the_vocabulary_does_not_know_is_shown_as_it_is(labels: Labels) -> None:
    assert labels("sector", "space mining") == "space mining"
    assert labels("sector", None) == "–"
    assert labels.several("sector", []) == "–"
    assert labels("geography", "national") == "whole country"


def test_codes_come_in_their_order_once(labels: Labels) -> None:
    assert labels.ordered("sector") == ["ports", "energy"]
    assert labels.ordered("geography") == ["Kazakhstan"]
