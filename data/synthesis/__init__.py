"""A data directory of made-up records, of any size, shaped like the seed facts.

Every share, spread and habit is measured on the seed facts when it is drawn; the ``_Measured``
classes say which and what they show today. What the facts do not show is left out: exclusions and
stages of investors, internal rates of return, other currencies than the US dollar, financiers,
names to screen. Nothing here opens the database, and ``data.synthetic`` keeps the records out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from data.load import SEED
from data.synthesis import investors, projects
from data.synthesis.deals import draw_deals
from data.synthesis.facts import read_facts
from data.synthesis.writing import SCHEMAS, Format, RefusedError, table_file, write_folder

__all__ = ["Order", "RefusedError", "synthesize"]


@dataclass(frozen=True)
class Order:
    """How many records of each kind are asked for, and the seed of their random numbers.

    Raises
    ------
    RefusedError
        Where no such directory can be: it needs an investor and a project, no number is
        negative, and no pair of them makes more than one deal.

    """

    investors: int
    projects: int
    deals: int
    seed: int = 0

    def __post_init__(self) -> None:
        if self.investors < 1 or self.projects < 1:
            raise RefusedError("At least one investor and one project are needed.")
        if self.deals < 0 or self.seed < 0:
            raise RefusedError("The number of deals and the seed cannot be negative.")
        if self.deals > self.investors * self.projects:
            raise RefusedError(
                f"{self.deals} deals are more than the {self.investors * self.projects} pairs of "
                "an investor and a project."
            )


def synthesize(folder: Path, order: Order, kind: Format = "parquet") -> list[Path]:
    """Write investors, projects, deals and vocabulary into ``folder``; all of them or none.

    The same arguments give the same bytes. Earlier synthetic tables there are replaced.

    Raises
    ------
    RefusedError
        Where ``folder`` holds a table that is not synthetic; nothing is written.

    """
    facts = read_facts(SEED)
    vocabulary = pa.Table.from_pandas(
        facts.vocabulary[SCHEMAS["vocabulary"].names],
        schema=SCHEMAS["vocabulary"],
        preserve_index=False,
    ).replace_schema_metadata()

    def fill(scratch: Path) -> None:
        mandates, briefs = [], []
        with table_file(scratch, "investors", kind) as sink:
            for table, mandate in investors.draw_investors(facts, order.investors, order.seed):
                sink.write(table)
                mandates.append(mandate)
        with table_file(scratch, "projects", kind) as sink:
            for table, brief in projects.draw_projects(facts, order.projects, order.seed):
                sink.write(table)
                briefs.append(brief)
        known = investors.together(mandates), projects.together(briefs)
        with table_file(scratch, "deals", kind) as sink:
            for table in draw_deals(facts, *known, order.deals, order.seed):
                sink.write(table)
        with table_file(scratch, "vocabulary", kind) as sink:
            sink.write(vocabulary)

    return write_folder(folder, kind, fill, vocabulary)
