"""The pipeline to take away: a workbook of all pairs and their events, and calendar entries."""

from __future__ import annotations

import pandas as pd

from data.rows import each_row
from ui.briefs.origin import provenance
from ui.pipeline.words import reason, rung
from ui.session import Dashboard
from ui.takeaway.ics import Entry, calendar
from ui.takeaway.provenance import Provenance
from ui.takeaway.xlsx import Column, Sheet, workbook
from ui.words import _

KEPT = (
    *("investor", "project", "ask_usd_m", "owner", "step", "due", "quiet_days", "note"),
    *("added_by", "added_at", "moved_by", "moved_at", "investor_id", "project_id"),
)


def sheets(frame: pd.DataFrame, origin: Provenance) -> bytes:
    """Write every pair as a row of a workbook; times are in UTC."""
    told = frame[list(KEPT)].assign(
        rung=[rung(code) for code in frame["rung"]],
        why=[reason(*each) for each in zip(frame["reason"], frame["words"], strict=True)],
        gone=[_("yes") if gone else "" for gone in frame["gone"]],
    )
    columns = [
        Column("investor", _("Investor")),
        Column("project", _("Project")),
        Column("rung", _("Rung")),
        Column("why", _("Why declined")),
        Column("ask_usd_m", _("Ask, USD m"), "number"),
        Column("owner", _("Owner")),
        Column("step", _("Next step")),
        Column("due", _("Due"), "date"),
        Column("quiet_days", _("Days quiet"), "integer"),
        Column("note", _("Last note")),
        Column("added_by", _("Added by")),
        Column("added_at", _("Added, UTC"), "moment"),
        Column("moved_by", _("Moved by")),
        Column("moved_at", _("Moved, UTC"), "moment"),
        Column("gone", _("Record gone")),
        Column("investor_id", _("Investor id")),
        Column("project_id", _("Project id")),
    ]
    return workbook(origin, [Sheet(_("Pipeline"), told, columns)])


def entries(frame: pd.DataFrame) -> list[Entry]:
    """Next steps with a day, as calendar entries; a changed step changes its entry."""
    waiting = frame[frame["step"].notna() & frame["due"].notna()]
    return [
        Entry(
            uid=f"{row['project_id']}.{row['investor_id']}@investor-matchmaking",
            day=row["due"].date(),
            summary=f"{row['step']} ({row['investor']} × {row['project']})",
            description="\n".join(
                [
                    f"{_('Rung')}: {rung(row['rung'])}",
                    f"{_('Owner')}: {row['owner'] or _('no owner')}",
                    f"/pipeline?project={row['project_id']}&investor={row['investor_id']}",
                ]
            ),
            stamp=row["planned_at"].to_pydatetime(),
            sequence=int(row["plans"]) - 1,
        )
        for row in each_row(waiting)
    ]


def steps(frame: pd.DataFrame) -> bytes:
    """Write the next steps with a day as a calendar."""
    return calendar(_("Next steps: investor matchmaking"), entries(frame))


def origin(dashboard: Dashboard) -> Provenance:
    """Where a file of the pipeline comes from."""
    return provenance(dashboard, _("Pipeline"), {})
