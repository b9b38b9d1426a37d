"""Sector: how close the project's place in the sector tree is to what the investor does."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from matching.catalogue import Catalogue
from matching.columns import Codes, combine
from matching.criteria.base import Facts
from matching.encoding import Encoding, one_hot, shown
from matching.sides import looked
from matching.table import BoolArray, FloatArray, Table

#: A node of the tree: sector, and subsector or "" where a project names none.
Node = tuple[str, str]

SPECIALIST = 1.0
#: The sector is stated and the investor shows no specialism inside it: a development bank.
GENERALIST = 0.7
#: The sector is stated but the investor's specialisms inside it lie elsewhere.
OTHER_SPECIALISM = 0.35
#: The project names no subsector: the stated sector is all there is to compare.
SECTOR_ONLY = 0.85
#: The sector is not stated, but a subsector beside the project's is shown.
NEIGHBOUR = 0.2

#: As many weighted deals in the very subsector show it by half.
HALF_SHOWN = 0.35
#: Without a stated mandate, deals are all there is, so it takes more of them to convince.
HALF_INFERRED = 4.0
#: What deals in the sector as a whole say about one subsector of it.
SECTOR_SHARE = 0.5


class Sector:
    """Tree of sector > subsector, stated by the investor, shown by its deals, or both."""

    name: ClassVar[str] = "sector"
    default_weight: ClassVar[float] = 0.26
    project_fields: ClassVar[tuple[str, ...]] = ("sector", "subsector")
    investor_fields: ClassVar[tuple[str, ...]] = ("sectors",)

    def encode(self, catalogue: Catalogue) -> Encoding:
        """Give each project its nodes, and each investor a fit per node."""
        projects, nodes = one_hot(project_nodes(catalogue))
        codes, stated, by_specialism = _stated(catalogue, nodes)
        silent = _silent(catalogue.investors)
        active = np.flatnonzero(catalogue.active())
        deals = (projects.T @ catalogue.weights[:, active]).toarray()
        done = np.where(silent[active], _inferred(deals, nodes), shown(deals, HALF_SHOWN))
        said = stated[:, codes[active]]
        shows = by_specialism[:, codes[active]] | ((done > 0) & (said < 1))
        # Whoever has deals is a kind of its own.
        codes[active] = stated.shape[1] + np.arange(len(active))
        # Two independent signs: each makes up for part of what the other leaves open.
        both = (1 - (1 - said) * (1 - done)).astype(np.float32)
        return Encoding(
            projects=projects,
            investors=looked(np.hstack([stated, both]), codes),
            project_known=projects.sum(axis=1) > 0,
            investor_known=~silent | catalogue.active(),
            project_inferred=np.zeros(len(catalogue.projects), dtype=np.bool_),
            investor_inferred=silent,
            evidence=looked(np.hstack([by_specialism, shows]).astype(np.float32), codes),
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the project's sectors and subsector."""
        return {
            "sector": list(catalogue.projects.list_at("sector", project)),
            "subsector": catalogue.projects.text_at("subsector", project) or None,
        }

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:
        """Return stated sectors, inferred specialisms, and own deals in the same subsector."""
        sectors, specialisms = (
            catalogue.investors.list_at(column, investor) for column in ("sectors", "specialisms")
        )
        nodes = project_nodes(catalogue)
        deals = catalogue.deals
        alike = [
            deals.ids[row]
            for row in np.flatnonzero((deals.investor == investor) & (deals.weight > 0))
            if set(nodes[deals.project[row]]) & set(nodes[project])
        ]
        return {"sectors": list(sectors), "specialisms": list(specialisms), "deals": alike}


def project_nodes(catalogue: Catalogue) -> list[tuple[Node, ...]]:
    """Return the nodes of each project: its subsector, or its sectors where it names none."""
    table, tree = catalogue.projects, catalogue.vocabulary("sector")
    rows = zip(table.lists("sector"), table.texts("subsector"), strict=True)
    return [_nodes(sectors, subsector, tree.parents(subsector)) for sectors, subsector in rows]


