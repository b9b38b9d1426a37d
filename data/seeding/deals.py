"""Rows of the deal table."""

from __future__ import annotations

import pandas as pd

from data.money import Rates
from data.seeding.files import SeedFolder
from data.seeding.merging import VERIFIED, amended, converted, together, with_rate
from data.seeding.words import Words

DEAL_FILES = ("facts/deals.csv", "enrichment/deals.csv")


def deal_rows(
    seed: SeedFolder,
    words: Words,
    rates: Rates,
    ends: tuple[set[str], set[str]],
    sources: list[pd.DataFrame],
) -> pd.DataFrame:
    """Rows of ``deal_fact``; ``ends`` holds the known investor and project ids."""
    table = together(seed, DEAL_FILES, "deal_id", ("investor_id", "project_id", "role", "status"))
    table = amended(seed, "deal", table, "deal_id", sources)
    table.ids("deal_id")
    table.refer("investor_id", ends[0], "an investor")
    table.refer("project_id", ends[1], "a project")
    table.refer("role", set(words.roles), "a role of deal_roles.csv", empty=True)
    table.refer("status", set(words.standings), "a status of deal_standings.csv", empty=True)
    table.refer("instrument", {*words.instruments, ""}, "a word of instrument_aliases.csv")
    table.refer("verified", VERIFIED, "yes, partial or no")
    scopes = seed.read("curated/deal_amounts.csv", ("deal_id", "amount_scope"))
    scopes.unique("deal_id")
    scopes.refer("deal_id", set(table["deal_id"]), "a deal")
    rows = pd.DataFrame({"deal_id": table["deal_id"]})
    for column in ("investor_id", "project_id", "role", "status", "source_url", "notes"):
        rows[column] = table.text(column)
    rows["verified"], rows["origin"] = table["verified"], table["origin"]
    rows["instrument_stated"] = table.text("instrument")
    rows["instrument"] = table["instrument"].map(lambda word: words.instruments.get(word, []))
    rows["role_kind"] = table["role"].map(words.roles.get)
    rows["standing"] = table["status"].map(words.standings.get)
    rows["year"] = table.whole("year")
    rows["signed_on"] = table.text("year")
    rows["amount_original_m"] = table.numbers("amount_mln")
    rows["amount_currency"] = table.text("currency")
    own = table.text("amount_scope") if "amount_scope" in table.frame else None
    curated = rows["deal_id"].map(
        dict(zip(scopes["deal_id"], scopes["amount_scope"], strict=True)).get
    )
    rows["amount_scope"] = curated if own is None else curated.fillna(own)
    found = [
        rates.to_usd(currency, None if pd.isna(year) else int(year))
        if isinstance(currency, str)
        else None
        for currency, year in zip(rows["amount_currency"], rows["year"], strict=True)
    ]
    rows["amount_usd_m"] = converted(rows["amount_original_m"], found)
    return with_rate(rows, found)
