"""What surrounds the records: regions, routes, rates, treaties, AIFC forms, marks on records."""

from __future__ import annotations

import pandas as pd

from data.rows import each_row
from data.seeding.files import SeedFolder, SeedTable


def region_rows(seed: SeedFolder) -> pd.DataFrame:
    """Rows of ``region``: the facts with the place of each on the tile grid."""
    facts = seed.read("facts/regions.csv", ("iso_3166_2", "name_en", "name_ru", "name_kk"))
    layout = seed.read(
        "curated/regions.csv", ("iso_3166_2", "macro_region", "tile_row", "tile_col")
    )
    layout.refer("iso_3166_2", set(facts["iso_3166_2"]), "a region of facts/regions.csv")
    layout.unique("tile_row", "tile_col")
    facts.refer("iso_3166_2", set(layout["iso_3166_2"]), "a region of curated/regions.csv")
    rows = facts.frame.rename(columns={"name_en": "name"}).replace("", None)
    for column in ("lat", "lon"):
        rows[column] = facts.numbers(column)
    rows["population"] = facts.whole("population")
    places = pd.DataFrame(
        {
            "iso_3166_2": layout["iso_3166_2"],
            "macro_region": layout["macro_region"],
            "tile_row": layout.whole("tile_row"),
            "tile_col": layout.whole("tile_col"),
        }
    )
    return rows.merge(places, on="iso_3166_2", how="left")


def corridors(seed: SeedFolder) -> pd.DataFrame:
    """Rows of ``corridor``."""
    table = seed.read("vocabulary/corridors.csv", ("corridor_id", "name_en", "verified"))
    table.ids("corridor_id")
    return table.frame.replace("", None)


def corridor_nodes(seed: SeedFolder) -> pd.DataFrame:
    """Rows of ``corridor_node``."""
    table = seed.read(
        "vocabulary/corridor_nodes.csv", ("corridor_id", "position", "node", "lat", "lon")
    )
    table.unique("corridor_id", "position")
    rows = table.frame.replace("", None)
    rows["position"] = table.whole("position")
    for column in ("lat", "lon"):
        rows[column] = table.numbers(column)
    return rows


def rate_rows(seed: SeedFolder) -> pd.DataFrame:
    """Rows of ``rate``."""
    table = seed.read("facts/rates.csv", ("year", "series", "unit", "value", "verified"))
    table.unique("series", "year")
    rows = table.frame.replace("", None)
    rows["year"] = table.whole("year")
    rows["value"] = table.numbers("value")
    return rows


def regime_thresholds(seed: SeedFolder) -> pd.DataFrame:
    """Rows of ``regime_threshold``."""
    columns = ("threshold", "regime", "kind", "bound", "mci", "source_url", "as_of", "verified")
    table = seed.read("curated/regime_thresholds.csv", columns)
    table.ids("threshold")
    table.refer("bound", {"from", "over", "up_to", "none"}, "from, over, up_to or none")
    rows = table.frame.replace("", None)
    rows["mci"] = table.numbers("mci")
    return rows


def treaties(seed: SeedFolder) -> pd.DataFrame:
    """Rows of ``treaty``."""
    table = seed.read("facts/treaties.csv", ("country_iso2", "kind", "status", "in_force_year"))
    table.unique("country_iso2", "kind")
    rows = table.frame.replace("", None)
    rows["in_force_year"] = table.whole("in_force_year")
    return rows


def aifc_forms(seed: SeedFolder) -> pd.DataFrame:
    """Rows of ``aifc_form``."""
    table = seed.read("facts/aifc.csv", ("category", "code", "name", "verified"))
    table.unique("category", "code")
    return table.frame.replace("", None)


def aifc_records(seed: SeedFolder, projects: set[str]) -> pd.DataFrame:
    """Rows of ``aifc_record``."""
    table = seed.read("facts/aifc_deals.csv", ("project_id", "legal_form", "verified"))
    table.unique("project_id")
    table.refer("project_id", projects, "a project of facts/projects.csv")
    return table.frame.replace("", None)


def ticket_rows(seed: SeedFolder) -> pd.DataFrame:
    """Rows of ``ticket``, each a stated policy or observed in deals."""
    table = seed.read("facts/tickets.csv", ("investor_id", "ticket_min_usd_m", "ticket_max_usd_m"))
    table.unique("investor_id")
    rows = table.frame.replace("", None)
    for column in ("ticket_min_usd_m", "ticket_max_usd_m"):
        rows[column] = table.numbers(column)
    # facts/README.md: the verified rows are stated policies, the partial ones were seen in deals.
    rows["basis"] = table["verified"].map(lambda mark: "stated" if mark == "yes" else "observed")
    return rows


def overlaps(seed: SeedFolder, projects: set[str]) -> pd.DataFrame:
    """Rows of ``overlap``."""
    table = seed.read("curated/overlaps.csv", ("group_id", "project_id", "relation", "counts"))
    table.unique("group_id", "project_id")
    table.refer("project_id", projects, "a project")
    table.refer("counts", {"0", "1"}, "0 or 1")
    rows = table.frame[["group_id", "project_id", "relation", "note"]].replace("", None)
    return rows.assign(counts=table["counts"] == "1")


def screening(seed: SeedFolder, known: dict[str, set[str]]) -> pd.DataFrame:
    """Rows of ``screening``; ``known`` holds the ids of each kind."""
    table = seed.read("curated/screening.csv", ("subject_kind", "subject_id", "reason", "basis"))
    table.unique("subject_kind", "subject_id")
    table.refer("subject_kind", set(known), "investor or project")
    _refer_records(table, ("subject_kind", "subject_id"), known)
    return table.frame[["subject_kind", "subject_id", "reason", "basis"]].replace("", None)


def alias_rows(seed: SeedFolder, known: dict[str, set[str]]) -> pd.DataFrame:
    """Rows of ``alias``; ``known`` holds the ids of each kind."""
    table = seed.read("curated/aliases.csv", ("record_kind", "record_id", "alias", "note"))
    table.unique("record_kind", "record_id", "alias")
    _refer_records(table, ("record_kind", "record_id"), known)
    return table.frame[["record_kind", "record_id", "alias", "note"]].replace("", None)


def crosswalk(seed: SeedFolder) -> pd.DataFrame:
    """Rows of ``crosswalk``."""
    columns = ("file", "row_key", "row_label", "outcome", "record_kind", "record_id", "reason")
    table = seed.read("enrichment/crosswalk.csv", columns)
    return table.frame[list(columns)].replace("", None)


def _refer_records(table: SeedTable, columns: tuple[str, str], known: dict[str, set[str]]) -> None:
    kind, key = columns
    resolved = [row[key] in known.get(row[kind], set()) for row in each_row(table.frame)]
    table.complain(key, ~pd.Series(resolved, index=table.frame.index, dtype=bool), "a record")
