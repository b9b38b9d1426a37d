"""What must hold for any data: sums, order, direction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import DEFAULT_WEIGHTS, Matcher

#: Investors, projects, deals, vocabulary.
Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]

CODES = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=3, unique=True)
AMOUNTS = st.one_of(st.none(), st.floats(0.01, 1e4))
TEXTS = st.one_of(st.none(), st.text(max_size=30), st.sampled_from(["port road", "road farm"]))

INVESTOR = st.fixed_dictionaries(
    {
        "sectors": CODES,
        "specialisms": CODES,
        "instruments": CODES,
        "ticket_min_usd_m": AMOUNTS,
        "ticket_max_usd_m": AMOUNTS,
        "regions_focus": CODES,
        "themes": CODES,
        "stages": CODES,
        "exclusions": CODES,
        "kz_presence": st.sampled_from(["yes", "no", None]),
        "shariah_only": st.booleans(),
        "description": TEXTS,
    }
)
PROJECT = st.fixed_dictionaries(
    {
        "sector": CODES,
        "subsector": st.sampled_from(["a", "x", None]),
        "region": st.sampled_from(["a", "b", None]),
        "macro_region": st.sampled_from(["c", None]),
        "stage": st.sampled_from(["a", "b", None]),
        "ask_usd_m": AMOUNTS,
        "total_cost_usd_m": AMOUNTS,
        "instruments": CODES,
        "themes": CODES,
        "sponsor": TEXTS,
        "description": TEXTS,
    }
)


@st.composite
def markets(draw: st.DrawFn) -> Frames:
    investors = draw(st.lists(INVESTOR, min_size=1, max_size=6))
    projects = draw(st.lists(PROJECT, min_size=1, max_size=5))
    pairs = st.tuples(
        st.integers(0, len(investors) - 1),
        st.integers(0, len(projects) - 1),
        st.one_of(st.none(), st.integers(1990, 2026)),
        st.one_of(st.none(), st.floats(0.1, 1e3)),
    )
    deals = draw(st.lists(pairs, max_size=6))
    kinds = ["sector", "instrument", "geography", "stage"]
    links = st.tuples(st.sampled_from(kinds), st.sampled_from("abx"), st.sampled_from("cd"))
    vocabulary = draw(st.lists(links, max_size=5, unique=True))
    return (
        _frame(investors, "investor_id", "I"),
        _frame(projects, "project_id", "P"),
        pd.DataFrame(
            [(f"I{i}", f"P{p}", year, amount) for i, p, year, amount in deals],
            columns=["investor_id", "project_id", "year", "amount_usd_m"],
        ),
        pd.DataFrame(vocabulary, columns=["kind", "code", "parent"]),
    )


def _frame(records: list[dict[str, Any]], key: str, letter: str) -> pd.DataFrame:
    names = [{key: f"{letter}{row}", "name": f"{letter} {row}"} for row in range(len(records))]
    return pd.DataFrame([name | record for name, record in zip(names, records, strict=True)])


@settings(max_examples=15, deadline=None)
@given(market=markets(), weights=st.lists(st.floats(0, 10), min_size=8, max_size=8))
def test_contributions_add_up_and_stay_within_the_band(
    market: Frames, weights: list[float]
) -> None:
    named = dict(zip(DEFAULT_WEIGHTS, weights, strict=True)) if any(weights) else None
    matcher = Matcher(weights=named).fit(*market)
    ranked = matcher.rank()
    contributions = ranked[[f"contribution_{name}" for name in DEFAULT_WEIGHTS]].to_numpy()
    assert np.allclose(contributions.sum(axis=1), ranked["score"], atol=1e-9)
    assert (contributions >= 0).all()
    assert (ranked["score_low"] <= ranked["score"] + 1e-9).all()
    assert (ranked["score"] <= ranked["score_high"] + 1e-9).all()
    assert (ranked["score_low"] >= 0).all()
    assert (ranked["score_high"] <= 1 + 1e-9).all()
    for _, rows in ranked.groupby("project_id"):
        assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
        assert rows["score"].is_monotonic_decreasing


@settings(max_examples=15, deadline=None)
@given(market=markets(), data=st.data())
def test_the_order_of_rows_changes_nothing(market: Frames, data: st.DataObject) -> None:
    shuffled = [
        frame.iloc[data.draw(st.permutations(range(len(frame))))].reset_index(drop=True)
        for frame in market
    ]
    for side in ("projects", "investors"):
        one = Matcher().fit(*market).rank(side)
        other = Matcher().fit(*shuffled).rank(side)
        pd.testing.assert_frame_equal(one, other, check_exact=True)


@settings(max_examples=15, deadline=None)
@given(market=markets())
def test_every_pair_is_listed_or_gated_once(market: Frames) -> None:
    matcher = Matcher().fit(*market)
    investors, projects, _, _ = market
    for project in projects["project_id"]:
        shortlist = matcher.shortlist(project_id=project)
        listed = shortlist.matches["investor_id"].tolist()
        gated = shortlist.gated["investor_id"].tolist()
        assert sorted(listed + gated) == sorted(investors["investor_id"])
        assert shortlist.funnel[-1].left == len(listed)
        assert sum(step.removed for step in shortlist.funnel) == len(gated)


#: For each criterion, mandates from the weakest to the strongest for the project below.
LADDERS: dict[str, list[dict[str, Any]]] = {
    "sector": [
        {"sectors": ["farming"]},
        {"sectors": ["transport"], "specialisms": ["roads"]},
        {"sectors": ["transport"]},
        {"sectors": ["transport"], "specialisms": ["ports"]},
    ],
    "geography": [
        {"regions_focus": ["Africa"]},
        {"regions_focus": ["global"]},
        {"regions_focus": ["Central Asia"]},
        {"regions_focus": ["Kazakhstan"]},
        {"regions_focus": ["Mangystau"]},
    ],
    "ticket": [
        {"ticket_min_usd_m": 500.0},
        {"ticket_min_usd_m": 150.0},
        {"ticket_max_usd_m": 60.0},
        {"ticket_min_usd_m": 50.0, "ticket_max_usd_m": 150.0},
    ],
    "instruments": [
        {"instruments": ["guarantee"]},
        {"instruments": ["debt"]},
        {"instruments": ["senior loan"]},
    ],
    "stage": [
        {"stages": ["construction"]},
        {"stages": ["procurement"]},
        {"stages": ["preparation"]},
    ],
    "themes": [{"themes": ["gender"]}, {"themes": ["connectivity"]}],
    "description": [{"description": "pension fund"}, {"description": "port and terminal owner"}],
}


@given(
    criterion=st.sampled_from(sorted(LADDERS)),
    weights=st.fixed_dictionaries({name: st.floats(0.01, 1) for name in DEFAULT_WEIGHTS}),
    data=st.data(),
)
@settings(max_examples=30, deadline=None)
def test_stronger_on_one_criterion_never_ranks_lower(
    criterion: str, weights: dict[str, float], data: st.DataObject
) -> None:
    ladder = LADDERS[criterion]
    stronger = data.draw(st.integers(1, len(ladder) - 1))
    weaker = data.draw(st.integers(0, stronger - 1))
    base = {"name": "Same", "sectors": ["transport"], "themes": ["urban"]}
    investors = pd.DataFrame(
        [
            base | {"investor_id": "a-weaker"} | ladder[weaker],
            base | {"investor_id": "b-stronger"} | ladder[stronger],
        ]
    )
    project = {
        "project_id": "port",
        "name": "Port terminal",
        "sector": ["transport"],
        "subsector": "ports",
        "region": "Mangystau",
        "ask_usd_m": 100.0,
        "instruments": ["senior loan"],
        "stage": "preparation",
        "themes": ["connectivity"],
        "description": "A port with a terminal.",
    }
    vocabulary = pd.DataFrame(
        [
            ("sector", "ports", "transport", None),
            ("sector", "roads", "transport", None),
            ("instrument", "senior loan", "debt", None),
            ("instrument", "guarantee", None, None),
            ("geography", "Mangystau", "Kazakhstan", None),
            ("geography", "Kazakhstan", "Central Asia", None),
            ("geography", "Central Asia", "global", None),
            ("geography", "Africa", "global", None),
            ("stage", "preparation", None, 2),
            ("stage", "procurement", None, 3),
            ("stage", "construction", None, 5),
        ],
        columns=["kind", "code", "parent", "position"],
    )
    matcher = Matcher(weights=weights).fit(investors, pd.DataFrame([project]), None, vocabulary)
    matches = matcher.shortlist(project_id="port").matches
    assert matches["investor_id"].iloc[0] == "b-stronger"
    values = matches.set_index("investor_id")[f"value_{criterion}"]
    assert values["b-stronger"] > values["a-weaker"]
