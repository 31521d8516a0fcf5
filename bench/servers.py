"""Start and stop one of the compared tools under gunicorn, always with the same two processes."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    port: int
    pid: int

    def memory_mb(self) -> list[float]:
        """Proportional memory of each of its processes, MB; empty where the system doesn't tell."""
        return [_pss(pid) for pid in (self.pid, *child_pids(self.pid)) if _pss(pid)]

    def processor_seconds(self) -> float:
        """Processor time that all its processes have used; 0 where the system doesn't tell."""
        return sum(processor_seconds(pid) for pid in (self.pid, *child_pids(self.pid)))


@contextmanager
def serving(
    name: str, application: str, port: int, environment: Mapping[str, str], *, threads: int
) -> Iterator[Server]:
    """`application` as gunicorn names it, on 127.0.0.1:`port`, until the block is left."""
    command = [
        sys.executable, "-m", "gunicorn", "--config", os.devnull, "--bind", f"127.0.0.1:{port}",
        "--workers", str(PROCESSES),
        "--worker-class", "gthread", "--threads", str(threads), "--keep-alive", "30",
        "--no-control-socket",
        "--log-level", "error", application,
    ]  # fmt: skip
    root = Path(__file__).parent.parent
    process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=root)
    try:
        _wait(port, process)
        yield Server(name, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"the server stopped at once (exit {process.returncode})")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not answer within 30 seconds")


def child_pids(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in path.read_text().split()] if path.exists() else []


def processor_seconds(pid: int) -> float:
    path = Path(f"/proc/{pid}/stat")
    if not path.exists():
        return 0.0
    fields = path.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pss(pid: int) -> float:
    path = Path(f"/proc/{pid}/smaps_rollup")
    if not path.exists():
        return 0.0
    line = next(line for line in path.read_text().splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024
