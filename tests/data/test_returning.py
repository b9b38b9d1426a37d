"""A whole export makes the same database again, in each format and from an older schema."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from data.__main__ import main
from data.archive import BackupError
from data.backup import look, restore, restore_file
from data.events import Event, record
from data.export import Format, export, write_tables
from data.store import Store

ODD = [
    "=1+1",
    "",
    " ",
    'a "b"; c, d',
    "line\r\nnext\tend",
    "_x0041_ \x01",
    "Қазақстан 😀",
    "NULL",
    "[]",
]


@pytest.fixture
def used(loaded: Store, tmp_path: Path) -> Store:
    """The seed facts and what people did: records, events, batches, figures, odd words."""
    with loaded.held_still() as content, (tmp_path / "used.duckdb").open("wb") as copy:
        shutil.copyfileobj(content, copy)
    store = Store(tmp_path / "used.duckdb")
    for text in ODD:
        record(store, Event(f"Айгерім {text}", "noted", investor_id="ebrd", payload={"text": text}))
    with store.writing() as writer:
        for number, text in enumerate(ODD):
            writer.cursor.execute(
                "insert into extra_value "
                "select 'investor', 'ebrd', ?, ?, event_id from event limit 1",
                [f"{number} {text}", text],
            )
        writer.cursor.execute(
            "insert into investor_fact by name select 'own' as investor_id, 'Own' as name, ? as "
            "sectors, [] as themes, 0.1 + 0.2 as ticket_min_usd_m, 1e300 as ticket_max_usd_m, "
            "true as shariah_only, '1900-01-01' as as_of, 'no' as verified, 'me' as origin",
            [ODD],
        )
        writer.cursor.execute(
            "insert into import_batch select event_id, 'deal', 'Ж.csv', 'abc', 9007199254740993, "
            "'csv', true, 3, 2, 1, 0, 0, '[{\"remark\": \"sheet\"}]' from event limit 1"
        )
    return store


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_an_export_brings_every_table_back_as_it_was(
    used: Store, tmp_path: Path, kind: Format
) -> None:
    export(used, tmp_path / "out", kind)
    said = look(tmp_path / "out")
    restore_file(tmp_path / "again.duckdb", tmp_path / "out")
    again = Store(tmp_path / "again.duckdb")
    assert again.tables() == used.tables()
    for table in used.tables():
        rows = stored(again, table)
        assert rows.equals(stored(used, table)), table
        assert len(rows) == said.rows[table]
    for name in ("import_history", "pipeline", "investors"):
        assert again.table(name).equals(used.table(name)), name
    again.close()
    used.close()


def test_a_zipped_export_is_restored_while_the_database_is_open(
    used: Store, tmp_path: Path
) -> None:
    zipped = zip_of(used, tmp_path)
    record(used, Event("Aigerim", "noted", investor_id="ebrd", payload={"text": "later"}))
    done = restore(used, zipped)
    assert done.aside is not None
    assert len(stored(used, "event")) == len(ODD)
    assert done.manifest.rows["event"] == len(ODD)
    used.close()


def test_an_export_that_was_changed_is_refused_and_nothing_changes(
    used: Store, tmp_path: Path
) -> None:
    zip_of(used, tmp_path)
    changed = tmp_path / "out" / "tables" / "event.csv"
    changed.write_text(changed.read_text(encoding="utf-8").replace("noted", "moved"))
    before = len(stored(used, "event"))
    with pytest.raises(BackupError, match=r"event\.csv is missing, damaged, or was changed"):
        restore(used, tmp_path / "out")
    (tmp_path / "out" / "tables" / "rate.csv").unlink()
    with pytest.raises(BackupError, match=r"(event|rate)\.csv"):
        restore(used, tmp_path / "out")
    assert len(stored(used, "event")) == before
    assert not list(tmp_path.glob(".restoring-*"))
    used.close()


def test_no_name_in_a_zip_leads_out_of_its_folder(used: Store, tmp_path: Path) -> None:
    zipped = zip_of(used, tmp_path)
    wrong = tmp_path / "wrong.zip"
    with zipfile.ZipFile(zipped) as source, zipfile.ZipFile(wrong, "w") as target:
        text = source.read("manifest.json").decode().replace("tables/rate.csv", "../rate.csv")
        target.writestr("manifest.json", text)
        for name in source.namelist():
            if name != "manifest.json":
                target.writestr(name.replace("tables/rate.csv", "../rate.csv"), source.read(name))
    with pytest.raises(BackupError, match=r"\.\./rate\.csv"):
        restore(used, wrong)
    used.close()


def test_an_export_of_an_older_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    old = Store(tmp_path / "old.duckdb", schema=5)
    record(old, Event("Aigerim", "noted", investor_id="ebrd", payload={"text": "old"}))
    with old.writing() as writer:
        writer.cursor.execute(
            "insert into investor_fact by name select 'own' as investor_id, 'Own' as name, "
            "'no' as verified, 'me' as origin"
        )
    (tmp_path / "out").mkdir()
    with old.snapshot() as reader:
        write_tables(old, reader, tmp_path / "out", "csv")
    old.close()
    assert main(["restore", str(tmp_path / "out"), "--database", str(tmp_path / "new.duckdb")]) == 0
    new = Store(tmp_path / "new.duckdb")
    assert new.table("investors")["investor_id"].to_pylist() == ["own"]
    assert len(stored(new, "event")) == 1
    new.close()


def stored(store: Store, table: str) -> pa.Table:
    with store.snapshot() as reader:
        return reader.table(table, 10_000).read_all()


def zip_of(store: Store, folder: Path) -> Path:
    target = folder / "export.zip"
    with zipfile.ZipFile(target, "w") as zipped:
        for path in export(store, folder / "out", "csv"):
            zipped.write(path, path.relative_to(folder / "out").as_posix())
    return target
