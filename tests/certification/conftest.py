"""The platforms that the chapters of the certification launch from."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import read_settings
from app.db import db
from app.sandbox import Lms
from app.services import Services
from tests.certification.joined import Browser, Joined, join
from tests.conftest import ManualClock, test_environment
from tests.lti.signer import SigningPlatform, signing_platform
from tests.serving import port_of, reserved, served


@pytest.fixture
def platform(app: Flask, services: Services, clock: ManualClock) -> Iterator[SigningPlatform]:
    with app.app_context(), signing_platform(services, clock) as running:
        yield running


@pytest.fixture(params=["moodle", "canvas"])
def joined(
    request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock, empty_database: Path
) -> Iterator[Joined]:
    """Cairn and the sandbox in this temper, each on a socket of its own."""
    bound = reserved()
    environment = {**test_environment(tmp_path), "PUBLIC_URL": f"http://localhost:{port_of(bound)}"}
    settings = read_settings(environment)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy(empty_database, settings.data_dir / "cairn.sqlite3")
    app = create_app(settings, clock=clock)
    app.test_client_class = Browser
    lms = Lms.new(temper=request.param, clock=clock)
    with served(app, bound), lms.serving(), app.app_context():
        yield join(app, lms, clock)
    lms.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
