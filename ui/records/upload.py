"""One import under way in a session: the file, what was decided, what was found."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import streamlit as st

from data.importing import alike, headers
from data.importing.alike import Decision, Found
from data.importing.applying import apply
from data.importing.checking import Checked, Choices, check, matched, remembered_headers
from data.importing.faults import Fault, FileRefusedError
from data.importing.fields import Kind
from data.importing.headers import Column
from data.importing.opened import Opened
from data.importing.reading import open_file
from data.store import Store
from matching.duplicates import against
from ui.background import Job, Tell
from ui.session import Dashboard

_STATE: Final = "import_under_way"
#: Rows looked at for examples and shown in the preview.
SHOWN: Final = 200


@dataclass
class Upload:
    """A file on its way. The scratch folder goes when the session forgets the upload."""

    kind: Kind
    name: str
    path: Path
    scratch: Path
    choices: Choices = field(default_factory=Choices)
    step: int = 2
    opened: Opened | None = None
    columns: list[Column] = field(default_factory=list)
    refusal: list[Fault] = field(default_factory=list)
    checking: Job[Checked | FileRefusedError] | None = None
    applying: Job[str | FileRefusedError] | None = None
    turn: int = 0
    alike: Found = field(default_factory=Found)
    decided: dict[int, Decision] = field(default_factory=dict)
    comparing: bool = False

    def __post_init__(self) -> None:
        self.clean = weakref.finalize(self, shutil.rmtree, self.scratch, ignore_errors=True)

    @property
    def checked(self) -> Checked | None:
        """What the check found, once it is over; None where the file as a whole was refused."""
        result = self.checking.result if self.checking and self.checking.finished else None
        return result if isinstance(result, Checked) else None

    @property
    def pending(self) -> bool:
        """Tell whether the rows were checked before the latest decision on one of them."""
        now = alike.same(self.decided), alike.left_out(self.alike.pairs, self.decided)
        return now != (self.choices.same, self.choices.left_out)

    @property
    def faults(self) -> list[Fault]:
        """Faults of the file as a whole, or of its rows."""
        if self.refusal:
            return self.refusal
        result = self.checking.result if self.checking and self.checking.finished else None
        if isinstance(result, FileRefusedError):
            return result.faults
        return result.faults.kept if result else []


def current() -> Upload | None:
    """The import of this session, if one is under way."""
    found: Upload | None = st.session_state.get(_STATE)
    return found


def begin(store: Store, kind: Kind, name: str, content: bytes) -> Upload:
    """Take a file in: keep it in a scratch folder and look at its header."""
    folder = Path(tempfile.mkdtemp(prefix="import-"))
    path = folder / f"file{Path(name).suffix.lower()}"
    try:
        path.write_bytes(content)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    upload = Upload(kind, Path(name).name[:120], path, folder)
    remembered = remembered_headers(store, kind)
    try:
        upload.opened = open_file(
            path, folder, lambda cells: headers.recognised(kind, cells, remembered)
        )
        upload.columns = matched(store, kind, upload.opened.header, upload.choices)
    except FileRefusedError as refusal:
        upload.refusal = refusal.faults
    st.session_state[_STATE] = upload
    return upload


def forget() -> None:
    """Let go of the import and its file."""
    upload = st.session_state.pop(_STATE, None)
    if upload is not None:
        if upload.checking:
            upload.checking.stop()
        upload.clean()


def start_check(dashboard: Dashboard, upload: Upload, choices: Choices) -> None:
    """Check the file again, beside the page, with what was decided; then look for duplicates."""
    store, known = dashboard.store, records(dashboard, upload.kind)
    choices = replace(
        choices,
        same=alike.same(upload.decided),
        left_out=alike.left_out(upload.alike.pairs, upload.decided),
    )
    upload.choices, upload.comparing = choices, False
    upload.turn += 1
    folder = upload.scratch / str(upload.turn)
    folder.mkdir()

    def work(tell: Tell) -> Checked | FileRefusedError:
        try:
            checked = check(store, upload.path, upload.kind, folder, choices, tell)
        except FileRefusedError as refusal:
            return refusal
        upload.comparing = True
        tell(checked.rows, checked.rows)
        now = alike.find(checked, known, against)
        upload.alike = alike.kept(now, upload.alike, {*choices.same, *choices.left_out})
        return checked

    upload.checking = Job(work)


def start_apply(store: Store, upload: Upload, actor: str, *, good_rows_only: bool) -> None:
    """Write what was checked, beside the page; a second call does nothing."""
    checked = upload.checked
    if checked is None or upload.applying is not None:
        return
    checked.choices = replace(checked.choices, good_rows_only=good_rows_only)

    def work(tell: Tell) -> str | FileRefusedError:
        try:
            return apply(store, checked, actor, upload.name, tell)
        except FileRefusedError as refusal:
            return refusal

    upload.applying = Job(work)


def records(dashboard: Dashboard, kind: Kind) -> pd.DataFrame:
    """Records of a kind as they stand, their ids in a column."""
    of: Mapping[Kind, pd.DataFrame] = {
        "investor": dashboard.investors,
        "project": dashboard.projects,
        "deal": dashboard.deals,
    }
    return of[kind].reset_index(drop=True)


def examples(upload: Upload) -> list[str]:
    """First value of each column."""
    rows = first_rows(upload)
    return [
        next((str(cell) for cell in rows[at] if isinstance(cell, str) and cell), "")
        for at in range(len(upload.columns))
    ]


def first_rows(upload: Upload, bad_first: bool = False) -> pd.DataFrame:  # noqa: FBT001, FBT002 - said by name
    """Some rows as they stand, by row number; those with a fault first where asked."""
    if upload.opened is None:
        return pd.DataFrame()
    chunk = next(iter(upload.opened.chunks()), None)
    if chunk is None:
        return pd.DataFrame(columns=range(len(upload.columns)))
    checked = upload.checked
    order = pd.Series(chunk.rows)
    if bad_first and checked is not None and len(checked.bad_rows):
        is_bad = order.isin(checked.bad_rows)
        order = pd.concat([order[is_bad], order[~is_bad]])
    places = order.index[:SHOWN].to_numpy()
    columns = {
        at: column.take(pa.array(places)).to_pylist() for at, column in enumerate(chunk.columns)
    }
    return pd.DataFrame(columns, index=chunk.rows[places], dtype=object)
