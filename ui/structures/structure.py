"""The structure of a deal: its AIFC fields."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.format import source
from ui.session import Dashboard
from ui.structures.deal import Deal
from ui.words import _, mark

FIELDS = {
    "legal_form": mark("Legal form"),
    "afsa_status": mark("Standing with the AFSA"),
    "aix_route": mark("AIX route"),
    "instrument": mark("Instrument"),
    "islamic_contract": mark("Islamic contract"),
    "sustainable_label": mark("Sustainability label"),
    "green_category": mark("Green category"),
    "governing_law": mark("Governing law"),
    "dispute_forum": mark("Dispute forum"),
}


def show(dashboard: Dashboard, deal: Deal) -> None:
    """Show what was read of the structure, and what was not."""
    del dashboard
    read = deal.structure
    st.table(
        pd.DataFrame(
            {
                _("Field"): [_(label) for label in FIELDS.values()],
                _("Value"): [read.get(name, _("not read")) for name in FIELDS],
            }
        ),
        border="horizontal",
        hide_index=True,
    )
    said = source(read.get("source_url"), read.get("as_of"), read.get("verified"))
    st.caption(_("Source: {source}", source=said))
