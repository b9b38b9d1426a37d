from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import serve, webapp


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a server would be started."""
    monkeypatch.setattr(serve.webapp, "build", lambda: pytest.fail("the server was started"))


@pytest.mark.usefixtures("no_server")
@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "80.5", "٣"])
def test_an_unusable_port_is_refused_in_words(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", port)
    assert serve.main() == 2
    assert "PORT must be a whole number" in capsys.readouterr().err


@pytest.mark.usefixtures("no_server")
def test_a_taken_port_is_told_before_anything_is_done(
    taken_port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", str(taken_port))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("the data were loaded"))
    assert serve.main() == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"Port {taken_port} on 127.0.0.1 is not free" in said


@pytest.mark.usefixtures("no_server")
def test_a_host_that_is_none_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOST", "not a host")
    assert serve.main() == 1
    assert "HOST=not a host is not an address of this machine." in capsys.readouterr().err


def test_a_database_that_cannot_be_prepared_stops_the_start(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_text("no database")
    environment = {"MATCHMAKING_DATABASE": str(damaged), "PORT": str(free_port())}
    done = subprocess.run(
        [sys.executable, "-m", "tools.serve"],
        cwd=webapp.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert str(damaged) in done.stderr
    assert "The dashboard was not started" in done.stderr
    assert "Traceback" not in done.stderr
    assert damaged.read_text() == "no database"


def test_only_a_local_server_is_closed_to_other_names() -> None:
    assert "server.allowedHosts" in serve.settings("127.0.0.1", 8501)
    assert "server.allowedHosts" not in serve.settings("0.0.0.0", 8501)  # noqa: S104 - not bound


def test_the_first_page_knows_the_servers_address() -> None:
    html = webapp.first_page(webapp.INDEX.read_text(encoding="utf-8"))
    assert html.count("BACKEND_BASE_URL: window.location.origin") == 1
    assert html.index("BACKEND_BASE_URL") < html.index('type="module"')


def test_a_first_page_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="has no <head>"):
        webapp.first_page("<html></html>")


def test_every_page_has_its_address() -> None:
    assert {"/", "/overview", "/matches"} <= set(webapp.page_paths())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
