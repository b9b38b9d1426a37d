"""Rows of the project table."""

from __future__ import annotations

import pandas as pd

from data.money import Rates
from data.rows import each_row
from data.seeding.files import SeedFolder, SeedTable
from data.seeding.merging import (
    VERIFIED,
    amended,
    converted,
    source_rows,
    together,
    with_rate,
    year_of,
)
from data.seeding.words import Words, instrument_codes, once

PROJECT_FILES = ("facts/projects.csv", "enrichment/projects.csv")


def project_rows(
    seed: SeedFolder,
    words: Words,
    rates: Rates,
    macro_regions: dict[str, str],
    sources: list[pd.DataFrame],
) -> pd.DataFrame:
    """Rows of ``project_fact``; sources of asks and filled gaps are added to ``sources``."""
    table = together(seed, PROJECT_FILES, "project_id", ("name", "sector", "status"))
    table = amended(seed, "project", table, "project_id", sources)
    table.ids("project_id")
    table.require("name")
    table.refer("sector", words.codes("sector"), "a sector code", empty=True)
    table.refer("region", {*macro_regions, "national"}, "a region or 'national'", empty=True)
    table.refer_lists("other_regions", set(macro_regions), "regions")
    table.refer("status", set(words.stages), "a status of status_stages.csv")
    table.refer_lists("instruments", set(words.instruments), "words of instrument_aliases.csv")
    table.refer("verified", VERIFIED, "yes, partial or no")
    pairs = pd.Series(zip(table["sector"], table["subsector"], strict=True))
    known = {*words.subsectors, *((sector, "") for sector in words.codes("sector"))}
    table.complain("subsector", ~pairs.isin(list(known)), "a subsector of subsector_aliases.csv")
    rows = pd.DataFrame({"project_id": table["project_id"]})
    for column in (
        *("name", "sponsor", "financiers", "aifc_link", "npv_currency", "location_basis"),
        *("description", "source_url", "source_url_2", "as_of", "status_as_of", "notes", "region"),
    ):
        rows[column] = table.text(column)
    rows["verified"], rows["origin"] = table["verified"], table["origin"]
    rows["status_stated"] = table["status"]
    rows["sector"] = table.lists("sector")
    rows["subsector_stated"] = table.text("subsector")
    rows["subsector"] = pd.Series([words.subsectors.get(pair) or None for pair in pairs], dtype=str)
    rows["other_regions"] = table.lists("other_regions")
    rows["macro_region"] = table["region"].map(macro_regions.get)
    rows["instruments_stated"] = table.lists("instruments")
    for column in ("irr_pct", "payback_years", "lat", "lon"):
        rows[column] = table.numbers(column)
    rows["npv_original_m"] = table.numbers("npv_mln")
    rows["place"] = rows["location_basis"].str.extract(r"^town: (.+)$")[0]
    rows = _with_stages(seed, words, rows)
    rows = _with_costs(rows, table, rates)
    rows = _with_asks(seed, words, rates, rows, sources)
    return _with_rules(rows, words)


def _with_stages(seed: SeedFolder, words: Words, rows: pd.DataFrame) -> pd.DataFrame:
    overrides = seed.read("curated/project_stages.csv", ("project_id", "stage", "basis"))
    overrides.unique("project_id")
    overrides.refer("project_id", set(rows["project_id"]), "a project")
    overrides.refer("stage", words.codes("stage"), "a stage code")
    by_status = rows["status_stated"].map(lambda status: words.stages.get(status, (None, None)))
    stages = dict(zip(overrides["project_id"], overrides["stage"], strict=True))
    reasons = dict(zip(overrides["project_id"], overrides["basis"], strict=True))
    rows["stage"] = rows["project_id"].map(stages.get).fillna(by_status.map(lambda pair: pair[0]))
    rows["stage_basis"] = rows["project_id"].map(reasons.get)
    rows["opportunity"] = by_status.map(lambda pair: pair[1])
    return rows


def _with_costs(rows: pd.DataFrame, table: SeedTable, rates: Rates) -> pd.DataFrame:
    rows["total_cost_original_m"] = table.numbers("total_cost_mln")
    rows["total_cost_currency"] = table.text("cost_currency")
    years = [
        year_of(a) or year_of(s) for a, s in zip(rows["as_of"], rows["status_as_of"], strict=True)
    ]
    found = [
        rates.to_usd(currency, year) if isinstance(currency, str) else None
        for currency, year in zip(rows["total_cost_currency"], years, strict=True)
    ]
    rows["total_cost_usd_m"] = converted(rows["total_cost_original_m"], found)
    return with_rate(rows, found)


def _with_asks(
    seed: SeedFolder, words: Words, rates: Rates, rows: pd.DataFrame, sources: list[pd.DataFrame]
) -> pd.DataFrame:
    asks = seed.read(
        "curated/asks.csv",
        ("project_id", "ask_mln", "ask_currency", "instruments", "amount_basis", "opportunity"),
    )
    asks.unique("project_id")
    asks.refer("project_id", set(rows["project_id"]), "a project")
    asks.refer_lists("instruments", words.codes("instrument"), "instrument codes")
    asks.refer("opportunity", {"open", "taken"}, "open or taken")
    amounts = pd.DataFrame(
        {
            "project_id": asks["project_id"],
            "ask_original_m": asks.numbers("ask_mln"),
            "ask_currency": asks.text("ask_currency"),
            "ask_basis": asks.text("amount_basis"),
            "sought": asks.lists("instruments"),
            "standing": asks["opportunity"],
        }
    )
    rows = rows.merge(amounts, on="project_id", how="left")
    years = [
        year_of(a) or year_of(s) for a, s in zip(rows["as_of"], rows["status_as_of"], strict=True)
    ]
    found = [
        rates.to_usd(currency, year) if isinstance(currency, str) else None
        for currency, year in zip(rows["ask_currency"], years, strict=True)
    ]
    rows["ask_usd_m"] = converted(rows["ask_original_m"], found)
    asked = rows["standing"].notna()
    rows["instruments"] = [
        sought if isinstance(sought, list) else instrument_codes(stated, words)
        for sought, stated in zip(rows["sought"], rows["instruments_stated"], strict=True)
    ]
    rows["opportunity"] = rows["opportunity"].where(rows["standing"] != "open", "open")
    given = rows[asked & rows["ask_original_m"].notna()]
    sources.append(
        source_rows(
            "project", given["project_id"], "ask_usd_m", given.assign(notes=given["ask_basis"])
        )
    )
    return rows.drop(columns=["sought", "standing"])


def _with_rules(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Themes and corridors by the written rules."""
    themes, corridors = [], []
    for row in each_row(rows.fillna({"subsector": "", "subsector_stated": "", "description": ""})):
        told = f"{row['name']} {row['description']}"
        text = f"{told} {row['subsector_stated']} {' '.join(row['instruments_stated'])}"
        about = (row["sector"], row["subsector"])
        places = [row["region"], *row["other_regions"]]
        themes.append([rule.code for rule in words.theme_rules if rule.holds(*about, text)])
        corridors.append(
            once(rule.code for rule in words.corridor_rules if rule.holds(*about, places, told))
        )
    rows["themes"] = pd.Series(themes, index=rows.index)
    rows["corridor"] = pd.Series(corridors, index=rows.index)
    rows["themes_basis"] = "rule"
    rows["announced_on"] = None
    return rows
