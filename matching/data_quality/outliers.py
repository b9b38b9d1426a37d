"""Amounts far from those of their peers, found so that a few of them do not hide each other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from matching.data_quality.findings import Finding
from matching.table import as_list, as_text

#: Modified z-score from which on a value is an outlier (Iglewicz and Hoaglin, 1993).
FAR = 3.5
#: Makes the median absolute deviation of a normal distribution its standard deviation.
NORMAL = 0.6745
#: Peers with an amount from which on their spread means something.
LEAST = 8
#: The spread is taken for at least this, in powers of ten: equal amounts make no outlier of one
#: that is a quarter larger.
NARROWEST = 0.1


def outliers(frames: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Return amounts far from the median of their peers, the furthest first.

    Peers: projects of the same first sector (asks and costs), investors of the same type (largest
    tickets), deals into projects of the same first sector (amounts). On the logarithm of the
    amount, by median and median absolute deviation, from a modified z-score of ``FAR`` on, among
    at least ``LEAST`` amounts. An outlier may be right: it is what to look at again.

    Returns
    -------
    list of Finding with the rules ``far_above`` and ``far_below``; ``told`` holds ``amount`` and
    ``median`` (USD million), ``count`` (peers with an amount), ``peers`` (their code) and
    ``vocabulary`` (``sector`` or ``investor_type``), ``times`` (how often the one holds the
    other, above 1) and ``z``.

    """
    investors, projects, deals = (frames[each] for each in ("investors", "projects", "deals"))
    sector = projects["sector"].map(_first)
    sector_of = dict(zip(projects["project_id"], sector, strict=True))
    found = [
        *_of(projects, "project", "ask_usd_m", sector, "sector"),
        *_of(projects, "project", "total_cost_usd_m", sector, "sector"),
        *_of(deals, "deal", "amount_usd_m", deals["project_id"].map(sector_of), "sector"),
        *_of(investors, "investor", "ticket_max_usd_m", investors["type"], "investor_type"),
    ]
    return sorted(found, key=lambda each: (-abs(each.told["z"]), each.record_id))


def _of(
    frame: pd.DataFrame, kind: str, column: str, peers: pd.Series, vocabulary: str
) -> list[Finding]:
    if column not in frame:
        return []
    amounts = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64)
    groups = peers.map(as_text).to_numpy()
    usable = np.isfinite(amounts) & (amounts > 0) & (groups != "")
    found = []
    for group in sorted(set(groups[usable])):
        rows = np.flatnonzero(usable & (groups == group))
        if len(rows) < LEAST:
            continue
        logs = np.log10(amounts[rows])
        middle = float(np.median(logs))
        spread = max(float(np.median(np.abs(logs - middle))), NARROWEST)
        scores = NORMAL * (logs - middle) / spread
        for place in np.flatnonzero(np.abs(scores) > FAR).tolist():
            record = frame.iloc[rows[place]]
            record_id = as_text(record[f"{kind}_id"])
            told = {
                "amount": float(amounts[rows[place]]),
                "median": float(10**middle),
                "count": len(rows),
                "peers": group,
                "vocabulary": vocabulary,
                "times": float(10 ** abs(logs[place] - middle)),
                "z": float(scores[place]),
            }
            name = as_text(record.get("name")) or record_id
            rule = "far_above" if scores[place] > 0 else "far_below"
            found.append(Finding(kind, record_id, name, column, rule, told))
    return found


def _first(value: object) -> str:
    return next(iter(as_list(value)), "")
