"""The executive view to take away: printed pages in A4 landscape, and a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd
from reportlab.platypus import Flowable, PageBreak

from matching.model import code_version
from ui.overview import came, capital, routes, since, trust
from ui.overview.block import Block
from ui.overview.choices import BY_WORDS, MEASURE_WORDS, SPLIT_WORDS, Choices
from ui.overview.drawings import Room
from ui.overview.drawn import drawing
from ui.overview.summary import Progress, Summary
from ui.session import Dashboard
from ui.takeaway.blocks import Align, Type
from ui.takeaway.pdf import Paper, build
from ui.takeaway.provenance import Provenance
from ui.takeaway.xlsx import Column, Sheet, workbook
from ui.words import _, language

#: Height of a column's pictures in points, the least one, and by how much it is made lower.
WHOLE, TALL, LOWEST, STEP = 400.0, 300.0, 160.0, 20.0
#: What a page keeps free, so that rounding pushes nothing to the next.
SLACK = 4.0
SIZE = 8.0
#: Sides of the list of projects, column by column.
ALIGNED: tuple[Align, ...] = ("left", "right", "left", "left")  # words: ignore - sides


@dataclass(frozen=True)
class View:
    """What is taken away: the figures, what was chosen, and what they say at the top."""

    dashboard: Dashboard
    shown: Summary
    progress: Progress
    chosen: Choices
    finding: str
    figures: Sequence[tuple[str, str, str]]
    provenance: Provenance


def provenance(
    dashboard: Dashboard, shown: Summary, filters: tuple[tuple[str, str], ...], address: str
) -> Provenance:
    """Where the file comes from."""
    return Provenance(
        title=_("Overview of investment in Kazakhstan"),
        address=address,
        as_of=trust.as_of(shown),
        data_version=dashboard.version,
        model_version=code_version(),
        made_at=datetime.now(UTC),
        filters=filters,
    )


def every_block(view: View) -> list[Block]:
    """All blocks, each split and measure of them, in the order of the page."""
    dashboard, shown, chosen = view.dashboard, view.shown, view.chosen
    splits = [chosen.split, *(name for name in shown.gaps if name != chosen.split)]
    measures = [chosen.measure, *(name for name in shown.regions if name != chosen.measure)]
    return [
        *(capital.gap_block(dashboard, shown, split, chosen.unit) for split in splits),
        *(capital.region_block(dashboard, shown, measure) for measure in measures),
        came.ladder_block(view.progress),
        came.standing_block(shown),
        *(came.deals_block(dashboard, shown, by, chosen.deals_in) for by in BY_WORDS),
        routes.flow_block(dashboard, shown),
        routes.plane_block(dashboard, shown),
        routes.corridor_block(dashboard, shown),
        trust.short_block(shown),
        routes.aifc_block(shown),
        trust.quality_block(shown),
    ]


def printed(view: View) -> bytes:
    """The pages, A4 landscape."""
    origin = view.provenance
    filters = "; ".join(f"{name}: {value}" for name, value in origin.filters) or _("none")
    paper = Paper(
        title=origin.title,
        head=origin.title,
        footer=(
            " · ".join(
                [
                    origin.as_of,
                    _("Data version {version}", version=origin.data_version),
                    _("Filters: {filters}", filters=filters),
                    _("Made {moment}", moment=origin.moment()),
                    trust.uncited(view.shown),
                ]
            ),
        ),
        landscape=True,
        language=language(),
    )
    return build(paper, _story(view, Type(paper.width, SIZE), paper.height - SLACK))


def _story(view: View, kind: Type, page: float) -> list[Flowable]:
    blocks = {block.key: block for block in every_block(view)}
    gaps = [block for key, block in blocks.items() if key.startswith("gap-")]
    maps = [block for key, block in blocks.items() if key.startswith("map-")]
    deals = [blocks[f"deals-{by}"] for by in BY_WORDS]
    below = " · ".join(
        each
        for each in (
            view.provenance.as_of,
            since.moved(view.progress),
            since.changes(view.progress),
        )
        if each
    )
    if view.provenance.filters:
        told = "; ".join(f"{name}: {value}" for name, value in view.provenance.filters)
        below = f"{_('Filters: {filters}', filters=told)} · {below}"
    top = [*kind.title(view.finding, below), kind.figures(view.figures)]
    left = page - _height(kind, top)
    return [
        *top,
        _row(kind, [gaps[0]], [maps[0], blocks["ladder"]], (TALL - 10, left)),
        PageBreak(),
        _row(kind, [gaps[1]], gaps[2:], (page, page), noted=False),
        PageBreak(),
        _row(kind, [deals[0], deals[2]], [deals[1], blocks["standing"]], (WHOLE, page)),
        PageBreak(),
        _row(kind, [blocks["flow"]], [blocks["places"], blocks["corridors"]], (WHOLE, page)),
        PageBreak(),
        _row(kind, [blocks["aifc"], blocks["short"]], [blocks["quality"]], (WHOLE, page)),
        PageBreak(),
        *_short_table(view, kind),
    ]


def _height(kind: Type, parts: Sequence[Flowable]) -> float:
    """Points that flowables take one below the other."""
    return float(
        sum(
            part.wrap(kind.width, 10_000)[1] + part.getSpaceBefore() + part.getSpaceAfter()
            for part in parts
        )
    )


def _row(
    kind: Type,
    left: Sequence[Block],
    right: Sequence[Block],
    heights: tuple[float, float],
    *,
    noted: bool = True,
) -> Flowable:
    """Two columns: pictures as high as wished, or less where the page has not that much left.

    ``heights`` are the one wished for of a column's pictures and what is left of the page. What
    fits no page however low its pictures are goes without its notes.
    """
    wished, there = heights
    for told in (True, False) if noted else (False,):
        height = wished
        while height >= LOWEST:
            row = _row_of(kind, left, right, height, noted=told)
            if _height(kind, [row]) <= there:
                return row
            height -= STEP
    return row


def _row_of(
    kind: Type, left: Sequence[Block], right: Sequence[Block], height: float, *, noted: bool = True
) -> Flowable:
    half = kind.part(0.5)

    def column(blocks: Sequence[Block]) -> list[Flowable]:
        room = height if len(blocks) == 1 else max(height / len(blocks), LOWEST / 2)
        return [each for block in blocks for each in _printed_block(half, block, room, noted=noted)]

    return kind.beside(column(left), column(right))


def _printed_block(kind: Type, block: Block, height: float, *, noted: bool) -> list[Flowable]:
    room = Room(kind.width, height)
    parts: list[Flowable] = [kind.heading(block.finding, keep=False)]
    if block.picture is None:
        parts.append(kind.note(block.empty))
    else:
        parts.append(drawing(block.picture, room))
        told = block.notes if noted else []
        parts += [kind.note(note) for note in told]
    return parts


def _short_table(view: View, kind: Type) -> list[Flowable]:
    table = trust.reasons_of(view.shown)
    if table.empty:
        return []
    rows = [
        (row["name"], str(row["viable"]), row["why"], row["lacks"] or "–")
        for row in table.to_dict("records")
    ]
    return [
        kind.heading(_("Projects short of investors"), keep=False),
        kind.table(
            [_("Project"), _("Viable"), _("Too few are left after"), _("Record lacks")],
            rows,
            [0.45, 0.08, 0.27, 0.2],
            ALIGNED,
        ),
    ]


def spreadsheet(view: View) -> bytes:
    """One sheet per block, a row per mark, and the projects short of investors."""
    columns = [
        Column("group", _("Group")),
        Column("part", _("What")),
        Column("records", _("Number of records"), "integer"),
        Column("amount", _("Amount, USD m"), "number"),
        Column("known", _("Amounts known"), "integer"),
        Column("unknown", _("Amounts unknown"), "integer"),
        Column("overlapping", _("Overlapping, left out"), "integer"),
        Column("finding", _("Finding")),
    ]
    sheets = [
        Sheet(_sheet_name(block), block.numbers().assign(finding=block.finding), columns)
        for block in every_block(view)
        if len(block.marks)
    ]
    return workbook(view.provenance, [_figures_sheet(view), *sheets, _short_sheet(view)])


def _sheet_name(block: Block) -> str:
    kind, _dash, way = block.key.partition("-")
    word = {"gap": SPLIT_WORDS, "map": MEASURE_WORDS}.get(kind, {}).get(way)
    return f"{block.name}, {_(word)}" if word else block.name


def _figures_sheet(view: View) -> Sheet:
    frame = pd.DataFrame(list(view.figures), columns=["figure", "value", "note"])
    columns = [
        Column("figure", _("Figure")),
        Column("value", _("Value")),
        Column("note", _("What it leaves out")),
    ]
    return Sheet(_("Key figures"), frame, columns)


def _short_sheet(view: View) -> Sheet:
    columns = [
        Column("project_id", _("Project ID")),
        Column("name", _("Project")),
        Column("viable", _("Viable"), "integer"),
        Column("why", _("Too few are left after")),
        Column("lacks", _("Record lacks")),
        Column("source_url", _("Source")),
    ]
    return Sheet(_("Projects short of investors"), trust.reasons_of(view.shown), columns)
