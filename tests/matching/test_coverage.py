"""Who is reached: viable investors, and how the places in the first tens are shared out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matching.coverage import exposure, gini, reach, viable
from tests.matching.market import Market


def test_a_match_is_viable_in_its_sector_and_with_a_ticket_in_reach() -> None:
    rows = [
        (1.0, 1.0, True, True),
        (0.5, 1.0, True, False),
        (1.0, 0.4, True, False),
        (0.6, 0.1, False, True),
        (0.6, 0.5, True, True),
    ]
    columns = ["value_sector", "value_ticket", "known_ticket", "viable"]
    matches = pd.DataFrame(rows, columns=columns)
    assert list(viable(matches)) == list(matches["viable"])


def test_reach_names_the_best_and_the_widest_gate(market: Market) -> None:
    matcher = market.fit()
    table = reach(matcher, ["caspian-port", "clinic"]).set_index("project_id")
    shortlist = matcher.shortlist(project_id="caspian-port")
    assert table.at["caspian-port", "best"] == shortlist.matches["investor_id"].iloc[0]
    assert table.at["caspian-port", "viable"] == viable(shortlist.matches).sum() > 0
    widest = max(shortlist.funnel, key=lambda step: step.removed)
    assert table.at["caspian-port", "gate"] == widest.gate
    assert table.at["caspian-port", "removed"] == widest.removed


def test_exposure_counts_first_tens_lists_and_the_best_place() -> None:
    everybody = [f"i{number:02d}" for number in range(20)]
    shown = exposure({"p": everybody[:12], "q": ["i01", "i00"], "r": []}, everybody)
    table = shown.investors.set_index("investor_id")
    assert shown.projects == 3
    assert list(shown.investors["investor_id"][:3]) == ["i00", "i01", "i02"]
    assert table.loc["i01", ["shown", "listed", "best"]].tolist() == [2, 2, 1]
    assert table.loc["i11", ["shown", "listed", "best"]].tolist() == [0, 1, 12]
    assert table.at["i19", "listed"] == 0
    assert np.isnan(table.at["i19", "best"])
    assert shown.never == 0.5
    assert shown.top_tenth == pytest.approx(4 / 12)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([1, 1, 1, 1], 0), ([0, 0, 0, 8], 0.75), ([0, 0], 0), ([1, 3], 0.25)],
)
def test_gini(amounts: list[float], expected: float) -> None:
    assert gini(np.array(amounts, dtype=float)) == pytest.approx(expected)
