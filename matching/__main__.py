"""``python -m matching``: fit a model, rank one side for the other, name likely duplicates."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from matching.cluster import NoClusterError, check_cluster, rank_on_cluster
from matching.duplicates import Kind, against, as_table
from matching.files import (
    ENDINGS,
    FaultyFilesError,
    read_folder,
    read_queries,
    read_records,
    read_weights,
    write_table,
)
from matching.matcher import NAMES, Matcher
from matching.memory import share_one_heap
from matching.model import UnusableModelError, load_model, save_model

KINDS: dict[str, Kind] = {"investors": "investor", "projects": "project", "deals": "deal"}
DONE, WRONG_INPUT, WRONG_CALL = 0, 1, 2
ALL_CORES = "-1"


class WrongCallError(ValueError):
    """The command cannot mean what was asked."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 wrong input, 2 wrong call."""
    called = _parser().parse_args(arguments)
    try:
        _check_call(called)
        share_one_heap()
        _DOES[called.command](called)
    except FaultyFilesError as faulty:
        sys.stderr.writelines(f"{line}\n" for line in faulty.lines)
        return WRONG_INPUT
    except UnusableModelError as unusable:
        sys.stderr.write(f"{unusable}\n")
        return WRONG_INPUT
    except (WrongCallError, NoClusterError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return WRONG_CALL
    except OSError as error:
        sys.stderr.write(f"{called.output}: cannot be written ({error.strerror})\n")
        return WRONG_CALL
    return DONE


def _fit(called: argparse.Namespace) -> None:
    data = read_folder(called.data)
    matcher = Matcher().fit(data.investors, data.projects, data.deals, data.vocabulary)
    save_model(matcher, called.output)


def _rank(called: argparse.Namespace) -> None:
    if called.cluster is not None:
        check_cluster(called.cluster)
    # The matcher is let go before the table is written.
    write_table(_ranked(called, *_ready(called)), called.output)


def _duplicates(called: argparse.Namespace) -> None:
    kind = KINDS[called.of]
    known, incoming = (read_records(path, kind) for path in (called.known, called.incoming))
    write_table(as_table(against(known, incoming, kind)), called.output)


def _ranked(
    called: argparse.Namespace, matcher: Matcher, queries: list[str] | None
) -> pd.DataFrame:
    if called.cluster is None:
        return matcher.rank(called.for_, queries, called.top, called.jobs)
    return rank_on_cluster(called.cluster, matcher, called.for_, queries, called.top)


def _ready(called: argparse.Namespace) -> tuple[Matcher, list[str] | None]:
    """Return a matcher that is ready to rank and holds nothing else, and whom to rank for."""
    data = read_folder(called.data)
    weights = read_weights(called.weights, NAMES) if called.weights else None
    column = "project_id" if called.for_ == "projects" else "investor_id"
    table = data.projects if called.for_ == "projects" else data.investors
    queries = None
    if called.queries:
        queries = read_queries(called.queries, column, set(table[column].astype("str").str.strip()))
    matcher = Matcher(weights=weights)
    frames = (data.investors, data.projects, data.deals, data.vocabulary)
    if called.model is None:
        matcher.fit(*frames)
    else:
        matcher.load(*frames)
    del data, table, frames
    if called.model is None:
        return matcher.only_to_rank(), queries
    return load_model(matcher, called.model, only_to_rank=True), queries


def _check_call(called: argparse.Namespace) -> None:
    if not called.output.parent.is_dir():
        raise WrongCallError(f"--output {called.output}: no such directory to write to")
    if called.command != "fit":
        for option in ("output", "queries", "weights"):
            path = getattr(called, option, None)
            if path is not None and path.suffix not in ENDINGS:
                raise WrongCallError(f"--{option} {path}: the name must end in .csv or .parquet")


_DOES = {"fit": _fit, "rank": _rank, "duplicates": _duplicates}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fit = commands.add_parser("fit", help="learn from a data directory and keep it in a file")
    rank = commands.add_parser("rank", help="list the best matches of each project or investor")
    for command in (fit, rank):
        command.add_argument(
            "--data", type=Path, required=True, help="directory with investors, projects, deals"
        )
        command.add_argument("--output", type=Path, required=True, help="file to write")
        command.add_argument("--jobs", type=_jobs, default=1, help="threads; -1 uses all cores")
    duplicates = commands.add_parser("duplicates", help="name rows that may be a record on record")
    duplicates.add_argument("of", choices=tuple(KINDS))
    duplicates.add_argument("--known", type=Path, required=True, help="table of records")
    duplicates.add_argument("--incoming", type=Path, required=True, help="table of new rows")
    duplicates.add_argument("--output", type=Path, required=True, help="file to write")
    rank.add_argument("--model", type=Path, help="file written by fit from the same data")
    rank.add_argument(
        "--for",
        dest="for_",
        choices=("projects", "investors"),
        default="projects",
        help="whom to list matches for",
    )
    rank.add_argument("--queries", type=Path, help="table of the ids to rank for; default all")
    rank.add_argument("--top", type=_count, default=50, help="matches per query at most")
    rank.add_argument("--weights", type=Path, help="table with the columns criterion and weight")
    rank.add_argument("--cluster", help="address of a Dask scheduler, such as tcp://HOST:8786")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number of 1 or more")
    return int(text)


def _jobs(text: str) -> int:
    return -1 if text == ALL_CORES else _count(text)


if __name__ == "__main__":
    sys.exit(main())
