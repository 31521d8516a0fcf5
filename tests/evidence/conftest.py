"""The course of tests/evidence/world.py, built once per test."""

import pytest
from flask import Flask

from app.db import transaction
from app.services import Services
from tests.evidence.world import TALKS
from tests.review.world import World, build_world


@pytest.fixture
def world(database: Flask, services: Services) -> World:
    with transaction() as session:
        return build_world(session, services, TALKS)
