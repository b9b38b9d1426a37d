"""Sector: how close the project's place in the sector tree is to what the investor does."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.encoding import Encoding, one_hot, rate_mandates, shown
from matching.table import FloatArray, Table

#: A node of the tree: sector, and subsector or "" where a project names none.
Node = tuple[str, str]
#: What an investor says: sectors, specialisms.
Mandate = tuple[tuple[str, ...], tuple[str, ...]]

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
        mandates = _mandates(catalogue.investors)
        parents = _parents(catalogue, nodes)
        stated = rate_mandates(
            mandates,
            lambda mandate: np.array([_fit(node, mandate, parents) for node in nodes]),
            len(nodes),
        )
        silent = np.array([mandate == ((), ()) for mandate in mandates], dtype=np.bool_)
        deals = (projects.T @ catalogue.weights).toarray()
        done = np.where(silent, _inferred(deals, nodes), shown(deals, HALF_SHOWN))
        return Encoding(
            projects=projects,
            # Two independent signs: each makes up for part of what the other leaves open.
            investors=1 - (1 - stated) * (1 - done),
            project_known=projects.sum(axis=1) > 0,
            investor_known=~silent | catalogue.active(),
            project_inferred=np.zeros(len(catalogue.projects), dtype=np.bool_),
            investor_inferred=silent,
            evidence=np.where((done > 0) & (stated < 1), 1.0, _specialism_used(nodes, mandates)),
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the project's sectors and subsector."""
        return {
            "sector": list(catalogue.projects.lists("sector")[project]),
            "subsector": catalogue.projects.texts("subsector")[project] or None,
        }

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:
        """Return stated sectors, inferred specialisms, and own deals in the same subsector."""
        sectors, specialisms = _mandates(catalogue.investors)[investor]
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


def _mandates(investors: Table) -> list[Mandate]:
    return list(zip(investors.lists("sectors"), investors.lists("specialisms"), strict=True))


def _parents(catalogue: Catalogue, nodes: list[Node]) -> dict[str, set[str]]:
    """Return the sectors above each subsector, from the vocabulary and from the projects."""
    tree = catalogue.vocabulary("sector")
    above: dict[str, set[str]] = {}
    for sector, subsector in nodes:
        above.setdefault(subsector, set()).add(sector)
    for specialisms in catalogue.investors.lists("specialisms"):
        for code in specialisms:
            above.setdefault(code, set()).update(tree.parents(code))
    return above


def _fit(node: Node, mandate: Mandate, parents: dict[str, set[str]]) -> float:
    sector, subsector = node
    sectors, specialisms = mandate
    beside = any(sector in parents.get(code, ()) for code in specialisms)
    if subsector and subsector in specialisms:
        return SPECIALIST
    if sector in sectors:
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


def _specialism_used(nodes: list[Node], mandates: list[Mandate]) -> FloatArray:
    """Mark the nodes that an investor's inferred specialisms, not its statements, decide."""
    return rate_mandates(
        mandates,
        lambda mandate: np.array(
            [float(bool(node[1]) and node[1] in mandate[1]) for node in nodes]
        ),
        len(nodes),
    )
