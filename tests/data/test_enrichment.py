"""Every row of the additional sources is accounted for, and none is counted twice."""

from __future__ import annotations

import pandas as pd
import pytest

from data.load import SEED
from data.records import frames
from data.store import Store

EXTRA = SEED / "facts" / "extra"
ROWS = {path.name: len(pd.read_csv(path, dtype=str)) for path in sorted(EXTRA.glob("*.csv"))}
# Only what was taken from it is carried over: its long texts are not ours to repeat.
ROWS["china_finance_kz_2000_2017.csv"] = 42


@pytest.fixture(scope="module")
def crosswalk() -> pd.DataFrame:
    return pd.read_csv(SEED / "enrichment/crosswalk.csv", dtype=str, keep_default_na=False)


@pytest.mark.parametrize("file", sorted(ROWS))
def test_every_row_is_in_the_crosswalk(crosswalk: pd.DataFrame, file: str) -> None:
    assert crosswalk.loc[crosswalk["file"] == file, "row_key"].nunique() == ROWS[file]


def test_every_outcome_leads_to_its_record(crosswalk: pd.DataFrame, loaded: Store) -> None:
    read = frames(loaded)
    known = {
        "project": set(read["projects"]["project_id"]),
        "investor": set(read["investors"]["investor_id"]),
        "deal": set(read["deals"]["deal_id"]),
    }
    for row in crosswalk.itertuples(index=False):
        if row.outcome == "left out":
            assert row.reason, row
        else:
            assert row.record_id in known[row.record_kind], row


def test_every_merged_record_has_a_row_behind_it(crosswalk: pd.DataFrame, loaded: Store) -> None:
    read = frames(loaded)
    for name, key, outcome in (
        ("projects", "project_id", "new project"),
        ("deals", "deal_id", "new deal"),
    ):
        merged = set(read[name].loc[read[name]["origin"] == "enrichment", key])
        assert merged == set(crosswalk.loc[crosswalk["outcome"] == outcome, "record_id"]), name


def test_no_financing_is_counted_twice(loaded: Store) -> None:
    deals = frames(loaded)["deals"]
    deals = deals.assign(words=deals["instrument"].map(lambda codes: ";".join(sorted(codes))))
    keys = ["investor_id", "project_id", "words", "role_kind", "amount_original_m", "year"]
    merged = set(deals.loc[deals["origin"] == "enrichment", "deal_id"])
    twice = deals[deals.duplicated(keys, keep=False)].groupby(keys, dropna=False)["deal_id"]
    for _, ids in twice:
        assert not merged & set(ids), list(ids)


def test_a_filled_gap_names_its_own_source(loaded: Store) -> None:
    amendments = pd.read_csv(SEED / "enrichment/amendments.csv", dtype=str, keep_default_na=False)
    assert len(amendments) > 0
    with loaded.reading() as cursor:
        sources = cursor.execute("select record_kind, record_id from field_source").df()
    told = set(zip(sources["record_kind"], sources["record_id"], strict=True))
    for row in amendments.itertuples(index=False):
        assert (row.record_kind, row.record_id) in told, row
