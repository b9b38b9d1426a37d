"""How deals are structured at the AIFC: fields, values, rules, checklist, and what was read."""

from __future__ import annotations

import re

import pandas as pd

from data.rows import each_row
from data.seeding.files import SeedFolder, SeedTable, split
from data.seeding.merging import VERIFIED

KINDS = {"choice", "yes_no", "number", "whole", "date", "text", "record"}
LEVELS = {"impossible", "warning", "unconfirmed"}
LABELS = ("label_en", "label_ru", "label_kk")
WORDS = ("words_en", "words_ru", "words_kk")
SOURCE = ("source", "source_url", "as_of", "verified")
#: Where the words of a value may stand; the columns of these files.
READ_IN = ("facts/aifc_deals.csv", "facts/projects.csv")
#: Mark of the facts for rows that enrich another file; it says nothing about the deal.
EXISTING = "existing row; "
#: Columns of facts/aifc_deals.csv that are no field of a structure.
NO_FIELDS = ("project_id", "source_url", "as_of", "verified", "notes")


def structure_fields(seed: SeedFolder) -> pd.DataFrame:
    """Rows of ``structure_field``."""
    meanings = ("meaning_en", "meaning_ru", "meaning_kk")
    table = seed.read(
        "structures/fields.csv",
        ("field", "section", "kind", "unit", "position", *LABELS, *meanings, *SOURCE),
    )
    table.unique("field")
    table.refer("kind", KINDS, "a kind of field")
    for column in (*LABELS, *meanings, "source"):
        table.require(column)
    return _numbered(table)


