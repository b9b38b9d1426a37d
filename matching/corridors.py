"""A trade route as a chain: its projects in order along it, its gaps, who fits several nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matching.columns import FloatArray
from matching.summary.sums import Total

#: A project farther from every node than this (kilometres) does not stand at one.
REACH_KM = 150.0
EARTH_KM = 6371.0


@dataclass(frozen=True)
class Placed:
    """Projects of a route, each at the node that it stands at.

    table : project_id, node, position (of the node on the route), km (to the node; missing where
        the region alone says so) and basis (``near`` or ``region``), in order along the route,
        the nearest to its node first.
    beside : ids of projects of the route that stand at none of its nodes, sorted.
    gaps : nodes within the country without a project, in order.
    """

    table: pd.DataFrame
    beside: list[str]
    gaps: list[str]


def of_route(corridors: pd.Series, corridor_id: str) -> pd.Series[bool]:
    """Tell which lists of routes name one; a branch has the projects of its main route.

    A branch has the id of its main route with a hyphen and a word of its own behind it.
    """
    named = {each for routes in corridors for each in routes}
    mains = {each for each in named if corridor_id.startswith(f"{each}-")}
    wanted = {corridor_id} | mains
    return corridors.map(lambda routes: bool(wanted & set(routes))).astype(bool)


def place(projects: pd.DataFrame, nodes: pd.DataFrame, country: str = "KZ") -> Placed:
    """Put projects at the nodes of their route.

    Parameters
    ----------
    projects :
        project_id, lat, lon (degrees, may be missing), region.
    nodes :
        node, position, country, region, lat, lon (degrees, may be missing) of one route.
    country :
        Where projects are on record at all: a node abroad without one is no gap.

    """
    nodes = nodes.sort_values("position").reset_index(drop=True)
    far = _kilometres(projects, nodes)
    rows, beside = [], []
    for at, project in enumerate(projects.itertuples()):
        if not np.isnan(far[at]).all():
            nearest = int(np.nanargmin(far[at]))
            found = (nearest, float(far[at, nearest]), "near")
            if found[1] > REACH_KM:
                beside.append(str(project.project_id))
                continue
        else:
            same = np.flatnonzero(nodes["region"].to_numpy(dtype=object) == project.region)
            if not len(same):
                beside.append(str(project.project_id))
                continue
            found = (int(same[0]), float("nan"), "region")
        node = nodes.iloc[found[0]]
        rows.append((project.project_id, node["node"], int(node["position"]), *found[1:]))
    table = pd.DataFrame(rows, columns=["project_id", "node", "position", "km", "basis"])
    table = table.sort_values(["position", "km", "project_id"]).reset_index(drop=True)
    own = nodes[nodes["country"] == country]
    gaps = [str(node) for node in own["node"] if node not in set(table["node"])]
    return Placed(table, sorted(beside), gaps)


def packages(ranked: pd.DataFrame, placed: pd.DataFrame, least: float) -> pd.DataFrame:
    """Investors who fit projects at two or more nodes, each with the best project at each node.

    Parameters
    ----------
    ranked :
        project_id, investor_id, score: pairs that pass every gate.
    placed :
        project_id, node, position, as in ``Placed.table``.
    least :
        Score (0..1) from which on a project is offered.

    Returns
    -------
    DataFrame with investor_id, node, position, project_id, score, nodes (how many of the
    investor) and total (the sum of its scores): those with most nodes first, then the higher
    total; the nodes of each in order along the route.

    """
    fitting = ranked[ranked["score"] >= least].merge(
        placed[["project_id", "node", "position"]], on="project_id"
    )
    best = fitting.sort_values(["score", "project_id"], ascending=[False, True]).drop_duplicates(
        ["investor_id", "node"]
    )
    grouped = best.groupby("investor_id")["score"]
    best = best.assign(nodes=grouped.transform("size"), total=grouped.transform("sum"))
    best = best[best["nodes"] > 1].sort_values(
        ["nodes", "total", "investor_id", "position"], ascending=[False, False, True, True]
    )
    columns: Sequence[str] = (
        *("investor_id", "node", "position", "project_id", "score", "nodes", "total"),
    )
    return best[list(columns)].reset_index(drop=True)


def sum_once(projects: pd.DataFrame, overlaps: pd.DataFrame, column: str) -> Total:
    """Sum an amount over some projects, each money once.

    Unlike ``summary.sums.total`` it looks only at the projects given: a record that sums leave out
    elsewhere counts here where no other record of its money is among them.

    Parameters
    ----------
    projects :
        project_id, counts, verified and the column, in USD million.
    overlaps :
        group_id, project_id: projects of one group may share money.

    """
    told = projects[projects["verified"] != "no"]
    groups = overlaps.groupby("project_id")["group_id"].agg(set).to_dict()
    taken: set[str] = set()
    single = []
    for row in told.sort_values("counts", ascending=False, kind="stable").itertuples():
        own = groups.get(row.project_id, set())
        if not own & taken:
            single.append(row.Index)
            taken |= own
    amounts = told[column].reindex(single)
    return Total(
        amount=float(amounts.sum()),
        counted=int(amounts.notna().sum()),
        unknown=int(amounts.isna().sum()),
        overlapping=len(told) - len(single),
    )


def _kilometres(projects: pd.DataFrame, nodes: pd.DataFrame) -> FloatArray:
    """Great-circle distances, projects x nodes; missing where either has no coordinates."""
    lat, lon = (
        np.radians(projects[name].to_numpy(dtype=float))[:, None] for name in ("lat", "lon")
    )
    to_lat, to_lon = (
        np.radians(nodes[name].to_numpy(dtype=float))[None, :] for name in ("lat", "lon")
    )
    half = (
        np.sin((to_lat - lat) / 2) ** 2
        + np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    )
    far: FloatArray = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    return far
