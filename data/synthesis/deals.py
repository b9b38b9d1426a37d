"""Made-up deals: who signs what, when and for how much, with the habits of the seed facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.synthesis.draws import (
    CHUNK,
    NONE,
    FloatArray,
    IntArray,
    Shares,
    lists,
    numbered,
    numbers,
    rounded,
    shares,
    stream,
    texts,
)
from data.synthesis.facts import LEAN, Facts, column, donors, parts
from data.synthesis.investors import Mandates
from data.synthesis.pairs import Asked, Habits, fill
from data.synthesis.projects import Briefs
from data.synthesis.writing import SCHEMAS, filled
from data.synthetic import ORIGIN, PREFIX

#: A deal's amount is its investor's own, that of a syndicate, a project's cost, a whole issue.
_SCOPES = ("own", "shared", "project", "issue")
_OWN = _SCOPES.index("own")
_NO_SCOPE = len(_SCOPES)
_SMALL = 1e-9


@dataclass(frozen=True)
class _Measured:
    """What the seed facts show of deals; figures in brackets are those of today's facts.

    ``sizes``: investors that sign for a project in one year (one in 72 % of the cases). ``pull``
    and ``spread``: deals per project by opportunity (1.7 on the track record, 0.1 where open),
    and how unevenly they fall within it. ``years``: years of signing (2 % before 2000, 49 % since
    2023; missing for 1 %). Given the opportunity: a row whose status and standing go together.
    ``follows``: the deal's instrument is among the project's (71 %), else one of the sector's.
    Given the instrument: a row whose role and kind of role go together. Given whether others
    sign too: whose amount it is (missing for 39 %). ``ratios``: own amount to total cost (the
    whole cost in half the cases), which makes amounts log-normal as costs are.
    """

    habits: Habits
    sizes: IntArray
    pull: FloatArray
    spread: float
    years: IntArray
    states: Shares
    follows: float
    instruments: Shares
    roles: Shares
    scopes: Shares
    ratios: FloatArray


@dataclass(frozen=True)
class _Signings:
    """What those who sign together share; one row per deal, ``together`` counts them."""

    project: IntArray
    instrument: IntArray
    year: IntArray
    state: IntArray
    together: IntArray
    total: FloatArray


def draw_deals(
    facts: Facts, mandates: Mandates, briefs: Briefs, count: int, seed: int
) -> Iterator[pa.Table]:
    """Yield the deals in chunks, older ones first; at least one chunk, be it empty."""
    measured = _measure(facts)
    signed = _sign(measured, briefs, count, stream(seed, 3))
    asked = Asked(
        signed.project,
        briefs.sector[signed.project],
        briefs.subsector[signed.project],
        briefs.region[signed.project],
        signed.instrument,
        signed.total - np.log(signed.together),
    )
    widths = (len(facts.sectors), len(facts.subsectors), len(facts.regions))
    pairs = fill(asked, mandates, measured.habits, widths, len(briefs.sector), seed)
    offers = mandates.offers[pairs[1]]
    signed = replace(
        signed, instrument=_offered(measured, signed.instrument, offers, stream(seed, 8))
    )
    for chunk, start in enumerate(range(0, max(count, 1), CHUNK)):
        rows = np.arange(start, min(start + CHUNK, count))
        given = _columns(facts, measured, signed, rows, stream(seed, 7, chunk))
        given["deal_id"] = numbered(f"{PREFIX}deal-", rows, count)
        for kind, each, of in (
            ("project", pairs[0], len(briefs.sector)),
            ("investor", pairs[1], len(mandates.type)),
        ):
            given[f"{kind}_id"] = numbered(f"{PREFIX}{kind}-", each[rows], of)
        yield filled(SCHEMAS["deals"], given, len(rows))


def _sign(
    measured: _Measured, briefs: Briefs, count: int, random: np.random.Generator
) -> _Signings:
    sizes = random.choice(measured.sizes, count)
    sizes = sizes[: np.searchsorted(np.cumsum(sizes), count) + 1]
    pull = measured.pull[briefs.opportunity]
    pull = np.cumsum(pull * random.gamma(measured.spread, size=len(pull)))
    project = np.searchsorted(pull, random.random(len(sizes)) * pull[-1], side="right")
    project = np.minimum(project, len(pull) - 1)
    sought = briefs.instruments[project]
    pick = random.integers(np.maximum((sought >= 0).sum(axis=1), 1))
    follows = sought[np.arange(len(pick)), pick]
    other = measured.instruments.draw(random, briefs.sector[project])
    is_other = (random.random(len(pick)) >= measured.follows) | (follows == NONE)
    ratio = np.log(random.choice(measured.ratios, len(sizes)))

    def each(values: IntArray) -> IntArray:
        return np.repeat(values, sizes)[:count]

    return _Signings(
        project=each(project),
        instrument=each(np.where(is_other, other, follows)),
        year=each(np.sort(random.choice(measured.years, len(sizes)))),
        state=each(measured.states.draw(random, briefs.opportunity[project])),
        together=each(sizes),
        total=np.repeat(briefs.cost[project] + ratio, sizes)[:count],
    )


def _offered(
    measured: _Measured, instrument: IntArray, offers: IntArray, random: np.random.Generator
) -> IntArray:
    """Let investors bring an instrument of their own, until as many do as in the facts (74 %)."""
    fits = (offers == instrument[:, None]).any(axis=1)
    share = fits.mean() if len(fits) else 1.0
    chance = (measured.habits.instrument - share) / max(1 - share, _SMALL)
    brings = ~fits & (offers[:, 0] != NONE) & (random.random(len(fits)) < chance)
    pick = random.integers(np.maximum((offers >= 0).sum(axis=1), 1))
    return np.where(brings, offers[np.arange(len(pick)), pick], instrument)


def _columns(
    facts: Facts,
    measured: _Measured,
    signed: _Signings,
    rows: IntArray,
    random: np.random.Generator,
) -> dict[str, pa.Array]:
    one = np.zeros(len(rows), dtype=np.int64)
    instrument, state, together = (
        values[rows] for values in (signed.instrument, signed.state, signed.together)
    )
    role = measured.roles.draw(random, instrument)
    scope = measured.scopes.draw(random, (together > 1).astype(np.int64))
    own = signed.total[rows] - np.where(scope == _OWN, np.log(together), 0.0)
    known = scope != _NO_SCOPE
    amount = numbers(rounded(np.exp(own)), known)
    year = pa.array(signed.year[rows].astype(np.int32), mask=signed.year[rows] == 0)
    return {
        **{name: texts(column(facts.deals[name]), role) for name in ("role", "role_kind")},
        **{name: texts(column(facts.deals[name]), state) for name in ("status", "standing")},
        "instrument": lists(facts.instruments.column, instrument[:, None]),
        "instrument_stated": texts(facts.instruments.column, instrument),
        "amount_usd_m": amount,
        "amount_original_m": amount,
        "amount_currency": texts(pa.array(["USD"]), np.where(known, 0, NONE)),
        "amount_scope": texts(pa.array(_SCOPES), np.where(known, scope, NONE)),
        "rate_exact": pa.array(known, mask=~known),
        "year": year,
        "signed_on": pc.cast(year, pa.string()),
        "verified": texts(pa.array(["no"]), one),
        "origin": texts(pa.array([ORIGIN]), one),
    }


def _measure(facts: Facts) -> _Measured:
    deals = _joined(facts)
    instrument = facts.instruments.of(deals["instrument"].str[0])
    chances = facts.opportunities
    chance = chances.of(facts.projects["opportunity"])
    tally = deals["project_id"].value_counts()
    counts = facts.projects["project_id"].map(tally).fillna(0).to_numpy(dtype=np.float64)
    pull = np.bincount(chance, counts) / np.bincount(chance)
    uneven = np.mean((counts - pull[chance]) ** 2) - counts.mean()
    grouped = deals.groupby(["project_id", "year"])["investor_id"]
    others = np.asarray(grouped.transform("nunique") > 1, dtype=np.int64)
    scope = pd.Index(_SCOPES).get_indexer(pd.Index(deals["amount_scope"]))
    own = deals[(deals["amount_scope"] == "own") & (deals["total_cost_usd_m"] > 0)]
    ratios = (own["amount_usd_m"] / own["total_cost_usd_m"]).dropna()
    row, listed = facts.instruments.each(deals["seeks"])
    sought = np.unique(row[listed == instrument[row]])
    stated = (deals["seeks"].map(len) > 0).sum()
    home = facts.sectors.of(facts.projects["sector"].str[0])
    return _Measured(
        habits=_habits(facts, deals),
        sizes=grouped.nunique().to_numpy(),
        pull=pull,
        spread=float(np.mean(pull[chance] ** 2) / uneven),
        years=deals["year"].fillna(0).to_numpy(dtype=np.int64),
        states=donors(chances.of(deals["opportunity"]), len(chances)),
        follows=float(len(sought) / stated),
        instruments=parts(
            home, facts.projects["instruments"], facts.instruments, len(facts.sectors)
        ),
        roles=donors(instrument, len(facts.instruments)),
        scopes=shares(
            others, np.where(scope < 0, _NO_SCOPE, scope).astype(np.int64), (2, _NO_SCOPE + 1), LEAN
        ),
        ratios=ratios[ratios > 0].clip(upper=1.0).to_numpy(),
    )


def _joined(facts: Facts) -> pd.DataFrame:
    """Deals with what their investors and projects say, in the order of ``facts.deals``."""
    mine = ["investor_id", "sectors", "instruments", "ticket_min_usd_m", "ticket_max_usd_m"]
    theirs = ["project_id", "sector", "subsector", "region", "opportunity", "instruments"]
    return facts.deals.merge(
        facts.investors[mine].rename(columns={"instruments": "offers"}), how="left", on=mine[0]
    ).merge(
        facts.projects[[*theirs, "total_cost_usd_m"]].rename(columns={"instruments": "seeks"}),
        how="left",
        on=theirs[0],
    )


def _habits(facts: Facts, deals: pd.DataFrame) -> Habits:
    investors = facts.investors
    kind = facts.types.of(investors["type"])
    tally = deals["investor_id"].value_counts()
    counts = investors["investor_id"].map(tally).fillna(0).to_numpy()
    returns, _ = _loyalty(deals, "subsector")
    loyal, common = _loyalty(deals, "region")
    own = deals[deals["amount_scope"] == "own"].dropna(subset=["amount_usd_m"])
    low, high = own["ticket_min_usd_m"].fillna(0.0), own["ticket_max_usd_m"].fillna(np.inf)
    stated = own["ticket_min_usd_m"].notna() | own["ticket_max_usd_m"].notna()
    inside = own["amount_usd_m"].between(low, high)
    return Habits(
        zipf=_zipf(np.sort(tally.to_numpy())[::-1], len(investors)),
        appetite=np.bincount(kind, counts) / np.bincount(kind),
        returns=returns,
        loyal=loyal,
        matches=_meet(deals["sectors"], deals["sector"]),
        region=loyal + (1 - loyal) * common,
        instrument=_meet(deals["offers"], deals["instrument"]),
        ticket=float(inside[stated].mean()),
    )


def _zipf(counts: IntArray, investors: int) -> float:
    """Return the exponent that makes these counts, the greatest first, most likely (0.9)."""
    exponents = np.arange(0.3, 2.0, 0.01)
    ranks = np.log(np.arange(1, investors + 1))
    told = -exponents * (ranks[: len(counts)] * counts).sum()
    told -= counts.sum() * np.log(np.exp(-exponents[:, None] * ranks).sum(axis=1))
    return float(exponents[told.argmax()])


def _loyalty(deals: pd.DataFrame, field: str) -> tuple[float, float]:
    """Return how often an investor comes back to one value of ``field``, and chance.

    Two deals of one investor agree more often (subsector 30 %, region 37 %) than any two deals
    (3 %, 16 %). Where each deal is in the latent value with probability t, and anywhere else by
    chance c, two agree with t² + (1 - t²) c.
    """
    once = deals.drop_duplicates(["investor_id", "project_id"])
    counts = once.groupby(["investor_id", field]).size()
    total = counts.groupby(level=0).sum()
    pairs = (counts * (counts - 1)).groupby(level=0).sum() / (total * (total - 1)).where(total > 1)
    chance = float((once[field].value_counts(normalize=True) ** 2).sum())
    return float(np.sqrt((pairs.mean() - chance) / (1 - chance))), chance


def _meet(left: pd.Series[str], right: pd.Series[str]) -> float:
    """Return how often the two lists share a code, where neither is empty (sectors: 86 %)."""
    met = [bool(set(one) & set(two)) for one, two in zip(left, right, strict=True) if one and two]
    return float(np.mean(met))