def structure_values(seed: SeedFolder, fields: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``structure_value``: the values of the fields that have a choice."""
    table = seed.read("structures/values.csv", ("field", "code", "position", *LABELS, "tentative"))
    table.unique("field", "code")
    choices = set(fields.loc[fields["kind"] == "choice", "field"])
    table.refer("field", choices, "a field with a choice")
    table.refer("tentative", {"0", "1"}, "0 or 1")
    return _numbered(table).assign(tentative=table["tentative"] == "1")


def structure_rules(seed: SeedFolder) -> pd.DataFrame:
    """Rows of ``structure_rule``."""
    table = seed.read(
        "structures/rules.csv", ("rule", "level", "position", "limits", *WORDS, *SOURCE)
    )
    table.unique("rule")
    table.refer("level", LEVELS, "impossible, warning or unconfirmed")
    formed = table["limits"].map(
        lambda cell: all(re.fullmatch(r"[a-z_]+=\d+(\.\d+)?", part) for part in split(cell))
    )
    table.complain("limits", ~formed.astype(bool), "name=number, separated by ';'")
    return _numbered(table)


def structure_needs(seed: SeedFolder, fields: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``structure_need``: the checklist."""
    table = seed.read(
        "structures/needs.csv", ("need", "position", "applies", "asks", "rule", *WORDS, *SOURCE)
    )
    table.unique("need")
    table.require("asks")
    table.refer("rule", set(rules["rule"]), "a rule of rules.csv", empty=True)
    known = set(fields["field"])
    for column in ("applies", "asks"):
        formed = table[column].map(
            lambda cell: all(_condition(part, known) for part in split(cell))
        )
        table.complain(column, ~formed.astype(bool), "field, field=a|b, field!=a or field>=number")
    return _numbered(table)


def structure_facts(
    seed: SeedFolder, fields: pd.DataFrame, values: pd.DataFrame, projects: set[str]
) -> pd.DataFrame:
    """Rows of ``structure_fact``: what was read of each deal, each value with the words for it.

    The columns of facts/aifc_deals.csv come first; curated/structures.csv adds what its notes or
    the project's own row say beyond them, or marks a value of it as inferred. Words that do not
    stand in the row they are said to stand in, and values that contradict the facts, are faults.
    """
    stated = _stated(seed, projects)
    columns = ("project_id", "field", "value", "read_in", "words", "source_url", "as_of")
    table = seed.read("curated/structures.csv", (*columns, "verified"))
    table.unique("project_id", "field")
    table.refer("project_id", set(stated["project_id"]), "a record of facts/aifc_deals.csv")
    table.refer("verified", VERIFIED, "yes, partial or no")
    _in_the_vocabulary(table, fields, values)
    _words_are_there(seed, table)
    said = {(row["project_id"], row["field"]): row["value"] for row in each_row(stated)}
    agrees = [
        said.get((row["project_id"], row["field"]), row["value"]) == row["value"]
        for row in each_row(table.frame)
    ]
    table.complain("value", ~_flags(agrees, table), "what facts/aifc_deals.csv says")
    both = pd.concat([table.frame[[*columns, "verified"]], stated], ignore_index=True)
    return both.drop_duplicates(["project_id", "field"]).replace("", None)


def _stated(seed: SeedFolder, projects: set[str]) -> pd.DataFrame:
    table = seed.read("facts/aifc_deals.csv", ("project_id", "source_url", "verified", "notes"))
    table.refer("project_id", projects, "a project of facts/projects.csv")
    names = [name for name in table.frame.columns if name not in NO_FIELDS]
    rows = [
        {
            "project_id": row["project_id"],
            "field": name,
            "value": row[name],
            "read_in": f"facts/aifc_deals.csv:{name}",
            # The notes of a row that is not fully verified say what in it was inferred.
            "words": "" if row["verified"] == "yes" else row["notes"].removeprefix(EXISTING),
            "source_url": row["source_url"],
            "as_of": row["as_of"],
            "verified": row["verified"],
        }
        for row in each_row(table.frame)
        for name in names
        if row[name]
    ]
    return pd.DataFrame(rows)


def _in_the_vocabulary(table: SeedTable, fields: pd.DataFrame, values: pd.DataFrame) -> None:
    table.refer("field", set(fields["field"]), "a field of structures/fields.csv")
    kinds = dict(zip(fields["field"], fields["kind"], strict=True))
    codes = set(zip(values["field"], values["code"], strict=True))
    fits = [
        _fits(kinds.get(row["field"]), (row["field"], row["value"]), codes)
        for row in each_row(table.frame)
    ]
    table.complain("value", ~_flags(fits, table), "a value that the field can have")


def _fits(kind: str | None, pair: tuple[str, str], codes: set[tuple[str, str]]) -> bool:
    value = pair[1]
    if kind == "choice":
        return pair in codes
    if kind == "yes_no":
        return value in {"yes", "no"}
    if kind in {"number", "whole"}:
        return re.fullmatch(r"\d+(\.\d+)?", value) is not None
    return bool(value)


def _words_are_there(seed: SeedFolder, table: SeedTable) -> None:
    files = {
        name: seed.read(name, ("project_id",)).frame.set_index("project_id") for name in READ_IN
    }
    there = []
    for row in each_row(table.frame):
        name, _, column = row["read_in"].partition(":")
        file = files.get(name)
        there.append(
            file is not None
            and column in file.columns
            and row["project_id"] in file.index
            and bool(row["words"])
            and row["words"] in str(file.at[row["project_id"], column])
        )
    table.complain("words", ~_flags(there, table), "words of the cell named in read_in")


def _condition(part: str, known: set[str]) -> bool:
    match = re.fullmatch(r"([a-z_]+)(?:(?:!?=)[\w|]+|>=\d+(\.\d+)?)?", part)
    return match is not None and match.group(1) in known


def _numbered(table: SeedTable) -> pd.DataFrame:
    if "verified" in table.frame:
        table.refer("verified", VERIFIED, "yes, partial or no")
    rows = table.frame.replace("", None)
    rows["position"] = table.whole("position")
    return rows


def _flags(values: list[bool], table: SeedTable) -> pd.Series[bool]:
    return pd.Series(values, index=table.frame.index, dtype=bool)
