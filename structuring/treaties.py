"""Treaties of Kazakhstan with the country an investor comes from: what was read, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Kind = Literal["dtt", "bit"]
KINDS: tuple[Kind, ...] = ("dtt", "bit")

IN_FORCE = "in force"


@dataclass(frozen=True)
class Treaty:
    """What the table says on one kind of treaty with one country.

    ``status`` is None where no row was read, which does not mean that there is no treaty.
    """

    kind: Kind
    status: str | None
    in_force_year: int | None
    source_url: str | None
    verified: str | None
    notes: str | None

    @property
    def read(self) -> bool:
        """Whether the table has a row at all."""
        return self.status is not None

    @property
    def to_be_confirmed(self) -> bool:
        """Whether a liaison has to confirm it: no source, or a source that says only part."""
        return self.read and (self.source_url is None or self.verified != "yes")

    @property
    def in_force(self) -> bool:
        """Whether the row says that the treaty is in force."""
        return self.status == IN_FORCE


def treaties_of(treaties: pd.DataFrame, country: str | None) -> list[Treaty]:
    """Give one entry per kind of treaty with ``country`` (ISO 3166-1 alpha-2).

    ``treaties`` has the columns of the ``treaty`` table.
    """
    rows = treaties[treaties["country_iso2"] == country]
    return [_of_kind(rows[rows["kind"] == kind], kind) for kind in KINDS]


def _of_kind(rows: pd.DataFrame, kind: Kind) -> Treaty:
    if rows.empty:
        return Treaty(kind, None, None, None, None, None)
    row = rows.iloc[0]
    year = row["in_force_year"]
    return Treaty(
        kind=kind,
        status=_text(row["status"]) or "",
        in_force_year=None if pd.isna(year) else int(year),
        source_url=_text(row["source_url"]),
        verified=_text(row["verified"]),
        notes=_text(row["notes"]),
    )


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) and value else None
