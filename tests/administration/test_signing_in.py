"""Sign-in links and sessions: once, for a time, and never stored in clear."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from app.administration import (
    OpenedSession,
    Scope,
    end_session,
    find_administrator,
    forget_old_sign_ins,
    look_at_sign_in_link,
    make_sign_in_link,
    needs_note,
    note_seen,
    open_sessions,
    sign_in,
)
from app.administration.models import AdministratorSession, AuditEntry, SignInLink
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.services import Services
from tests.administration.conftest import Tenants
from tests.conftest import ManualClock

OPERATOR = Scope(by="Olga")
MINUTE, HOUR = 60, 3600


def link(services: Services, name: str = "Olga", organisation_id: int | None = None) -> str:
    with transaction() as session:
        return make_sign_in_link(
            session, services.clock, name=name, organisation_id=organisation_id, made_by="command line"
        )


def opened(services: Services, name: str = "Olga", organisation_id: int | None = None) -> OpenedSession:
    token = link(services, name, organisation_id)
    with transaction() as session:
        return sign_in(session, services.clock, token)


def who(services: Services, secret: str) -> str:
    with reading() as session:
        return find_administrator(session, services.clock.now(), secret).name


def test_a_link_lets_its_administrator_in(database: Flask, services: Services) -> None:
    assert who(services, opened(services).secret) == "Olga"


def test_looking_at_a_link_uses_nothing_up(database: Flask, services: Services) -> None:
    token = link(services)
    for _ in range(2):
        with reading() as session:
            assert look_at_sign_in_link(session, services.clock, token).name == "Olga"
    with transaction() as session:
        sign_in(session, services.clock, token)


def test_a_link_opens_once(database: Flask, services: Services) -> None:
    token = link(services)
    with transaction() as session:
        sign_in(session, services.clock, token)
    with transaction() as session:
        for attempt in (sign_in, look_at_sign_in_link):
            with pytest.raises(NotAllowed, match="sign-in-used"):
                attempt(session, services.clock, token)


def test_a_link_is_over_after_fifteen_minutes(database: Flask, services: Services, clock: ManualClock) -> None:
    token = link(services)
    clock.advance(seconds=15 * MINUTE)
    with pytest.raises(NotAllowed, match="sign-in-expired"), transaction() as session:
        sign_in(session, services.clock, token)


@pytest.mark.parametrize("token", ["", "nothing", "\N{SNOWMAN}", "x" * 5000])
def test_an_unknown_link_is_refused(database: Flask, services: Services, token: str) -> None:
    with pytest.raises(NotFound, match="sign-in-unknown"), transaction() as session:
        sign_in(session, services.clock, token)


def test_a_link_for_an_organisation_that_is_not_there_is_not_made(database: Flask, services: Services) -> None:
    with pytest.raises(NotFound, match="organisation-unknown"):
        link(services, organisation_id=999)


def race(app: Flask, services: Services, token: str) -> list[str]:
    def attempt(_: int) -> str:
        with app.app_context():
            try:
                with transaction() as session:
                    sign_in(session, services.clock, token)
            except NotAllowed as refusal:
                return refusal.code
        return "in"

    with ThreadPoolExecutor(4) as threads:
        return sorted(threads.map(attempt, range(4)))


def test_of_four_who_use_one_link_at_once_one_gets_in(app: Flask, database: Flask, services: Services) -> None:
    assert race(app, services, link(services)) == ["in", "sign-in-used", "sign-in-used", "sign-in-used"]


@pytest.mark.postgres
def test_of_four_who_use_one_link_at_once_one_gets_in_on_postgresql(postgres_app: Flask) -> None:
    services: Services = postgres_app.extensions["cairn"]
    with postgres_app.app_context():
        token = link(services)
    assert race(postgres_app, services, token) == ["in", "sign-in-used", "sign-in-used", "sign-in-used"]


def test_neither_token_nor_secret_is_stored(database: Flask, services: Services) -> None:
    token = link(services)
    with transaction() as session:
        secret = sign_in(session, services.clock, token).secret
    with reading() as session:
        stored = [
            *session.scalars(select(SignInLink.token_hash)),
            *session.scalars(select(AdministratorSession.secret_hash)),
            *(str(detail) for detail in session.scalars(select(AuditEntry.detail))),
        ]
    assert stored and not any(secret in text or token in text for text in stored)


def test_a_session_ends_after_eight_hours(database: Flask, services: Services, clock: ManualClock) -> None:
    session_opened = opened(services)
    for _ in range(8):
        clock.advance(seconds=HOUR - MINUTE)
        assert who(services, session_opened.secret) == "Olga"
        with transaction() as session:
            note_seen(session, services.clock.now(), session_opened.id)
    clock.advance(seconds=8 * MINUTE)
    with pytest.raises(NotAllowed, match="not-signed-in"):
        who(services, session_opened.secret)


def test_a_session_ends_after_an_hour_without_a_click(database: Flask, services: Services, clock: ManualClock) -> None:
    secret = opened(services).secret
    clock.advance(seconds=HOUR - 1)
    assert who(services, secret) == "Olga"
    clock.advance(seconds=1)
    with pytest.raises(NotAllowed, match="not-signed-in"):
        who(services, secret)


def test_being_seen_is_noted_once_a_minute(database: Flask, services: Services, clock: ManualClock) -> None:
    secret = opened(services).secret
    with reading() as session:
        administrator = find_administrator(session, clock.now(), secret)
    assert not needs_note(administrator, clock.now())
    clock.advance(seconds=MINUTE)
    assert needs_note(administrator, clock.now())


@pytest.mark.parametrize("secret", ["", "nothing", "\N{SNOWMAN}"])
def test_an_unknown_secret_is_nobody(database: Flask, services: Services, secret: str) -> None:
    opened(services)
    with pytest.raises(NotAllowed, match="not-signed-in"):
        who(services, secret)


def test_a_session_that_was_ended_is_over_at_once(database: Flask, services: Services) -> None:
    ended, kept = opened(services), opened(services, "Otto")
    with transaction() as session:
        end_session(session, services.clock, OPERATOR, ended.id)
        assert [each.name for each in open_sessions(session, services.clock.now(), None)] == ["Otto"]
        with pytest.raises(NotFound, match="session-unknown"):
            end_session(session, services.clock, OPERATOR, ended.id)
    with pytest.raises(NotAllowed, match="not-signed-in"):
        who(services, ended.secret)
    assert who(services, kept.secret) == "Otto"


def test_a_tenant_sees_and_ends_its_own_sessions_only(tenants: Tenants, services: Services) -> None:
    mia, hal = opened(services, "Mia", tenants.meadow), opened(services, "Hal", tenants.harbour)
    scope = Scope(by="Mia", organisation_id=tenants.meadow)
    with transaction() as session:
        assert [each.name for each in open_sessions(session, services.clock.now(), tenants.meadow)] == ["Mia"]
        for foreign in (hal.id, 999):
            with pytest.raises(NotFound, match="session-unknown"):
                end_session(session, services.clock, scope, foreign)
        end_session(session, services.clock, scope, mia.id)


def test_what_is_over_is_forgotten_and_the_log_remembers_it(
    database: Flask, services: Services, clock: ManualClock
) -> None:
    opened(services)
    clock.advance(seconds=HOUR)
    fresh = opened(services, "Otto")
    with transaction() as session:
        forget_old_sign_ins(session, clock.now())
        assert session.query(SignInLink).count() == session.query(AdministratorSession).count() == 1
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["sign-in-link-made", "signed-in"] * 2
    assert who(services, fresh.secret) == "Otto"
