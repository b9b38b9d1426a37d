"""The command line to its contract: exit status, faults by line, whole files or none."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from matching.__main__ import main
from matching.criteria import DEFAULT_WEIGHTS
from tests.matching.market import Market


@pytest.fixture
def folder(market: Market, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("investors", "projects", "deals", "vocabulary"):
        frame = getattr(market, name)
        lists = [column for column in frame if frame[column].map(type).eq(list).any()]
        joined = {column: frame[column].map(_joined) for column in lists}
        frame.assign(**joined).to_csv(folder / f"{name}.csv", index=False)
    return folder


def _joined(value: object) -> object:
    return ";".join(value) if isinstance(value, list) else value


def _rank(folder: Path, output: Path, *options: str) -> int:
    return main(["rank", "--data", str(folder), "--output", str(output), *options])


def _change(path: Path, row: int, column: str, value: str) -> None:
    frame = pd.read_csv(path, dtype="str")
    frame.loc[row, column] = value
    frame.to_csv(path, index=False)


def test_rank_writes_the_contract_s_columns(folder: Path, tmp_path: Path) -> None:
    assert _rank(folder, tmp_path / "out.csv", "--top", "2") == 0
    ranked = pd.read_csv(tmp_path / "out.csv")
    contributions = [f"contribution_{name}" for name in DEFAULT_WEIGHTS]
    assert ranked.columns.tolist()[6:] == contributions
    assert (ranked[contributions].sum(axis=1) - ranked["score"]).abs().max() < 1e-6
    assert ranked.groupby("project_id")["rank"].max().le(2).all()


def test_csv_and_parquet_say_the_same(market: Market, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "parquet"
    other.mkdir()
    for name in ("investors", "projects", "deals", "vocabulary"):
        getattr(market, name).to_parquet(other / f"{name}.parquet")
    assert _rank(folder, tmp_path / "one.csv") == 0
    assert _rank(other, tmp_path / "two.csv") == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_same_input_gives_the_same_bytes(
    folder: Path, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matching.matcher.BLOCK_PAIRS", 7)
    model = tmp_path / "model.zip"
    assert main(["fit", "--data", str(folder), "--output", str(model)]) == 0
    runs = {"plain": [], "again": [], "model": ["--model", str(model)]}
    if ending == "csv":  # starting processes takes seconds
        runs["jobs"] = ["--jobs", "2"]
    for name, options in runs.items():
        assert _rank(folder, tmp_path / f"{name}.{ending}", *options) == 0
    contents = {(tmp_path / f"{name}.{ending}").read_bytes() for name in runs}
    assert len(contents) == 1


def test_queries_and_weights(folder: Path, tmp_path: Path) -> None:
    queries, weights = tmp_path / "queries.csv", tmp_path / "weights.csv"
    queries.write_text("investor_id\nshipping-line\nport-operator\n")
    weights.write_text("criterion,weight\nsector,3\ngeography,0\n")
    options = ["--for", "investors", "--queries", str(queries), "--weights", str(weights)]
    assert _rank(folder, tmp_path / "out.parquet", *options) == 0
    ranked = pd.read_parquet(tmp_path / "out.parquet")
    assert ranked["investor_id"].unique().tolist() == ["shipping-line", "port-operator"]
    assert (ranked["contribution_geography"] == 0).all()


#: File, record, column, what is put there, where it is said to be wrong.
FAULTS = [
    ("investors.csv", 2, "investor_id", "port-operator", "row 4, investor_id"),
    ("investors.csv", 0, "investor_id", "port operator", "row 2, investor_id"),
    ("investors.csv", 1, "name", "", "row 3, name"),
    ("projects.csv", 1, "name", "", "row 3, name"),
    ("investors.csv", 2, "ticket_min_usd_m", "-5", "row 4, ticket_min_usd_m"),
    ("investors.csv", 2, "ticket_min_usd_m", "500", "row 4, ticket_min_usd_m"),
    ("investors.csv", 2, "ticket_max_usd_m", "inf", "row 4, ticket_max_usd_m"),
    ("investors.csv", 2, "ticket_max_usd_m", "nan", "row 4, ticket_max_usd_m"),
    ("projects.csv", 0, "ask_usd_m", "about 5", "row 2, ask_usd_m"),
    ("deals.csv", 0, "investor_id", "nobody", "row 2, investor_id"),
    ("deals.csv", 1, "project_id", "nothing", "row 3, project_id"),
    ("deals.csv", 1, "amount_usd_m", "-1", "row 3, amount_usd_m"),
    ("deals.csv", 1, "deal_id", "d1", "row 3, deal_id"),
    ("vocabulary.csv", 0, "position", "first", "row 2, position"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]}:{fault[2]}={fault[3]}")
def test_a_fault_is_named_and_nothing_is_written(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    fault: tuple[str, int, str, str, str],
) -> None:
    file, row, column, value, where = fault
    _change(folder / file, row, column, value)
    if (file, column) == ("investors.csv", "investor_id"):
        (folder / "deals.csv").unlink()
    assert _rank(folder, tmp_path / "out.csv") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{folder / file}, {where}: found ")
    assert ", expected " in line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_every_fault_has_its_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _change(folder / "investors.csv", 2, "ticket_min_usd_m", "-5")
    _change(folder / "projects.csv", 0, "ask_usd_m", "?")
    _change(folder / "deals.csv", 0, "investor_id", "nobody")
    assert _rank(folder, tmp_path / "out.csv") == 1
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_unusable_files_are_faults(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "projects.csv").write_text("")
    (folder / "deals.csv").write_bytes(b"deal_id\n\xff\xfe\n")
    (folder / "investors.parquet").write_text("no parquet")
    assert _rank(folder, tmp_path / "out.csv") == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert not any("Traceback" in line for line in lines)


@pytest.mark.parametrize("header", ["name\nA\n", "investor_id,name\n"])
def test_a_table_without_ids_or_rows_is_a_fault(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], header: str
) -> None:
    (folder / "investors.csv").write_text(header)
    (folder / "deals.csv").unlink()
    assert _rank(folder, tmp_path / "out.csv") == 1
    assert "investor_id" in capsys.readouterr().err


def test_deals_and_vocabulary_may_be_missing_or_empty(folder: Path, tmp_path: Path) -> None:
    (folder / "deals.csv").write_text("investor_id,project_id\n")
    (folder / "vocabulary.csv").unlink()
    assert _rank(folder, tmp_path / "out.csv") == 0


def test_extra_columns_are_no_fault(folder: Path, tmp_path: Path) -> None:
    _change(folder / "investors.csv", 0, "shoe_size", "44")
    assert _rank(folder, tmp_path / "out.csv") == 0


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--queries", "project_id\nnowhere\n"),
        ("--queries", "project_id\nclinic\nclinic\n"),
        ("--queries", "investor_id\nbuilder\n"),
        ("--queries", "project_id\n"),
        ("--weights", "criterion,weight\ncolour,1\n"),
        ("--weights", "criterion,weight\nsector,-1\n"),
        ("--weights", "criterion,weight\nsector,much\n"),
        ("--weights", "criterion\nsector\n"),
    ],
)
def test_faulty_queries_and_weights(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, text: str
) -> None:
    (tmp_path / "given.csv").write_text(text)
    assert _rank(folder, tmp_path / "out.csv", option, str(tmp_path / "given.csv")) == 1
    assert str(tmp_path / "given.csv") in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--output", "out.xlsx"],
        ["--output", "nowhere/out.csv"],
        ["--cluster", "tcp://localhost:8786"],
        ["--queries", "queries.txt"],
    ],
)
def test_calls_that_mean_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    assert _rank(folder, tmp_path / "out.csv", *options) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("option", ["--data", "--queries", "--weights", "--model"])
def test_what_is_not_there_is_a_fault(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    missing = tmp_path / "nowhere.csv"
    assert _rank(folder, tmp_path / "out.csv", option, str(missing)) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{missing}: no such ")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--top", "0"], "a whole number of 1 or more"),
        (["--top", "2.5"], "a whole number of 1 or more"),
        (["--jobs", "0"], "a whole number of 1 or more"),
        (["--jobs", "x"], "a whole number of 1 or more"),
        (["--for", "everyone"], "projects"),
    ],
)
def test_options_out_of_range(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    expected: str,
) -> None:
    with pytest.raises(SystemExit) as caught:
        _rank(folder, tmp_path / "out.csv", *options)
    assert caught.value.code == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert expected in last
    assert options[1] in last
    assert "_count" not in last
    assert "_jobs" not in last


def test_all_cores_are_minus_one(folder: Path, tmp_path: Path) -> None:
    assert _rank(folder, tmp_path / "out.csv", "--jobs", "-1") == 0


def test_a_model_of_other_data_or_another_version_is_refused(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = tmp_path / "model.zip"
    assert main(["fit", "--data", str(folder), "--output", str(model)]) == 0
    with monkeypatch.context() as patched:
        patched.setattr("matching.model.code_version", lambda: "another")
        assert _rank(folder, tmp_path / "out.csv", "--model", str(model)) == 1
    assert "another version" in capsys.readouterr().err
    _change(folder / "investors.csv", 0, "name", "Renamed")
    assert _rank(folder, tmp_path / "out.csv", "--model", str(model)) == 1
    assert "other data" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_damaged_models_are_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "model.zip"
    assert main(["fit", "--data", str(folder), "--output", str(model)]) == 0
    whole = model.read_bytes()
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for content in (
        b"",
        b"no zip",
        whole[: len(whole) // 2],
        (tmp_path / "empty.zip").read_bytes(),
    ):
        model.write_bytes(content)
        assert _rank(folder, tmp_path / "out.csv", "--model", str(model)) == 1
        assert "damaged" in capsys.readouterr().err
    assert _rank(folder, tmp_path / "out.csv", "--model", str(tmp_path / "none.zip")) == 1


def test_a_model_holds_no_pickled_object(folder: Path, tmp_path: Path) -> None:
    model = tmp_path / "model.zip"
    assert main(["fit", "--data", str(folder), "--output", str(model)]) == 0
    with zipfile.ZipFile(model) as archive:
        names = archive.namelist()
        assert all(name.endswith((".npy", ".json")) for name in names)
        # The header of an array of objects would say so.
        assert not any(b"'|O'" in archive.read(name)[:128] for name in names)


def test_a_failed_write_leaves_the_old_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out.csv"
    output.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", fail)
    assert _rank(folder, output) == 2
    assert output.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "out.csv"]
