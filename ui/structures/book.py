"""Fields, values, rules and checklist of structures, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from matching.vocabulary import Vocabulary, read_vocabularies
from structuring.checklist import Need, needs_from
from structuring.rules import Rule, rules_from
from ui.format import known, number, plain, source, usd, when
from ui.session import Dashboard
from ui.words import _, language, mark

SECTIONS = {
    "vehicle": mark("Vehicle"),
    "standing": mark("Standing with the regulator"),
    "offer": mark("Instrument and offer"),
    "islamic": mark("Islamic terms"),
    "green": mark("Sustainability"),
    "fund": mark("Fund"),
    "law": mark("Law and disputes"),
    "tax": mark("Tax"),
    "money": mark("Currency and regime"),
    "parties": mark("Investor and note"),
}
YES_NO = {"yes": mark("yes"), "no": mark("no")}


@dataclass(frozen=True)
class Book:
    """What there is to know about structures, whatever the deal."""

    fields: Mapping[str, Mapping[str, Any]]
    values: Mapping[str, Mapping[str, Mapping[str, Any]]]
    rules: Mapping[str, Rule]
    needs: list[Need]
    instruments: Vocabulary
    forms: Mapping[tuple[str, str], Mapping[str, Any]]
    investors: Mapping[str, str]

    def label(self, field: str) -> str:
        """Name of a field."""
        row = self.fields.get(field)
        return str(row[f"label_{language()}"]) if row else field

    def meaning(self, field: str) -> str:
        """What a field means."""
        return str(self.fields[field][f"meaning_{language()}"])

    def source(self, field: str) -> str:
        """Where a field comes from, as markdown."""
        return cited(self.fields[field])

    def kind(self, field: str) -> str:
        """Kind of a field."""
        return str(self.fields[field]["kind"])

    def codes(self, field: str) -> list[str]:
        """Values that a field can have, in their order."""
        return list(YES_NO) if self.kind(field) == "yes_no" else list(self.values.get(field, {}))

    def value(self, field: str, code: object) -> str:
        """A value of a field as the screen shows it; “not read” where there is none."""
        if not known(code):
            return _("not read")
        text = str(code)
        told = self.values.get(field, {}).get(text)
        if told:
            return str(told[f"label_{language()}"]) + (" †" if told["tentative"] else "")
        kind = self.kind(field) if field in self.fields else "text"
        return self._by_kind(kind, field, text)

    def _by_kind(self, kind: str, field: str, text: str) -> str:
        if kind == "yes_no":
            return _(YES_NO.get(text, text))
        if kind == "date":
            return when(text)
        if kind == "record":
            return self.investors.get(text, text)
        return self._number(field, text) if kind == "number" else text

    def _number(self, field: str, text: str) -> str:
        amount, unit = float(text), self.fields[field]["unit"]
        if unit == "USD m":
            return usd(amount)
        if unit == "USD":
            return usd(amount / 1e6)
        return f"{number(amount)} {unit}".strip() if unit else number(amount)

    def words(self, row: Rule | Need) -> str:
        """A rule or a line of the checklist in the reader's language."""
        return row.words[language()]


def cited(row: Mapping[str, Any] | Rule | Need) -> str:
    """Source of a row, in words, with its address, date and mark."""
    told = row if isinstance(row, Mapping) else vars(row)
    where = source(told["source_url"], told["as_of"], told["verified"])
    if not known(told["source_url"]):
        where = ", ".join(filter(None, [plain(when(told["as_of"])), _doubt(told["verified"])]))
    return f"{plain(told['source'])} · {where}" if where else plain(told["source"])


def _doubt(verified: object) -> str:
    return {"partial": _("partly verified"), "no": _("unverified")}.get(str(verified), "")


def book(dashboard: Dashboard) -> Book:
    """The book as of the dashboard's data version."""
    return _book(dashboard.version, dashboard)


@st.cache_resource(show_spinner=False, max_entries=2)
def _book(version: str, _dashboard: Dashboard) -> Book:
    del version
    store = _dashboard.store
    values: dict[str, dict[str, dict[str, Any]]] = {}
    for row in _rows(store.frame("structure_values")):
        values.setdefault(row["field"], {})[row["code"]] = row
    vocabulary = store.frame("vocabulary")
    return Book(
        fields={row["field"]: row for row in _rows(store.frame("structure_fields"))},
        values=values,
        rules=rules_from(store.frame("structure_rules")),
        needs=needs_from(store.frame("structure_needs")),
        instruments=read_vocabularies(vocabulary)["instrument"],
        forms={(row["category"], row["code"]): row for row in _rows(store.frame("aifc_forms"))},
        investors=dict(_dashboard.investors["name"]),
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): (value if known(value) else None) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
