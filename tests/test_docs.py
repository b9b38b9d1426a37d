"""What the documents promise is there, and what is there is documented."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
FOLDERS = ("pages", "ui", "matching", "structuring", "data", "tools", "bench", "tests")


def targets(makefile: str) -> list[str]:
    return re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE)


def variables_read(source: str) -> set[str]:
    """Give the names of the environment variables that a source text reads."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Subscript(value=owner, slice=ast.Constant(value=str(name))):
                reads = ast.unparse(owner).endswith("environ")
            case ast.Call(func=callee, args=[ast.Constant(value=str(name)), *_]):
                text = ast.unparse(callee)
                reads = text.endswith("getenv") or re.search(r"environ\.(get|pop)$", text)
            case _:
                continue
        if reads:
            names.add(name)
    return names


def links(markdown: str) -> list[str]:
    """List the relative targets of links and pictures."""
    found = re.findall(r"\]\(([^)\s]+)\)", markdown)
    found += re.findall(r"(?:src|srcset|href)=\"([^\"]+)\"", markdown)
    return [link for link in found if not re.match(r"[a-z]+:|#", link)]


@pytest.mark.parametrize("target", targets(MAKEFILE))
def test_every_target_is_documented(target: str) -> None:
    assert f"make {target}" in README + CONTRIBUTING


def test_every_variable_is_documented() -> None:
    sources = [ROOT / "dashboard.py", *(p for f in FOLDERS for p in (ROOT / f).rglob("*.py"))]
    read = set().union(*(variables_read(p.read_text(encoding="utf-8")) for p in sources))
    read |= set(re.findall(r"^([A-Z]+) \?=", MAKEFILE, re.MULTILINE))
    assert {"MATCHMAKING_DATABASE", "PORT", "HOST", "PYTHON"} <= read
    assert {name for name in read if f"`{name}`" not in README} == set()


def test_variables_are_found_however_they_are_read() -> None:
    source = 'import os\nos.environ["A"]\nos.environ.get("B")\nos.getenv("C")\nx["D"]\nx.get("E")'
    assert variables_read(source) == {"A", "B", "C"}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_explained(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if re.match(r"\w", line)]
    explained = re.compile(r"[\w.-]+==[\w.]+ +# .+ \([A-Z][\w.-]+( (AND|OR) [\w.-]+)*\)$")
    assert packages
    assert [line for line in packages if not explained.match(line)] == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "data/README.md"])
def test_links_lead_somewhere(document: str) -> None:
    path = ROOT / document
    for link in links(path.read_text(encoding="utf-8")):
        assert (path.parent / unquote(link.partition("#")[0])).exists(), link


def test_the_changelog_has_room_for_the_next_line() -> None:
    assert "\n## Unreleased\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
