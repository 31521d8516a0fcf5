"""Measure everything about badges, one after the other, and say what was found.

BENCH_CLASS bounds the class (500), BENCH_SECONDS each measurement of signing (3).
"""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.db import db
from bench.badges import lists, memory, moment, pages, signing
from bench.badges.classroom import Classroom, make
from tests.postgres import new_database, postgres_server

CLASS = int(os.environ.get("BENCH_CLASS", "500"))
SAMPLE = 20
WORKERS = 2
EVERY = 6
"""All the micro-credentials that Cairn brings, which is what one learner has here."""


def measure() -> None:
    logging.disable(logging.INFO)
    with _folder() as folder:
        _print_signing(make(folder / "sample", SAMPLE))
        _print_pages(make(folder / "learner", 1, micro_credentials=EVERY))
    _print_memory()
    print(
        f"\nA class of {CLASS} earned at one moment, {WORKERS} worker processes beside the releasing one and the LMS;"
    )
    print("seconds from the first release until all of them are ...\n")
    print(f"{'':12}{'decided':>9}{'signed':>9}{'scores and notices out':>25}{'workers CPU s':>16}")
    with _folder() as folder:
        _print_moment("SQLite", moment.measure(folder, CLASS, WORKERS))
    with _folder() as folder, postgres_server() as address:
        database = new_database(address, "bench").replace("postgresql://", "postgresql+psycopg://")
        _print_moment("PostgreSQL", moment.measure(folder, CLASS, WORKERS, database))


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cairn-badges-") as name:
        yield Path(name)


def _print_signing(classroom: Classroom) -> None:
    cost = signing.cost(classroom)
    ways = signing.ways(classroom)
    spent = {name: signing.milliseconds(way) for name, way in ways.items()}
    print(f"\nBadges: each proof is checked before it counts. Two processes for {signing.SECONDS:g} s each.\n")
    print(f"{'':26}{'CPU ms':>9}{'a second':>11}")
    for name, way in ways.items():
        print(f"{name:26}{spent[name]:9.1f}{signing.per_second(way):11.1f}")
    whole = cost.decided + cost.delivered
    print(f"One award: {whole:.0f} ms of processor time, {spent[signing.ALL] / whole:.0%} of it signing; decided in")
    print(
        f"{cost.decided:.0f} ms ({cost.decided_statements:.0f} statements), signed and noted by the worker in ", end=""
    )
    print(f"{cost.delivered:.0f} ms ({cost.delivered_statements:.0f} statements).")
    print(f"Two cores: {signing.CORES * 1000 / whole:.0f} awards a second at the most.")
    refresh = lists.measure(classroom)
    print(f"\nA status list of 131,072 entries, one in ten set, signed anew: {refresh.wall:.0f} ms, of which processor")
    print(f"{refresh.processor:.0f} ms; {refresh.kilobytes:.1f} kB of text, {refresh.traced:.1f} MB at the peak.")
    _leave(classroom)


def _print_pages(classroom: Classroom) -> None:
    signing.cost(classroom)
    print(f"\nPages, {pages.REQUESTS} requests {pages.AT_ONCE} at a time, ms:\n\n{'':24}{'p50':>8}{'p95':>8}{'CPU':>8}")
    for page in pages.measure(classroom, classroom.environment):
        print(f"{page.name:24}{page.percentile(0.5):8.0f}{page.percentile(0.95):8.0f}{page.processor:8.1f}")
    print("\nJSON on the verification page, of a server process that did nothing else:\n")
    for name, (status, peak) in memory.uploads(classroom, classroom.environment).items():
        print(f"{name:44} answered with {status}, {peak:.0f} MB at the peak")
    _leave(classroom)


def _print_memory() -> None:
    for name, (before, after) in memory.files().items():
        print(
            f"{name} of {memory.BADGES} badges: {after - before:.0f} MB more at the peak than of one ({before:.0f} MB)."
        )


def _print_moment(name: str, found: moment.Moment) -> None:
    print(f"{name:12}{found.decided:9.1f}{found.signed:9.1f}{found.delivered:25.1f}{found.processor:16.1f}")


def _leave(classroom: Classroom) -> None:
    with classroom.app.app_context():
        db.engine.dispose()
