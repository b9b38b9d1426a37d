"""A fitted matcher in a file that holds no code: arrays and a few words, no pickle."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, issparse

from matching.catalogue import Catalogue
from matching.criteria.track_record import Precedents
from matching.encoding import Encoding
from matching.files import replace
from matching.learning.record import Record
from matching.matcher import NAMES, Matcher
from matching.sides import SIDES

FORMAT = "matching model"
MEMBER = "model.json"
#: Earliest date that a zip file can hold: the same model gives the same bytes.
NO_DATE = (1980, 1, 1, 0, 0, 0)

#: Parts of an encoding that only explaining needs.
NOT_TO_RANK = frozenset({"evidence"})
#: What a model file may hold, by name: plain dataclasses of arrays and of each other.
KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (Encoding, Precedents, Record, *SIDES.values())
}


#: Investors, projects, deals and vocabulary.
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None, pd.DataFrame | None]


class UnusableModelError(ValueError):
    """A model file that cannot be used with this data and this version; says why."""


def save_model(matcher: Matcher, path: Path) -> None:
    """Write what ``fit`` learned, first beside the file and then in its place."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    try:
        with zipfile.ZipFile(scratch, "w") as archive:
            about = {
                "format": FORMAT,
                "version": code_version(),
                "data": data_fingerprint(matcher.catalogue_),
                "half_life_years": matcher.half_life_years,
                "neutral": matcher.neutral_,
                "kinds": {
                    member: kind
                    for name in NAMES
                    for member, kind in _kinds(name, matcher.encodings_[name])
                },
            }
            _add(archive, MEMBER, json.dumps(about, sort_keys=True).encode())
            for name in NAMES:
                _add_part(archive, name, matcher.encodings_[name])
        replace(Path(scratch), path)
    finally:
        Path(scratch).unlink(missing_ok=True)


def load_model(matcher: Matcher, path: Path, *, only_to_rank: bool = False) -> Matcher:
    """Complete a matcher, whose records are loaded, with what a model file learned from them.

    With ``only_to_rank`` it lets go of the records in between, see ``Matcher.only_to_rank``.

    Raises
    ------
    UnusableModelError
        Where the file is no model, is damaged, or was made from other data or by another version.

    """
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read(MEMBER))
            _check_fits(about, matcher, path)
            if only_to_rank:
                matcher.only_to_rank()
            neutral = {name: float(about["neutral"][name]) for name in NAMES}
            without = NOT_TO_RANK if only_to_rank else frozenset()
            encodings = {name: _read_part(archive, name, about["kinds"], without) for name in NAMES}
    except FileNotFoundError:
        raise UnusableModelError(f"{path}: no such file") from None
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        if isinstance(error, UnusableModelError):
            raise
        raise UnusableModelError(
            f"{path}: this is no model file, or it is damaged; make it again with "
            "python -m matching fit"
        ) from None
    _check_shapes(encodings, matcher.catalogue_, path)
    return matcher.learn(encodings, neutral)


def kept_or_fitted(matcher: Matcher, tables: Tables, path: Path) -> Matcher:
    """Take what was learned from these very records from ``path``, or learn it and keep it there.

    A file that cannot be written costs nothing but time at the next start.
    """
    try:
        return load_model(matcher.load(*tables), path)
    except UnusableModelError:
        fitted: Matcher = matcher.fit(*tables)
    with contextlib.suppress(OSError):
        save_model(fitted, path)
    return fitted


def data_fingerprint(catalogue: Catalogue) -> str:
    """Return a digest of every cell of the records, whatever the order of rows and columns."""
    digest = hashlib.sha256()
    for table in (catalogue.investors, catalogue.projects, catalogue.deals.table):
        digest.update(f"table {table.key} {len(table)}".encode())
        for column in sorted(table.frame.columns, key=str):
            digest.update(f"column {column!r}".encode())
            for part in table.cells(column):
                digest.update(part)
    for kind, vocabulary in sorted(catalogue.vocabularies.items()):
        digest.update(f"vocabulary {kind} {vocabulary.describe()}".encode())
    return digest.hexdigest()


@cache
def code_version() -> str:
    """Return a digest of the matcher's own source: any change makes older models unusable."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _check_fits(about: Any, matcher: Matcher, path: Path) -> None:  # noqa: ANN401 - from JSON
    if about["format"] != FORMAT:
        raise ValueError
    again = "make it again with python -m matching fit"
    if about["version"] != code_version():
        raise UnusableModelError(f"{path}: made by another version of the matcher; {again}")
    if about["data"] != data_fingerprint(matcher.catalogue_):
        raise UnusableModelError(f"{path}: made from other data than was given; {again}")
    if about["half_life_years"] != matcher.half_life_years:
        raise UnusableModelError(f"{path}: made with other settings; {again}")


def _check_shapes(encodings: dict[str, Encoding], catalogue: Catalogue, path: Path) -> None:
    projects, investors = len(catalogue.projects), len(catalogue.investors)
    for encoding in encodings.values():
        fits = encoding.projects.shape[0] == projects == len(
            encoding.project_known
        ) and encoding.investors.shape[1] == investors == len(encoding.investor_known)
        if not fits:
            raise UnusableModelError(f"{path}: damaged; make it again with python -m matching fit")


def _add(archive: zipfile.ZipFile, member: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(member, NO_DATE), content, zipfile.ZIP_DEFLATED)


def _add_array(archive: zipfile.ZipFile, member: str, array: Any) -> None:  # noqa: ANN401
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(array), allow_pickle=False)
    _add(archive, f"{member}.npy", buffer.getvalue())


def _kinds(member: str, part: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Name the class of a part and of every part within it."""
    yield member, type(part).__name__
    for field in dataclasses.fields(part):
        value = getattr(part, field.name)
        if dataclasses.is_dataclass(value):
            yield from _kinds(f"{member}/{field.name}", value)


def _add_part(archive: zipfile.ZipFile, name: str, part: Any) -> None:  # noqa: ANN401
    for field in dataclasses.fields(part):
        value, member = getattr(part, field.name), f"{name}/{field.name}"
        if dataclasses.is_dataclass(value):
            _add_part(archive, member, value)
        elif issparse(value):
            rows = csr_array(value)
            for piece in ("data", "indices", "indptr", "shape"):
                _add_array(archive, f"{member}.{piece}", getattr(rows, piece))
        elif value is not None:
            _add_array(archive, member, value)


def _read_part(
    archive: zipfile.ZipFile, name: str, kinds: dict[str, str], without: frozenset[str]
) -> Any:  # noqa: ANN401
    kind = KINDS[kinds[name]]
    members = set(archive.namelist())
    fields: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        member = f"{name}/{field.name}"
        if field.name in without:
            fields[field.name] = None
        elif member in kinds:
            fields[field.name] = _read_part(archive, member, kinds, without)
        elif f"{member}.data.npy" in members:
            data, indices, pointers, shape = (
                _read_array(archive, f"{member}.{piece}")
                for piece in ("data", "indices", "indptr", "shape")
            )
            matrix = csr_array((data, indices, pointers), shape=tuple(shape.tolist()))
            matrix.check_format(full_check=True)
            fields[field.name] = matrix
        elif f"{member}.npy" in members:
            array = _read_array(archive, member)
            fields[field.name] = array if array.ndim else array.item()
        else:
            fields[field.name] = None
    return kind(**fields)


def _read_array(archive: zipfile.ZipFile, member: str) -> Any:  # noqa: ANN401
    with archive.open(f"{member}.npy") as file:
        return np.lib.format.read_array(file, allow_pickle=False)
