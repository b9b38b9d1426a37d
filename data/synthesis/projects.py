"""Made-up projects: sectors, places, stages and amounts with the shares of the seed facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.synthesis.draws import (
    CHUNK,
    NONE,
    FloatArray,
    IntArray,
    LogNormal,
    Shares,
    joined,
    lists,
    log_normal,
    numbered,
    numbers,
    rounded,
    several,
    shares,
    stream,
    texts,
)
from data.synthesis.facts import Facts, column, donors, lengths, parts
from data.synthesis.writing import SCHEMAS, filled
from data.synthetic import ORIGIN, PREFIX

#: A plan is stale when its last word is from a year more than two before the newest of the facts.
_FRESH_YEARS = 2


@dataclass(frozen=True)
class Briefs:
    """What deals are drawn by, one row per project; positions into the codebooks.

    ``cost`` is the log of USD million; every project has one, and a good half publish it.
    """

    sector: IntArray
    subsector: IntArray
    region: IntArray
    opportunity: IntArray
    instruments: IntArray
    cost: FloatArray


@dataclass(frozen=True)
class _Measured:
    """What the seed facts show of projects; figures in brackets are those of today's facts.

    Sectors by their shares (transport 32 %), one each. Given the sector: subsector; a row of the
    facts whose region, town, coordinates and corridor go together (38 % national, 39 % with
    coordinates, 11 % on a corridor); a row whose opportunity, stage and status go together (52 %
    track record, 8 % open); which instruments. Given the opportunity: how many instruments (none
    for 6 %) and whether cost (missing for 44 %) and ask (only a third of the open ones) are
    published. Given the subsector: themes. Costs are log-normal (median about USD 200 million,
    standard deviation of the log 1.8); an ask is the cost times one of the facts' ratios.
    """

    sectors: Shares
    subsector: Shares
    rows: Shares
    instrument_counts: Shares
    instruments: Shares
    theme_counts: Shares
    themes: Shares
    has_cost: FloatArray
    has_ask: FloatArray
    has_sponsor: float
    sponsors: float
    asks: FloatArray
    cost: LogNormal
    newest: int


def draw_projects(facts: Facts, count: int, seed: int) -> Iterator[tuple[pa.Table, Briefs]]:
    """Yield the projects in chunks, each with what deals are drawn by."""
    measured = _measure(facts)
    for chunk, start in enumerate(range(0, count, CHUNK)):
        positions = np.arange(start, min(start + CHUNK, count))
        yield _chunk(facts, measured, positions, count, stream(seed, 2, chunk))


def together(chunks: list[Briefs]) -> Briefs:
    """Return the briefs of all chunks as one."""
    return Briefs(
        *(np.concatenate([getattr(each, name.name) for each in chunks]) for name in fields(Briefs))
    )


def _measure(facts: Facts) -> _Measured:
    rows = facts.projects
    home, count = facts.sectors.of(rows["sector"].str[0]), len(facts.sectors)
    under = facts.subsectors.of(rows["subsector"])
    chance = facts.opportunities.of(rows["opportunity"])
    cost, ask = rows["total_cost_usd_m"], rows["ask_usd_m"]
    priced = (cost > 0) & (ask > 0)
    return _Measured(
        sectors=shares(np.zeros(len(rows), dtype=np.int64), home, (1, count)),
        subsector=shares(home, under, (count, len(facts.subsectors))),
        rows=donors(home, count),
        instrument_counts=lengths(chance, rows["instruments"], len(facts.opportunities)),
        instruments=parts(home, rows["instruments"], facts.instruments, count),
        theme_counts=lengths(home, rows["themes"], count),
        themes=parts(under, rows["themes"], facts.themes, len(facts.subsectors)),
        has_cost=_by(chance, cost.notna()),
        has_ask=_by(chance, ask.notna()),
        has_sponsor=float(rows["sponsor"].notna().mean()),
        sponsors=float(rows["sponsor"].nunique() / rows["sponsor"].notna().sum()),
        asks=(ask / cost)[priced].to_numpy(),
        cost=log_normal(cost.to_numpy()),
        newest=int(rows["as_of"].dropna().str[:4].max()),
    )


def _by(groups: IntArray, known: pd.Series[bool]) -> FloatArray:
    return np.bincount(groups, known.to_numpy(dtype=np.float64)) / np.bincount(groups)


def _chunk(
    facts: Facts,
    measured: _Measured,
    positions: IntArray,
    of: int,
    random: np.random.Generator,
) -> tuple[pa.Table, Briefs]:
    one = np.zeros(len(positions), dtype=np.int64)
    sector = measured.sectors.draw(random, one)
    under = measured.subsector.draw(random, sector)
    place, state = (measured.rows.draw(random, sector) for _ in range(2))
    chance = facts.opportunities.of(facts.projects["opportunity"])[state]
    counts = measured.instrument_counts
    sought = several(
        random,
        measured.instruments,
        sector,
        counts.draw(random, chance),
        counts.weights.shape[1] - 1,
    )
    counts = measured.theme_counts
    themes = several(
        random, measured.themes, under, counts.draw(random, sector), counts.weights.shape[1] - 1
    )
    cost = measured.cost.draw(random, len(positions))
    briefs = Briefs(
        sector.astype(np.int8),
        under.astype(np.int16),
        facts.regions.of(facts.projects["region"])[place].astype(np.int8),
        chance.astype(np.int8),
        sought.astype(np.int8),
        cost.astype(np.float32),
    )
    instruments = lists(facts.instruments.column, sought)
    given = {
        "project_id": numbered(f"{PREFIX}project-", positions, of),
        "name": numbered("Synthetic project ", positions, of),
        "sector": lists(facts.sectors.column, sector[:, None]),
        "subsector": texts(facts.subsectors.column, under),
        "subsector_stated": texts(facts.subsectors.column, under),
        "instruments": instruments,
        "instruments_stated": instruments,
        "themes": lists(facts.themes.column, themes),
        "themes_basis": texts(pa.array(["rule"]), one),
        "description": _description(facts, under, themes),
        "sponsor": _sponsor(measured, positions, of, random),
        "verified": texts(pa.array(["no"]), one),
        "origin": texts(pa.array([ORIGIN]), one),
        "counts": pa.array(one == 0),
        **_place(facts, place),
        **_state(facts, measured, state, chance, random),
        **_amounts(measured, cost, chance, random),
    }
    return filled(SCHEMAS["projects"], given, len(positions)), briefs


def _place(facts: Facts, row: IntArray) -> dict[str, pa.Array]:
    """Copy where a row of the facts lies: town, coordinates and corridor belong together."""
    rows = facts.projects
    plain = ("region", "macro_region", "place", "location_basis")
    given = {name: texts(column(rows[name]), row) for name in plain}
    for name in ("other_regions", "corridor"):
        given[name] = pa.array(list(rows[name]), pa.list_(pa.string())).take(pa.array(row))
    for name in ("lat", "lon"):
        values = rows[name].to_numpy()[row]
        given[name] = numbers(values, ~np.isnan(values))
    return given


def _state(
    facts: Facts, measured: _Measured, row: IntArray, chance: IntArray, random: np.random.Generator
) -> dict[str, pa.Array]:
    """Copy how far a row of the facts is; the year of its last word comes from any row."""
    rows = facts.projects
    given = {
        name: texts(column(rows[name]), row) for name in ("stage", "opportunity", "status_stated")
    }
    years = pd.to_numeric(rows["as_of"].str[:4]).fillna(0).to_numpy(dtype=np.int64)
    year = years[random.integers(len(years), size=len(row))]
    plans = [facts.opportunities.codes.index(each) for each in ("open", "announced")]
    stale = np.isin(chance, plans) & (year < measured.newest - _FRESH_YEARS)
    dated = pc.cast(pa.array(year, mask=year == 0), pa.string())
    return given | {"as_of": dated, "status_as_of": dated, "stale": pa.array(stale)}


def _amounts(
    measured: _Measured, cost: FloatArray, chance: IntArray, random: np.random.Generator
) -> dict[str, pa.Array]:
    total = rounded(np.exp(cost))
    ask = rounded(total * random.choice(measured.asks, len(cost)))
    has_cost = random.random(len(cost)) < measured.has_cost[chance]
    has_ask = random.random(len(cost)) < measured.has_ask[chance]
    given = {"ask_basis": texts(pa.array(["stated"]), np.where(has_ask, 0, NONE))}
    for name, values, known in (("ask", ask, has_ask), ("total_cost", total, has_cost)):
        given[f"{name}_usd_m"] = given[f"{name}_original_m"] = numbers(values, known)
        given[f"{name}_currency"] = texts(pa.array(["USD"]), np.where(known, 0, NONE))
    known = has_ask | has_cost
    return given | {"rate_exact": pa.array(known, mask=~known)}


def _sponsor(
    measured: _Measured, positions: IntArray, of: int, random: np.random.Generator
) -> pa.Array:
    """Name a made-up sponsor; some stand behind several projects, as in the facts."""
    count = max(1, round(of * measured.sponsors))
    names = numbered("Synthetic sponsor ", random.integers(count, size=len(positions)), count)
    return pc.if_else(pa.array(random.random(len(positions)) < measured.has_sponsor), names, None)


def _description(facts: Facts, under: IntArray, themes: IntArray) -> pa.Array:
    field = texts(facts.subsectors.labels, under)
    named = pc.binary_join(lists(facts.themes.labels, themes), ", ")
    and_themes = pc.if_else(pa.array(themes[:, 0] == NONE), "", joined("; ", named))
    return joined("Synthetic project: ", field, and_themes, ".")
