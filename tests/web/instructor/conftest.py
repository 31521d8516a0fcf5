"""A teacher's browser in the small course, and scores in every state."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.db import db, transaction
from app.gradebook import Fact, ReviewOutcome, record
from app.outbox import Claimed, Outcome, claim, settle
from app.services import Services
from app.web import csrf
from tests.conftest import ManualClock
from tests.review.conftest import world
from tests.review.world import World

__all__ = ["world"]


class Desk:
    """One person in one launch, at the teachers' pages."""

    def __init__(self, client: FlaskClient, world: World, clock: ManualClock, name: str) -> None:
        self.client, self.world, self.clock = client, world, clock
        self.launch = world.launches[name]
        client.set_cookie(f"__Host-cairn-{self.launch.launch_id}", self.launch.secret)

    def get(self, path: str = "") -> TestResponse:
        return self.client.get(f"/l/{self.launch.launch_id}/teach/{path}")

    def text(self, path: str = "") -> str:
        response = self.get(path)
        assert response.status_code == 200, response.get_data(as_text=True)
        return " ".join(response.get_data(as_text=True).split())

    def post(self, path: str, fields: Mapping[str, str] | None = None) -> TestResponse:
        services: Services = self.client.application.extensions["cairn"]
        token = csrf.token(services.settings.secret_key, self.launch.launch_id, self.launch.secret)
        address = f"/l/{self.launch.launch_id}/teach/{path}"
        return self.client.post(address, data={"csrf_token": token, **(fields or {})})

    def record(self, name: str, fact: Fact, points: int | None = None) -> None:
        """A fact about a learner; `points` of a rubric of 12."""
        outcome = None if points is None else ReviewOutcome(points, 12, 3, 4)
        with transaction() as session:
            record(
                session,
                self.clock,
                placement=self.world.placement,
                person_id=self.world.person(name),
                fact=fact,
                outcome=outcome,
                comment="well done",
                attempt_number=1,
            )

    def take(self) -> Claimed:
        with transaction() as session:
            claimed = claim(session, self.clock)
        assert claimed is not None
        return claimed

    def settle(self, claimed: Claimed, outcome: Outcome) -> None:
        with transaction() as session:
            settle(session, self.clock, claimed, outcome)


@pytest.fixture
def tess(client: FlaskClient, world: World, clock: ManualClock) -> Desk:
    return Desk(client, world, clock, "tess")


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The SQL statements that run inside the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
