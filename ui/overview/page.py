"""The executive view as the page shows it: figures first, then each block with its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from matching.summary.ladder import RUNGS
from matching.summary.sums import Total, marks
from ui import address
from ui import figures as charts
from ui.format import number, plain, usd
from ui.overview import came, capital, choices, drill, routes, since, takeaway, trust
from ui.overview.block import Block, sum_told
from ui.overview.charts import address_of, figure
from ui.overview.choices import Choices
from ui.overview.summary import Progress, Summary
from ui.session import Dashboard
from ui.takeaway.provenance import deferred
from ui.words import _, _n, language

#: Figures whose rows can be opened though no chart shows them.
FIGURES, LADDER = "figures", "ladder"
TALKING = frozenset(RUNGS[1:4])
#: Views of the page kept at a time, for all sessions.
KEPT = 48


def all_blocks(
    dashboard: Dashboard, shown: Summary, progress: Progress, chosen: Choices
) -> dict[str, Block]:
    """Every block of the page, by its place on it."""
    kept = _of_the_facts(dashboard.version, language(), chosen, dashboard, shown)
    return kept | {
        FIGURES: with_talks(kept[FIGURES], progress),
        LADDER: came.ladder_block(progress),
    }


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _of_the_facts(
    version: str, lang: str, chosen: Choices, _dashboard: Dashboard, _shown: Summary
) -> dict[str, Block]:
    """Blocks that change with the facts, the choices and the language alone."""
    del version, lang
    return {
        FIGURES: figures_block(_shown),
        "gap": capital.gap_block(_dashboard, _shown, chosen.split, chosen.unit),
        "map": capital.region_block(_dashboard, _shown, chosen.measure),
        "standing": came.standing_block(_shown),
        "short": trust.short_block(_shown),
        "deals": came.deals_block(_dashboard, _shown, chosen.by, chosen.deals_in),
        "flow": routes.flow_block(_dashboard, _shown),
        "corridors": routes.corridor_block(_dashboard, _shown),
        "places": routes.plane_block(_dashboard, _shown),
        "aifc": routes.aifc_block(_shown),
        "quality": trust.quality_block(_shown),
    }


def figures_block(shown: Summary) -> Block:
    """The figures of the facts as marks, so that each opens its rows."""
    facts = shown.facts
    fitted = facts.opened[facts.opened["counts"].astype(bool) & facts.opened["ask_usd_m"].notna()]
    latest = shown.latest or 0
    this_year = facts.came_about[facts.came_about["year"] == latest]
    tables = (
        marks(facts.opened, "project", None, "ask", "ask_usd_m"),
        marks(fitted, "project", None, "fits", "ask_usd_m"),
        marks(this_year, "deal", None, "closed", "own_usd_m"),
    )
    return Block(
        key=FIGURES,
        name=_("Key figures"),
        finding="",
        marks=_together(*tables),
        groups={"": ""},
        parts={
            "ask": _("Open ask"),
            "fits": _("Capital that fits the asks"),
            "talking": _("In dialogue"),
            "closed": _closed_label(latest),
        },
    )


def with_talks(figures: Block, progress: Progress) -> Block:
    """The figures with the pairs in dialogue, which change with every step recorded."""
    ladder = progress.ladder
    talking = ladder[ladder["group"].isin(TALKING)]
    if talking.empty:
        return figures
    pairs = pd.DataFrame({"ids": [each for ids in talking["ids"] for each in ids]})
    return replace(figures, marks=_together(figures.marks, marks(pairs, "pair", None, "talking")))


def _together(*tables: pd.DataFrame) -> pd.DataFrame:
    kept = [table for table in tables if len(table)]
    return pd.concat(kept, ignore_index=True) if kept else tables[0]


def headline(shown: Summary, progress: Progress, scope: tuple[tuple[str, str], ...]) -> None:
    """The finding of the page, what changed and as of when, and what is filtered."""
    st.title(plain(finding(shown)))
    if scope:
        told = " · ".join(f"{name}: {value}" for name, value in scope)
        st.markdown(f":material/filter_alt: {plain(told)}")
    st.caption(plain(" · ".join(changed(shown, progress))))


def changed(shown: Summary, progress: Progress) -> list[str]:
    """As of when the page is, and what changed: each sentence that there is something to say in."""
    told = (
        trust.as_of(shown),
        since.moved(progress),
        since.changes(progress),
        since.by_year(shown, progress.today.year),
    )
    return [each for each in told if each]


def finding(shown: Summary) -> str:
    """The page in one sentence."""
    opened = len(shown.facts.opened)
    if not len(shown.facts.projects):
        return _("No project matches these filters")
    if not shown.ask.published:
        return _n(
            "{count} project is open to investors, and none publishes what it seeks",
            "{count} projects are open to investors, and none publishes what it seeks",
            opened,
        )
    said = [
        _n(
            "{count} project is open to investors",
            "{count} projects are open to investors",
            opened,
        )
    ]
    if shown.ask.counted:
        said.append(
            _n(
                "{count} published ask comes to {amount}",
                "{count} published asks come to {amount}",
                shown.ask.counted,
                amount=usd(shown.ask.amount),
            )
        )
    if shown.ask.left_out:
        said.append(
            _n(
                "{count} ask overlaps with other records and is not added",
                "{count} asks overlap with other records and are not added",
                len(shown.ask.left_out),
            )
        )
    return "; ".join(said)


def key_figures(told: Mapping[str, tuple[str, str]], block: Block) -> None:
    """Four figures, each with what is not known about it and the way to its rows."""
    cells = st.grid(4, min_column_width=220, border=True)
    for part, (value, note) in told.items():
        with cells.container():
            st.metric(block.parts[part], plain(value))
            mark = block.mark("", part)
            st.caption(plain(note))
            if mark is not None:
                st.button(
                    _n("{count} row", "{count} rows", int(mark["records"])),
                    key=f"overview_figure_{part}",
                    type="tertiary",
                    icon=":material/table_rows:",
                    on_click=drill.open_mark,
                    args=(address_of(FIGURES, "", part),),
                )


def told_figures(shown: Summary, progress: Progress, block: Block) -> dict[str, tuple[str, str]]:
    """Value and remark of each of the four figures."""
    ask, announced = shown.ask, shown.announced
    talking, closed = block.mark("", "talking"), block.mark("", "closed")
    bound = progress.ladder[progress.ladder["group"].isin(RUNGS[4:])]
    late = shown.standings[shown.standings["group"] == "announced"]
    return {
        "ask": (
            usd(ask.amount) if ask.counted else _("unknown"),
            _ask_note(ask, announced),
        ),
        "fits": (
            usd(shown.fits) if shown.fitted else _("unknown"),
            _n(
                "for {count} known ask, each viable investor's largest known ticket once",
                "for {count} known asks, each viable investor's largest known ticket once",
                shown.fitted,
            )
            if shown.fitted
            else _("no known ask can be added up"),
        ),
        "talking": (
            number(talking["records"], 0) if talking else "0",
            _(
                "pairs contacted, interested or at a memorandum; {bound} bound or disbursed",
                bound=number(int(bound["records"].sum()), 0),
            ),
        ),
        "closed": (
            number(closed["records"], 0) if closed else "0",
            _(
                "own commitments {amount}; {announced} announced deals, all years, stand apart",
                amount=sum_told(closed),
                announced=number(int(late["records"].sum()), 0),
            ),
        ),
    }


def _ask_note(ask: Total, announced: Total) -> str:
    said = [
        _n("{count} publishes no ask", "{count} publish no ask", ask.records - ask.published),
        *capital.left_out(ask),
        _n(
            "{count} announced project apart",
            "{count} announced projects apart",
            announced.records,
        ),
    ]
    return "; ".join(said)


def take_away(
    dashboard: Dashboard,
    shown: Summary,
    progress: Progress,
    chosen: Choices,
    figures: Mapping[str, tuple[str, str]],
    block: Block,
) -> None:
    """Two files of the whole page; each is built when it is asked for, beside the page."""
    filters = choices.told(dashboard.labels, chosen.scope)
    view = takeaway.View(
        dashboard=dashboard,
        shown=shown,
        progress=progress,
        chosen=chosen,
        finding=finding(shown),
        figures=[(block.parts[part], *said) for part, said in figures.items()],
        provenance=takeaway.provenance(dashboard, shown, filters, _own_address()),
    )
    stem = f"overview-{view.provenance.made_at:%Y-%m-%d}"  # words: ignore - a file's name
    st.download_button(
        _("Print (PDF)"),
        deferred(lambda: takeaway.printed(view)),
        file_name=f"{stem}.pdf",
        mime="application/pdf",
        icon=":material/print:",
        on_click="ignore",
        key="overview_pdf",
    )
    st.download_button(
        _("Numbers (XLSX)"),
        deferred(lambda: takeaway.spreadsheet(view)),
        file_name=f"{stem}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/table:",
        on_click="ignore",
        key="overview_xlsx",
    )


def _own_address() -> str:
    values = {name: value for name, value in st.query_params.items() if name != drill.PARAMETER}
    return "/overview" + (f"?{urlencode(values)}" if values else "")


def show(
    block: Block, chosen: Choices, version: str, head: Callable[[], None] | None = None
) -> None:
    """One block: its finding, what can be shown instead, the picture, notes, numbers.

    ``chosen`` and ``version`` are what the block is made from.
    """
    with st.container(key=f"block_{block.key}", gap="small"):
        st.subheader(plain(block.finding), anchor=False)
        if head is not None:
            head()
        if block.picture is None:
            st.info(block.empty, icon=":material/info:")
            return
        _picture(block, chosen, version)
        if block.notes:
            st.caption(plain(" ".join(block.notes)))
        _numbers(block)


def short_of_investors(dashboard: Dashboard, shown: Summary) -> None:
    """Each project that hardly anyone fits: why, and what its record lacks."""
    table = trust.reasons_of(shown)
    if table.empty:
        return
    fold = st.expander(
        _("Projects short of investors"), key="overview_fold_list", on_change="rerun"
    )
    if not fold.open:
        return
    labels = dashboard.labels
    listed = pd.DataFrame(
        {
            "name": table["name"],
            "viable": table["viable"],
            "why": table["why"],
            "lacks": table["lacks"].where(table["lacks"] != ""),
            "opportunity": [labels("opportunity", code) for code in table["opportunity"]],
            "address": [drill.matches_address(key) for key in table["project_id"]],
        }
    )
    column = st.column_config
    fold.dataframe(
        listed,
        key="overview_short",
        hide_index=True,
        height=min(36 * (len(listed) + 1), 400),
        placeholder="–",
        alt=_("Projects short of viable investors, with the reason and what their record lacks."),
        column_config={
            "name": column.TextColumn(_("Project"), width=240, pinned=True),
            "viable": column.NumberColumn(_("Viable"), format="%d", width=70),
            "why": column.TextColumn(_("Too few are left after"), width=210),
            "lacks": column.TextColumn(_("Record lacks"), width=150),
            "opportunity": column.TextColumn(_("Opportunity"), width=110),
            "address": column.LinkColumn(_("Matches"), display_text=_("open"), width=80),
        },
    )


def _picture(block: Block, chosen: Choices, version: str) -> None:
    # An opened mark makes it another chart, so that the same mark can be chosen again.
    on = (address.text(drill.PARAMETER) or "").partition("|")[0] == block.key
    key = f"overview_{block.key}{'_open' if on else ''}"
    st.plotly_chart(
        _figure(block, chosen, version),
        key=key,
        config=charts.CONFIG,
        alt=f"{block.finding}. {block.alt}",
        theme="streamlit",
        on_select=lambda: _chosen(key),
        selection_mode="points",
    )


def _figure(block: Block, chosen: Choices, version: str) -> go.Figure:
    if block.picture is None:
        return go.Figure()
    if block.key == LADDER:
        return figure(block, block.picture)
    return _kept_figure(version, language(), charts.ink(), chosen, block.key, block)


@st.cache_resource(show_spinner=False, max_entries=KEPT * 10)
def _kept_figure(
    version: str, lang: str, ink: str, chosen: Choices, key: str, _block: Block
) -> go.Figure:
    """A block's figure; drawing it takes longer than sending it."""
    del version, lang, ink, chosen, key
    return figure(_block, _block.picture) if _block.picture is not None else go.Figure()


