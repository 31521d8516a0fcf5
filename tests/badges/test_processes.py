"""Two processes that award at once, as two web servers do, on both databases."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.badges.models import Achievement, Credential, Issuer, StatusList, StatusPosition
from app.db import reading, transaction
from app.people.models import Person
from tests.badges.world import World, a_world
from tests.conftest import ManualClock, test_environment

ROOT = Path(__file__).parents[2]
AWARDS = 6


def some_work(session: Session, world: World, now: datetime, number: int) -> str:
    """A new person with an attempt, as the racing process takes them."""
    person = Person(display_name=f"Earner {number}", created_at=now)
    session.add(person)
    session.flush()
    return f"{person.id}:{world.attempt(session, person.id)}"


def race(tool: Flask, clock: ManualClock, folder: Path, database_url: str) -> None:
    """Both begin at the same line and draw the same positions in the same order."""
    with tool.app_context(), transaction() as session:
        world = a_world(session, clock)
        work = [[some_work(session, world, clock.now(), number) for number in range(AWARDS)] for _ in range(2)]
    environment = {**os.environ, **test_environment(folder), "DATABASE_URL": database_url}
    words = (str(world.placement_id), str(world.version_id), clock.now().isoformat())
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.badges.racer", *words, *mine],
            env=environment,
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for mine in work
    ]
    for racer in racers:
        assert racer.stdout is not None and racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    for racer in racers:
        _, complaints = racer.communicate(timeout=100)
        assert racer.returncode == 0, complaints
    with tool.app_context(), reading() as session:
        places = sorted(row.position for row in session.query(StatusPosition))
        named = sorted(row.status_position for row in session.query(Credential))
        assert places == named and len(set(places)) == 2 * AWARDS
        assert [session.query(table).count() for table in (Issuer, Achievement, StatusList)] == [1, 1, 1]


def test_two_processes_never_share_a_place_in_the_list(app: Flask, clock: ManualClock, tmp_path: Path) -> None:
    race(app, clock, tmp_path, "")


@pytest.mark.postgres
def test_two_processes_never_share_a_place_in_the_list_on_postgresql(
    postgres_app: Flask, clock: ManualClock, tmp_path: Path
) -> None:
    address: str = postgres_app.config["SQLALCHEMY_DATABASE_URI"]
    race(postgres_app, clock, tmp_path, address.replace("+psycopg", ""))
