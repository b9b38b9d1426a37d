"""From the seed files to the rows of every table: pure, all or nothing.

``assemble`` reads the facts as carried over, the curated judgements and vocabularies beside them
and the rows merged from additional sources, checks every reference, and returns one DataFrame
per table. Faults are collected over all files and raised together.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.money import Rates
from data.rows import each_row
from data.seeding.deals import deal_rows
from data.seeding.files import SeedFolder
from data.seeding.investors import investor_rows
from data.seeding.merging import field_sources
from data.seeding.projects import project_rows
from data.seeding.reference import (
    aifc_forms,
    aifc_records,
    alias_rows,
    corridor_nodes,
    corridors,
    crosswalk,
    overlaps,
    rate_rows,
    regime_thresholds,
    region_rows,
    screening,
    ticket_rows,
    treaties,
)
from data.seeding.structures import (
    structure_facts,
    structure_fields,
    structure_needs,
    structure_rules,
    structure_values,
)
from data.seeding.words import read_words


def assemble(folder: Path) -> dict[str, pd.DataFrame]:
    """Rows of every table, keyed by table name.

    Raises
    ------
    SeedError
        With one fault per wrong cell; nothing else happens.
    """
    seed = SeedFolder(folder)
    words = read_words(seed)
    tables = {
        "vocabulary": words.vocabulary,
        "region": region_rows(seed),
        "corridor": corridors(seed),
        "corridor_node": corridor_nodes(seed),
        "rate": rate_rows(seed),
        "regime_threshold": regime_thresholds(seed),
        "treaty": treaties(seed),
        "aifc_form": aifc_forms(seed),
    }
    seed.check()
    rates = Rates(
        {(row["series"], int(row["year"])): row["value"] for row in each_row(tables["rate"])}
    )
    macro_regions = dict(
        zip(tables["region"]["name"], tables["region"]["macro_region"], strict=True)
    )
    sources: list[pd.DataFrame] = []
    tables["ticket"] = ticket_rows(seed)
    tables["investor_fact"] = investor_rows(seed, words, tables["ticket"], sources)
    tables["project_fact"] = project_rows(seed, words, rates, macro_regions, sources)
    projects = set(tables["project_fact"]["project_id"])
    investors = set(tables["investor_fact"]["investor_id"])
    tables["deal_fact"] = deal_rows(seed, words, rates, (investors, projects), sources)
    tables["aifc_record"] = aifc_records(seed, projects)
    tables |= _structures(seed, projects)
    tables["overlap"] = overlaps(seed, projects)
    tables["screening"] = screening(seed, {"investor": investors, "project": projects})
    tables["alias"] = alias_rows(seed, {"investor": investors, "project": projects})
    tables["crosswalk"] = crosswalk(seed)
    known = {
        "investor": investors,
        "project": projects,
        "deal": set(tables["deal_fact"]["deal_id"]),
    }
    tables["field_source"] = field_sources(sources, known)
    seed.check()
    return tables


def _structures(seed: SeedFolder, projects: set[str]) -> dict[str, pd.DataFrame]:
    fields, rules = structure_fields(seed), structure_rules(seed)
    values = structure_values(seed, fields)
    return {
        "structure_field": fields,
        "structure_value": values,
        "structure_rule": rules,
        "structure_need": structure_needs(seed, fields, rules),
        "structure_fact": structure_facts(seed, fields, values, projects),
    }