def _chosen(key: str) -> None:
    points: Sequence[Any] = st.session_state[key]["selection"]["points"]
    for point in points:
        name = point.get("customdata")
        name = name[0] if isinstance(name, list) else name
        if isinstance(name, str) and name.count("|") == 2:  # noqa: PLR2004 - block, group, part
            drill.open_mark(name)
            return


def _numbers(block: Block) -> None:
    fold = st.expander(
        _("Show the numbers"), key=f"overview_fold_{block.key}", on_change="rerun", type="compact"
    )
    if not fold.open:
        return
    table = block.numbers()
    if not any(block.parts.values()):
        table = table.drop(columns="part")
    key = f"overview_numbers_{block.key}"
    column = st.column_config
    with fold:
        st.dataframe(
            table,
            key=key,
            hide_index=True,
            placeholder="–",
            on_select=lambda: _row(key, block),
            selection_mode="single-row",
            alt=_("The numbers of the chart; choose a row to see what stands behind it."),
            column_config={
                "group": column.TextColumn(block.name, width="medium", pinned=True),
                "part": column.TextColumn(_("What"), width="medium"),
                "records": column.NumberColumn(_("Number of records"), format="%d"),
                "amount": column.NumberColumn(_("Amount, USD m"), format="%.1f"),
                "known": column.NumberColumn(_("Amounts known"), format="%d"),
                "unknown": column.NumberColumn(_("Amounts unknown"), format="%d"),
                "overlapping": column.NumberColumn(_("Overlapping, left out"), format="%d"),
            },
        )
        st.caption(_("Choose a row to see what stands behind it."))


