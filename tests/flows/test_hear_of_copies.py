"""Leaving our handlers at a platform that tells of copies: owed once, kept up, never in a launch's way."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import reading, transaction
from app.flows.hear_of_copies import NOTICE_HANDLER, NoticeSubscriber, Subscription
from app.lti import AccessTokens, NoticeClient, NoticeType
from app.lti.models import Deployment, Standing
from app.outbox import OutboxState, statuses
from app.outbox.models import OutboxItem
from app.services import Services
from tests.conftest import ManualClock
from tests.lti.signer import CLAIM, SigningPlatform, signing_platform

SERVICE = "https://lms.example.edu/api/lti/notice-handlers/7"


@dataclass
class Desk:
    """A platform with a notification service, and what we owe it."""

    platform: SigningPlatform
    client: FlaskClient
    services: Services

    def launch(self, url: str = SERVICE, *types: str) -> None:
        told = {
            "service_versions": ["1.0"],
            "platform_notification_service_url": url,
            "notice_types_supported": list(types or ("LtiHelloWorldNotice", "LtiContextCopyNotice", "Another")),
        }
        answer = self.platform.launch(self.client, **{CLAIM + "platformnotificationservice": told})
        assert answer.status_code == 303, answer.text[:300]

    @property
    def wanted(self) -> int:
        """How often handlers were owed so far."""
        with reading() as session:
            row = session.execute(select(OutboxItem.wanted).where(OutboxItem.kind == NOTICE_HANDLER)).one_or_none()
        return row[0] if row else 0

    def prepared(self) -> Subscription | None:
        client = NoticeClient(
            self.services.http,
            AccessTokens(self.services.http, self.services.clock, self.services.sealer),
            self.services.clock,
        )
        with reading() as session:
            deployment = session.scalars(select(Deployment)).one()
            return NoticeSubscriber(self.services, client).prepare(session, str(deployment.id))


@pytest.fixture
def desk(app: Flask, client: FlaskClient, services: Services, clock: ManualClock) -> Iterator[Desk]:
    with app.app_context(), signing_platform(services, clock) as platform:
        yield Desk(platform, client, services)


def test_the_first_launch_that_tells_of_the_service_owes_our_handlers_and_the_next_ones_nothing(desk: Desk) -> None:
    desk.platform.launch(desk.client)
    assert desk.wanted == 0
    for _ in range(3):
        desk.launch()
    assert desk.wanted == 1
    message = desk.prepared()
    assert (message.service_url, message.handler) == (SERVICE, "http://localhost:8000/lti/notices")
    assert set(message.types) == set(NoticeType)


def test_another_address_and_another_week_owe_them_anew(desk: Desk, clock: ManualClock) -> None:
    desk.launch()
    desk.launch(SERVICE + "0")
    assert desk.wanted == 2
    clock.advance(seconds=7 * 24 * 3600 + 1)
    desk.launch(SERVICE + "0")
    assert desk.wanted == 3
    assert desk.prepared().service_url == SERVICE + "0"


def test_only_what_the_platform_offers_is_asked_for(desk: Desk) -> None:
    desk.launch(SERVICE, "LtiHelloWorldNotice")
    assert desk.prepared().types == (NoticeType.HELLO_WORLD,)


def test_a_platform_that_offers_nothing_of_use_is_asked_nothing(desk: Desk) -> None:
    desk.launch(SERVICE, "LtiAssetProcessorSubmissionNotice")
    assert desk.prepared() is None


def test_a_blocked_deployment_is_asked_nothing(desk: Desk) -> None:
    desk.launch()
    with transaction() as session:
        session.scalars(select(Deployment)).one().status = Standing.BLOCKED
    assert desk.prepared() is None


def test_the_debt_is_shown_as_due_under_the_deployment(desk: Desk, clock: ManualClock) -> None:
    desk.launch()
    with reading() as session:
        deployment = session.scalars(select(Deployment)).one()
        owed = statuses(session, NOTICE_HANDLER, [str(deployment.id)], clock.now())
    assert [each.state for each in owed.values()] == [OutboxState.DUE]
