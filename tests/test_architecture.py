"""Imports go one way: pages -> ui -> structuring, matching and data."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("pages", "ui", "structuring", "matching", "data")
SQL = re.compile(
    r"\b(select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\b"
    r"|\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b",
    re.DOTALL,
)
SCREEN = {"streamlit", "plotly"}

# What each part may never import, besides the parts that stand above or beside it.
FORBIDDEN = {
    "pages": {"pages", "duckdb", "sklearn"},
    "ui": {"pages", "duckdb"},
    "structuring": {"pages", "ui", "data", "duckdb", *SCREEN},
    "matching": {"pages", "ui", "structuring", "data", "duckdb", *SCREEN},
    "data": {"pages", "ui", "structuring", "matching", *SCREEN},
}
OPENS_THE_DATABASE = "data/store.py"


def faults(place: str, source: str) -> list[str]:
    """List what the file at `place` (a path from the project's root) must not do."""
    tree = ast.parse(source)
    part = Path(place).parts[0]
    forbidden = set(FORBIDDEN.get(part, {"pages"}))
    if part == "data" and place != OPENS_THE_DATABASE:
        forbidden.add("duckdb")
    found = [f"{place}: imports {name}" for name in sorted(imported(tree) & forbidden)]
    if part == "pages" and any(SQL.search(text) for text in literals(tree)):
        found.append(f"{place}: contains SQL")
    return found


def imported(tree: ast.AST) -> set[str]:
    """Give the top names of the packages that a file imports, wherever it does so."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def literals(tree: ast.AST) -> list[str]:
    """List the texts that stand in a file."""
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [value for value in constants if isinstance(value, str)]


def sources() -> list[Path]:
    """List the files of the product."""
    files = [path for part in PARTS for path in sorted((ROOT / part).rglob("*.py"))]
    return [ROOT / "dashboard.py", *files]


def test_imports_go_one_way() -> None:
    checked = sources()
    assert {path.relative_to(ROOT).parts[0] for path in checked} >= {*PARTS, "dashboard.py"}
    found = [
        fault
        for path in checked
        for fault in faults(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_page_is_registered() -> None:
    listed = literals(ast.parse((ROOT / "dashboard.py").read_text(encoding="utf-8")))
    pages = {f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")}
    assert pages
    assert {text for text in listed if text.startswith("pages/")} == pages


@pytest.mark.parametrize(
    ("place", "source", "fault"),
    [
        ("matching/scores.py", "import streamlit as st", "imports streamlit"),
        ("matching/scores.py", "def f():\n    from data.store import Store", "imports data"),
        ("matching/scores.py", "from structuring import rules", "imports structuring"),
        ("structuring/rules.py", "from data.store import Store", "imports data"),
        ("structuring/rules.py", "import streamlit as st", "imports streamlit"),
        ("data/load.py", "from structuring import rules", "imports structuring"),
        ("data/load.py", "import duckdb", "imports duckdb"),
        ("data/load.py", "from matching import rank", "imports matching"),
        ("data/load.py", "import plotly.graph_objects as go", "imports plotly"),
        ("ui/cards.py", "import pages.overview", "imports pages"),
        ("ui/cards.py", "import duckdb", "imports duckdb"),
        ("pages/deals.py", "from sklearn.linear_model import Ridge", "imports sklearn"),
        ("pages/deals.py", "x = 'SELECT name FROM deals'", "contains SQL"),
        ("dashboard.py", "from pages import overview", "imports pages"),
    ],
)
def test_the_checker_sees_a_breach(place: str, source: str, fault: str) -> None:
    assert faults(place, source) == [f"{place}: {fault}"]


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("data/store.py", "import duckdb"),
        ("ui/cards.py", "import streamlit\nfrom data import store\nfrom matching import rank"),
        ("pages/deals.py", "import streamlit\nfrom ui import cards\nhelp = 'Select one from here'"),
        ("matching/scores.py", "import sklearn\nimport numpy"),
        ("structuring/stack.py", "import scipy\nfrom matching import terms"),
    ],
)
def test_the_checker_lets_the_allowed_pass(place: str, source: str) -> None:
    assert faults(place, source) == []
