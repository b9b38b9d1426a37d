"""Made-up investors: mandates with the shares and gaps of the seed facts, and latent habits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.seeding.investors import SHARIAH_ONLY_TYPE
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
from data.synthesis.facts import LEAN, Facts, column, donors, lengths, parts
from data.synthesis.writing import SCHEMAS, filled
from data.synthetic import ORIGIN, PREFIX

#: Which ends of a ticket range are stated: none, the lower, the upper, both.
_LOWER, _UPPER = 1, 2
_ENDS = 4


@dataclass(frozen=True)
class Mandates:
    """What deals are drawn by, one row per investor; positions into the codebooks.

    ``subsector`` and ``region`` are what an investor keeps coming back to. They are written down
    only where the facts would (``specialisms``) or never (the region): a track record tells.
    ``low`` and ``high`` are logs of USD million, held by every investor, stated by few.
    """

    type: IntArray
    sectors: IntArray
    subsector: IntArray
    region: IntArray
    offers: IntArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class _Measured:
    """What the seed facts show of investors; figures in brackets are those of today's facts.

    Types by their shares (56 % companies, 13 % development banks). Given the type: country of
    the seat, presence and AIFC standing (missing for 31 % and 79 %), number of sectors (52 %
    have one; development banks 3.7 on average) and of instruments (61 % one), which instruments,
    and which ends of a ticket are stated (none for 87 %). Given the first sector: the others and
    the themes (none for 33 %). Given the country: the focus (missing for 5 %).
    """

    types: Shares
    rows: Shares
    sector_counts: Shares
    first_sector: Shares
    other_sectors: Shares
    subsector: Shares
    specialism_counts: Shares
    instrument_counts: Shares
    instruments: Shares
    theme_counts: Shares
    themes: Shares
    focus_counts: Shares
    focus: Shares
    regions: Shares
    ends: Shares
    country: IntArray
    spread: FloatArray
    stated: float
    high: LogNormal


def draw_investors(facts: Facts, count: int, seed: int) -> Iterator[tuple[pa.Table, Mandates]]:
    """Yield the investors in chunks, each with what deals are drawn by."""
    measured = _measure(facts)
    for chunk, start in enumerate(range(0, count, CHUNK)):
        positions = np.arange(start, min(start + CHUNK, count))
        yield _chunk(facts, measured, positions, count, stream(seed, 1, chunk))


def together(chunks: list[Mandates]) -> Mandates:
    """Return the mandates of all chunks as one."""
    return Mandates(
        *(
            np.concatenate([getattr(each, name.name) for each in chunks])
            for name in fields(Mandates)
        )
    )


def _measure(facts: Facts) -> _Measured:
    rows, projects = facts.investors, facts.projects
    kind, count = facts.types.of(rows["type"]), len(facts.types)
    one = np.zeros(len(rows), dtype=np.int64)
    first = facts.sectors.of(rows["sectors"].str[0])
    row, sector = facts.sectors.each(rows["sectors"])
    other = sector != first[row]
    square = (len(facts.sectors), len(facts.sectors))
    country, countries = pd.factorize(rows["hq_country"], sort=True)
    low, high = (rows[f"ticket_{end}_usd_m"].to_numpy() for end in ("min", "max"))
    both = (low > 0) & (high > 0)
    ends = _LOWER * ~np.isnan(low) + _UPPER * ~np.isnan(high)
    home, under = facts.sectors.of(projects["sector"].str[0]), facts.subsectors
    region = facts.regions.of(projects["region"])
    return _Measured(
        types=shares(one, kind, (1, count)),
        rows=donors(kind, count),
        sector_counts=lengths(kind, rows["sectors"], count),
        first_sector=shares(kind, first, (count, len(facts.sectors)), LEAN),
        other_sectors=shares(first[row[other]], sector[other], square, LEAN),
        subsector=shares(home, under.of(projects["subsector"]), (square[0], len(under))),
        specialism_counts=lengths(kind, rows["specialisms"], count),
        instrument_counts=lengths(kind, rows["instruments"], count),
        instruments=parts(kind, rows["instruments"], facts.instruments, count),
        theme_counts=lengths(first, rows["themes"], len(facts.sectors)),
        themes=parts(first, rows["themes"], facts.themes, len(facts.sectors)),
        focus_counts=lengths(one, rows["regions_focus"], 1),
        focus=parts(country, rows["regions_focus"], facts.places, len(countries)),
        regions=shares(np.zeros(len(region), dtype=np.int64), region, (1, len(facts.regions))),
        ends=shares(kind, ends.astype(np.int64), (count, _ENDS), LEAN),
        country=country,
        spread=np.log(high[both] / low[both]),
        stated=float((rows["ticket_basis"].dropna() == "stated").mean()),
        high=log_normal(high),
    )


def _chunk(
    facts: Facts,
    measured: _Measured,
    positions: IntArray,
    of: int,
    random: np.random.Generator,
) -> tuple[pa.Table, Mandates]:
    one = np.zeros(len(positions), dtype=np.int64)
    kind = measured.types.draw(random, one)
    row = measured.rows.draw(random, kind)
    sectors = _sectors(measured, kind, random)
    subsector = measured.subsector.draw(random, sectors[:, 0])
    special = _specialisms(measured, kind, sectors, subsector, random)
    offers = _some(random, measured.instruments, measured.instrument_counts, kind, kind)
    themes = _some(random, measured.themes, measured.theme_counts, sectors[:, 0], sectors[:, 0])
    focus = _some(random, measured.focus, measured.focus_counts, measured.country[row], one)
    high = measured.high.draw(random, len(positions))
    low = high - random.choice(measured.spread, len(positions))
    tickets = _tickets(measured, kind, (low, high), random)
    mandates = Mandates(
        kind.astype(np.int8),
        sectors.astype(np.int8),
        subsector.astype(np.int16),
        measured.regions.draw(random, one).astype(np.int8),
        offers.astype(np.int8),
        low.astype(np.float32),
        high.astype(np.float32),
    )
    instruments = lists(facts.instruments.column, offers)
    given = {
        "investor_id": numbered(f"{PREFIX}investor-", positions, of),
        "name": numbered("Synthetic investor ", positions, of),
        "type": texts(facts.types.column, kind),
        "sectors": lists(facts.sectors.column, sectors),
        "specialisms": lists(facts.subsectors.column, special),
        "instruments": instruments,
        "instruments_stated": instruments,
        "regions_focus": lists(facts.places.column, focus),
        "themes": lists(facts.themes.column, themes),
        "shariah_only": pa.array(np.array(facts.types.codes)[kind] == SHARIAH_ONLY_TYPE),
        "description": _description(facts, sectors, special, themes),
        "as_of": texts(
            column(facts.investors["as_of"].str[:4]),
            random.integers(len(facts.investors), size=len(one)),
        ),
        "verified": texts(pa.array(["no"]), one),
        "origin": texts(pa.array([ORIGIN]), one),
        **tickets,
        **{
            name: texts(column(facts.investors[name]), row)
            for name in ("hq_country", "kz_presence", "aifc_participant")
        },
    }
    return filled(SCHEMAS["investors"], given, len(positions)), mandates


def _sectors(measured: _Measured, kind: IntArray, random: np.random.Generator) -> IntArray:
    counts = measured.sector_counts.draw(random, kind)
    first = measured.first_sector.draw(random, kind)
    width = measured.sector_counts.weights.shape[1] - 2
    # The first sector is not among its others: whatever leaned there is drawn anew.
    apart = measured.other_sectors.weights.copy()
    np.fill_diagonal(apart, 0.0)
    others = several(random, Shares(apart), first, counts - 1, width)
    return np.column_stack([first, others])


def _specialisms(
    measured: _Measured,
    kind: IntArray,
    sectors: IntArray,
    subsector: IntArray,
    random: np.random.Generator,
) -> IntArray:
    """Write the latent subsector first and others of the same sector after it, by the facts."""
    counts = measured.specialism_counts.draw(random, kind)
    width = measured.specialism_counts.weights.shape[1] - 2
    others = several(random, measured.subsector, sectors[:, 0], counts - 1, width)
    others[others == subsector[:, None]] = NONE
    return np.column_stack([np.where(counts > 0, subsector, NONE), others])


def _some(
    random: np.random.Generator, given: Shares, counts: Shares, groups: IntArray, counted: IntArray
) -> IntArray:
    return several(random, given, groups, counts.draw(random, counted), counts.weights.shape[1] - 1)


def _tickets(
    measured: _Measured,
    kind: IntArray,
    logs: tuple[FloatArray, FloatArray],
    random: np.random.Generator,
) -> dict[str, pa.Array]:
    """State a range: upper ends log-normal (median USD 55 million), widths as in the facts."""
    ends = measured.ends.draw(random, kind)
    low, high = (rounded(np.exp(each)) for each in logs)
    stated = random.random(len(kind)) < measured.stated
    basis = np.where(ends == 0, NONE, np.where(stated, 0, 1))
    return {
        "ticket_min_usd_m": numbers(low, (ends & _LOWER) > 0),
        "ticket_max_usd_m": numbers(high, (ends & _UPPER) > 0),
        "ticket_basis": texts(pa.array(["stated", "observed"]), basis),
    }


def _description(facts: Facts, sectors: IntArray, special: IntArray, themes: IntArray) -> pa.Array:
    """Name the specialisms, else the sectors, and the themes: descriptions in the facts do."""
    wide = pc.binary_join(lists(facts.sectors.labels, sectors), ", ")
    narrow = pc.binary_join(lists(facts.subsectors.labels, special), ", ")
    field = pc.if_else(pa.array(special[:, 0] == NONE), wide, narrow)
    named = pc.binary_join(lists(facts.themes.labels, themes), ", ")
    and_themes = pc.if_else(pa.array(themes[:, 0] == NONE), "", joined("; ", named))
    return joined("Synthetic investor: ", field, and_themes, ".")
