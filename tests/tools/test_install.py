from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tools import install


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, with the requirements of this one and no environment yet."""
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        shutil.copy(install.ROOT / name, tmp_path)
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "VENV_PYTHON", tmp_path / ".venv" / "bin" / "python")
    return tmp_path


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt"])
def test_a_changed_requirement_is_installed_anew(folder: Path, name: str) -> None:
    before = install.fingerprint("run")
    assert install.fingerprint("run") == before
    (folder / name).write_text("# changed\n", encoding="utf-8")
    assert install.fingerprint("run") != before


def test_another_python_is_told_in_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    assert install.main(["run"]) == 1
    assert "Python 3.11 is needed, found 3.12." in capsys.readouterr().err
    assert not (folder / ".venv").exists()


@pytest.mark.usefixtures("folder")
def test_a_missing_browser_that_cannot_be_installed_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert install.main(["browser"]) == 1
    assert "Install it with: apt-get install chromium" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_a_browser_that_is_there_needs_no_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        install, "install_debian_package", lambda *_: pytest.fail("a package was installed")
    )
    assert install.main(["browser"]) == 0


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("arguments", [[], ["everything"]])
def test_a_wrong_call_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert install.main(arguments) == 2
    assert "usage:" in capsys.readouterr().err
