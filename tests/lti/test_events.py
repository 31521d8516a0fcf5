"""What launches leave behind: one row each without a person, and never more than is read."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading, transaction
from app.lti import (
    EventKind,
    RefusalBudget,
    forget_old_events,
    launch_events,
    note_launch,
    note_refusal,
    scopes_seen,
)
from app.lti.event_models import LaunchEvent
from app.lti.events import KEPT, MOST_REFUSALS
from app.services import Services
from tests import cast
from tests.administration.conftest import Tenants, tenants
from tests.conftest import ManualClock
from tests.world import launch_of

__all__ = ["tenants"]


def launched(services: Services, tenants: Tenants, times: int = 1, **deployment: int) -> None:
    launch = launch_of(cast.BEN, deployment.get("of", tenants.host), deployment.get("at", tenants.of_meadow))
    with transaction(durable=False) as session:
        for _ in range(times):
            note_launch(session, services.clock, launch)


def refused(services: Services, tenants: Tenants, times: int = 1) -> None:
    with transaction(durable=False) as session:
        for number in range(times):
            note_refusal(session, services.clock, tenants.host, "token-expired", f"REF{number:05}")


def counted(kind: EventKind) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).where(LaunchEvent.kind == kind)) or 0


def test_a_launch_leaves_its_scopes_and_no_person(tenants: Tenants, services: Services) -> None:
    launched(services, tenants)
    with reading() as session:
        (event,) = launch_events(session, registration_ids=[tenants.host], kind=EventKind.LAUNCH, most=5)
        stored = str(session.execute(select(LaunchEvent.__table__)).one())
    assert event.deployment_id == tenants.of_meadow
    assert event.scopes == ("https://purl.imsglobal.org/spec/lti-ags/scope/score",)
    assert event.message_type == "LtiResourceLinkRequest" and event.product_version == "5"
    assert cast.BEN.name not in stored and cast.BEN.subject not in stored and "Ben" not in stored


def test_a_refusal_leaves_what_its_person_was_shown(tenants: Tenants, services: Services) -> None:
    refused(services, tenants)
    with reading() as session:
        (event,) = launch_events(session, registration_ids=[tenants.host], kind=EventKind.REFUSED, most=5)
    assert (event.code, event.reference, event.deployment_id) == ("token-expired", "REF00000", None)


def test_events_are_those_of_the_deployments_that_are_asked_for(tenants: Tenants, services: Services) -> None:
    launched(services, tenants, at=tenants.of_meadow)
    launched(services, tenants, at=tenants.of_harbour)
    refused(services, tenants)
    with reading() as session:
        mine = launch_events(
            session,
            registration_ids=[tenants.host, tenants.own],
            deployment_ids=[tenants.of_harbour],
            kind=EventKind.LAUNCH,
            most=5,
        )
        none = launch_events(
            session,
            registration_ids=[tenants.host],
            deployment_ids=[tenants.of_harbour],
            kind=EventKind.REFUSED,
            most=5,
        )
    assert [event.deployment_id for event in mine] == [tenants.of_harbour]
    assert none == ()


def test_scopes_are_told_with_the_newest_launch_that_had_them(
    tenants: Tenants, services: Services, clock: ManualClock
) -> None:
    launched(services, tenants, 2)
    clock.advance(seconds=60)
    launched(services, tenants)
    with reading() as session:
        events = launch_events(session, registration_ids=[tenants.host], kind=EventKind.LAUNCH, most=5)
    (seen,) = scopes_seen(events)
    assert seen.scope.endswith("/score") and seen.seen_at == clock.now()


def test_two_hundred_of_each_kind_are_kept_and_each_deployments_last_launch(
    tenants: Tenants, services: Services
) -> None:
    launched(services, tenants, at=tenants.of_harbour)
    launched(services, tenants, KEPT + 20)
    launched(services, tenants, 3, of=tenants.own, at=tenants.own_deployment)
    refused(services, tenants, KEPT + 20)
    with transaction() as session:
        forget_old_events(session)
        quiet = launch_events(
            session,
            registration_ids=[tenants.host],
            deployment_ids=[tenants.of_harbour],
            kind=EventKind.LAUNCH,
            most=5,
        )
        newest = launch_events(session, registration_ids=[tenants.host], kind=EventKind.REFUSED, most=1)
    assert counted(EventKind.REFUSED) == KEPT
    assert counted(EventKind.LAUNCH) == KEPT + 1 + 3
    assert len(quiet) == 1 and newest[0].reference == f"REF{KEPT + 19:05}"


def test_a_minute_has_a_budget_of_refusals_for_each_registration(clock: ManualClock) -> None:
    budget = RefusalBudget()
    assert [budget.may_note(1, clock.now()) for _ in range(MOST_REFUSALS + 2)] == [True] * MOST_REFUSALS + [False] * 2
    assert budget.may_note(2, clock.now())
    assert budget.may_note(1, clock.now() + timedelta(minutes=1))


@pytest.mark.postgres
def test_old_events_are_forgotten_on_postgresql_too(postgres_app: Flask) -> None:
    with postgres_app.app_context(), transaction() as session:
        forget_old_events(session)
