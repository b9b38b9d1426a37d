"""Resolve the requirements in an empty environment and write the exact versions found.

Runs on the system's Python with the standard library alone; pip's ordinary configuration says
where packages come from.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "constraints.txt"
SOURCES = (
    "requirements.txt",
    "requirements-cluster.txt",
    "requirements-dev.txt",
    "requirements-bench.txt",
)
HEADER = """\
# Exact versions of the packages that the direct requirements bring along, from one clean
# resolve on Python 3.11. After changing a requirement: make constraints
"""


def main() -> None:
    """Write constraints.txt anew."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "-q", "-r", SOURCES[-1]], cwd=ROOT, check=True)
        frozen = subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True)
    direct = {name for source in SOURCES for name in direct_names(ROOT / source)}
    lines = [line for line in frozen.stdout.splitlines() if _name(line) not in direct]
    TARGET.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def direct_names(path: Path) -> list[str]:
    """List the package names that a requirements file pins, in small letters."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_name(line) for line in lines if re.match(r"[A-Za-z0-9]", line)]


def _name(line: str) -> str:
    return line.split("==", maxsplit=1)[0].strip().lower()


if __name__ == "__main__":
    main()
