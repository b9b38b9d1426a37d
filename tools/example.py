"""Fill a database of its own with example steps, so that the pipeline's pictures show something.

    MATCHMAKING_DATABASE=var/example.duckdb python -m tools.example

The pairs are of real records; that anybody spoke to them is made up, and every name and note says
so. Exit status 1 where the database holds any step or note already, so that an example never
stands beside work.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta

from data import pipeline
from data.__main__ import database_path
from data.load import load
from data.pipeline import Pair
from data.store import Store

ONE, TWO = "Example Officer", "Second Example"
STEPS = (
    (Pair("aktau-port-trust", "psa"), "suggested"),
    (Pair("aktau-port-trust", "ebrd"), "contacted"),
    (Pair("mirny-wind", "adb"), "contacted"),
    (Pair("aktau-port-trust", "ad-ports"), "interested"),
    (Pair("kuryk-port-trust", "dp-world"), "mou"),
    (Pair("khorgos-eg-sez-plots", "lianyungang-port"), "suggested"),
    (Pair("kuryk-port-trust", "eib"), "declined"),
)


def main() -> int:
    """Fill the database; see the module for the exit status."""
    store = Store(database_path())
    try:
        load(store)
        if not pipeline.pipeline(store).empty:
            print(f"{store.path} holds steps already; name another file.", file=sys.stderr)
            return 1
        fill(store, date.today())  # noqa: DTZ011 - the calendar day of whoever takes the pictures
    finally:
        store.close()
    return 0


def fill(store: Store, today: date) -> None:
    """Record the example steps as of today."""
    for pair, rung in STEPS:
        (added,) = pipeline.add(store, ONE, [pair])
        if rung == "declined":
            seen = {pair: str(added.event_id)}
            words = "example: nothing of this size this year"
            pipeline.move(store, TWO, seen, rung, reason="ticket", words=words)
        elif rung != "suggested":
            pipeline.move(store, TWO, {pair: str(added.event_id)}, rung)
    talks, port = STEPS[1][0], STEPS[4][0]
    pipeline.plan(store, ONE, talks, "Send the traffic study (example)", today, today)
    pipeline.plan(store, ONE, port, "Call (example)", today + timedelta(days=3), today)
    pipeline.note(store, TWO, STEPS[3][0], "Example: met at a forum, asked for the berth plan.")


if __name__ == "__main__":
    sys.exit(main())
