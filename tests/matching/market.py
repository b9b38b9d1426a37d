"""A small market, made up but shaped like the real one: who would fund a port, a farm, a road."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from matching import Matcher

VOCABULARY = [
    ("sector", "transport", "", None),
    ("sector", "ports", "transport", None),
    ("sector", "shipping", "transport", None),
    ("sector", "roads", "transport", None),
    ("sector", "agri-food", "", None),
    ("sector", "grain", "agri-food", None),
    ("sector", "health", "", None),
    ("sector", "hospitals", "health", None),
    ("instrument", "equity", "", None),
    ("instrument", "joint venture", "equity", None),
    ("instrument", "debt", "", None),
    ("instrument", "senior loan", "debt", None),
    ("instrument", "guarantee", "", None),
    ("instrument", "islamic", "", None),
    ("instrument", "murabaha", "islamic", None),
    ("instrument", "advisory", "", None),
    ("instrument", "contract", "", None),
    ("instrument", "EPC contract", "contract", None),
    ("instrument", "operation", "contract", None),
    ("stage", "idea", "", 1),
    ("stage", "preparation", "", 2),
    ("stage", "procurement", "", 3),
    ("stage", "financing", "", 4),
    ("stage", "construction", "", 5),
    ("geography", "global", "", None),
    ("geography", "Eurasia", "global", None),
    ("geography", "Africa", "global", None),
    ("geography", "Central Asia", "Eurasia", None),
    ("geography", "Kazakhstan", "Central Asia", None),
    ("geography", "national", "Kazakhstan", None),
    ("geography", "West", "Kazakhstan", None),
    ("geography", "South", "Kazakhstan", None),
    ("geography", "Mangystau", "West", None),
    ("geography", "Almaty", "South", None),
]

INVESTORS = [
    {
        "investor_id": "port-operator",
        "name": "Gulf Ports Group (GPG)",
        "sectors": ["transport"],
        "specialisms": ["ports"],
        "instruments": ["joint venture", "operation"],
        "regions_focus": ["Eurasia"],
        "kz_presence": "yes",
        "themes": ["connectivity"],
        "description": "Port operator with terminals on three seas.",
    },
    {
        "investor_id": "shipping-line",
        "name": "Blue Star Line",
        "sectors": ["transport"],
        "specialisms": ["shipping", "ports"],
        "instruments": ["equity"],
        "regions_focus": ["global"],
        "themes": ["connectivity"],
        "description": "Shipping line that takes stakes in container terminals at ports it calls.",
    },
    {
        "investor_id": "transport-lender",
        "name": "Bank for Transport",
        "sectors": ["transport"],
        "specialisms": [],
        "instruments": ["senior loan", "equity"],
        "regions_focus": ["Central Asia"],
        "ticket_min_usd_m": 20.0,
        "ticket_max_usd_m": 200.0,
        "ticket_basis": "stated",
        "themes": ["connectivity"],
        "description": "Lends to roads, railways and terminals.",
    },
    {
        "investor_id": "grain-trader",
        "name": "Golden Ear Trading",
        "sectors": ["agri-food"],
        "specialisms": ["grain"],
        "instruments": ["equity"],
        "regions_focus": ["Kazakhstan"],
        "kz_presence": "yes",
        "description": "Buys, stores and ships wheat.",
    },
    {
        "investor_id": "islamic-bank",
        "name": "Crescent Bank",
        "sectors": ["health", "transport"],
        "specialisms": [],
        "instruments": ["murabaha", "senior loan"],
        "regions_focus": ["Central Asia"],
        "shariah_only": True,
        "description": "Shariah-compliant finance for private companies.",
    },
    {
        "investor_id": "builder",
        "name": "Great Wall Builders",
        "sectors": ["transport"],
        "specialisms": [],
        "instruments": ["EPC contract"],
        "regions_focus": ["Kazakhstan"],
        "description": "Turnkey contractor.",
    },
    {
        "investor_id": "guarantor",
        "name": "Risk Cover Agency",
        "sectors": ["transport"],
        "specialisms": [],
        "instruments": ["guarantee"],
        "regions_focus": ["global"],
        "exclusions": ["agri-food"],
        "description": "Covers lenders against political risk.",
    },
]

PROJECTS = [
    {
        "project_id": "caspian-port",
        "name": "New Caspian port",
        "sector": ["transport"],
        "subsector": "ports",
        "region": "Mangystau",
        "macro_region": "West",
        "stage": "preparation",
        "opportunity": "open",
        "ask_usd_m": 120.0,
        "instruments": ["equity", "senior loan"],
        "themes": ["connectivity"],
        "sponsor": "Sea Port Authority 51%; National Railways 49%",
        "description": "Container and grain terminals on the Caspian coast.",
    },
    {
        "project_id": "old-port",
        "name": "Old port berths",
        "sector": ["transport"],
        "subsector": "ports",
        "region": "Mangystau",
        "macro_region": "West",
        "stage": "operation",
        "opportunity": "track record",
        "total_cost_usd_m": 80.0,
        "instruments": ["senior loan"],
        "sponsor": "Gulf Ports Group",
        "description": "Berths rebuilt years ago.",
    },
    {
        "project_id": "clinic",
        "name": "Regional clinic",
        "sector": ["health"],
        "subsector": "hospitals",
        "region": "Almaty",
        "macro_region": "South",
        "stage": "financing",
        "opportunity": "open",
        "ask_usd_m": 15.0,
        "instruments": ["senior loan"],
        "description": "A clinic with 200 beds.",
    },
    {
        "project_id": "elevator",
        "name": "Grain elevator",
        "sector": ["agri-food"],
        "subsector": "grain",
        "region": "Almaty",
        "macro_region": "South",
        "stage": "idea",
        "opportunity": "announced",
        "total_cost_usd_m": 30.0,
        "instruments": [],
        "description": "Storage for wheat.",
    },
]

DEALS = [
    {
        "deal_id": "d1",
        "investor_id": "transport-lender",
        "project_id": "old-port",
        "role_kind": "funder",
        "standing": "closed",
        "year": 2022,
        "instrument": ["senior loan"],
        "amount_usd_m": 40.0,
        "amount_scope": "own",
    },
    {
        "deal_id": "d2",
        "investor_id": "builder",
        "project_id": "old-port",
        "role_kind": "supplier",
        "standing": "closed",
        "year": 2022,
        "instrument": ["EPC contract"],
    },
]


@dataclass(frozen=True)
class Market:
    """The four frames of a small market."""

    investors: pd.DataFrame
    projects: pd.DataFrame
    deals: pd.DataFrame | None
    vocabulary: pd.DataFrame | None

    def fit(self, **parameters: object) -> Matcher:
        return (
            Matcher()
            .set_params(**parameters)
            .fit(self.investors, self.projects, self.deals, self.vocabulary)
        )

    def with_investor(self, investor_id: str, **fields: object) -> Market:
        """Return the market with some fields of an investor changed, or a new investor."""
        return replace(self, investors=_changed(self.investors, investor_id, fields))

    def with_project(self, project_id: str, **fields: object) -> Market:
        """Return the market with some fields of a project changed, or a new project."""
        return replace(self, projects=_changed(self.projects, project_id, fields))


def _changed(frame: pd.DataFrame, identifier: str, fields: dict[str, object]) -> pd.DataFrame:
    key = str(frame.columns[0])
    records = frame.to_dict("records")
    found = [record for record in records if record[key] == identifier]
    if not found:
        found = [{key: identifier, "name": identifier}]
        records += found
    found[0].update(fields)
    return pd.DataFrame(records)
