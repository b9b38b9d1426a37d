"""``python -m data import``: exit statuses, one line per fault, and nothing half-written."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from data.__main__ import main
from data.store import Store

GOOD = "investor_id,name,sectors\nnew,New,energy\nnew2,Two,railways\n"
BAD = "investor_id,name,sectors\nnew,New,energi\nnew,,railways\n"


@pytest.fixture
def database(seeded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(seeded, tmp_path / "facts.duckdb"))


def called(database: Path, text: str, *options: str, name: str = "file.csv") -> int:
    path = database.parent / name
    path.write_text(text, encoding="utf-8")
    return main(["import", "investors", str(path), "--database", str(database), *options])


def count(database: Path) -> int:
    store = Store(database)
    try:
        return len(store.table("investor_ids", most=None))
    finally:
        store.close()


def test_a_good_file_is_imported_and_reported(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    assert called(database, GOOD, "--report", str(report)) == 0
    assert "2 created, 0 updated, 0 unchanged" in capsys.readouterr().out
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["created"], told["faults"], told["dry_run"]) == (2, [], False)
    assert count(database) == 250


def test_a_dry_run_writes_nothing(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = database.read_bytes()
    assert called(database, GOOD, "--dry-run") == 0
    assert "Would import" in capsys.readouterr().out
    assert database.read_bytes() == before


def test_faults_are_told_line_by_line(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = database.read_bytes()
    assert called(database, BAD) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(":")[0] for line in said.err.splitlines()] == [
        "file.csv, row 2, column sectors",
        "file.csv, row 3, column investor_id",
        "file.csv, row 3, column name",
    ]
    assert "perhaps 'energy'" in said.err
    assert database.read_bytes() == before


def test_a_sheet_as_it_comes_is_imported_and_its_rest_handed_back(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Название,Страна,Отрасли\nНовый фонд,Казахстан,energy\nДругой фонд,Казахстан,energi\n"
    rest = tmp_path / "rest.csv"
    before = count(database)
    assert called(database, text, "--make-ids", "--left-out", str(rest), name="a.csv") == 1
    assert count(database) == before
    assert called(database, text, "--make-ids", "--good-rows-only", name="a.csv") == 0
    said = capsys.readouterr()
    assert "1 created, 0 updated, 0 unchanged, 1 left out." in said.out
    assert "a.csv, row 3, column Отрасли: found 'energi'" in said.err
    lines = rest.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Название,Страна,Отрасли,Why it was left out"
    assert lines[1].startswith("Другой фонд,Казахстан,energi,\"Отрасли: found 'energi', expected")
    batch = said.out.split("Batch ")[1].strip(" .\n")
    assert count(database) == before + 1
    assert main(["undo", batch, "--database", str(database)]) == 0
    assert count(database) == before
    assert main(["undo", batch, "--database", str(database)]) == 1
    assert main(["undo", batch, "--database", str(tmp_path / "none.duckdb")]) == 1
    assert not (tmp_path / "none.duckdb").exists()


def test_the_rest_never_takes_the_place_of_the_file(database: Path) -> None:
    path = database.parent / "file.csv"
    assert called(database, BAD, "--left-out", str(path)) == 2
    assert path.read_text(encoding="utf-8") == BAD


def test_a_wrong_call_is_told_apart(database: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["import", "banks", "file.csv", "--database", str(database)])
    assert stopped.value.code == 2


def test_a_whole_export_or_backup_is_sent_to_restore(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ["--database", str(database)]
    assert main(["export", str(tmp_path / "all"), *here]) == 0
    shutil.make_archive(str(tmp_path / "zipped"), "zip", tmp_path / "all")
    assert main(["backup", str(tmp_path / "kept.backup"), *here]) == 0
    before = database.read_bytes()
    for name in ("all", "zipped.zip", "kept.backup"):
        assert main(["import", "projects", str(tmp_path / name), *here]) == 1
        said = capsys.readouterr().err
        assert f"python -m data restore {tmp_path / name}. Nothing was changed" in said
    assert database.read_bytes() == before


def test_the_database_itself_is_neither_read_as_records_nor_written_over(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = database.read_bytes()
    (tmp_path / "good.csv").write_text(GOOD)
    for file, report in ((database, tmp_path / "said.json"), (tmp_path / "good.csv", database)):
        call = ["import", "investors", str(file), "--report", str(report)]
        assert main([*call, "--database", str(database)]) == 1
        assert "is the database itself. Nothing was changed" in capsys.readouterr().err
    assert database.read_bytes() == before


def test_no_database_is_left_where_there_was_none(tmp_path: Path) -> None:
    target = tmp_path / "none" / "new.duckdb"
    target.parent.mkdir()
    assert called(target, BAD) == 1
    assert called(target, GOOD, "--dry-run") == 0
    assert not target.exists()
    assert main(["import", "deals", str(tmp_path / "no.csv"), "--database", str(target)]) == 1
    assert not target.exists()


def test_a_full_disk_is_told_and_changes_nothing(
    database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = count(database)
    appended = Store.writing

    def full(*_: object) -> None:
        raise duckdb.IOException('Could not write file "x": No space left on device')

    monkeypatch.setattr("data.store.Writer.append", full)
    assert called(database, GOOD) == 1
    said = capsys.readouterr().err
    assert "disk" in said
    assert len(said.splitlines()) == 1
    monkeypatch.undo()
    assert appended is Store.writing
    assert count(database) == before


def test_a_full_disk_for_the_copy_is_told(
    database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pa, "OSFile", full)
    assert called(database, GOOD) == 1
    assert "No space left" in capsys.readouterr().err


def test_a_process_killed_half_way_leaves_the_database_as_it_was(
    database: Path, tmp_path: Path
) -> None:
    rows = "".join(f"n{n},Fund {n},energy\n" for n in range(150_000))
    path = tmp_path / "many.csv"
    path.write_text(f"investor_id,name,sectors\n{rows}")
    before = count(database)
    script = (
        "import sys\nfrom data.importing import applying\n"
        "wrote = applying._Batch.note\n"
        "def note(self, name):\n"
        "    print('written', flush=True)\n"
        "    import time; time.sleep(60)\n"
        "applying._Batch.note = note\n"
        "from data.__main__ import main\n"
        f"main(['import', 'investors', {str(path)!r}, '--database', {str(database)!r}])\n"
    )
    root = Path(__file__).resolve().parents[3]
    started = subprocess.Popen(
        [sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, env={**os.environ}
    )
    assert started.stdout is not None
    assert started.stdout.readline() == b"written\n"
    started.send_signal(signal.SIGKILL)
    started.wait()
    started.stdout.close()
    time.sleep(0.1)
    assert count(database) == before


ALIKE = (
    "investor_id,name,hq_country\n"
    "file-1,Европейский банк реконструкции и развития,GB\n"
    "file-2,Совсем новый фонд Алтын Дала,KZ\n"
)


def test_a_likely_duplicate_is_told_and_comes_in_as_new_unless_decided(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    assert called(database, ALIKE, "--report", str(report)) == 0
    said = capsys.readouterr()
    assert "2 created" in said.out
    assert "file.csv, row 2: looks like 'ebrd' on record" in said.err
    assert "for it: name, country" in said.err
    assert "Becomes: new" in said.err
    assert "row 3" not in said.err
    (told,) = json.loads(report.read_text(encoding="utf-8"))["alike"]
    assert (told["row"], told["record_id"], told["becomes"]) == (2, "ebrd", "new")


@pytest.mark.parametrize(
    ("options", "said", "more"),
    [
        (("--duplicates", "leave-out"), "1 created, 0 updated, 0 unchanged, 1 left out", 1),
        (("--duplicates", "update"), "1 created, 1 updated", 1),
        (("--duplicates", "refuse", "--row", "2=ebrd"), "1 created, 1 updated", 1),
        (("--duplicates", "refuse", "--row", "2=new"), "2 created", 2),
    ],
)
def test_what_is_decided_of_likely_duplicates_is_what_is_written(
    database: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    said: str,
    more: int,
) -> None:
    before = count(database)
    assert called(database, ALIKE, *options) == 0
    assert said in capsys.readouterr().out
    assert count(database) == before + more


def test_a_file_with_likely_duplicates_can_be_refused(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = database.read_bytes()
    assert called(database, ALIKE, "--duplicates", "refuse") == 1
    said = capsys.readouterr()
    assert (said.out, "Becomes: refused" in said.err) == ("", True)
    for decision, reason in (("9=new", "no such row"), ("2=nobody", "no investor of this id")):
        assert called(database, ALIKE, "--row", decision) == 1
        assert reason in capsys.readouterr().err
    assert database.read_bytes() == before
    with pytest.raises(SystemExit) as stopped:
        called(database, ALIKE, "--row", "two")
    assert stopped.value.code == 2


def test_rows_of_totals_are_passed_over_and_told(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Название,Страна,Макс. чек\nНовый фонд,Казахстан,20 млн долл.\nИТОГО,,20 млн долл.\n"
    assert called(database, text, "--make-ids") == 0
    said = capsys.readouterr().out
    assert "1 created" in said
    assert "Rows of totals passed over: 3." in said


def test_a_missing_name_is_told_once(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(database, "Название,Страна\nФонд,KZ\n,KZ\n", "--make-ids") == 1
    told = [line for line in capsys.readouterr().err.splitlines() if "Название" in line]
    assert len(told) == 1
