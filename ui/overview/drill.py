"""From a mark to the rows behind it, and from there to the record and its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from ui import address
from ui.format import country, known, plain, usd
from ui.overview import choices, labelling
from ui.overview.block import Block
from ui.session import Dashboard
from ui.words import _, _n, language

PARAMETER = "show"
#: Width of a name, so that a phone has room for the figure beside it.
NAME = 190
#: A host's name is enough to know a source by.
HOST = r"^https?://(?:www\.)?([^/?#]+)"


def opened(blocks: Sequence[Block]) -> tuple[Block, str, str] | None:
    """The block, group and part that the address opens; None where it opens nothing known."""
    said = (address.text(PARAMETER) or "").split("|")
    if len(said) != 3:  # noqa: PLR2004 - block, group, part
        return None
    key, group, part = said
    for block in blocks:
        if block.key == key and block.mark(group, part) is not None:
            return block, group, part
    return None


def open_mark(name: str) -> None:
    """Put a mark into the address, so that its rows open."""
    address.go(show=name)


def close() -> None:
    """Take the mark out of the address."""
    address.go(show=None)


def rows(dashboard: Dashboard, block: Block, group: str, part: str) -> None:
    """Show the rows behind a mark in a panel of its own."""
    mark = block.mark(group, part)
    if mark is None:
        return
    heading = block.title(group, part) or block.name

    @st.dialog(plain(heading), width="large", on_dismiss=close)
    def panel() -> None:
        st.caption(plain(summed(mark)))
        _narrow(dashboard, block, group, part)
        table, columns = TABLES[mark["kind"]](dashboard, mark["ids"])
        st.dataframe(
            table,
            hide_index=True,
            column_config=columns,
            placeholder="–",
            height=min(38 * (len(table) + 1), 520),
            alt=_("The rows behind this figure, each with its record and source."),
            key="overview_rows",
        )

    panel()


def _narrow(dashboard: Dashboard, block: Block, group: str, part: str) -> None:
    """The way from a mark to the page of its region or sector alone."""
    kind, _dash, split = block.key.partition("-")
    name = {"map": "region", "gap": split, "flow": part}.get(kind, "")
    if group not in choices.filter_codes(dashboard).get(name, []):
        return
    if st.button(
        _("Show the page for {group} alone", group=plain(block.groups.get(group, group))),
        key="overview_narrow",
        icon=":material/filter_alt:",
        on_click=address.go,
        kwargs={name: group, "show": None},
    ):
        st.rerun()  # a dialog's button draws the dialog alone anew


def summed(mark: Mapping[str, Any]) -> str:
    """How a mark's figure comes about from its rows."""
    said = [_n("{count} row.", "{count} rows.", int(mark["records"]))]
    if mark["known"]:
        said.append(
            _n(
                "Sum {amount} over {count} known amount.",
                "Sum {amount} over {count} known amounts.",
                int(mark["known"]),
                amount=usd(mark["amount"]),
            )
        )
    if mark["overlapping"]:
        said.append(
            _n(
                "{count} overlaps with another record and is in no sum.",
                "{count} overlap with other records and are in no sum.",
                int(mark["overlapping"]),
            )
        )
    return " ".join(said)


def record_address(kind: str, record_id: str) -> str:
    """Address of a record."""
    return "/records?" + urlencode({kind: record_id, "lang": language()})


def matches_address(project_id: str) -> str:
    """Address of a project's matches."""
    return "/matches?" + urlencode({"project": project_id, "lang": language()})


def _projects(dashboard: Dashboard, ids: Sequence[str]) -> tuple[pd.DataFrame, dict[str, Any]]:
    projects = dashboard.projects.loc[list(dict.fromkeys(ids))]
    labels = dashboard.labels
    table = pd.DataFrame(
        {
            "name": projects["name"].to_numpy(),
            "ask": projects["ask_usd_m"].to_numpy(),
            "cost": projects["total_cost_usd_m"].to_numpy(),
            "counts": [_counted(counts) for counts in projects["counts"]],
            "opportunity": [labels("opportunity", code) for code in projects["opportunity"]],
            "region": [labels("geography", code) for code in projects["region"]],
            "as_of": projects["as_of"].to_numpy(),
            "record": [record_address("project", key) for key in projects["project_id"]],
            "source": projects["source_url"].to_numpy(),
        }
    )
    column = st.column_config
    return table, {
        "name": column.TextColumn(_("Project"), width=NAME),
        "opportunity": column.TextColumn(_("Opportunity"), width=110),
        "region": column.TextColumn(_("Region"), width=130),
        "ask": column.NumberColumn(_("Ask, USD m"), format="%.1f", width=110),
        "cost": column.NumberColumn(_("Total cost, USD m"), format="%.1f", width=130),
        "counts": column.TextColumn(_("In the sum"), width=110),
        "as_of": column.TextColumn(_("As of"), width=95),
    } | _links()


