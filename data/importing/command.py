"""``python -m data import``: one file, all or nothing unless asked, each fault on a line."""

from __future__ import annotations

import getpass
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from data.importing.applying import apply
from data.importing.batches import BuiltOnError, undo
from data.importing.checking import Checked, Choices, check, scratch_folder
from data.importing.deciding import Decided, Deciding, decide
from data.importing.faults import Fault, Faults, FileRefusedError
from data.importing.fields import KINDS
from data.importing.handing_back import refused_rows
from data.load import load
from data.store import Store


@dataclass(frozen=True)
class Asked:
    """What was asked of an import beside its file.

    ``report`` is written in any case: what was found, and what was or would be done. Rows with
    faults and the reasons go to ``left_out``, in the format of the file, where there are any.
    Without ``deciding`` new rows are not compared with the records that are there.
    """

    dry_run: bool = False
    report: Path | None = None
    left_out: Path | None = None
    choices: Choices | None = None
    deciding: Deciding | None = None


def import_file(store: Store, word: str, path: Path, asked: Asked | None = None) -> tuple[int, str]:
    """Check a file and, unless it is a dry run, write it. Gives exit status and what to say."""
    asked = asked or Asked()
    kind = KINDS[word]
    decided: Decided | None = None
    load(store)
    with scratch_folder() as scratch:
        try:
            checked = check(store, path, kind, scratch, asked.choices)
            if asked.deciding is not None:
                decided = decide(store, checked, asked.deciding)
                checked = _again(store, checked, decided, scratch)
            done = not checked.refused and not (decided and decided.refused)
            batch_id = (
                apply(store, checked, _actor(), path.name) if done and not asked.dry_run else None
            )
        except FileRefusedError as refusal:
            _write(asked.report, _refusal(word, path, refusal.faults))
            sys.stderr.write("".join(f"{fault.line(path.name)}\n" for fault in refusal.faults))
            return 1, ""
        said = _report(word, path, checked, batch_id, decided, dry_run=asked.dry_run)
        _write(asked.report, said)
        if asked.left_out is not None and len(checked.bad_rows):
            asked.left_out.write_bytes(refused_rows(checked))
        lines = checked.faults.lines(path.name)
        lines += decided.lines(path.name) if decided else []
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        if not done:
            return 1, ""
    return 0, _sentence(word, said, dry_run=asked.dry_run)


def undo_batch(store: Store, batch_id: str) -> tuple[int, str]:
    """Take an import back. Gives exit status and what to say; what stands on it on a line each."""
    try:
        undo(store, batch_id, _actor())
    except BuiltOnError as error:
        standing = "".join(f"batch {batch_id}: {each} stands on it\n" for each in error.blockers)
        sys.stderr.write(standing)
        return 1, ""
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1, ""
    return 0, f"Undone: batch {batch_id}."


def _again(store: Store, checked: Checked, decided: Decided, scratch: Path) -> Checked:
    """The file checked with what was decided on its rows; as it was where nothing was."""
    same, out = decided.same, decided.left_out
    if not same and not out:
        return checked
    folder = scratch / "decided"
    folder.mkdir()
    choices = replace(checked.choices, same=same, left_out=out)
    return check(store, checked.opened.path, checked.kind, folder, choices)


def _sentence(word: str, said: dict[str, Any], *, dry_run: bool) -> str:
    would = "Would import" if dry_run else "Imported"
    kept = [remark["columns"] for remark in said["remarks"] if remark["remark"] == "kept_beside"]
    beside = f" Columns not in the dictionary, kept beside: {kept[0]}." if kept else ""
    sums = [remark["rows"] for remark in said["remarks"] if remark["remark"] == "totals"]
    beside += f" Rows of totals passed over: {sums[0]}." if sums else ""
    batch = f" Batch {said['batch_id']}." if said["batch_id"] else ""
    left_out = said["refused"] + said["left_out"]
    out = f", {left_out:,} left out" if left_out else ""
    return (
        f"{would} {word} from {said['file']}: {said['created']:,} created, "
        f"{said['updated']:,} updated, {said['unchanged']:,} unchanged{out}.{beside}{batch}"
    )


def _report(
    word: str,
    path: Path,
    checked: Checked,
    batch_id: str | None,
    decided: Decided | None,
    *,
    dry_run: bool,
) -> dict[str, Any]:
    counts = checked.counts
    written = not checked.refused and not (decided and decided.refused)
    return {
        "records": word,
        "file": path.name,
        "sha256": checked.opened.sha256,
        "format": checked.opened.format,
        "dry_run": dry_run,
        "batch_id": batch_id,
        "rows": checked.rows,
        "created": counts.created if written else 0,
        "updated": counts.updated if written else 0,
        "unchanged": counts.unchanged if written else 0,
        "refused": counts.refused,
        "left_out": len(checked.choices.left_out),
        "alike": decided.report() if decided else [],
        "columns": [
            {"header": column.header, "field": column.field, "how": column.how}
            for column in checked.columns
        ],
        "remarks": checked.remarks,
        "fault_count": checked.faults.count,
        "faults": _faults(checked.faults.kept),
    }


def _refusal(word: str, path: Path, faults: list[Fault]) -> dict[str, Any]:
    collected = Faults()
    collected.extend(faults)
    return {
        "records": word,
        "file": path.name,
        "batch_id": None,
        "rows": 0,
        "created": 0,
        "updated": 0,
        "unchanged": 0,
        "fault_count": collected.count,
        "faults": _faults(faults),
    }


def _faults(faults: list[Fault]) -> list[dict[str, Any]]:
    return [
        {
            "row": fault.row,
            "column": fault.column,
            "rule": fault.rule,
            "found": fault.found,
            "expected": fault.expected,
            "mends": list(fault.mends),
        }
        for fault in faults
    ]


def _write(report: Path | None, said: dict[str, Any]) -> None:
    if report is not None:
        text = json.dumps(said, ensure_ascii=False, indent=2)
        report.write_text(f"{text}\n", encoding="utf-8")


def _actor() -> str:
    """The system's user: who runs a command has no other name here."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "command line"
