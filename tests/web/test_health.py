"""What an operator's probes are told."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import stamp

from app import outbox
from app.db import db, transaction
from app.services import Services
from app.web.health import WORKER_SILENT
from tests.conftest import ManualClock


@pytest.fixture
def ready(app: Flask, services: Services) -> None:
    """A migrated database and a worker that was seen just now."""
    with app.app_context():
        stamp()
        with transaction() as session:
            outbox.note_worker(session, services.clock, "worker-1")


def parts(client: FlaskClient, status: int) -> dict[str, str]:
    answer = client.get("/readyz")
    assert answer.status_code == status, answer.json
    return (answer.json or {})["parts"]


def test_a_living_process_says_so_and_asks_nothing(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        db.drop_all()
    assert client.get("/healthz").json == {"status": "ok"}


def test_everything_there_is_ready(client: FlaskClient, ready: None) -> None:
    assert parts(client, 200) == dict.fromkeys(("database", "migrations", "storage", "worker"), "ok")


def test_a_database_that_is_not_migrated_is_named_with_the_command(client: FlaskClient) -> None:
    assert "flask db upgrade" in parts(client, 503)["migrations"]


def test_a_silent_worker_is_named(client: FlaskClient, ready: None, clock: ManualClock) -> None:
    clock.advance(seconds=(WORKER_SILENT + timedelta(seconds=1)).total_seconds())
    found = parts(client, 503)
    assert "no worker was seen" in found["worker"] and found["database"] == "ok"


def test_a_storage_that_can_not_be_written_is_named(client: FlaskClient, services: Services, ready: None) -> None:
    folder = services.settings.data_dir / "files"
    if folder.exists():
        folder.rename(folder.with_name("away"))
    folder.write_text("in the way")
    found = parts(client, 503)
    assert found["storage"] != "ok" and found["worker"] == "ok"


def test_a_database_that_is_gone_is_named_without_its_address(
    client: FlaskClient, app: Flask, services: Services
) -> None:
    with app.app_context():
        db.engine.dispose()
    path = services.settings.data_dir / "cairn.sqlite3"
    for each in path.parent.glob("cairn.sqlite3*"):
        each.unlink()
    path.mkdir()
    found = parts(client, 503)
    assert found["database"] == "does not answer; the log says why"
    assert str(path) not in str(found)
