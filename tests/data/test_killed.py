"""Killed at any moment, the database opens and holds every change that was acknowledged."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from data import archive
from data.store import MIGRATIONS, Store, migration_files, named_query

ROOT = Path(__file__).parents[2]
#: Kills over all kinds of work; raise it for a long run.
KILLS = int(os.environ.get("MATCHMAKING_KILLS", "8"))
WORK = ("edit", "import", "backup", "migrate")

#: Each work says what it will have kept once a line is out: that line is the acknowledgement.
CHILD = """
import sys
from pathlib import Path
work, database, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
from data.backup import back_up
from data.events import Event, record
from data.importing.command import import_file
from data.store import Store
print("ready", flush=True)
store = Store(database)
print("open", flush=True)
for number in range(100000):
    if work == "import":
        file = folder / "own.csv"
        file.write_text("investor_id,name\\n" + f"own-{number},Own {number}\\n")
        status, _ = import_file(store, "investors", file)
        assert status == 0
    else:
        change = {"field": "notes", "value": str(number)}
        record(store, Event("Aigerim", "edited", project_id="khorgos-gateway", payload=change))
    if work == "backup":
        back_up(store, folder / "kept.backup")
    print(number, flush=True)
"""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the first schema, with one event."""
    path = tmp_path_factory.mktemp("old") / "old.duckdb"
    with duckdb.connect(str(path)) as first:
        first.execute((MIGRATIONS / "0001_foundation.sql").read_text(encoding="utf-8"))
        first.execute(named_query("create_migration_table"))
        first.execute(named_query("record_migration"), {"number": 1, "name": "0001_foundation"})
        first.execute(
            "insert into event (actor, kind, project_id) values ('Aigerim', 'noted', 'p')"
        )
    return path


@pytest.mark.parametrize("work", WORK)
def test_whatever_was_acknowledged_outlives_a_kill(
    seeded: Path, old: Path, tmp_path: Path, work: str
) -> None:
    chance = random.Random(work)  # noqa: S311 - when to kill is no secret
    for round_ in range(max(KILLS // len(WORK), 1)):
        folder = tmp_path / str(round_)
        folder.mkdir()
        database = folder / "own.duckdb"
        shutil.copyfile(old if work == "migrate" else seeded, database)
        # A migration is over in a moment; the others go on until they are killed.
        patience = chance.uniform(0, 0.4 if work == "migrate" else 1.2)
        _check(work, folder, database, _killed(work, database, folder, patience))
        shutil.rmtree(folder)


def _killed(work: str, database: Path, folder: Path, patience: float) -> list[int]:
    """Numbers acknowledged until the work was killed, a random time after it had begun."""
    said = folder / "said"
    with said.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, work, str(database), str(folder)], cwd=ROOT, stdout=out
        )
        begun = b"ready" if work == "migrate" else b"\n0\n"
        deadline = time.monotonic() + 60
        while begun not in said.read_bytes() and time.monotonic() < deadline:
            assert child.poll() is None
            time.sleep(0.01)
        time.sleep(patience)
        child.kill()
        child.wait()
    lines = said.read_text().splitlines()
    return [int(line) for line in lines if line.isdigit()]


def _check(work: str, folder: Path, database: Path, kept: list[int]) -> None:
    store = Store(database)
    try:
        with store.reading() as cursor:
            if work == "import":
                names = cursor.execute(
                    "select investor_id from investor where origin = 'imported'"
                ).fetchall()
                assert {f"own-{number}" for number in kept} <= {name for (name,) in names}
            elif work == "migrate":
                assert cursor.execute(
                    "select count(*) from event where kind = 'noted'"
                ).fetchone() == (1,)
                assert store.schema() == len(migration_files())
            else:
                values = cursor.execute(
                    "select payload ->> 'value' from event where kind = 'edited'"
                ).fetchall()
                assert {str(number) for number in kept} <= {value for (value,) in values}
    finally:
        store.close()
    if work == "backup":
        assert kept
        ready = folder / "ready.duckdb"
        archive.unpack(folder / "kept.backup", ready, len(migration_files()))
        with duckdb.connect(str(ready)) as whole:
            counted = whole.execute("select count(*) from event where kind = 'edited'").fetchone()
        assert counted is not None
        assert counted[0] > max(kept)
