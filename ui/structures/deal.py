"""A deal of the desk: a project that is, or may be, structured through the AIFC."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ui import address
from ui.session import Dashboard


@dataclass(frozen=True)
class Deal:
    """One deal. Its id is that of its project; ``structure`` holds its AIFC fields by name."""

    deal_id: str
    project: pd.Series
    structure: dict[str, str]

    @property
    def name(self) -> str:
        """Name of the project behind the deal."""
        return str(self.project["name"])

    @property
    def ask_usd_m(self) -> float | None:
        """Capital sought, in millions of US dollars; None where it is not published."""
        ask = self.project["ask_usd_m"]
        return None if pd.isna(ask) else float(ask)


def all_deals(dashboard: Dashboard) -> dict[str, Deal]:
    """Give every deal of the desk by its id."""
    records = dashboard.store.frame("aifc_records").set_index("project_id")
    return {
        str(project_id): Deal(
            deal_id=str(project_id),
            project=dashboard.project(str(project_id)),
            structure={name: row[name] for name in row.index if isinstance(row[name], str)},
        )
        for project_id, row in records.iterrows()
        if project_id in dashboard.projects.index
    }


def chosen_id() -> str | None:
    """Id of the deal in the address."""
    return address.text("deal")


def choose(deal_id: str | None) -> None:
    """Open a deal, or the list where there is none."""
    address.go(deal=deal_id)
