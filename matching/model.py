"""A fitted matcher in a file that holds no code: arrays and a few words, no pickle."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array, issparse

from matching.catalogue import Catalogue
from matching.criteria.track_record import Precedents
from matching.encoding import Encoding
from matching.files import replace
from matching.matcher import NAMES, Matcher
from matching.sides import SIDES, Graded, Looked, Worded

FORMAT = "matching model"
MEMBER = "model.json"
#: Earliest date that a zip file can hold: the same model gives the same bytes.
NO_DATE = (1980, 1, 1, 0, 0, 0)

KINDS: dict[str, type[Encoding]] = {"Encoding": Encoding, "Precedents": Precedents}


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
                "criteria": {name: type(matcher.encodings_[name]).__name__ for name in NAMES},
            }
            _add(archive, MEMBER, json.dumps(about, sort_keys=True).encode())
            for name in NAMES:
                _add_encoding(archive, name, matcher.encodings_[name])
        replace(Path(scratch), path)
    finally:
        Path(scratch).unlink(missing_ok=True)


def load_model(matcher: Matcher, path: Path) -> Matcher:
    """Complete a matcher, whose records are loaded, with what a model file learned from them.

    Raises
    ------
    UnusableModelError
        Where the file is no model, is damaged, or was made from other data or by another version.

    """
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read(MEMBER))
            _check_fits(about, matcher, path)
            encodings = {
                name: _read_encoding(archive, name, KINDS[about["criteria"][name]])
                for name in NAMES
            }
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
    return matcher.learn(encodings)


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


def _add_encoding(archive: zipfile.ZipFile, name: str, encoding: Any) -> None:  # noqa: ANN401
    """Write the fields of an encoding, or of a side of one."""
    for field in dataclasses.fields(encoding):
        value, member = getattr(encoding, field.name), f"{name}/{field.name}"
        if isinstance(value, (Looked, Graded, Worded)):
            _add_encoding(archive, f"{member}.{value.kind}", value)
        elif issparse(value):
            rows = csr_array(value)
            for part in ("data", "indices", "indptr", "shape"):
                _add_array(archive, f"{member}.{part}", getattr(rows, part))
        elif value is not None:
            _add_array(archive, member, value)


def _read_encoding(archive: zipfile.ZipFile, name: str, kind: type[Any]) -> Any:  # noqa: ANN401
    members = set(archive.namelist())
    fields: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        member = f"{name}/{field.name}"
        sides = [
            side for side in SIDES if any(each.startswith(f"{member}.{side}/") for each in members)
        ]
        if sides:
            fields[field.name] = _read_encoding(archive, f"{member}.{sides[0]}", SIDES[sides[0]])
        elif f"{member}.data.npy" in members:
            data, indices, pointers, shape = (
                _read_array(archive, f"{member}.{part}")
                for part in ("data", "indices", "indptr", "shape")
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
