"""``python -m data``: load, import, undo, export, back up and restore records; make others up."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from data.archive import BackupError
from data.backup import is_whole, same_file
from data.desk import back_up_by_command, restore_by_command
from data.export import ExportError, export
from data.importing.alike import Decision
from data.importing.checking import Choices
from data.importing.command import Asked, import_file, undo_batch
from data.importing.comparing import CompareError
from data.importing.deciding import Deciding, DecisionError, of_row
from data.importing.fields import KINDS
from data.load import load
from data.seeding.files import SeedError
from data.store import Store, StoreError
from data.synthesis import Order, RefusedError, synthesize

DEFAULT_DATABASE = "var/matchmaking.duckdb"


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 wrong input, 2 wrong call."""
    called = _parser().parse_args(arguments)
    if called.command == "synthesize":
        return _synthesize(called)
    if called.command in _WHOLE:
        return _whole(called)
    if called.command == "import":
        return _import(called)
    if called.command == "undo":
        return _undo(called)
    is_new = not called.database.exists()
    try:
        store = Store(called.database)
        try:
            said = _COMMANDS[called.command](store, called)
        finally:
            store.close()
    except (SeedError, StoreError, ExportError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        if is_new and isinstance(error, SeedError):
            called.database.unlink(missing_ok=True)
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


def database_path() -> Path:
    """The file named by MATCHMAKING_DATABASE, else the default below the working directory."""
    return Path(os.environ.get("MATCHMAKING_DATABASE") or DEFAULT_DATABASE)


def _load(store: Store, called: argparse.Namespace) -> str:
    done = load(store)
    counts = ", ".join(f"{count} {name}" for name, count in done.rows.items())
    state = "Loaded" if done.changed else "Up to date"
    kept = (
        f" Kept, though gone from the seed: {', '.join(done.withdrawn)}." if done.withdrawn else ""
    )
    return f"{state} in {called.database}: {counts}.{kept}"


def _export(store: Store, called: argparse.Namespace) -> str:
    load(store)
    return "\n".join(str(path) for path in export(store, called.folder, called.format))


def _whole(called: argparse.Namespace) -> int:
    """Back the database up or restore it, also while the dashboard holds it."""
    try:
        sys.stdout.write(f"{_WHOLE[called.command](called.database, called.file)}\n")
    except (BackupError, StoreError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _import(called: argparse.Namespace) -> int:
    """Import one file; what is wrong with it is told line by line."""
    for file in (called.file, called.report):
        if file is not None and same_file(file, called.database):
            sys.stderr.write(f"{file} is the database itself. Nothing was changed.\n")
            return 1
    if is_whole(called.file):
        sys.stderr.write(
            f"{called.file} holds a whole database (an export or a backup), not records of one "
            f"kind. Bring it back by: python -m data restore {called.file}. Nothing was changed.\n"
        )
        return 1
    if not called.file.is_file():
        sys.stderr.write(f"{called.file}: there is no such file\n")
        return 1
    if called.left_out is not None and called.left_out.resolve() == called.file.resolve():
        sys.stderr.write("--left-out names the file itself, which stays as it is\n")
        return 2
    is_new = not called.database.exists()
    status = 1
    try:
        store = Store(called.database)
        try:
            choices = Choices(make_ids=called.make_ids, good_rows_only=called.good_rows_only)
            deciding = Deciding(called.duplicates, dict(called.row))
            asked = Asked(called.dry_run, called.report, called.left_out, choices, deciding)
            status, said = import_file(store, called.records, called.file, asked)
        finally:
            store.close()
    except (SeedError, StoreError, CompareError, DecisionError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        if is_new and (status or called.dry_run):
            called.database.unlink(missing_ok=True)
    sys.stdout.write(f"{said}\n" if said else "")
    return status


def _undo(called: argparse.Namespace) -> int:
    """Take one import back; what stands on it is told line by line."""
    if not called.database.is_file():
        sys.stderr.write(f"{called.database}: there is no such database\n")
        return 1
    try:
        store = Store(called.database)
        try:
            status, said = undo_batch(store, called.batch)
        finally:
            store.close()
    except (StoreError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{said}\n" if said else "")
    return status


def _synthesize(called: argparse.Namespace) -> int:
    """Make records up; no database is opened."""
    try:
        order = Order(called.investors, called.projects, called.deals, called.seed)
        paths = synthesize(called.folder, order, called.format)
    except (SeedError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except RefusedError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("".join(f"{path}\n" for path in paths))
    return 0


_WHOLE = {"backup": back_up_by_command, "restore": restore_by_command}
_COMMANDS = {"load": _load, "export": _export}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    loading = commands.add_parser("load", help="bring the seed facts into the database")
    importing = commands.add_parser("import", help="bring records from a file; all or nothing")
    importing.add_argument("records", choices=list(KINDS))
    importing.add_argument("file", type=Path, metavar="FILE", help="CSV, XLSX or Parquet")
    importing.add_argument("--dry-run", action="store_true", help="check, and write nothing")
    importing.add_argument("--report", type=Path, metavar="OUT.json", help="write what was found")
    importing.add_argument(
        "--make-ids", action="store_true", help="make ids where the file has no column for them"
    )
    importing.add_argument(
        "--good-rows-only", action="store_true", help="leave rows with faults out, import the rest"
    )
    importing.add_argument(
        "--left-out", type=Path, metavar="OUT", help="write rows with faults, and the reasons"
    )
    importing.add_argument(
        "--duplicates",
        choices=("new", "refuse", "leave-out", "update"),
        default="new",
        help="what becomes of rows that look like a record: new records (default), a refusal of "
        "the file, left out, or changes of that record",
    )
    importing.add_argument(
        "--row",
        type=_row,
        action="append",
        default=[],
        metavar="ROW=WHAT",
        help="decide on one row: ROW=new, ROW=leave-out, or ROW=ID of the record that it changes",
    )
    undoing = commands.add_parser("undo", help="take an import back while nothing stands on it")
    undoing.add_argument("batch", metavar="BATCH", help="as the import named it")
    exporting = commands.add_parser("export", help="write the records as a data directory")
    exporting.add_argument("folder", type=Path, metavar="DIR")
    exporting.add_argument("--format", choices=("csv", "parquet", "xlsx"), default="csv")
    making = commands.add_parser("synthesize", help="write a data directory of made-up records")
    making.add_argument("folder", type=Path, metavar="DIR")
    for name, letter in (("investors", "N"), ("projects", "M"), ("deals", "K")):
        making.add_argument(f"--{name}", type=int, required=True, metavar=letter)
    making.add_argument("--seed", type=int, default=0, metavar="S")
    making.add_argument("--format", choices=("csv", "parquet"), default="parquet")
    saving = commands.add_parser("backup", help="write the whole database into one file")
    restoring = commands.add_parser("restore", help="bring back a backup, or an export")
    for command in (saving, restoring):
        command.add_argument("file", type=Path, metavar="FILE")
    for command in (loading, importing, undoing, exporting, saving, restoring):
        command.add_argument("--database", type=Path, default=database_path(), metavar="PATH")
    return parser


def _row(text: str) -> tuple[int, Decision]:
    try:
        return of_row(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
