"""Launches as a whole: what ends them, and what is forgotten of them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import reading, transaction
from app.flows.launch import block_deployment, forget_old_launches
from app.lti import Standing, deployments, set_platform_standing
from app.lti.models import UsedState
from app.people.models import LaunchSession
from app.services import Services
from tests.conftest import ManualClock
from tests.lti.signer import SigningPlatform, launch_id_of, signing_platform


@pytest.fixture
def platform(app: Flask, services: Services, clock: ManualClock) -> Iterator[SigningPlatform]:
    with app.app_context(), signing_platform(services, clock) as running:
        yield running


def test_blocking_a_deployment_ends_the_launches_that_are_open(client: FlaskClient, platform: SigningPlatform) -> None:
    launch_id = launch_id_of(platform.launch(client))
    with transaction() as session:
        (known,) = deployments(session)
        assert block_deployment(session, known.id).status is Standing.BLOCKED
    assert client.get(f"/l/{launch_id}/").status_code == 403


def test_switching_a_platform_off_ends_its_pages_at_once(client: FlaskClient, platform: SigningPlatform) -> None:
    launch_id = launch_id_of(platform.launch(client))
    with transaction() as session:
        set_platform_standing(session, platform.registration_id, Standing.BLOCKED)
    response = client.get(f"/l/{launch_id}/")
    assert response.status_code == 403
    assert "switched off" in response.text


def test_launches_and_states_are_forgotten_when_their_time_is_over(
    client: FlaskClient, platform: SigningPlatform, clock: ManualClock
) -> None:
    launch_id_of(platform.launch(client))
    clock.advance(seconds=8 * 24 * 3600 + 1)
    kept = launch_id_of(platform.launch(client))
    with transaction() as session:
        forget_old_launches(session, clock.now())
    with reading() as session:
        assert [row.id for row in session.query(LaunchSession)] == [kept]
        assert session.query(UsedState).count() == 1
