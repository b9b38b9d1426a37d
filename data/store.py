"""The DuckDB file: the only module that opens it.

One process holds the file. Readers take a cursor per call, writers share one lock, and every
write is one transaction. Schema changes are the numbered files in ``data/migrations``.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import duckdb
import pyarrow as pa

from data import archive
from data.gate import Gate
from data.holding import Holding

if TYPE_CHECKING:
    import pandas as pd

#: What a named query may be given.
Parameter = str | int | float | bool | list[str] | None

HERE = Path(__file__).parent
MIGRATIONS = HERE / "migrations"
QUERIES = HERE / "queries"

#: Nothing in this product needs DuckDB to reach files or hosts by itself.
HARDENING = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}
#: How long a command that came in between is waited for.
PATIENCE_SECONDS = 120
#: What DuckDB may keep in memory before it waits on disk, beside the database.
MEMORY, MEMORY_LIMIT = "MATCHMAKING_DATABASE_MEMORY", "384MB"


_UNUSABLE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.OutOfMemoryException,
)


class StoreError(Exception):
    """The database cannot be used. ``str()`` says what happened and what to do."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


class StoreLockedError(StoreError):
    """Another process holds the file."""


class StoreDamagedError(StoreError):
    """The file is not a DuckDB database, or its checksums fail."""


class StoreTooNewError(StoreError):
    """A later version of this program or of DuckDB wrote the file."""


class StoreFullError(StoreError):
    """The disk is full; what was being written is undone."""


class StoreUnreachableError(StoreError):
    """The file or its folder cannot be read or written."""


class Store:
    """An open database.

    Parameters
    ----------
    path:
        The DuckDB file; it is created, with its folder, where it does not exist.
    schema:
        The migration up to which it is brought, for what an older version wrote; None: the last.

    Raises
    ------
    StoreError
        One of its subclasses, before anything is written.
    """

    def __init__(self, path: Path, schema: int | None = None) -> None:
        self.path = path
        self._writing = threading.RLock()
        self._in_use = Gate()
        self._file = Holding(path)
        self._connection = _connect(path)
        try:
            self._migrate(schema)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Write everything to the file and let go of it."""
        with self._writing:
            self._connection.close()
            self._file.let_go()

    def frame(self, query: str, **parameters: Parameter) -> pd.DataFrame:
        """Rows of the named query ``data/queries/<query>.sql`` as a DataFrame."""
        with self.reading() as cursor:
            return cursor.execute(named_query(query), parameters).df()

    def table(self, query: str, **parameters: Parameter) -> pa.Table:
        """Rows of a named query as an Arrow table: lists stay lists, nothing becomes an object."""
        with self.reading() as cursor:
            return cursor.sql(named_query(query), params=parameters).to_arrow_table()

    def asked(self, query: str, rows: pa.Table) -> pa.Table:
        """Rows of a named query that reads ``rows`` as a table named ``asked``."""
        with self.reading() as cursor:
            found = cursor.from_arrow(rows).query("asked", named_query(query))
            assert found is not None  # noqa: S101 - a query that gives rows
            return found.to_arrow_table()

    def value(self, query: str, **parameters: Parameter) -> object:
        """First column of the first row of a named query, or None where there is no row."""
        with self.reading() as cursor:
            row = cursor.execute(named_query(query), parameters).fetchone()
        return row[0] if row else None

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor of its own for one call."""
        with self._in_use.shared():
            cursor = self._connection.cursor()
            try:
                yield cursor
            except _UNUSABLE as error:
                raise _explained(self.path, str(error)) from error
            finally:
                cursor.close()

    def tables(self) -> list[str]:
        """Names of all tables, in order; views are not among them."""
        return [str(name) for name in self.frame("table_names")["table_name"]]

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """Yield a reader that sees one moment, whatever is written meanwhile."""
        with self.reading() as cursor:
            cursor.begin()
            yield Reader(cursor)

    @contextmanager
    def gathering(self) -> Iterator[Writer]:
        """Yield a writer for temporary tables, which nobody else sees and which may be large."""
        with self.reading() as cursor:
            yield Writer(cursor)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Yield a writer inside one transaction; any exception undoes all of it."""
        with self._writing, self.reading() as cursor:
            cursor.begin()
            try:
                yield Writer(cursor)
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()

    @contextmanager
    def held_still(self) -> Iterator[BinaryIO]:
        """Yield the file's content; nobody writes, what was committed is in it or in its log."""
        with self._writing:
            # Where a reader's old snapshot stands in its way, the log holds the rest.
            with self.reading() as cursor, suppress(duckdb.TransactionException):
                cursor.execute("checkpoint")
            with self._file.content() as content:
                yield content

    def schema(self) -> int:
        """Number of the last migration applied."""
        return int(str(self.value("applied_migrations")))

    def give_way(self, restored: Path) -> Path:
        """Let the complete database ``restored`` take this one's place, and open it.

        Readers at work are waited for, later ones wait. What is replaced is locked until it has
        left its name, so that no other process writes what would then be lost. Returns the name
        under which it is kept.

        Raises
        ------
        OSError
        StoreError
            Before the file was replaced; the database that was open is still open. Or afterwards,
            where another process holds the restored one for long.
        """
        coming = Holding(restored)
        with self._writing, self._in_use.alone():
            try:
                # Without a log: it goes by the name of the file, which is the other's next.
                self._connection.execute("checkpoint")
                coming.lock()
                aside = archive.keep_aside(self.path, self._file)
                archive.put_in_place(restored, self.path)
            except duckdb.Error as error:
                raise _explained(self.path, str(error)) from error
            except BaseException:
                coming.let_go()
                raise
            self._connection.close()
            self._file.let_go()
            self._file, self._connection = coming, _connect_in_turn(self.path)
            self._migrate()
        return aside

    def _migrate(self, schema: int | None = None) -> None:
        files = migration_files()
        known = len(files)
        applied = self._applied()
        if applied > known:
            message = (
                f"{self.path} was written by a newer version of the dashboard (its schema is "
                f"number {applied}, this version knows {known}). Update the program, or name "
                "another file in MATCHMAKING_DATABASE. Nothing was changed."
            )
            raise StoreTooNewError(self.path, message)
        if 0 < applied < known:
            self._back_up_before_migrating(applied)
        for number, file in files[applied:schema]:
            with self.writing() as writer:
                writer.cursor.execute(file.read_text(encoding="utf-8"))
                writer.run("record_migration", number=number, name=file.stem)

    def _applied(self) -> int:
        with self.writing() as writer:
            writer.run("create_migration_table")
        return self.schema()

    def _back_up_before_migrating(self, applied: int) -> None:
        target = self.path.with_name(f"{self.path.name}.schema-{applied}.backup")
        try:
            with self.held_still() as content:
                archive.write(self.path, content, target, applied)
        except OSError as error:
            message = (
                f"{self.path} is of an older version, and the backup that is made before it is "
                f"brought up to date cannot be written to {target}: {error.strerror}. Make room "
                "or allow writing there, then start again. Nothing was changed."
            )
            raise StoreUnreachableError(self.path, message) from error


