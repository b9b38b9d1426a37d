"""Whose matches are shown: the record in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from matching.matcher import Matcher
from matching.results import Shortlist
from ui import address
from ui.finder import Side, link_to, not_found
from ui.session import Dashboard
from ui.words import _


@dataclass(frozen=True)
class Query:
    """Whose matches are shown: one record, and the side it is on."""

    side: Side
    record_id: str

    @property
    def other(self) -> Side:
        """The side that is ranked."""
        return "investor" if self.side == "project" else "project"

    @property
    def direction(self) -> Literal["projects", "investors"]:
        """What the list is for, in the matcher's words."""
        return "projects" if self.side == "project" else "investors"

    def pair(self, other_id: str) -> tuple[str, str]:
        """Project id and investor id of this record with one of the other side."""
        return (self.record_id, other_id) if self.side == "project" else (other_id, self.record_id)

    def shortlist(self, matcher: Matcher) -> Shortlist:
        """The other side, ranked for this record."""
        if self.side == "project":
            return matcher.shortlist(project_id=self.record_id)
        return matcher.shortlist(investor_id=self.record_id)


def addressed(dashboard: Dashboard) -> Query | None:
    """The record in the address; one that does not exist is said, with the nearest names."""
    sides: tuple[Side, Side] = ("project", "investor")
    given = [side for side in sides if address.text(side)]
    if len(given) > 1:
        st.info(
            _("The address names a project and an investor; the project's investors are shown.")
        )
    for side in given[:1]:
        record_id = address.text(side) or ""
        known_ids = (dashboard.projects if side == "project" else dashboard.investors).index
        if record_id in known_ids:
            return Query(side, record_id)
        advice = _("The address may be mistyped, or the record was removed. Search by name above.")
        not_found(dashboard, side, record_id, advice, link_to)
    return None