def _row(key: str, block: Block) -> None:
    chosen = st.session_state[key]["selection"]["rows"]
    if chosen:
        mark = block.marks.iloc[chosen[0]]
        drill.open_mark(address_of(block.key, mark["group"], mark["part"]))


def _closed_label(year: float) -> str:
    """Name the newest year with a deal; without one there is none to name."""
    return _("Closed or signed in {year}", year=int(year)) if year > 0 else _("Closed or signed")


def switches(name: str, chosen: Choices) -> Callable[[], None]:
    """What a block can show instead."""

    def gap() -> None:
        with st.container(horizontal=True):
            choices.switch("gap", choices.SPLIT_WORDS, chosen.split, "sector", _("Split by"))
            choices.switch("gap_in", choices.UNIT_WORDS, chosen.unit, "amount", _("Show in"))

    def map_() -> None:
        choices.switch("map", choices.MEASURE_WORDS, chosen.measure, "projects", _("Colour by"))

    def deals() -> None:
        with st.container(horizontal=True):
            choices.switch("deals", choices.BY_WORDS, chosen.by, "year", _("Split by"))
            choices.switch("deals_in", choices.UNIT_WORDS, chosen.deals_in, "records", _("Show in"))

    return {"gap": gap, "map": map_, "deals": deals}[name]
