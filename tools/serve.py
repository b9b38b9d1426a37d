"""Serve the dashboard: prepare the database, start the server, warm its first page.

    python -m tools.serve        serves on HOST:PORT, by default 127.0.0.1:8501

Exit status: 0 stopped by the user, 1 the dashboard cannot be served here (a sentence on
standard error says why), 2 HOST or PORT is not usable.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time

from tools import webapp

ROOT = webapp.ROOT
LOOPBACK = ("127.0.0.1", "localhost")
HIGHEST_PORT = 65535
HEALTH = "/_stcore/health"
SCRIPT_HEALTH = "/_stcore/script-health-check"
START_LIMIT_SECONDS = 60
FIRST_RUN_LIMIT_SECONDS = 300


def main() -> int:
    """Serve until interrupted; see the module for the exit status."""
    host = os.environ.get("HOST") or "127.0.0.1"
    port = _port(os.environ.get("PORT") or "8501")
    if port is None:
        return _fail("PORT must be a whole number from 1 to 65535.", status=2)
    taken = _why_not(host, port)
    if taken:
        return _fail(taken)
    loaded = subprocess.run([sys.executable, "-m", "data", "load"], cwd=ROOT, check=False)
    if loaded.returncode != 0:
        return _fail("The dashboard was not started: its database could not be prepared (above).")
    threading.Thread(target=_warm_up, args=(host, port), daemon=True).start()
    os.chdir(ROOT)
    # The server runs in this very process, so that a signal reaches it and nothing is left behind.
    webapp.build().run(config=settings(host, port))
    return 0


def settings(host: str, port: int) -> dict[str, object]:
    """Give the settings that depend on the call; the others stand in .streamlit/config.toml."""
    settings: dict[str, object] = {"server.address": host, "server.port": port}
    if host in LOOPBACK:
        # A page of another site cannot reach a local dashboard under a name of its own.
        settings["server.allowedHosts"] = list(LOOPBACK)
    return settings


def answers(host: str, port: int, path: str, limit_seconds: float = 2) -> int | None:
    """Give the HTTP status of a GET, or None where nothing answers within the limit."""
    connection = http.client.HTTPConnection(host, port, timeout=limit_seconds)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _warm_up(host: str, port: int) -> None:
    """Run the first page once: the pages' addresses are known to the server only after that."""
    near = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while answers(near, port, HEALTH) != http.HTTPStatus.OK:
        if time.monotonic() > deadline:
            return
        time.sleep(0.1)
    status = answers(near, port, SCRIPT_HEALTH, FIRST_RUN_LIMIT_SECONDS)
    if status == http.HTTPStatus.OK:
        print(f"Ready: http://{near}:{port}", flush=True)
    else:
        print("The first page failed; the messages above say why.", file=sys.stderr, flush=True)


def _port(text: str) -> int | None:
    """Read a TCP port number, or None where the text is not one."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= HIGHEST_PORT:
        return int(text)
    return None


def _why_not(host: str, port: int) -> str | None:
    """Say why the address cannot be served on, or None where it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        return f"HOST={host} is not an address of this machine."
    except OSError as error:
        if answers(host, port, HEALTH) == http.HTTPStatus.OK:
            return (
                f"A dashboard already runs on http://{host}:{port}. Open it, or stop it first, "
                "or serve a second one with PORT=8502 and its own MATCHMAKING_DATABASE."
            )
        return f"Port {port} on {host} is not free ({error.strerror}). Choose another: PORT=8502."
    return None


def _fail(sentence: str, status: int = 1) -> int:
    print(sentence, file=sys.stderr)
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # Ctrl-C is how one stops it, no fault
        sys.exit(0)
