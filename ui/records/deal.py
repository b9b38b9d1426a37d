"""One deal: what is known of it, its two sides, and the grid that edits it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from data.importing.fields import stored_fields
from ui import address
from ui.deals import amount_told
from ui.finder import Side, record_link
from ui.format import UNKNOWN, known, plain, source, when
from ui.records import editing, merged
from ui.records.duplicate_words import field_value
from ui.records.faults import field_label
from ui.session import Dashboard
from ui.words import _, language

#: What the title and the table of its sides say already, or what the source line says.
SAID = frozenset(
    {"deal_id", "investor_id", "project_id", "source_url", "verified", "notes"}
    | {"amount_usd_m", "amount_original_m", "amount_currency", "amount_scope"}
    | {"rate_year", "rate_exact", "signed_on", "year"}
)


def show(dashboard: Dashboard, deal_id: str) -> None:
    """Show a deal's page; a deal that does not exist is said in a sentence."""
    st.button(
        _("All records"),
        key="record_back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=lambda: address.go(deal=None, mend=None),
    )
    deal_id = merged.led_on(dashboard, "deal", deal_id)
    query = "deal_records"  # words: ignore - the name of a query
    rows: list[dict[str, Any]] = dashboard.store.table(query, ids=[deal_id]).to_pylist()
    if not rows:
        st.title(_("No such deal"))
        st.error(
            _(
                "There is no deal with the id “{id}”. Open one from the page of its investor or "
                "project.",
                id=plain(deal_id[:80]),
            ),
            icon=":material/link_off:",
        )
        return
    deal = rows[0]
    sides: tuple[tuple[Side, str], ...] = (
        ("investor", str(deal["investor_id"])),
        ("project", str(deal["project_id"])),
    )
    names = {
        "investor": dashboard.investors["name"],
        "project": dashboard.projects["name"],
    }
    told = [plain(names[side].get(each, each)) for side, each in sides]
    st.title(" → ".join(told))
    st.markdown(" · ".join(record_link(dashboard, side, each) for side, each in sides))
    if deal["verified"] == "no":
        st.warning(
            _("Unverified: general knowledge without a source. Check before use."),
            icon=":material/help:",
        )
    if known(deal["notes"]):
        st.caption(_("Note: {text}", text=plain(deal["notes"])))
    to_mend = bool(editing.wanted("deal"))
    if to_mend:
        editing.show(dashboard, "deal", deal_id)
    _facts(dashboard, deal)
    merged.show(dashboard, "deal", deal_id)
    if not to_mend:
        editing.show(dashboard, "deal", deal_id)


def _facts(dashboard: Dashboard, deal: dict[str, Any]) -> None:
    """Every field that says something, with the source; then those that do not."""
    date = when(deal["signed_on"] if known(deal["signed_on"]) else deal["year"])
    rows, missing = [(_("Amount"), amount_told(deal)), (_("Date"), date)], []
    for name in (each.name for each in stored_fields("deal") if each.name not in SAID):
        said = field_value(dashboard, "deal", deal, name)
        if said == UNKNOWN:
            missing.append(field_label("deal", name))
        else:
            rows.append((field_label("deal", name), plain(said)))
    st.subheader(_("What is known"))
    st.table(
        pd.DataFrame(rows, columns=[_("Field"), _("What is said")]),
        border="horizontal",
        hide_index=True,
    )
    st.markdown(_("Source: {source}", source=source(deal["source_url"], None, deal["verified"])))
    if missing:
        st.markdown(f"**{_('Not published, or not read')}**: {plain(', '.join(missing))}")


def open_link(deal_id: str, label: str) -> str:
    """A label as a markdown link to the page of a deal."""
    return f"[{plain(label)}](/records?{urlencode({'deal': deal_id, 'lang': language()})})"
