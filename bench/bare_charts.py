"""A bare Streamlit page with as many charts as the overview, and nothing worked out."""

import sys

import plotly.graph_objects as go
import streamlit as st

CHARTS, BARS = int(sys.argv[1]), 12

st.set_page_config(layout="wide")
st.title("A page of charts")
for row in range(CHARTS // 2):
    for at, column in enumerate(st.columns(2)):
        with column:
            st.subheader(f"Chart {row} {at}")
            figure = go.Figure(go.Bar(y=list(range(BARS)), x=list(range(BARS)), orientation="h"))
            figure.update_layout(height=360)
            st.plotly_chart(figure, key=f"chart_{row}_{at}", on_select="rerun")
