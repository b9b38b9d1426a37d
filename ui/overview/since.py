"""What changed since last month, in words: sums, steps recorded, and deals by their own years."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
from babel.dates import format_date

from matching.summary.change import Standing
from matching.summary.sums import Total
from ui.format import number, usd
from ui.overview.summary import Progress, Summary
from ui.words import _, _n, language, mark

ACTIVITY = {
    "planned": mark("planned"),
    "assigned": mark("given an owner"),
    "structured": mark("structured"),
    "moved": mark("moved on the ladder"),
    "noted": mark("noted"),
    "edited": mark("corrected in the records"),
    "imported": mark("imported"),
}
SUMS = {
    "ask": mark("open ask"),
    "announced": mark("announced cost"),
    "come": mark("tickets of investors"),
    "closed": mark("own commitments closed or signed"),
}
COUNTS = {
    "projects": mark("projects"),
    "investors": mark("investors"),
    "deals": mark("deals closed or signed"),
}


def changes(progress: Progress) -> str:
    """What was recorded since last month; says so where there is no history to compare with."""
    since = _day(progress.since)
    activity = progress.activity
    recent = activity[activity["recent"] > 0] if len(activity) else activity
    if len(recent):
        told = [
            _("{count} {what}", count=number(row["recent"], 0), what=_(ACTIVITY[row["kind"]]))
            for row in recent.to_dict("records")
            if row["kind"] in ACTIVITY
        ]
        if progress.scoped:
            return _(
                "In all records, without the filter, since {date}: {changes}.",
                date=since,
                changes=", ".join(told),
            )
        return _("Since {date}: {changes}.", date=since, changes=", ".join(told))
    if len(activity):
        last = pd.Timestamp(activity["last_at"].max()).to_pydatetime()
        return _(
            "Nothing was recorded since {date}; the last entry is of {last}.",
            date=since,
            last=_day(last),
        )
    return _(
        "Nobody has recorded anything yet, and earlier states of the facts are not kept: no "
        "change since last month can be told."
    )


def moved(progress: Progress) -> str:
    """Sums and numbers that are others than a month ago; empty where no fact was recorded since."""
    now, earlier = progress.now, progress.earlier
    if earlier is None:
        return ""
    since = _day(progress.since)
    told = _moved(earlier, now)
    if not told:
        return _(
            "Facts were recorded since {date}, but none that changes a sum of this selection.",
            date=since,
        )
    return _(
        "On {date} and now, by what was recorded here: {changes}.",
        date=since,
        changes="; ".join(told),
    )


def _moved(earlier: Standing, now: Standing) -> list[str]:
    pairs = [
        *(
            (word, _sum(getattr(earlier, name)), _sum(getattr(now, name)))
            for name, word in SUMS.items()
        ),
        *(
            (word, number(getattr(earlier, name), 0), number(getattr(now, name), 0))
            for name, word in COUNTS.items()
        ),
    ]
    return [
        _("{what} {before} → {now}", what=_(word), before=before, now=after)
        for word, before, after in pairs
        if before != after
    ]


def _sum(total: Total) -> str:
    if not total.counted:
        return _("unknown")
    return usd(total.amount)


def by_year(shown: Summary, year: int) -> str:
    """Deals by their own dates, which are years: this one so far beside the last."""
    deals = shown.facts.came_about
    if deals.empty or deals["year"].isna().all():
        return ""
    counts = [
        _n("{count} deal ({amount})", "{count} deals ({amount})", len(own), amount=_own(own))
        for own in (deals[deals["year"] == each] for each in (year, year - 1))
    ]
    return _(
        "Closed or signed by the deals' own dates: {this} in {year} so far, {last} in {before}.",
        this=counts[0],
        year=str(year),
        last=counts[1],
        before=str(year - 1),
    )


def _own(deals: pd.DataFrame) -> str:
    own = deals.loc[deals["counts"].astype(bool), "own_usd_m"].dropna()
    return usd(float(own.sum())) if len(own) else _("amount not published")


def _day(moment: datetime) -> str:
    return str(format_date(moment.date(), format="medium", locale=language()))
