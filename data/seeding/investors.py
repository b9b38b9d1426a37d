"""Rows of the investor table."""

from __future__ import annotations

import pandas as pd

from data.rows import each_row
from data.seeding import classify
from data.seeding.files import SeedFolder, SeedTable
from data.seeding.merging import VERIFIED, source_rows, together
from data.seeding.words import Words, instrument_codes, once

INVESTOR_FILES = ("facts/investors.csv", "enrichment/investors.csv")

#: A record that says it is an Islamic finance institution lends on Islamic terms only.
SHARIAH_ONLY_TYPE = "Islamic finance institution"

#: Companies and funds do what their descriptions name. Banks and public institutions finance
#: across their sectors: what their descriptions name are examples, not specialisms.
SPECIALISING_TYPES = frozenset(
    {"strategic/corporate", "PE/VC fund", "infrastructure fund", "family office/holding"}
)


def investor_rows(
    seed: SeedFolder, words: Words, tickets: pd.DataFrame, sources: list[pd.DataFrame]
) -> pd.DataFrame:
    """Rows of ``investor_fact``; sources of ticket ranges are added to ``sources``."""
    table = together(seed, INVESTOR_FILES, "investor_id", ("name", "sectors", "instruments"))
    table.ids("investor_id")
    table.require("name")
    table.refer("type", words.codes("investor_type"), "an investor type", empty=True)
    table.refer_lists("sectors", words.codes("sector"), "sector codes")
    table.refer_lists("instruments", set(words.instruments), "words of instrument_aliases.csv")
    table.refer_lists("regions_focus", words.codes("geography"), "geography codes")
    table.refer_lists("themes", set(words.themes), "words of theme_aliases.csv")
    table.refer("verified", VERIFIED, "yes, partial or no")
    rows = pd.DataFrame({"investor_id": table["investor_id"]})
    for column in ("name", "type", "hq_country", "description", "source_url", "as_of", "notes"):
        rows[column] = table.text(column)
    rows["verified"] = table["verified"]
    rows["origin"] = table["origin"]
    rows["sectors"] = table.lists("sectors")
    rows["regions_focus"] = table.lists("regions_focus")
    rows["themes"] = table.lists("themes").map(
        lambda stated: once(words.themes[word] for word in stated if word in words.themes)
    )
    rows["instruments_stated"] = table.lists("instruments")
    rows["instruments"] = rows["instruments_stated"].map(
        lambda stated: instrument_codes(stated, words)
    )
    rows["specialisms"] = [
        classify.specialisms(
            f"{row['name']} {row['description']}",
            row["sectors"],
            words.specialisms,
            words.subsector_parents,
        )
        if row["type"] in SPECIALISING_TYPES
        else []
        for row in each_row(rows.fillna({"description": ""}))
    ]
    for column in ("kz_presence", "aifc_participant"):
        rows[column] = table[column].where(table[column].isin(["yes", "no"]), None)
    rows["shariah_only"] = rows["type"] == SHARIAH_ONLY_TYPE
    for column in ("stages", "exclusions"):
        rows[column] = [[] for _ in range(len(rows))]
    return _with_tickets(rows, table, tickets, sources)


def _with_tickets(
    rows: pd.DataFrame, table: SeedTable, tickets: pd.DataFrame, sources: list[pd.DataFrame]
) -> pd.DataFrame:
    """Ticket ranges: the investor's own row first, then facts/tickets.csv (facts/README.md)."""
    low, high = table.numbers("ticket_min_usd_mln"), table.numbers("ticket_max_usd_mln")
    table.complain("ticket_max_usd_mln", low > high, "at least the minimum")
    own = low.notna() | high.notna()
    extra = rows[["investor_id"]].merge(tickets, on="investor_id", how="left")
    rows["ticket_min_usd_m"] = low.where(own, extra["ticket_min_usd_m"])
    rows["ticket_max_usd_m"] = high.where(own, extra["ticket_max_usd_m"])
    rows["ticket_basis"] = extra["basis"].where(~own, "stated")
    taken = extra[~own & extra["basis"].notna()]
    for field in ("ticket_min_usd_m", "ticket_max_usd_m"):
        given = taken[taken[field].notna()]
        sources.append(source_rows("investor", given["investor_id"], field, given))
    return rows