class Reader:
    """What is read in batches of so many rows, because it may not fit memory."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.cursor = cursor

    def batches(self, query: str, rows: int, **parameters: Parameter) -> pa.RecordBatchReader:
        """Rows of the named query."""
        return self.cursor.sql(named_query(query), params=parameters).to_arrow_reader(rows)

    def run(self, query: str, **parameters: Parameter) -> list[tuple[Any, ...]]:
        """Run the named statement and return its rows, if it has any."""
        return self.cursor.execute(named_query(query), parameters).fetchall()

    def table(self, table: str, rows: int, *, lists_as_json: bool = False) -> pa.RecordBatchReader:
        """Rows of a table as stored, in a fixed order."""
        types = dict(self.run("column_types", table=table)) if lists_as_json else {}
        lists = [_identifier(name) for name, kind in types.items() if kind.endswith("[]")]
        changed = ", ".join(f"cast(to_json({name}) as varchar) as {name}" for name in lists)
        return self.cursor.sql(
            f"select * {f'replace ({changed})' if lists else ''} "  # noqa: S608 - checked identifiers
            f"from {_identifier(table)} order by all"
        ).to_arrow_reader(rows)


class Writer(Reader):
    """What one transaction may do: run named statements and fill tables from DataFrames."""

    def replace(self, table: str, rows: pd.DataFrame) -> None:
        """Empty the table and fill it with ``rows``, columns matched by name."""
        self.empty(table)
        self.append(table, rows)

    def empty(self, table: str) -> None:
        """Take all rows out of the table; events refuse it, but where there are none."""
        if self.cursor.execute(f"select 1 from {_identifier(table)} limit 1").fetchone():  # noqa: S608 - checked identifier
            self.cursor.execute(f"delete from {_identifier(table)}")  # noqa: S608 - checked identifier

    def append(self, table: str, rows: pd.DataFrame | pa.Table) -> None:
        """Add ``rows`` to the table, columns matched by name."""
        self._insert("insert into", table, rows)

    def append_text(self, table: str, rows: pa.Table) -> None:
        """Add ``rows``, of which text stands for any type of column, and JSON for lists."""
        types = dict(self.run("column_types", table=table))
        wanted = [
            f"from_json({name}, '[\"VARCHAR\"]') as {name}"
            if types[name].endswith("[]") and pa.types.is_string(rows.schema.field(name).type)
            else name
            for name in map(_identifier, types)
        ]
        self._insert("insert into", table, rows, ", ".join(wanted))

    def put(self, table: str, rows: pd.DataFrame | pa.Table) -> None:
        """Add ``rows`` to the table, each in place of the one with the same key."""
        self._insert("insert or replace into", table, rows)

    def _insert(
        self, verb: str, table: str, rows: pd.DataFrame | pa.Table, what: str = "*"
    ) -> None:
        # Registered rows would stay in memory until the transaction ends; a relation's do not.
        is_arrow = isinstance(rows, pa.Table)
        incoming = self.cursor.from_arrow(rows) if is_arrow else self.cursor.from_df(rows)
        incoming.query(
            "incoming_rows",
            f"{verb} {_identifier(table)} by name select {what} from incoming_rows",  # noqa: S608 - checked identifier
        )


@cache
def named_query(name: str) -> str:
    """Text of ``data/queries/<name>.sql``."""
    return (QUERIES / f"{_identifier(name)}.sql").read_text(encoding="utf-8")


def migration_files() -> list[tuple[int, Path]]:
    """Numbered migrations in order; the numbers run from 1 without a gap."""
    files = sorted(MIGRATIONS.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    numbered = [(int(file.name[:4]), file) for file in files]
    if [number for number, _ in numbered] != list(range(1, len(numbered) + 1)):
        message = f"the migrations in {MIGRATIONS} are not numbered 1 to {len(numbered)}"
        raise ValueError(message)
    return numbered


def complete(path: Path) -> None:
    """Work the log of an unpacked database into it, so that the file alone is everything.

    Raises
    ------
    StoreError
        Where it is no database that this version can open.
    """
    connection = _connect(path)
    try:
        connection.execute("checkpoint")
    except duckdb.Error as error:
        raise _explained(path, str(error)) from error
    finally:
        connection.close()


def _connect_in_turn(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a database that this process has locked.

    DuckDB looks into the file before it locks it, and to close it after that look drops our lock:
    another process may get in and do its work on what is in place by then; it is waited for.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return _connect(path)
        except StoreLockedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _memory_limit() -> str:
    return os.environ.get(MEMORY) or MEMORY_LIMIT


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(str(path), config={**HARDENING, "memory_limit": _memory_limit()})
    except (duckdb.Error, OSError) as error:
        raise _explained(path, str(error)) from error


#: What DuckDB says, the error it means here, and the sentence for the person.
_EXPLANATIONS: Mapping[str, tuple[type[StoreError], str]] = {
    r"set lock|conflicting lock|already open|being used by another": (
        StoreLockedError,
        (
            "{path} is in use by another process{holder}: the dashboard is probably running "
            "already. Stop it first, or name another file in MATCHMAKING_DATABASE. "
            "Nothing was changed."
        ),
    ),
    r"no space left|disk full|not enough space|quota exceeded|file too large": (
        StoreFullError,
        (
            "The disk that holds {path} is full. Make room and try again. What was being written "
            "was undone; nothing was changed."
        ),
    ),
    r"out of memory": (
        StoreFullError,
        (
            "{path}: this needs more memory, or more room on its disk to wait in, than DuckDB may "
            f"use. Raise {MEMORY} (now {{limit}}) or make room, then try again. What was being "
            "written was undone; nothing was changed."
        ),
    ),
    r"newer version|storage version|version number \d+": (
        StoreTooNewError,
        (
            "{path} was written by a newer version of DuckDB than this one. Update the program, or "
            "name another file in MATCHMAKING_DATABASE. Nothing was changed."
        ),
    ),
    r"not a valid duckdb|corrupt|checksum|deserializ|wal file|could not read|fatal|internal": (
        StoreDamagedError,
        (
            "{path} is damaged or is not a DuckDB database. Put a backup in its place, or move it "
            "away and start again to rebuild it from the seed facts. Nothing was changed."
        ),
    ),
}


def _explained(path: Path, said: str) -> StoreError:
    for pattern, (kind, sentence) in _EXPLANATIONS.items():
        if re.search(pattern, said, re.IGNORECASE):
            holder = re.search(r"\(PID (\d+)\)", said)
            where = f" (process {holder.group(1)})" if holder else ""
            told = sentence.format(path=path, holder=where, limit=_memory_limit())
            return kind(path, told)
    first_line = said.splitlines()[0] if said else "no reason given"
    message = (
        f"{path} cannot be opened: {first_line}. Check that the folder exists and may be "
        "written, or name another file in MATCHMAKING_DATABASE."
    )
    return StoreUnreachableError(path, message)


def _identifier(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        message = f"not a table or query name: {name!r}"
        raise ValueError(message)
    return name
