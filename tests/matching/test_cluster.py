"""A ranking on a Dask cluster of this machine: a scheduler and two worker processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.__main__ import main as data_main
from matching.__main__ import main
from matching.cluster import send
from matching.matcher import Matcher

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


@dataclass(frozen=True)
class Cluster:
    address: str
    workers: list[subprocess.Popen[bytes]]
    folder: Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    sizes = ["--investors", "300", "--projects", "200", "--deals", "150"]
    assert data_main(["synthesize", str(folder), *sizes]) == 0
    return folder


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = ["worker", address, "--no-nanny", "--no-dashboard", "--nthreads", "1"]
    worker += ["--local-directory", str(tmp_path)]
    worker += ["--preload", str(ROOT / "tests/matching/waiting_worker.py")]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", *command],
            cwd=waiting,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in (scheduler, worker, worker)
    ]
    yield Cluster(address, started[1:], waiting)
    for process in reversed(started):
        process.kill()
        process.wait()


def _command(folder: Path, output: Path, *options: str) -> list[str]:
    return ["rank", "--data", str(folder), "--output", str(output), "--top", "10", *options]


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, "this takes too long"
        time.sleep(0.05)


def _both_are_there(address: str) -> bool:
    script = (
        "import distributed, sys\n"
        f"client = distributed.Client({address!r}, timeout=20)\n"
        "client.wait_for_workers(2, timeout=40)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    return done.returncode == 0


def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(
    cluster: Cluster, folder: Path, tmp_path: Path
) -> None:
    assert main(_command(folder, tmp_path / "local.parquet")) == 0
    _wait(lambda: _both_are_there(cluster.address))
    # Small blocks, so that each worker has several.
    script = (
        "import sys, matching.matcher\n"
        "matching.matcher.BLOCK_QUERIES = 16\n"
        "from matching.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    options = _command(folder, tmp_path / "far.parquet", "--cluster", cluster.address)
    ranking = subprocess.Popen(
        [sys.executable, "-c", script, *options], cwd=ROOT, stderr=subprocess.PIPE
    )
    _wait(lambda: len(list(cluster.folder.glob("started-*"))) == len(cluster.workers))
    lost, left = cluster.workers
    lost.kill()
    lost.wait()
    (cluster.folder / "go").touch()
    _, said = ranking.communicate(timeout=PATIENCE)
    assert said.decode() == ""
    assert ranking.returncode == 0
    assert left.poll() is None
    assert (tmp_path / "far.parquet").read_bytes() == (tmp_path / "local.parquet").read_bytes()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense"])
def test_a_cluster_out_of_reach_is_a_wrong_call(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    started = time.monotonic()
    assert main(_command(folder, tmp_path / "out.parquet", "--cluster", address)) == 2
    assert time.monotonic() - started < 15
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"--cluster {address}: no Dask scheduler answers there")
    assert not (tmp_path / "out.parquet").exists()


def test_without_dask_a_sentence_says_what_to_install(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(_command(folder, tmp_path / "out.parquet", "--cluster", "tcp://127.0.0.1:1")) == 2
    assert "requirements-cluster.txt" in capsys.readouterr().err


@pytest.fixture
def inside() -> Iterator[str]:
    """A scheduler and a worker within this process."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address=None,
    ) as started:
        yield started.scheduler_address


def _fail(*_: object) -> None:
    raise ValueError("no room for this\nand more")


def test_a_worker_that_fails_is_told_in_one_line(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    inside: str,
) -> None:
    monkeypatch.setattr("matching.cluster.rank_block", _fail)
    assert main(_command(folder, tmp_path / "out.parquet", "--cluster", inside)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"--cluster {inside}: a worker failed (ValueError: no room for this);")
    assert not (tmp_path / "out.parquet").exists()


def test_workers_that_hang_are_given_up(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    inside: str,
) -> None:
    go = tmp_path / "go"

    def hang(*_: object) -> None:
        while not go.exists():
            time.sleep(0.05)

    monkeypatch.setattr("matching.cluster.rank_block", hang)
    monkeypatch.setattr("matching.cluster.STALLED", 1)
    assert main(_command(folder, tmp_path / "out.parquet", "--cluster", inside)) == 2
    go.touch()
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"--cluster {inside}: nothing was heard from its workers for 1 seconds"
    assert not (tmp_path / "out.parquet").exists()


class Losing:
    """A client that loses so many workers while something is sent to them."""

    def __init__(self, lost: int) -> None:
        self.lost = lost

    def scatter(self, what: list[object], *, broadcast: bool, hash: bool) -> list[object]:  # noqa: A002 - the client's word
        assert broadcast
        assert not hash
        self.lost -= 1
        if self.lost >= 0:
            raise KeyError("tcp://127.0.0.1:40000")
        return what


def test_a_worker_lost_while_the_matcher_is_sent_does_not_end_the_ranking() -> None:
    matcher = Matcher()
    assert send(Losing(2), matcher) is matcher
    with pytest.raises(KeyError):
        send(Losing(100), matcher)