def _investors(dashboard: Dashboard, ids: Sequence[str]) -> tuple[pd.DataFrame, dict[str, Any]]:
    investors = dashboard.investors.loc[list(dict.fromkeys(ids))]
    investors = investors.sort_values("ticket_max_usd_m", ascending=False, kind="stable")
    labels = dashboard.labels
    table = pd.DataFrame(
        {
            "name": investors["name"].to_numpy(),
            "ticket": investors["ticket_max_usd_m"].to_numpy(),
            "type": [labels("investor_type", code) for code in investors["type"]],
            "country": [country(code) for code in investors["hq_country"]],
            "basis": [_basis(basis) for basis in investors["ticket_basis"]],
            "as_of": investors["as_of"].to_numpy(),
            "record": [record_address("investor", key) for key in investors["investor_id"]],
            "source": investors["source_url"].to_numpy(),
        }
    )
    column = st.column_config
    return table, {
        "name": column.TextColumn(_("Investor"), width=NAME),
        "type": column.TextColumn(_("Type"), width=210),
        "country": column.TextColumn(_("Country"), width=120),
        "ticket": column.NumberColumn(_("Largest ticket, USD m"), format="%.1f", width=160),
        "basis": column.TextColumn(_("Ticket is"), width=120),
        "as_of": column.TextColumn(_("As of"), width=95),
    } | _links()


def _deals(dashboard: Dashboard, ids: Sequence[str]) -> tuple[pd.DataFrame, dict[str, Any]]:
    deals = dashboard.deals.set_index("deal_id", drop=False).loc[list(dict.fromkeys(ids))]
    deals = deals.sort_values("year", ascending=False, kind="stable", na_position="last")
    projects, investors = dashboard.projects, dashboard.investors
    own = deals["amount_usd_m"].where(deals["amount_scope"] == "own")
    standings = labelling.words(labelling.STANDINGS)
    table = pd.DataFrame(
        {
            "investor": deals["investor_id"].map(investors["name"]).to_numpy(),
            "own": own.to_numpy(),
            "project": deals["project_id"].map(projects["name"]).to_numpy(),
            "year": deals["year"].to_numpy(),
            "standing": [standings.get(code, code) for code in deals["standing"]],
            "counts": [_counted(c) for c in deals["project_id"].map(projects["counts"])],
            "record": [record_address("project", key) for key in deals["project_id"]],
            "source": deals["source_url"].to_numpy(),
        }
    )
    column = st.column_config
    return table, {
        "investor": column.TextColumn(_("Investor"), width=NAME),
        "project": column.TextColumn(_("Project"), width=260),
        "year": column.NumberColumn(_("Year"), format="%d", width=70),
        "standing": column.TextColumn(_("Standing"), width=100),
        "own": column.NumberColumn(_("Own commitment, USD m"), format="%.1f", width=170),
        "counts": column.TextColumn(_("In the sum"), width=110),
    } | _links()


def _pairs(dashboard: Dashboard, ids: Sequence[str]) -> tuple[pd.DataFrame, dict[str, Any]]:
    pairs = [each.split("|") for each in ids]
    table = pd.DataFrame(
        {
            "project": [dashboard.projects["name"].get(project, project) for project, _i in pairs],
            "investor": [
                dashboard.investors["name"].get(investor, investor) for _p, investor in pairs
            ],
            "ask": [dashboard.projects["ask_usd_m"].get(project) for project, _i in pairs],
            "record": [
                "/matches?" + urlencode({"project": project, "match": investor, "lang": language()})
                for project, investor in pairs
            ],
        }
    )
    column = st.column_config
    return table, {
        "project": column.TextColumn(_("Project"), width=NAME),
        "investor": column.TextColumn(_("Investor"), width=240),
        "ask": column.NumberColumn(_("Ask, USD m"), format="%.1f", width=120),
        "record": column.LinkColumn(_("Match"), display_text=_("open"), width=80),
    }


def _links() -> dict[str, Any]:
    column = st.column_config
    return {
        "record": column.LinkColumn(_("Record"), display_text=_("open"), width=80),
        "source": column.LinkColumn(_("Source"), display_text=HOST, width=170),
    }


def _counted(counts: object) -> str:
    return _("yes") if bool(counts) else _("overlaps")


def _basis(basis: object) -> str:
    if not known(basis):
        return _("not published")
    return _("stated") if basis == "stated" else _("seen in deals")


TABLES = {"project": _projects, "investor": _investors, "deal": _deals, "pair": _pairs}
