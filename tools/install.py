"""Set up what a make target needs: the virtual environment, its packages, a browser.

Runs on the system's Python with the standard library alone. Each step is skipped when it is
already done, so that every target can ask for its set-up and be run any number of times.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
REQUIREMENTS = {
    "run": "requirements.txt",
    "dev": "requirements-dev.txt",
    "bench": "requirements-bench.txt",
}
#: The files that each of them names in turn.
INCLUDED = {
    "run": ["requirements.txt"],
    "dev": ["requirements.txt", "requirements-cluster.txt"],
    "bench": ["requirements.txt", "requirements-cluster.txt", "requirements-dev.txt"],
}
SUPPORTED = (3, 11)


class SetupError(Exception):
    """A step of the set-up cannot be done here; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Do the steps named in `arguments` (run, dev, bench, browser); 0 when all are in place."""
    steps = {
        "run": install_run,
        "dev": install_dev,
        "bench": install_bench,
        "browser": install_browser,
    }
    unknown = [name for name in arguments if name not in steps]
    if unknown or not arguments:
        print(f"usage: install.py {{{','.join(steps)}}} ...", file=sys.stderr)
        return 2
    try:
        with _one_at_a_time():
            for name in arguments:
                steps[name]()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def install_run() -> None:
    """Install the packages that the dashboard itself needs."""
    _install_packages("run")


def install_dev() -> None:
    """Install the packages that checking and testing need, the dashboard's included."""
    _install_packages("dev")


def install_bench() -> None:
    """Install the packages that the bench needs, those for checking and testing included."""
    _install_packages("bench")


def install_browser() -> None:
    """Make sure that Chromium is there, from Debian's packages where it is missing."""
    if os.environ.get("CHROMIUM") or shutil.which("chromium"):
        return
    install_debian_package("chromium", "The browser tests need Chromium.")


def _install_packages(kind: str) -> None:
    _ensure_environment()
    stamp = VENV / f"installed-{kind}"
    wanted = fingerprint(kind)
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    print(f"Installing the packages of {REQUIREMENTS[kind]} into .venv ...", flush=True)
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--quiet"]
    command += ["--disable-pip-version-check", "-r", REQUIREMENTS[kind], "-c", "constraints.txt"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SetupError(f"The packages of {REQUIREMENTS[kind]} could not be installed; see above.")
    stamp.write_text(wanted, encoding="ascii")


def fingerprint(kind: str) -> str:
    """Name the content of the files that decide what is installed, as hex digits."""
    names = [*INCLUDED[kind], "constraints.txt", REQUIREMENTS[kind]]
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _ensure_environment() -> None:
    if sys.version_info[:2] != SUPPORTED:
        found = ".".join(map(str, sys.version_info[:2]))
        raise SetupError(f"Python 3.11 is needed, found {found}. Name it: make PYTHON=python3.11")
    if _environment_works():
        return
    if importlib.util.find_spec("ensurepip") is None:
        install_debian_package("python3.11-venv", "Python's venv module is incomplete.")
    print("Creating the virtual environment .venv ...", flush=True)
    venv.EnvBuilder(clear=True, with_pip=True, symlinks=True).create(VENV)


def _environment_works() -> bool:
    """Tell whether .venv has pip on the supported Python (an interrupted set-up may not)."""
    if not VENV_PYTHON.exists():
        return False
    probe = f"import sys, pip; sys.exit(sys.version_info[:2] != {SUPPORTED})"
    done = subprocess.run([VENV_PYTHON, "-c", probe], check=False, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def install_debian_package(package: str, reason: str) -> None:
    """Install a package of Debian's; raises SetupError, with the way out, where that fails."""
    advice = f"{reason} Install it with: apt-get install {package}"
    if shutil.which("apt-get") is None:
        raise SetupError(advice)
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and shutil.which("sudo") is None:
        raise SetupError(f"{advice} (as root)")
    print(f"{reason} Installing the Debian package {package} ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", package]
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run(
            [*prefix, *command],
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            raise SetupError(f"{' '.join(command)} failed; see above. {advice} (as root)")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let a second make target wait while the first one installs."""
    with (ROOT / ".venv.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
