"""Made-up data directories: the same for the same call, marked, shaped like the facts, apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from data.__main__ import main
from data.export import export
from data.load import load
from data.records import FRAMES
from data.seeding.files import SeedError
from data.store import Store
from data.synthesis import Order, RefusedError, investors, synthesize, writing
from data.synthetic import marks
from matching.__main__ import main as match

KEYS = {"investors": "investor_id", "projects": "project_id", "deals": "deal_id"}
SIZE = ("--investors", "6000", "--projects", "3000", "--deals", "7000")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "data"
    assert _call(folder, *SIZE) == 0
    return folder


@pytest.fixture(scope="module")
def tables(made: Path) -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(made / f"{name}.parquet") for name in FRAMES}


@pytest.fixture(scope="module")
def facts(loaded: Store) -> dict[str, pd.DataFrame]:
    return {name: loaded.frame(name) for name in FRAMES if name != "projects"} | {
        "projects": loaded.frame("projects", today="2026-01-01")
    }


def _call(folder: Path, *size: str) -> int:
    return main(["synthesize", str(folder), *size])


def _small(folder: Path, deals: int = 40, *more: str) -> int:
    return _call(folder, "--investors", "60", "--projects", "20", "--deals", str(deals), *more)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _missing(column: pd.Series) -> float:
    empty = [
        len(each) == 0 if hasattr(each, "__len__") and not isinstance(each, str) else pd.isna(each)
        for each in column
    ]
    return float(np.mean(empty))


def _share(left: pd.Series, right: pd.Series) -> float:
    return float(np.mean([bool(set(one) & set(two)) for one, two in zip(left, right, strict=True)]))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_same_call_gives_the_same_bytes(tmp_path: Path, kind: str) -> None:
    for name, seed in (("one", "3"), ("two", "3"), ("other", "4")):
        assert _small(tmp_path / name, 40, "--seed", seed, "--format", kind) == 0
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")
    other = _bytes(tmp_path / "other")
    assert {name for name, said in _bytes(tmp_path / "one").items() if said == other[name]} == {
        f"vocabulary.{kind}"
    }


def test_chunks_differ_and_carry_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(investors, "CHUNK", 50)
    assert _call(tmp_path / "d", "--investors", "120", "--projects", "5", "--deals", "9") == 0
    assert pq.ParquetFile(tmp_path / "d" / "investors.parquet").num_row_groups == 3
    rows = pd.read_parquet(tmp_path / "d" / "investors.parquet")
    assert rows["investor_id"].is_unique
    assert rows["investor_id"].iloc[-1] == "synthetic-investor-000120"
    assert rows["description"][:50].tolist() != rows["description"][50:100].tolist()


def test_columns_are_those_of_the_export(
    loaded: Store, tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    export(loaded, tmp_path, "parquet")
    for name in FRAMES:
        real = pd.read_parquet(tmp_path / f"{name}.parquet")
        assert list(tables[name]) == list(real)
        if name == "vocabulary":
            pd.testing.assert_frame_equal(tables[name], real)


def test_csv_says_what_parquet_says(tmp_path: Path) -> None:
    assert _small(tmp_path / "csv", 40, "--format", "csv") == 0
    assert _small(tmp_path / "parquet") == 0
    for name, key in KEYS.items():
        flat = pd.read_csv(tmp_path / "csv" / f"{name}.csv", dtype="str")
        deep = pd.read_parquet(tmp_path / "parquet" / f"{name}.parquet")
        assert flat[key].tolist() == deep[key].tolist()
        for column in {"sectors", "themes", "instruments", "instrument"} & set(deep):
            joined = [";".join(each) for each in deep[column]]
            assert flat[column].fillna("").tolist() == joined


def test_every_deal_has_both_sides_and_no_pair_comes_twice(
    tables: dict[str, pd.DataFrame],
) -> None:
    deals = tables["deals"]
    assert [len(tables[name]) for name in KEYS] == [6000, 3000, 7000]
    assert set(deals["investor_id"]) <= set(tables["investors"]["investor_id"])
    assert set(deals["project_id"]) <= set(tables["projects"]["project_id"])
    assert not deals.duplicated(["investor_id", "project_id"]).any()
    low, high = (tables["investors"][f"ticket_{end}_usd_m"] for end in ("min", "max"))
    assert not (low > high).any()


@pytest.mark.parametrize("size", [(1, 1, 1), (3, 2, 6), (1, 30, 30), (30, 1, 30), (25, 20, 499)])
def test_even_a_full_grid_is_filled(tmp_path: Path, size: tuple[int, int, int]) -> None:
    synthesize(tmp_path / "d", Order(*size))
    deals = pd.read_parquet(tmp_path / "d" / "deals.parquet")
    assert len(deals.drop_duplicates(["investor_id", "project_id"])) == size[2]


def test_every_record_is_marked(tables: dict[str, pd.DataFrame]) -> None:
    for name, key in KEYS.items():
        rows = tables[name]
        assert rows[key].str.startswith(f"synthetic-{key.removesuffix('_id')}-").all()
        assert rows[key].is_unique
        assert set(rows["origin"]) == {"synthetic"}
        assert set(rows["verified"]) == {"no"}
        assert rows["source_url"].isna().all()
    for name in ("investors", "projects"):
        one = name.removesuffix("s")
        assert tables[name]["name"].str.fullmatch(rf"Synthetic {one} \d{{6}}").all()
        assert tables[name]["description"].str.startswith("Synthetic ").all()
    assert tables["investors"]["name"].iloc[122] == "Synthetic investor 000123"


def test_a_few_investors_hold_many_deals(
    tables: dict[str, pd.DataFrame], facts: dict[str, pd.DataFrame]
) -> None:
    counts = tables["deals"]["investor_id"].value_counts()
    assert counts.head(60).sum() / 7000 > 0.2
    kinds = {
        name: part["deals"]
        .merge(part["investors"], on="investor_id")["type"]
        .value_counts(normalize=True)
        for name, part in {"made": tables, "facts": facts}.items()
    }
    assert kinds["made"]["DFI/MDB"] == pytest.approx(kinds["facts"]["DFI/MDB"], abs=0.12)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *[
            ("investors", column)
            for column in (
                *("ticket_min_usd_m", "ticket_max_usd_m", "ticket_basis", "themes", "specialisms"),
                *("instruments", "regions_focus", "kz_presence", "aifc_participant", "as_of"),
            )
        ],
        *[
            ("projects", column)
            for column in (
                *("total_cost_usd_m", "ask_usd_m", "instruments", "themes", "sponsor", "as_of"),
                *("corridor", "place", "lat", "macro_region", "other_regions"),
            )
        ],
        *[("deals", column) for column in ("amount_usd_m", "amount_scope", "year", "instrument")],
    ],
)
def test_as_much_is_missing_as_in_the_facts(
    tables: dict[str, pd.DataFrame], facts: dict[str, pd.DataFrame], table: str, column: str
) -> None:
    real = _missing(facts[table][column])
    assert _missing(tables[table][column]) == pytest.approx(real, abs=0.04)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("investors", "type"),
        ("investors", "sectors"),
        ("investors", "instruments"),
        ("investors", "themes"),
        ("projects", "sector"),
        ("projects", "region"),
        ("projects", "opportunity"),
        ("projects", "instruments"),
        ("deals", "instrument"),
        ("deals", "year"),
        ("deals", "role_kind"),
    ],
)
def test_values_come_as_often_as_in_the_facts(
    tables: dict[str, pd.DataFrame], facts: dict[str, pd.DataFrame], table: str, column: str
) -> None:
    drawn, real = (
        part[table][column].explode().value_counts(normalize=True) for part in (tables, facts)
    )
    known = set(facts["vocabulary"]["code"]) | set(real.index)
    assert set(drawn.index) <= known
    # Roles follow from the instruments that made-up investors bring along: not measured, so looser.
    off = 0.12 if column == "role_kind" else 0.08
    assert drawn.sub(real, fill_value=0).abs().max() < off


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("investors", "ticket_max_usd_m"),
        ("projects", "total_cost_usd_m"),
        ("deals", "amount_usd_m"),
    ],
)
def test_amounts_are_of_the_size_and_spread_of_the_facts(
    tables: dict[str, pd.DataFrame], facts: dict[str, pd.DataFrame], table: str, column: str
) -> None:
    drawn, real = (np.log(part[table][column].dropna()) for part in (tables, facts))
    assert drawn.mean() == pytest.approx(real.mean(), abs=0.7)
    assert drawn.std() == pytest.approx(real.std(), rel=0.3)
    largest = facts["projects"]["total_cost_usd_m"] if table == "deals" else facts[table][column]
    assert drawn.max() <= np.log(largest.max()) + 0.01


def test_most_deals_have_one_investor_and_some_are_syndicates(
    tables: dict[str, pd.DataFrame],
) -> None:
    together = tables["deals"].groupby(["project_id", "year"])["investor_id"].nunique()
    assert 0.5 < (together == 1).mean() < 0.9
    assert (together > 2).any()


def test_deals_follow_what_both_sides_say(tables: dict[str, pd.DataFrame]) -> None:
    both = (
        tables["deals"]
        .merge(tables["investors"], on="investor_id", suffixes=("", "_offered"))
        .merge(tables["projects"], on="project_id", suffixes=("", "_project"))
    )
    for said, done, times in (("sectors", "sector", 2.0), ("instruments", "instrument", 2.0)):
        chance = _share(both[said].sample(frac=1, random_state=1), both[done])
        assert _share(both[said], both[done]) > times * chance


def _loyalty(deals: pd.DataFrame, column: str) -> float:
    """Say how often two deals of one investor agree, on the mean over investors."""
    counts = deals.groupby(["investor_id", column]).size()
    total = counts.groupby(level=0).sum()
    again = (counts * (counts - 1)).groupby(level=0).sum()[total > 1]
    return float((again / (total * (total - 1))[total > 1]).mean())


def test_a_track_record_tells_where_the_next_deal_is(tables: dict[str, pd.DataFrame]) -> None:
    deals = tables["deals"].merge(tables["projects"], on="project_id")
    chance = (deals["subsector"].value_counts(normalize=True) ** 2).sum()
    assert _loyalty(deals, "subsector") > 4 * chance
    # The subsector alone brings some loyalty to regions along: only what is beyond it counts.
    shuffled = deals.sample(frac=1, random_state=1).sort_values("subsector", kind="stable")
    ordered = deals.sort_values("subsector", kind="stable")
    by_chance = ordered.assign(region=shuffled["region"].to_numpy())
    assert _loyalty(deals, "region") > 1.15 * _loyalty(by_chance, "region")


def test_no_deals_make_an_empty_table(tmp_path: Path, tables: dict[str, pd.DataFrame]) -> None:
    assert _small(tmp_path / "d", 0) == 0
    deals = pd.read_parquet(tmp_path / "d" / "deals.parquet")
    assert deals.empty
    assert list(deals) == list(tables["deals"])
    assert match(["rank", "--data", str(tmp_path / "d"), "--output", str(tmp_path / "o.csv")]) == 0


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_matcher_ranks_it(tmp_path: Path, kind: str) -> None:
    data, output = tmp_path / "d", tmp_path / "out.csv"
    assert _small(data, 40, "--format", kind) == 0
    for side, key in (("projects", "project_id"), ("investors", "investor_id")):
        assert match(["rank", "--data", str(data), "--output", str(output), "--for", side]) == 0
        ranked = pd.read_csv(output)
        assert len(set(ranked[key])) > 1
        assert len(set(ranked["score"])) > 10


@pytest.mark.parametrize(
    "size",
    [
        ("0", "5", "0"),
        ("5", "0", "0"),
        ("-1", "5", "0"),
        ("5", "5", "-1"),
        ("5", "5", "26"),
    ],
)
def test_a_wrong_call_is_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], size: tuple[str, str, str]
) -> None:
    folder = tmp_path / "d"
    named = [part for pair in zip(("--investors", "--projects", "--deals"), size) for part in pair]  # noqa: B905
    assert _call(folder, *named) == 2
    assert capsys.readouterr().err.endswith(".\n")
    assert not folder.exists()
    assert _small(folder, 4, "--seed", "-1") == 2


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_directory_with_any_real_table_is_refused(
    loaded: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, kind: str
) -> None:
    real, folder = tmp_path / "real", tmp_path / "d"
    export(loaded, real, kind)  # type: ignore[arg-type]
    folder.mkdir()
    shutil.copy(real / f"{name}.{kind}", folder)
    before = _bytes(folder)
    assert _small(folder) == 2
    assert f"{name}.{kind}" in capsys.readouterr().err
    assert _bytes(folder) == before


def test_one_real_row_or_other_words_among_synthetic_tables_are_refused(tmp_path: Path) -> None:
    for table, column, value in (
        ("deals", "origin", "facts"),
        ("investors", "investor_id", "ebrd"),
        ("vocabulary", "label_en", "My own word"),
    ):
        folder = tmp_path / table
        assert _small(folder, 40, "--format", "csv") == 0
        rows = pd.read_csv(folder / f"{table}.csv", dtype="str", keep_default_na=False)
        rows.loc[7, column] = value
        rows.to_csv(folder / f"{table}.csv", index=False)
        before = _bytes(folder)
        assert _small(folder, 40, "--format", "csv") == 2
        assert _bytes(folder) == before


def test_a_table_that_cannot_be_read_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "deals.parquet").write_bytes(b"no table")
    with pytest.raises(RefusedError, match=r"deals\.parquet"):
        synthesize(tmp_path, Order(5, 5, 5))


def test_synthetic_tables_are_replaced_whatever_their_file_type(tmp_path: Path) -> None:
    for kind in ("csv", "parquet", "parquet", "csv"):
        assert _small(tmp_path / "d", 40, "--format", kind) == 0
        assert {path.name for path in (tmp_path / "d").iterdir()} == {f"{n}.{kind}" for n in FRAMES}


def test_a_failure_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    assert _small(old) == 0
    before = _bytes(old)
    moves = iter(range(100))
    move = shutil.move

    def full(source: Path, target: Path) -> object:
        if next(moves) == 6:
            raise OSError("the disk is full")
        return move(source, target)

    monkeypatch.setattr(writing.shutil, "move", full)
    assert _small(old, 41) == 1
    assert "the disk is full" in capsys.readouterr().err
    assert _bytes(old) == before
    moves = iter(range(4, 100))
    assert _small(new) == 1
    assert not new.exists()


def test_the_database_is_never_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("opened the database")

    monkeypatch.setattr("data.__main__.Store", opened)
    assert _small(tmp_path / "d") == 0


@pytest.mark.parametrize(
    ("column", "value"), [("investor_id", " Synthetic-investor-000001"), ("origin", "synthetic")]
)
def test_the_seed_refuses_a_made_up_record(
    store: Store, seed: Path, column: str, value: str
) -> None:
    path = seed / "facts" / "investors.csv"
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows[column] = (
        [value, *rows[column][1:]] if column in rows else [value] + [""] * (len(rows) - 1)
    )
    rows.to_csv(path, index=False)
    with pytest.raises(SeedError) as refused:
        load(store, seed)
    fault = next(each for each in refused.value.faults if each.column == column)
    assert (fault.file, fault.row) == ("facts/investors.csv", 2)
    assert "made-up" in fault.expected
    assert store.frame("investors").empty


def test_marks_of_real_records_are_none(facts: dict[str, pd.DataFrame]) -> None:
    for rows in facts.values():
        assert not any(marked.any() for marked in marks(rows).values())
    assert marks(pd.DataFrame({"name": ["synthetic-x"]})) == {}
