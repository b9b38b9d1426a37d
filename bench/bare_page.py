"""A bare Streamlit page with the widgets and the table of the page of records, and no data.

What it shows changes with every click, so that the browser has as much to draw.
"""

import json
import sys
from pathlib import Path

import pandas as pd
import streamlit as st

ROWS, COLUMNS, PAGES, OPEN = 25, 8, 40, 2

st.set_page_config(layout="wide")
side = st.query_params.get("side", "project")
shape = json.loads((Path(sys.argv[2]) / "shape.json").read_text(encoding="utf-8"))[side]

chosen = []
with st.container(horizontal=True, horizontal_alignment="right"):
    st.segmented_control("Language", ["EN", "RU", "KK"], default="EN")
with st.sidebar:
    st.text_input("Name", key="search")
    summary = st.empty()
    st.button("Clear", key="clear", type="tertiary")
    for place, (name, count) in enumerate(shape):
        with st.expander(name, expanded=place < OPEN):
            chosen += st.pills(
                name,
                range(count),
                selection_mode="multi",
                format_func=lambda value: f"Value number {value} :gray[{value * 17}]",
                key=f"facet_{name}",
                label_visibility="collapsed",
            )
turn = sum(chosen) + len(chosen)
summary.markdown(f"**{turn}** of 20,000")
st.title(f"{turn} of 20,000 records")
with st.container(horizontal=True):
    st.segmented_control("Kind", ["Projects", "Investors"], default="Projects")
    st.selectbox("Order", ["Name", "Ask", "Cost", "Date"])
    with st.popover("Columns"):
        st.pills("Columns", [f"Column {at}" for at in range(12)], selection_mode="multi")
st.dataframe(
    pd.DataFrame(
        {
            f"column {at}": [f"cell {turn} {row} {at}" for row in range(ROWS)]
            for at in range(COLUMNS)
        }
    ),
    hide_index=True,
    height=35 * (ROWS + 1) + 3,
    on_select="rerun",
    selection_mode=["multi-row", "single-cell"],
    key=f"table_{turn}",
)
st.caption("1 to 25 of 20,000. Choose a name to open the record.")
st.pagination(PAGES, key=f"page_{turn}")
st.caption("Newest record as of today.")
