"""The furnished world, made once and copied for each guard that asks for it."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.db import db
from tests.conftest import ManualClock, test_environment
from tests.world import World, make_once

MORNING = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> tuple[Path, World]:
    """A data folder and what is in it."""
    folder = tmp_path_factory.mktemp("furnished")
    return folder / "data", make_once(test_environment(folder), ManualClock(MORNING), empty_database)


@pytest.fixture
def world(furnished: tuple[Path, World]) -> World:
    return furnished[1]


@pytest.fixture
def app(settings: Settings, furnished: tuple[Path, World]) -> Iterator[Flask]:
    """The tool on a copy of the furnished world."""
    yield from furnished_tool(furnished[0], settings)


def furnished_tool(data: Path, settings: Settings) -> Iterator[Flask]:
    """A tool with a copy of this data, closed again at the end."""
    shutil.copytree(data, settings.data_dir)
    application = create_app(settings, clock=ManualClock(MORNING))
    yield application
    with application.app_context():
        db.engine.dispose()
