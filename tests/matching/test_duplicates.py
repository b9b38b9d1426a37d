"""Pairs that may be one record: what speaks for one, what tells two apart."""

from __future__ import annotations

import pandas as pd

from matching.duplicates import against, candidates


def investors(*rows: dict[str, object]) -> pd.DataFrame:
    usual: dict[str, object] = {"hq_country": None, "sectors": None, "aliases": None}
    return pd.DataFrame(
        [usual | {"investor_id": f"i{number}"} | row for number, row in enumerate(rows)]
    )


def test_legal_form_script_and_capitals_do_not_hide_a_duplicate() -> None:
    frame = investors(
        {"name": "ТОО «Қазтемір Логистик»"}, {"name": "KAZTEMIR LOGISTIK LLP"}, {"name": "Other"}
    )
    assert [(pair.first, pair.second) for pair in candidates(frame, "investor")] == [("i0", "i1")]


def test_another_phase_or_another_proper_name_is_another_record() -> None:
    frame = pd.DataFrame(
        {
            "project_id": ["a", "b", "c", "d"],
            "name": [
                "Burnoye solar plant, phase 1",
                "Burnoye solar plant, phase 2",
                "Aktau sea port terminal",
                "Kuryk sea port terminal",
            ],
        }
    )
    assert candidates(frame, "project") == []


def test_the_reasons_add_up_to_the_score_and_a_difference_counts_against() -> None:
    same = {"name": "Astana Rail Partners"}
    near = investors(same | {"hq_country": "KZ"}, same | {"hq_country": "KZ"})
    far = investors(same | {"hq_country": "KZ"}, same | {"hq_country": "US"})
    (agreeing,), (differing,) = candidates(near, "investor"), candidates(far, "investor")
    assert differing.score < agreeing.score
    assert differing.score == sum(each.points for each in differing.evidence)
    assert {each.about: each.points < 0 for each in differing.evidence}["country"]


def test_incoming_rows_meet_known_ones_and_each_other_but_an_update_meets_nobody() -> None:
    known = investors({"name": "Astana Rail Partners"}, {"name": "Astana Rail Partners LLP"})
    incoming = investors({"name": "Astana Rail Partners"}).assign(investor_id="i0")
    assert [(p.first, p.second) for p in against(known, incoming, "investor")] == [("i1", "i0")]
    fresh = investors({"name": "Steppe Wind"}, {"name": "STEPPE WIND"}).assign(
        investor_id=["n0", "n1"]
    )
    assert [(p.first, p.second) for p in against(known, fresh, "investor")] == [("n0", "n1")]


def test_two_deals_of_a_pair_are_one_only_where_amount_or_date_agree() -> None:
    deals = pd.DataFrame(
        {
            "deal_id": ["a", "b", "c"],
            "investor_id": ["x", "x", "x"],
            "project_id": ["p", "p", "p"],
            "amount_usd_m": [100.0, 100.0, 30.0],
            "signed_on": ["2020-05", "2020", "2015"],
            "instrument": [["loan"], ["loan"], ["loan"]],
            "role_kind": ["funder", "funder", "funder"],
        }
    )
    assert [(p.first, p.second) for p in candidates(deals, "deal")] == [("a", "b")]


def test_nothing_compares_with_nothing() -> None:
    assert candidates(investors({"name": "Alone"}), "investor") == []
    assert candidates(investors({"name": "Alone"}).iloc[:0], "investor") == []
