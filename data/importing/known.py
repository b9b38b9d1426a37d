"""What the database holds already, as far as an import needs it: ids, rates, regions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process, utils

from data.importing.fields import Kind
from data.money import Rate, Rates
from data.rows import each_row
from data.store import Store

#: Names like a reference that are offered.
OFFERED = 3
LIKE = 75


@dataclass(frozen=True)
class Ids:
    """Ids of one kind of record with their names."""

    ids: pa.Array
    names: pa.Array

    def holds(self, ids: pa.Array) -> np.ndarray:
        """Tell for each id whether there is such a record."""
        return np.asarray(pc.is_in(ids, self.ids), bool)

    def differing_in_case(self, ids: pa.Array) -> list[tuple[int, str]]:
        """Positions of unknown ids that a known one differs from only in capitals."""
        if not len(self.ids):
            return []
        places = pc.index_in(pc.utf8_lower(ids), self._lower)
        found = pc.indices_nonzero(pc.is_valid(places)).to_pylist()
        return [(at, self.ids[places[at].as_py()].as_py()) for at in found]

    def like(self, text: str) -> list[str]:
        """Ids of the records whose id or name is most like a text."""
        hits = process.extract(
            text[:120],
            self.names.to_pylist(),
            scorer=fuzz.WRatio,
            processor=utils.default_process,
            limit=OFFERED,
            score_cutoff=LIKE,
        )
        return [self.ids[at].as_py() for _name, _score, at in hits]

    @cached_property
    def _lower(self) -> pa.Array:
        return pc.utf8_lower(self.ids)


class Known:
    """What is there, read when it is first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids: dict[Kind, Ids] = {}
        self._merged: dict[Kind, dict[str, str]] = {}
        self._by_name: dict[Kind, dict[str, str]] = {}

    def ids(self, kind: Kind) -> Ids:
        """Ids of a kind of record."""
        if kind not in self._ids:
            table = self._store.table(f"{kind}_ids")
            names = pc.fill_null(table["name"], "").combine_chunks()
            self._ids[kind] = Ids(table["id"].combine_chunks(), names)
        return self._ids[kind]

    def merged(self, kind: Kind) -> dict[str, str]:
        """Ids of records that were merged away, with those they were merged into."""
        if kind not in self._merged:
            rows = self._store.table("merged_into", kind=kind).to_pylist()
            self._merged[kind] = {row["gone_id"]: row["survivor_id"] for row in rows}
        return self._merged[kind]

    def by_name(self, kind: Kind) -> dict[str, str]:
        """Ids by name."""
        if kind not in self._by_name:
            known = self.ids(kind)
            self._by_name[kind] = dict(
                zip(known.names.to_pylist(), known.ids.to_pylist(), strict=True)
            )
        return self._by_name[kind]

    def existing(self, kind: Kind, ids: list[str]) -> pa.Table:
        """Records with these ids, as they stand."""
        return self._store.table(f"{kind}_records", ids=ids)

    @cached_property
    def macro_regions(self) -> dict[str, str]:
        """Part of the country by region."""
        return {row["name"]: row["macro_region"] for row in each_row(self._store.frame("regions"))}

    @cached_property
    def structures(self) -> dict[tuple[str, str], str]:
        """AIFC fields as they stand, by project and field."""
        table = self._store.table("structures").select(["project_id", "field", "value"])
        return {(row["project_id"], row["field"]): row["value"] for row in table.to_pylist()}

    def rate(self, currency: str, year: int | None) -> Rate | None:
        """Rate of a currency in a year, as the loader converts."""
        return self._rates.to_usd(currency, year)

    @cached_property
    def _rates(self) -> Rates:
        rows = each_row(self._store.frame("rates"))
        return Rates({(row["series"], int(row["year"])): row["value"] for row in rows})