def _nodes(sectors: tuple[str, ...], subsector: str, parents: tuple[str, ...]) -> tuple[Node, ...]:
    if not subsector:
        return tuple((sector, "") for sector in sectors)
    over = sectors or parents or ("",)
    # A subsector belongs to those of the project's sectors that have it; the rest stand alone.
    home = [sector for sector in over if sector in parents] or list(over[:1])
    rest = [sector for sector in over if sector not in home]
    return tuple((sector, subsector) for sector in home) + tuple((s, "") for s in rest)


def _silent(investors: Table) -> BoolArray:
    """Tell who states neither sectors nor specialisms."""
    silent = np.ones(len(investors), dtype=np.bool_)
    for column in ("sectors", "specialisms"):
        codes, lists = investors.mandates(column)
        silent &= (lists.lengths == 0)[codes]
    return silent


def _parents(catalogue: Catalogue, nodes: list[Node]) -> dict[str, set[str]]:
    """Return the sectors above each subsector, from the vocabulary and from the projects."""
    tree = catalogue.vocabulary("sector")
    above: dict[str, set[str]] = {}
    for sector, subsector in nodes:
        above.setdefault(subsector, set()).add(sector)
    for code in catalogue.investors.mandates("specialisms")[1].names:
        above.setdefault(code, set()).update(tree.parents(code))
    return above


def _stated(
    catalogue: Catalogue, nodes: list[Node]
) -> tuple[Codes, NDArray[np.float32], BoolArray]:
    """Rate each node for each kind of mandate, and tell where a specialism decides.

    Returns the kind of each investor and two tables, nodes x kinds.
    """
    parents = _parents(catalogue, nodes)
    in_sectors, sectors = catalogue.investors.mandates("sectors")
    in_specialisms, specialisms = catalogue.investors.mandates("specialisms")
    held = sectors.holding([sector for sector, _ in nodes])
    special = specialisms.holding([subsector for _, subsector in nodes])
    special &= np.array([bool(subsector) for _, subsector in nodes], dtype=np.bool_)[:, None]
    beside = specialisms.best(
        np.array(
            [[node[0] in parents.get(code, ()) for code in specialisms.names] for node in nodes],
            dtype=np.bool_,
        ).reshape(len(nodes), len(specialisms.names))
    )
    # A node of a project is rated by three yeses or noes; all else is looking up.
    codes, first = combine(in_sectors, in_specialisms)
    in_sectors, in_specialisms = in_sectors[first], in_specialisms[first]
    rates = np.array([_rates(node, parents) for node in nodes], dtype=np.float32).reshape(-1, 8)
    stated = np.empty((len(nodes), len(first)), dtype=np.float32)
    by_specialism = np.empty(stated.shape, dtype=np.bool_)
    for row in range(len(nodes)):
        answers = (special[row] * np.int8(4) + beside[row] * np.int8(2))[in_specialisms]
        stated[row] = rates[row][answers + held[row].astype(np.int8)[in_sectors]]
        by_specialism[row] = special[row][in_specialisms]
    return codes, stated, by_specialism


def _rates(node: Node, parents: dict[str, set[str]]) -> list[float]:
    """Return the fit for each answer: specialism (4), one beside it (2), sector stated (1)."""
    subsector = node[1]
    return [
        _fit(subsector, parents, special=bool(n & 4), beside=bool(n & 2), held=bool(n & 1))
        for n in range(8)
    ]


def _fit(
    subsector: str, parents: dict[str, set[str]], *, special: bool, beside: bool, held: bool
) -> float:
    if special:
        return SPECIALIST
    if held:
        if not subsector:
            return SECTOR_ONLY if parents else SPECIALIST
        return OTHER_SPECIALISM if beside else GENERALIST
    return NEIGHBOUR if beside else 0.0


def _inferred(deals: FloatArray, nodes: list[Node]) -> FloatArray:
    """Rate investors that state nothing by their deals in the subsector and its sector."""
    sectors, column = np.unique([sector for sector, _ in nodes], return_inverse=True)
    by_sector = np.zeros((len(sectors), deals.shape[1]))
    np.add.at(by_sector, column, deals)
    around = SECTOR_SHARE * shown(by_sector[column], HALF_INFERRED)
    return np.maximum(shown(deals, HALF_INFERRED), around)
