"""`make bench`: launches per second of Cairn, of the smallest pylti1p3 tool and of a floor; deliveries; badges.

All are measured in turn, several rounds in one run, because a machine's speed drifts: read the ratios.
"""

import json
import os
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench import cairn, deliveries, platform
from bench.badges import telling as badges
from bench.load import Connection, User, launch, login, run_phase
from bench.servers import PROCESSES, Server, free_port, serving

LAUNCHES = int(os.environ.get("BENCH_LAUNCHES", "600"))
THREADS = (1, 8)
"""Threads of each of the two processes; Python's lock makes that a difference, so both are shown."""
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))


@dataclass
class Result:
    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    """Processor milliseconds per launch, by round: hardly moved by what else the machine does."""
    memory: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cairn-bench-") as name:
        folder = Path(name)
        ports = {tool: free_port() for tool in ("floor", "pylti1p3", "cairn")}
        settings = cairn.prepare(folder, ports["cairn"])
        environment = {**os.environ, **settings, **_shared_files(folder, settings)}
        numbers = count(1)
        for threads in THREADS:
            with (
                serving("floor", "bench.floor:app", ports["floor"], environment, threads=threads) as floor,
                serving("pylti1p3", "bench.bare:app", ports["pylti1p3"], environment, threads=threads) as bare,
                serving("cairn", "wsgi:app", ports["cairn"], environment, threads=threads) as ours,
            ):
                results = _measure([floor, bare, ours], numbers)
            _print(results, threads)
        deliveries.measure(settings)
    badges.measure()


def _shared_files(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """The bare tool's key set on disk, and our own first page as the page that every tool answers with."""
    (folder / "key.json").write_text(json.dumps(platform.key_set()))
    page = folder / "page.html"
    page.write_text(cairn.first_page(settings))
    return {"BENCH_DATA": str(folder), "BENCH_PAGE": str(page)}


def _measure(servers: list[Server], numbers: Iterator[int]) -> dict[str, Result]:
    results = {server.name: Result() for server in servers}
    for round_number in range(ROUNDS + 1):
        for server in servers:
            users = [User(next(numbers)) for _ in range(LAUNCHES if round_number else 100)]
            used = server.processor_seconds()
            seconds = _round(server, users)
            used = server.processor_seconds() - used
            if round_number:  # the first one warms up
                results[server.name].rates.append(len(users) / seconds)
                results[server.name].processor.append(used / len(users) * 1000)
                results[server.name].latencies += [user.seconds for user in users]
                results[server.name].memory = server.memory_mb()
    return results


def _round(server: Server, users: list[User]) -> float:
    async def begin(connection: Connection, user: User) -> None:
        await login(connection, user, platform.login_parameters(server.port, user.number))

    seconds = run_phase(server.port, users, begin)
    for user in users:
        user.message = platform.message(server.port, user.number, user.state, user.nonce)
    return seconds + run_phase(server.port, users, launch)


def _print(results: dict[str, Result], threads: int) -> None:
    print(
        f"\nLaunches: login initiation, launch and first page of distinct users, 16 at a time, "
        f"{PROCESSES} processes with {threads} thread{'' if threads == 1 else 's'} each,"
    )
    print(f"median of {ROUNDS} interleaved rounds of {LAUNCHES}; the platform's signing is not timed.\n")
    print(f"{'':10}{'launches/s':>12}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'CPU ms':>9}   memory per process, MB")
    for name, result in results.items():
        memory = " ".join(f"{megabytes:.0f}" for megabytes in result.memory)
        figures = "".join(f"{result.percentile(share):9.1f}" for share in (0.5, 0.95, 0.99))
        processor = statistics.median(result.processor)
        print(f"{name:10}{statistics.median(result.rates):12.0f}{figures}{processor:9.2f}   {memory}")
    for other in ("pylti1p3", "floor"):
        ratio = statistics.median(a / b for a, b in zip(results["cairn"].rates, results[other].rates, strict=True))
        print(f"cairn / {other}: {ratio:.2f} (median of the rounds' ratios)")


if __name__ == "__main__":
    main()
