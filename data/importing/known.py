"""What the database holds already, as far as an import needs it: ids, rates, regions."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process, utils

from data.importing.fields import Kind
from data.importing.headers import folded
from data.money import Rate, Rates
from data.rows import each_row
from data.store import Store

#: What tells one deal from another: investor, project, year and instruments.
Terms: TypeAlias = tuple[str, str, int | None, tuple[str, ...]]

#: Names like a reference that are offered.
OFFERED = 3
LIKE = 75
#: Names searched for one that is like a reference; more would take minutes.
SEARCHED = 100_000


class Ids:
    """Ids of one kind of record; the database is asked for those of a chunk at a time."""

    def __init__(self, store: Store, kind: Kind) -> None:
        self._store, self._kind = store, kind
        self._asked: tuple[pa.Array, pa.Table] | None = None

    def holds(self, ids: pa.Array) -> np.ndarray:
        """Tell for each id whether there is such a record."""
        found, exact = self._found(ids)
        held = np.zeros(len(ids), bool)
        held[found["place"].filter(exact).to_numpy()] = True
        return held

    def differing_in_case(self, ids: pa.Array) -> list[tuple[int, str]]:
        """Positions of unknown ids that a known one differs from only in capitals."""
        found, exact = self._found(ids)
        known = set(found["place"].filter(exact).to_pylist())
        near = found.filter(pc.invert(exact)).select(["place", "id"]).to_pylist()
        others = {row["place"]: row["id"] for row in reversed(near) if row["place"] not in known}
        return sorted(others.items())

    def like(self, text: str) -> list[str]:
        """Ids of the records whose id or name is most like a text; none among very many."""
        hits = process.extract(
            text[:120],
            self.names["name"],
            scorer=fuzz.WRatio,
            processor=utils.default_process,
            limit=OFFERED * 2,
            score_cutoff=LIKE,
        )
        return list(dict.fromkeys(self.names["id"][at] for _name, _score, at in hits))[:OFFERED]

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Ids and names with aliases side by side; empty where more than are searched."""
        table = self._store.table(f"{self._kind}_ids", most=SEARCHED + 1)
        if len(table) > SEARCHED:
            return {"id": [], "name": []}
        table = pa.concat_tables([table, self._store.table("standing_names", kind=self._kind)])
        return {
            "id": table["id"].to_pylist(),
            "name": [name or "" for name in table["name"].to_pylist()],
        }

    def _found(self, ids: pa.Array) -> tuple[pa.Table, pa.ChunkedArray]:
        """Known ids for places of ``ids``, and whether each is exactly what stands there."""
        if self._asked is None or self._asked[0] is not ids:
            places = pa.array(np.arange(len(ids)))
            asked = pa.table({"place": places, "folded": pc.utf8_lower(ids)})
            found = self._store.asked(f"known_{self._kind}_ids", asked)
            self._asked = ids, found
        found = self._asked[1]
        return found, pc.equal(found["id"], ids.take(found["place"]))


class Known:
    """What is there, read when it is first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids: dict[Kind, Ids] = {}
        self._merged: dict[Kind, dict[str, str]] = {}
        self._by_name: dict[Kind, dict[str, str]] = {}
        self._named: dict[Kind, dict[str, tuple[str, ...]]] = {}

    def ids(self, kind: Kind) -> Ids:
        """Ids of a kind of record."""
        return self._ids.setdefault(kind, Ids(self._store, kind))

    def merged(self, kind: Kind) -> dict[str, str]:
        """Ids of records that were merged away, with those they were merged into."""
        if kind not in self._merged:
            rows = self._store.table("merged_into", kind=kind).to_pylist()
            self._merged[kind] = {row["gone_id"]: row["survivor_id"] for row in rows}
        return self._merged[kind]

    def by_name(self, kind: Kind) -> dict[str, str]:
        """Ids by name."""
        if kind not in self._by_name:
            rows = self._store.table(f"{kind}_ids", most=None)
            self._by_name[kind] = dict(
                zip(rows["name"].to_pylist(), rows["id"].to_pylist(), strict=True)
            )
        return self._by_name[kind]

    def named(self, kind: Kind) -> dict[str, tuple[str, ...]]:
        """Ids by name or alias without capitals and signs; several where records share one."""
        if kind not in self._named:
            found: dict[str, dict[str, None]] = defaultdict(dict)
            asked = (("standing_names", {"kind": kind}), (f"{kind}_ids", {"most": None}))
            for query, parameters in asked:
                table = self._store.table(query, **parameters)
                for own, name in zip(
                    table["id"].to_pylist(), table["name"].to_pylist(), strict=True
                ):
                    found[folded(name or "")][own] = None
            found.pop("", None)
            self._named[kind] = {name: tuple(ids) for name, ids in found.items()}
        return self._named[kind]

    @cached_property
    def deals_by_terms(self) -> dict[Terms, list[str]]:
        """Ids of the deals on record by their terms, in order."""
        found: dict[Terms, list[str]] = defaultdict(list)
        for row in self._store.table("deal_terms").to_pylist():
            instruments = tuple(sorted(row["instrument"] or ()))
            found[row["investor_id"], row["project_id"], row["year"], instruments].append(row["id"])
        return found

    @cached_property
    def deal_ids_taken(self) -> set[str]:
        """Ids that a new deal cannot have, in small letters."""
        standing = (own for ids in self.deals_by_terms.values() for own in ids)
        return {own.lower() for own in (*standing, *self.merged("deal"))}

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
