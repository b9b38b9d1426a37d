"""Rows that look like a record, as ``python -m data import`` tells of them and decides on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import pyarrow as pa

from data.importing import alike
from data.importing.alike import Alike, Decision, Found, What
from data.importing.checking import ROW, Checked
from data.importing.comparing import compare
from data.importing.fields import Kind, key
from data.store import Store

Policy = Literal["new", "refuse", "leave-out", "update"]

#: What each policy does with a row of which nothing else was said.
_WHAT: Final[Mapping[Policy, What]] = {"new": "new", "leave-out": "out", "update": "update"}
#: What a row is said to become by ``--row``; anything else is the id of a record.
_OF_ROW: Final[Mapping[str, What]] = {"new": "new", "leave-out": "out"}


@dataclass(frozen=True)
class Deciding:
    """What the caller said of rows that look like a record: of all, and of single ones."""

    policy: Policy = "new"
    rows: Mapping[int, Decision] | None = None


class DecisionError(ValueError):
    """A decision on a row that cannot be; ``str()`` says which and why."""


@dataclass(frozen=True)
class Decided:
    """Pairs that were found and what becomes of their rows.

    ``refused``: nothing is imported, since rows look like records and nobody decided on them.
    """

    found: Found
    of_rows: Mapping[int, Decision]
    refused: bool = False

    @property
    def same(self) -> dict[int, str]:
        """Rows that change a record, with its id."""
        return alike.same(self.of_rows)

    @property
    def left_out(self) -> dict[int, str]:
        """Rows that stay out, with what they look like."""
        out = {row: "--row" for row, each in self.of_rows.items() if each.what == "out"}
        return out | alike.left_out(self.found.pairs, self.of_rows)

    def lines(self, file: str) -> list[str]:
        """One line per pair: row, what it looks like, why, and what becomes of it."""
        said = [_line(file, each, self._told(each.row)) for each in self.found.pairs]
        if self.found.too_many:
            said.append(
                f"{file}: more than {alike.MOST:,} new rows, not compared with the records that "
                "are there; /records?tab=duplicates does that"
            )
        return said

    def report(self) -> list[dict[str, Any]]:
        """The pairs as the report of an import lists them."""
        return [
            {
                "row": each.row,
                "record_id": each.record_id,
                "other_row": each.other_row,
                "score": round(each.pair.score, 1),
                "evidence": {e.about: round(e.points, 1) for e in each.pair.evidence},
                "becomes": self._told(each.row),
            }
            for each in self.found.pairs
        ]

    def _told(self, row: int) -> str:
        decision = self.of_rows.get(row)
        if decision is None:
            return "refused" if self.refused else "new"
        told = {"new": "new", "out": "left out", "update": f"changes {decision.record_id}"}
        return told[decision.what]


def decide(store: Store, checked: Checked, deciding: Deciding) -> Decided:
    """Compare the new rows with the records that are there, and say what becomes of each.

    Raises
    ------
    DecisionError
        Where a decision names a row or a record that is not there.
    """
    known = _known(store, checked.kind)
    found = Found()
    if checked.counts.created and not checked.refused:
        ids = known.select([key(checked.kind)]).to_pandas()
        found = alike.find(checked, ids, lambda _ids, new, kind: compare(known, new, kind))
    own = deciding.rows or {}
    _must_be_there(checked, known, own)
    undecided = [each for each in found.pairs if each.row not in own]
    if deciding.policy == "refuse":
        return Decided(found, own, refused=bool(undecided))
    taken = {each.record_id for each in own.values()}
    by_policy = alike.for_all(undecided, _WHAT[deciding.policy])
    # A record that two rows would change is changed by the one that is most like it.
    for row, decision in by_policy.copy().items():
        if decision.record_id and decision.record_id in taken:
            by_policy[row] = alike.NEW
        taken.add(decision.record_id)
    return Decided(found, {**by_policy, **own})


def of_row(text: str) -> tuple[int, Decision]:
    """Read ``ROW=new``, ``ROW=leave-out`` or ``ROW=ID``.

    Raises
    ------
    ValueError
        Where it is none of these.
    """
    number, _sign, what = text.partition("=")
    if not number.strip().isdecimal() or not what.strip():
        message = f"found {text!r}, expected ROW=new, ROW=leave-out or ROW=ID"
        raise ValueError(message)
    what = what.strip()
    if what in _OF_ROW:
        return int(number), Decision(_OF_ROW[what])
    return int(number), Decision("update", what)


def _must_be_there(checked: Checked, known: pa.Table, decided: Mapping[int, Decision]) -> None:
    if not decided:
        return
    ids = set(known[key(checked.kind)].to_pylist())
    rows = _rows(checked)
    for row, decision in decided.items():
        if row not in rows:
            message = f"--row {row}: the file has no such row"
            raise DecisionError(message)
        if decision.record_id and decision.record_id not in ids:
            message = f"--row {row}={decision.record_id}: there is no {checked.kind} of this id"
            raise DecisionError(message)


def _rows(checked: Checked) -> set[int]:
    with pa.OSFile(str(checked.spill), "rb") as source:
        reader = pa.ipc.open_file(source)
        batches = (reader.get_batch(at) for at in range(reader.num_record_batches))
        return {row for batch in batches for row in batch[ROW].to_pylist()}


def _known(store: Store, kind: Kind) -> pa.Table:
    """Records of a kind as they stand."""
    today = {"today": date.today().isoformat()} if kind == "project" else {}  # noqa: DTZ011 - the reader's calendar day
    return store.table(f"{kind}s", **today)


def _line(file: str, each: Alike, becomes: str) -> str:
    agrees = ", ".join(e.about for e in each.pair.evidence if e.points > 0) or "nothing"
    differs = ", ".join(e.about for e in each.pair.evidence if e.points < 0)
    against = f"; against it: {differs}" if differs else ""
    other = f"{each.record_id!r} on record" if each.record_id else f"row {each.other_row}"
    return (
        f"{file}, row {each.row}: looks like {other}, {each.pair.score:.0f} of 100; "
        f"for it: {agrees}{against}. Becomes: {becomes}"
    )
