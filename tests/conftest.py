"""What every test may ask for. Fakes stand only at the edges: the clock, and the LMS of app/sandbox."""

import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings, read_settings
from app.db import db
from app.services import Services
from tests.pages import PageChecker
from tests.postgres import new_database, postgres_server

os.environ.setdefault("PYTHONHASHSEED", "0")
# Whether a test passes must not hang on how busy the machine is.
hypothesis.settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any-machine")
KEY = Fernet.generate_key().decode()


class ManualClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def advance(self, *, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 15, 9, 30, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(test_environment(tmp_path))


def test_environment(folder: Path) -> dict[str, str]:
    """The environment of a tool that runs on this machine only, with its own folder and keys."""
    return {
        "PUBLIC_URL": "http://localhost:8000",
        "SECRET_KEY": "a secret of the tests, long enough to be taken",
        "KEY_ENCRYPTION_KEY": KEY,
        "DATA_DIR": str(folder / "data"),
        "WORKER_IN_PROCESS": "false",
    }


test_environment.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows, made once and copied for each test."""
    settings = read_settings(test_environment(tmp_path_factory.mktemp("empty")))
    application = create_app(settings)
    with application.app_context():
        db.create_all()
        db.engine.dispose()
    return settings.data_dir / "cairn.sqlite3"


@pytest.fixture
def app(settings: Settings, clock: ManualClock, empty_database: Path) -> Iterator[Flask]:
    """A whole tool on a fresh file database with all tables."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy(empty_database, settings.data_dir / "cairn.sqlite3")
    application = create_app(settings, clock=clock)
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def services(app: Flask) -> Services:
    built: Services = app.extensions["cairn"]
    return built


@pytest.fixture
def database(app: Flask) -> Iterator[Flask]:
    """The application context, for tests of the layers below the web."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of sorts: every HTML page that it gets is checked."""
    app.test_client_class = PageChecker
    return app.test_client()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server, started once; its address ends with a slash."""
    with postgres_server() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_template(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with all tables and no rows."""
    settings = read_settings(test_environment(tmp_path_factory.mktemp("template")))
    application = create_app(replace(settings, database_url=driver(new_database(postgres, "cairn_template"))))
    with application.app_context():
        db.create_all()
        db.engine.dispose()
    return "cairn_template"


def driver(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture
def postgres_app(postgres: str, postgres_template: str, settings: Settings, clock: ManualClock) -> Iterator[Flask]:
    """The whole tool on an empty PostgreSQL database of its own."""
    address = new_database(postgres, f"cairn_{uuid.uuid4().hex[:12]}", template=postgres_template)
    application = create_app(replace(settings, database_url=driver(address)), clock=clock)
    yield application
    with application.app_context():
        db.engine.dispose()
