"""Backup files: a whole database in one file, with what is needed to trust it.

A zip of ``manifest.json`` and the database file (and its write-ahead log, where that holds
something). The manifest names the schema, the version of the program, the time and the SHA-256 of
each part. The caller sees to it that nothing writes to the database meanwhile, and opens it: see
``data/holding.py`` for why nothing here may.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tomllib
import zipfile
import zlib
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO

from data.holding import Holding

FORMAT, EXPORT = "matchmaking backup", "matchmaking export"
FORMAT_NUMBER = 1
MANIFEST = "manifest.json"
DATABASE, LOG = "database.duckdb", "database.duckdb.wal"
#: A manifest is a few hundred bytes; more is none.
LONGEST_MANIFEST = 100_000
_CHUNK = 1 << 20


class BackupError(Exception):
    """A backup cannot be used or made. ``str()`` says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself; ``sha256`` and ``bytes`` go by the name of the part."""

    schema: int
    program: str
    made_at: str
    sha256: dict[str, str]
    bytes: dict[str, int]
    format: str = FORMAT
    format_number: int = FORMAT_NUMBER
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """As it is written."""
        return json.dumps(asdict(self), indent=1)


def log_of(database: Path) -> Path:
    """Write-ahead log that belongs to a database file."""
    return database.with_name(f"{database.name}.wal")


def write(
    database: Path,
    content: BinaryIO,
    target: Path,
    schema: int,
    rows: dict[str, int] | None = None,
) -> Manifest:
    """Write a backup of ``database`` to ``target``, which appears only once it is complete.

    ``content`` is what the database file holds.

    Raises
    ------
    OSError
        Where the disk is full or the folder cannot be written; ``target`` is then as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with ExitStack() as opened:
            file = opened.enter_context(unfinished.open("xb"))
            parts = {DATABASE: content}
            if log_of(database).exists() and log_of(database).stat().st_size:
                parts[LOG] = opened.enter_context(log_of(database).open("rb"))
            manifest = _write(file, parts, schema, rows or {})
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
        sync_folder(target.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return manifest


def _write(file: object, parts: dict[str, BinaryIO], schema: int, rows: dict[str, int]) -> Manifest:
    digests, sizes = {}, {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:  # type: ignore[call-overload]
        for name, read in parts.items():
            digest, size = hashlib.sha256(), 0
            with packed.open(name, "w", force_zip64=True) as written:
                while chunk := read.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    written.write(chunk)
            digests[name], sizes[name] = digest.hexdigest(), size
        manifest = Manifest(schema, program_version(), now(), digests, sizes, rows=rows)
        packed.writestr(MANIFEST, manifest.text)
    return manifest


def unpack(backup: Path, database: Path, known_schema: int) -> Manifest:
    """Write the database that a backup holds to ``database`` (and its log), checked.

    Raises
    ------
    BackupError
        Where the file is no backup, is damaged, or was made by a newer version.
    OSError
        Where there is no such file or no room.
    """
    try:
        with zipfile.ZipFile(backup) as packed:
            manifest = _manifest(packed, backup, known_schema)
            if manifest.format != FORMAT:
                raise BackupError(_DAMAGED.format(path=backup))
            for name, digest in manifest.sha256.items():
                path = database if name == DATABASE else log_of(database)
                if _extract(packed, name, path, manifest.bytes[name]) != digest:
                    raise BackupError(_DAMAGED.format(path=backup))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise BackupError(_DAMAGED.format(path=backup)) from error
    return manifest


def look(backup: Path, known_schema: int) -> Manifest:
    """What a backup says about itself, before anything is unpacked.

    Raises
    ------
    BackupError
        Where the file is no backup, or was made by a newer version.
    OSError
        Where there is no such file.
    """
    try:
        with zipfile.ZipFile(backup) as packed:
            return _manifest(packed, backup, known_schema)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise BackupError(_DAMAGED.format(path=backup)) from error


def _manifest(packed: zipfile.ZipFile, backup: Path, known_schema: int) -> Manifest:
    if packed.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
        raise BackupError(_DAMAGED.format(path=backup))
    manifest = read_manifest(packed.read(MANIFEST), backup, known_schema)
    parts = set(manifest.sha256)
    if manifest.format != EXPORT and not {DATABASE} <= parts <= {DATABASE, LOG}:
        raise BackupError(_DAMAGED.format(path=backup))
    return manifest


def read_manifest(text: bytes, backup: Path, known_schema: int) -> Manifest:
    """A manifest that this version can use.

    Raises
    ------
    BackupError
        Where it is none, or of a newer version.
    """
    try:
        manifest = Manifest(**json.loads(text))
        usable = manifest.format in {FORMAT, EXPORT}
        newer = manifest.format_number > FORMAT_NUMBER or manifest.schema > known_schema
    except (ValueError, TypeError) as error:
        raise BackupError(_DAMAGED.format(path=backup)) from error
    if newer:
        message = (
            f"{backup} was made by a newer version of the dashboard ({manifest.program}, schema "
            f"number {manifest.schema}; this version knows {known_schema}). Update the program, "
            "then restore. Nothing was changed."
        )
        raise BackupError(message)
    if not usable:
        raise BackupError(_DAMAGED.format(path=backup))
    return manifest


_DAMAGED = (
    "{path} is not a backup of this dashboard, or is damaged: its contents do not agree with its "
    "checksum. Use another backup. Nothing was changed."
)


def _extract(packed: zipfile.ZipFile, name: str, path: Path, size: int) -> str:
    """Write one part to ``path`` and return its digest; no more than its stated size is read."""
    digest, left = hashlib.sha256(), size
    with packed.open(name) as read, path.open("wb") as written:
        while left > 0 and (chunk := read.read(min(_CHUNK, left))):
            digest.update(chunk)
            written.write(chunk)
            left -= len(chunk)
        if left or read.read(1):
            return ""
        written.flush()
        os.fsync(written.fileno())
    return digest.hexdigest()


def keep_aside(database: Path, held: Holding) -> Path:
    """Give the database file (and its log) a second name that nothing will replace.

    Returns that name. The file itself stays where it is, so that a crash at any moment leaves a
    database there.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    aside = database.with_name(f"{database.name}.replaced-{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = database.with_name(f"{database.name}.replaced-{stamp}-{number}")
    try:
        aside.hardlink_to(database)
    except OSError:  # not every file system knows hard links
        with held.content() as content, aside.open("wb") as copy:
            shutil.copyfileobj(content, copy)
    if log_of(database).exists():
        shutil.copyfile(log_of(database), log_of(aside))
    return aside


def put_in_place(restored: Path, database: Path) -> None:
    """Let a complete database without a log take the place of the one in use, in one step."""
    # The log is in what was kept aside; beside another database it would be wrong.
    log_of(database).unlink(missing_ok=True)
    restored.replace(database)
    # It is in place: whoever calls must go on with it, even where the disk gives no promise.
    with suppress(OSError):
        sync_folder(database.parent)


def digest(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """See to it that names in a folder outlive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@cache
def program_version() -> str:
    """Version of this program, as ``pyproject.toml`` states it."""
    text = (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)
    return str(project.get("project", {}).get("version", "unknown"))


def now() -> str:
    """This moment, in UTC, as a manifest writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
