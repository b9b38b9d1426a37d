"""What the loader makes of the facts: asks, opportunities, amounts, marks."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data.load import SEED
from data.records import frames
from data.store import Store


@pytest.fixture(scope="module")
def projects(loaded: Store) -> pd.DataFrame:
    return frames(loaded, today=date(2026, 11, 23))["projects"].set_index("project_id")


@pytest.fixture(scope="module")
def investors(loaded: Store) -> pd.DataFrame:
    return frames(loaded)["investors"].set_index("investor_id")


@pytest.fixture(scope="module")
def deals(loaded: Store) -> pd.DataFrame:
    return frames(loaded)["deals"].set_index("deal_id")


def test_an_ask_is_not_the_total_cost(projects: pd.DataFrame) -> None:
    turkey = projects.loc["akmola-turkey-plant"]
    assert (turkey["ask_original_m"], turkey["ask_currency"]) == (8800, "KZT")
    assert (turkey["total_cost_original_m"], turkey["total_cost_currency"]) == (10600, "KZT")
    assert turkey["ask_basis"] == "stated"


def test_an_ask_that_nobody_published_stays_a_gap(projects: pd.DataFrame) -> None:
    for project_id in ("aktau-port-trust", "aktau-terminals-171ha", "kuryk-port-trust"):
        assert pd.isna(projects.loc[project_id, "ask_usd_m"])
        assert projects.loc[project_id, "opportunity"] == "open"


def test_what_is_done_is_track_record(projects: pd.DataFrame) -> None:
    done = projects["status_stated"].isin(["financed", "operational", "listed"])
    closed = projects[done & ~projects["instruments_stated"].map(_sought)]
    assert set(closed["opportunity"]) == {"track record"}
    assert set(projects.loc[projects["opportunity"] == "open", "stage"]) <= {
        "idea",
        "preparation",
        "procurement",
        "construction",
    }


def test_opportunities_that_look_taken_are_not_open(projects: pd.DataFrame) -> None:
    assert projects.loc["turkistan-airport-management", "opportunity"] != "open"


def test_amounts_keep_their_currency_and_convert_by_the_rate_of_their_year(
    projects: pd.DataFrame, deals: pd.DataFrame
) -> None:
    rates = pd.read_csv(SEED / "facts/rates.csv").set_index(["series", "year"])["value"]
    loan = deals.loc["D140"]
    assert (loan["amount_original_m"], loan["amount_currency"]) == (130000, "KZT")
    assert loan["amount_usd_m"] == pytest.approx(130000 / rates["USD/KZT", 2022])
    euro = deals.loc["D044"]
    expected = 50 * rates["EUR/KZT", 2023] / rates["USD/KZT", 2023]
    assert euro["amount_usd_m"] == pytest.approx(expected)
    assert euro["rate_year"] == 2023
    assert bool(euro["rate_exact"])
    later = projects.loc["aktau-container-hub"]
    assert later["total_cost_original_m"] == 20700
    assert later["rate_exact"] == (int(later["as_of"][:4]) <= 2024)


def test_a_currency_without_a_rate_stays_unconverted(deals: pd.DataFrame) -> None:
    francs = deals[deals["amount_currency"] == "CHF"]
    assert len(francs) == 3
    assert francs["amount_original_m"].notna().all()
    assert francs["amount_usd_m"].isna().all()


def test_plans_without_news_for_two_years_are_flagged(projects: pd.DataFrame) -> None:
    assert projects.loc["wdc-17-sites", "stale"]
    assert projects.loc["akmola-grain-acreage", "stale"], "no date at all counts as old"
    assert not projects.loc["khorgos-eg-sez-plots", "stale"]
    assert not projects.loc["khorgos-gateway", "stale"], "track record does not grow stale"


def test_a_ticket_on_the_investor_comes_before_the_ticket_table(investors: pd.DataFrame) -> None:
    assert (investors.loc["ebrd", "ticket_min_usd_m"], investors.loc["ebrd", "ticket_basis"]) == (
        3.3,
        "stated",
    )
    assert (investors.loc["adb", "ticket_max_usd_m"], investors.loc["adb", "ticket_basis"]) == (
        500,
        "stated",
    )
    assert investors.loc["aiib", "ticket_basis"] == "observed"
    assert pd.isna(investors.loc["ad-ports", "ticket_max_usd_m"])


def test_names_to_screen_carry_a_reason(projects: pd.DataFrame, investors: pd.DataFrame) -> None:
    for investor_id in ("rosatom", "tatneft", "sibur", "wildberries", "ozon", "edb", "efsd"):
        assert isinstance(investors.loc[investor_id, "screening"], str), investor_id
    for project_id in ("ulken-npp", "butadiene-atyrau", "eurasia-uralsk-hub", "mof-rub-bond-2020"):
        assert isinstance(projects.loc[project_id, "screening"], str), project_id
    assert pd.isna(investors.loc["ebrd", "screening"])


def test_islamic_institutions_are_shariah_only(investors: pd.DataFrame) -> None:
    assert investors.loc[["isdb", "icd", "zaman-bank"], "shariah_only"].all()
    assert not investors.loc["adcb", "shariah_only"]


def test_a_caspian_port_lies_on_the_middle_corridor(projects: pd.DataFrame) -> None:
    middle = projects["corridor"].map(lambda ids: any("middle" in i or "titr" in i for i in ids))
    assert middle["aktau-port-trust"]
    assert middle["kuryk-port-trust"]
    assert not middle["kokshetau-wwtp-new"]


def test_specialisms_come_from_what_an_investor_says_of_itself(investors: pd.DataFrame) -> None:
    assert "ports & terminals" in set(investors.loc["dp-world", "specialisms"])
    assert "ports & terminals" not in set(investors.loc["wabtec", "specialisms"])


def test_a_syndicate_amount_is_not_one_lenders_ticket(deals: pd.DataFrame) -> None:
    assert deals.loc["D012", "amount_scope"] == "shared"
    assert deals.loc["D014", "amount_scope"] == "own"
    assert deals.loc["D152", "amount_scope"] == "project"


def _sought(words: list[str]) -> bool:
    return any("sought" in word for word in words)
