"""Duplicates on the real facts: written otherwise, a record is found again and no other is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
import pytest

from data.load import SEED, load
from data.records import frames
from data.store import Store
from matching.duplicates import KEYS, Kind, against, candidates

#: Russian spelling, letter by letter, as ministries write foreign names.
CYRILLIC = dict(
    zip(
        "abdefghijklmnoprstuvyz",
        "абдефгхийклмнопрстувыз",
        strict=True,
    )
)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, pd.DataFrame]]:
    store = Store(tmp_path_factory.mktemp("real") / "real.duckdb")
    load(store)
    yield frames(store)
    store.close()


def legal_form(name: str) -> str:
    return f"ТОО «{name}»" if " " in name else f"{name} JSC"


def capitals(name: str) -> str:
    return name.upper().replace("-", " ")


def mistyped(name: str) -> str:
    """A name that lost a letter in its longest word."""
    longest = max(re.findall(r"\w+", name), key=len)
    return name.replace(longest, longest[:2] + longest[3:], 1)


def swapped(name: str) -> str:
    first, _, rest = name.partition(" ")
    return f"{rest} {first}".strip()


def cyrillic(name: str) -> str:
    return "".join(CYRILLIC.get(letter, letter) for letter in name.lower())


#: Least recall (the record is a candidate) and precision (no other is) per way of writing.
SPELLINGS = {
    legal_form: (0.99, 0.95),
    capitals: (0.99, 0.95),
    swapped: (0.99, 0.95),
    mistyped: (0.8, 0.95),
    cyrillic: (0.85, 0.95),
}


def found(known: pd.DataFrame, incoming: pd.DataFrame, kind: Kind) -> list[tuple[str, str]]:
    pairs = against(known.drop(columns="aliases"), incoming, kind)
    return [(pair.first, pair.second) for pair in pairs if not pair.first.startswith("new-")]


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda each: each.__name__)
def test_a_record_written_otherwise_is_found_and_no_other(
    read: dict[str, pd.DataFrame], spelling: object
) -> None:
    for kind, table in (("investor", "investors"), ("project", "projects")):
        known = read[table].drop_duplicates("name")
        key = KEYS[kind]  # type: ignore[index]
        incoming = known.assign(
            **{key: "new-" + known[key], "name": known["name"].map(spelling)}  # type: ignore[arg-type]
        ).drop(columns="aliases")
        pairs = found(known, incoming, kind)  # type: ignore[arg-type]
        right = {first for first, second in pairs if second == f"new-{first}"}
        recall, precision = len(right) / len(known), len(right) / max(len(pairs), 1)
        least_recall, least_precision = SPELLINGS[spelling]  # type: ignore[index]
        assert recall >= least_recall
        assert precision >= least_precision


def test_russian_and_kazakh_names_of_institutions(read: dict[str, pd.DataFrame]) -> None:
    """Abbreviations apart, which only a list of names can tell."""
    aliases = pd.read_csv(SEED / "curated" / "aliases.csv")
    names = aliases[aliases["alias"].str.contains(" ")].reset_index(drop=True)
    incoming = pd.DataFrame(
        {"investor_id": [f"new-{row}" for row in names.index], "name": names["alias"]}
    )
    pairs = found(read["investors"], incoming, "investor")
    wanted = {(record, f"new-{row}") for row, record in names["record_id"].items()}

    assert len(wanted & set(pairs)) >= 22
    assert len(set(pairs) - wanted) <= 2


def test_few_candidates_on_curated_facts(read: dict[str, pd.DataFrame]) -> None:
    told = {
        kind: [(pair.first, pair.second) for pair in candidates(read[f"{kind}s"], kind)]
        for kind in KEYS
    }

    assert sum(len(pairs) for pairs in told.values()) <= 20
    assert all(
        not candidates(read[f"{kind}s"], kind, {frozenset(pair) for pair in pairs})
        for kind, pairs in told.items()
    )
