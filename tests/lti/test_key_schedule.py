"""The schedule of the tool's own keys: rotated in time, never before platforms know them, once however many work."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app.administration.models import AuditEntry
from app.db import reading, transaction
from app.flows.tidy import keep_keys
from app.lti import KeyStatus, ensure_keys, public_key_set, signing_key, tool_key_views
from app.lti.models import ToolKey
from app.services import Services
from tests.conftest import ManualClock

DAY = 24 * 3600
HOUR = 3600
LONGEST = timedelta(days=90)


def scheduled(services: Services) -> list[str]:
    with transaction() as session:
        return [change.kind for change in keep_keys(session, services)]


def standing() -> dict[str, list[str]]:
    with reading() as session:
        views = tool_key_views(session, LONGEST)
    return {status: [view.kid for view in views if view.status == status] for status in KeyStatus}


def published() -> list[str]:
    with reading() as session:
        return [key["kid"] for key in public_key_set(session)["keys"]]


@pytest.fixture
def keyed(database: Flask, services: Services) -> Services:
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
    return services


def test_the_schedule_makes_the_first_keys(database: Flask, services: Services) -> None:
    assert scheduled(services) == []
    assert {status: len(kids) for status, kids in standing().items()} == {"next": 1, "active": 1, "retired": 0}


def test_nothing_happens_before_ninety_days(keyed: Services, clock: ManualClock) -> None:
    before = standing()
    clock.advance(seconds=90 * DAY - 1)
    assert scheduled(keyed) == [] and standing() == before


def test_after_ninety_days_the_next_key_signs_and_the_old_one_stays_published(
    keyed: Services, clock: ManualClock
) -> None:
    before = standing()
    clock.advance(seconds=90 * DAY)
    assert scheduled(keyed) == ["rotated"]
    after = standing()
    assert after["active"] == before["next"] and after["retired"] == before["active"]
    assert set(published()) == {*after["next"], *after["active"], *after["retired"]}
    assert scheduled(keyed) == []


def test_a_retired_key_goes_after_fourteen_days_by_itself(keyed: Services, clock: ManualClock) -> None:
    clock.advance(seconds=90 * DAY)
    scheduled(keyed)
    (retired,) = standing()["retired"]
    clock.advance(seconds=14 * DAY)
    assert scheduled(keyed) == [] and retired in published()
    clock.advance(seconds=1)
    assert scheduled(keyed) == ["removed"] and retired not in published()


def test_a_missing_next_key_is_prepared_and_signs_a_day_later_at_the_earliest(
    keyed: Services, clock: ManualClock
) -> None:
    clock.advance(seconds=100 * DAY)
    with transaction() as session:
        session.execute(delete(ToolKey).where(ToolKey.status == KeyStatus.NEXT))
    assert scheduled(keyed) == ["prepared"]
    clock.advance(seconds=DAY - 1)
    assert scheduled(keyed) == []
    clock.advance(seconds=1)
    assert scheduled(keyed) == ["rotated"]


def test_a_platform_that_fetched_our_keys_within_a_day_always_has_the_signing_key(
    keyed: Services, clock: ManualClock
) -> None:
    fetched = [set(published())]
    for _ in range(24 * 200 // 6):
        clock.advance(seconds=6 * HOUR)
        scheduled(keyed)
        with reading() as session:
            kid = signing_key(session, keyed.sealer).kid
        assert all(kid in key_set for key_set in fetched[-4:])
        fetched.append(set(published()))


def test_how_long_a_key_signs_is_a_setting(keyed: Services, clock: ManualClock) -> None:
    monthly = replace(keyed, settings=replace(keyed.settings, key_rotation_days=30))
    clock.advance(seconds=30 * DAY)
    assert scheduled(keyed) == []
    assert scheduled(monthly) == ["rotated"]


def test_the_console_is_told_what_happens_to_each_key_and_when(keyed: Services, clock: ManualClock) -> None:
    begun = clock.now()
    clock.advance(seconds=90 * DAY)
    scheduled(keyed)
    with reading() as session:
        following, active, retired = tool_key_views(session, LONGEST)
    assert (following.status, active.status, retired.status) == ("next", "active", "retired")
    assert following.next_step_at == active.next_step_at == clock.now() + LONGEST
    assert retired.next_step_at == clock.now() + timedelta(days=14)
    assert (retired.activated_at, retired.retired_at) == (begun, clock.now())


def test_each_change_is_in_the_audit_log(keyed: Services, clock: ManualClock) -> None:
    clock.advance(seconds=90 * DAY)
    scheduled(keyed)
    with reading() as session:
        (line,) = session.scalars(select(AuditEntry))
    (active,) = standing()["active"]
    assert (line.by, line.action, line.subject) == ("schedule", "key-rotated", f"key:{active}")


def work_at_once(app: Flask, services: Services) -> list[str]:
    def work(_: int) -> list[str]:
        with app.app_context():
            return scheduled(services)

    with ThreadPoolExecutor(4) as threads:
        return [kind for kinds in threads.map(work, range(4)) for kind in kinds]


def test_four_workers_at_once_rotate_once(app: Flask, keyed: Services, clock: ManualClock) -> None:
    clock.advance(seconds=90 * DAY)
    assert work_at_once(app, keyed) == ["rotated"]


@pytest.mark.postgres
def test_four_workers_at_once_make_and_rotate_keys_once_on_postgresql(postgres_app: Flask, clock: ManualClock) -> None:
    services: Services = postgres_app.extensions["cairn"]
    assert work_at_once(postgres_app, services) == []
    with postgres_app.app_context():
        assert [len(kids) for kids in standing().values()] == [1, 1, 0]
    clock.advance(seconds=90 * DAY)
    assert work_at_once(postgres_app, services) == ["rotated"]
    with postgres_app.app_context():
        assert [len(kids) for kids in standing().values()] == [1, 1, 1]
