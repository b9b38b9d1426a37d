"""The regime calculator: a deal's own amount, a typed one, what is missing, and new figures."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from data import figures
from data.store import Store
from tests.pages.conftest import OpenPage, texts


@pytest.fixture
def own_database(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: OpenPage
) -> Path:
    """A loaded database of the test's own, which it may write to."""
    del open_page
    path = Path(shutil.copy(seeded, tmp_path / "own.duckdb"))
    monkeypatch.setitem(os.environ, "MATCHMAKING_DATABASE", str(path))
    return path


def test_a_deal_shows_how_far_it_is_from_the_next_regime(open_page: OpenPage) -> None:
    app = open_page("deals", deal="ek-small-hpp", tab="regimes")
    assert not app.exception
    said = texts(app)
    assert "KZT 2.47bn short of an investment agreement" in said
    assert "Total cost of the project: KZT 30bn" in said.replace("\\", "")
    table = app.table[0].value
    assert "short by KZT 2.47bn, 572,139 MCI" in "".join(table.iloc[:, 3]).replace("\\", "")
    # The unconfirmed threshold says so beside its source.
    assert any("partly verified" in cell for cell in table.iloc[:, -1])


def test_a_typed_amount_needs_no_record(open_page: OpenPage) -> None:
    app = open_page(
        "deals", tool="regimes", amount="400", currency="KZT", kind="tourism", year="2026"
    )
    assert not app.exception
    assert "KZT 249m short of the national pool" in texts(app)


def test_a_missing_rate_is_said_with_the_nearest_and_only_then_taken(open_page: OpenPage) -> None:
    asked = {"tool": "regimes", "amount": "10", "currency": "USD", "year": "2026"}
    app = open_page("deals", **asked)
    said = texts(app)
    assert "There is no rate USD/KZT for 2026 on record. The nearest is that of 2024" in said
    assert not app.table or "Regime" not in app.table[0].value
    taken = open_page("deals", **asked, rate_of="2024")
    assert "KZT 3.96bn short of a priority contract" in texts(taken)
    assert "As chosen, not of 2026: USD/KZT 2024" in texts(taken).replace("\\", "")


def test_the_years_of_rate_and_mci_stand_beside_the_amounts(open_page: OpenPage) -> None:
    asked = {
        "tool": "regimes",
        "amount": "10",
        "currency": "USD",
        "year": "2026",
        "rate_of": "2024",
    }
    said = texts(open_page("deals", **asked)).replace("\\", "")
    assert "KZT 4.69bn at the rate of 2024" in said
    assert "1,084,393 MCI at KZT 4,325 of 2026" in said


def test_an_amount_of_zero_is_said(open_page: OpenPage) -> None:
    said = texts(open_page("deals", deal="ek-small-hpp", tab="regimes", amount="0"))
    assert "An amount of zero reaches no regime" in said
    assert "short of" not in said


def test_a_year_without_an_mci_is_said(open_page: OpenPage) -> None:
    app = open_page("deals", tool="regimes", amount="10", currency="KZT", year="2019")
    assert "There is no MCI for 2019 on record" in texts(app)


def test_a_project_without_an_amount_offers_to_type_one(open_page: OpenPage) -> None:
    app = open_page("deals", deal="darbaza-maktaaral", tab="regimes")
    assert not app.exception
    assert "Neither a total cost nor an ask" in texts(app)


def test_a_figure_is_entered_with_a_name_used_and_taken_back(
    open_page: OpenPage, own_database: Path
) -> None:
    del own_database
    asked = {"tool": "regimes", "amount": "10", "currency": "USD", "year": "2026"}
    app = open_page("deals", **asked)
    assert app.selectbox(key="figure_name").value == "USD/KZT"
    app.number_input(key="figure_value").set_value(500.0)
    app.text_input(key="figure_source").set_value("not an address")
    app.button(key="figure_save").click().run()
    app.text_input(key="figure_save_who").set_value("Aigerim Sadykova")
    next(each for each in app.button if each.label == "Continue").click().run()
    assert "Give the address of the page" in texts(app)
    app.text_input(key="figure_source").set_value("https://example.org/rate").run()
    app.button(key="figure_save").click().run()
    assert not app.exception
    assert "KZT 3.65bn short of a priority contract" in texts(app)
    assert "Aigerim Sadykova" in texts(app)
    back = next(each for each in app.button if each.label == "Take back")
    back.click().run()
    assert "There is no rate USD/KZT for 2026 on record" in texts(app)
    assert "taken back" in texts(app)
    app.selectbox(key="figure_name").select("priority_new_production").run()
    app.number_input(key="figure_value").set_value(2_500_000.0)
    app.button(key="figure_save").click().run()
    assert "Threshold: Priority investment contract: New production, 2026" in texts(app).replace(
        "\\", ""
    )


def test_wrong_words_in_the_address_change_nothing(open_page: OpenPage) -> None:
    app = open_page(
        "deals", deal="ek-small-hpp", tab="regimes", amount="lots", kind="castle", year="12"
    )
    assert not app.exception
    assert "short of an investment agreement" in texts(app)


def test_what_is_stored_is_what_is_calculated(own_database: Path) -> None:
    store = Store(own_database)
    figures.enter(
        store,
        "Aigerim",
        figures.Figure("priority_tourism", 2027, 250_000, "https://example.org"),
    )
    assert 250_000 in set(figures.thresholds(store)["mci"])
    store.close()
