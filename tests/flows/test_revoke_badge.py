"""A badge that is taken back after the grade was told: asked for, undone, carried out."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.badges import (
    REVOCATION,
    CredentialStatus,
    CredentialView,
    credential_view,
    events_of,
    sign_status_list,
    undo_revocation,
)
from app.badges.models import BadgePart, Credential, StatusList
from app.db import reading, transaction
from app.errors import Conflict
from app.flows.revoke_badge import RevocationCarrier, ask_to_revoke, revoke_badge
from app.gradebook import Fact, ReviewOutcome, record
from app.gradebook.models import ScoreSync
from app.placement import placement_view
from app.services import Services
from app.worker import Deliverer
from tests.badges.world import World, a_world, give_badge
from tests.conftest import ManualClock

QUARTER = 15 * 60
REASON = "Not Ben's lesson."


@pytest.fixture
def world(database: Flask, clock: ManualClock) -> World:
    with transaction() as session:
        return a_world(session, clock)


@pytest.fixture
def badge(world: World, services: Services, clock: ManualClock) -> CredentialView:
    """Ben's, told to the gradebook."""
    with transaction() as session:
        badge = give_badge(session, services, world)
        record(
            session,
            clock,
            placement=placement_view(session, world.placement_id),
            person_id=world.ben,
            fact=Fact.EARNED,
            outcome=ReviewOutcome(4, 4, 2, 2),
            comment=f"Well done. Badge: {badge.url}",
            attempt_number=1,
        )
    return badge


@pytest.fixture
def deliver(database: Flask, services: Services, clock: ManualClock) -> Callable[[], None]:
    """What the worker does with revocations that are due."""

    def act() -> None:
        Deliverer(clock, {REVOCATION: RevocationCarrier(services)}).drain()

    return act


def ask(services: Services, uuid: str, reason: str = REASON) -> CredentialView:
    with transaction() as session:
        return ask_to_revoke(session, services, uuid, reason)


def now_of(uuid: str) -> CredentialView:
    with reading() as session:
        return credential_view(session, uuid)


def kinds(uuid: str) -> list[str]:
    with reading() as session:
        return [event.kind for event in events_of(session, uuid)]


def told() -> tuple[int | None, str]:
    with reading() as session:
        row = session.query(ScoreSync).one()
        return row.points, row.comment


def test_the_score_stays_and_its_comment_says_what_happened(
    badge: CredentialView, services: Services, clock: ManualClock
) -> None:
    with reading() as session:
        before = session.query(ScoreSync).one()
        points, stamp = before.points, before.grade_timestamp
    clock.advance(seconds=60)
    with transaction() as session:
        assert revoke_badge(session, services, badge.uuid, REASON).status is CredentialStatus.REVOKED
    assert told() == (points, f"The badge for this work was revoked: {REASON} {badge.url}")
    with reading() as session:
        stamped = session.query(ScoreSync).one().grade_timestamp
        assert stamped is not None and stamp is not None and stamped > stamp
    clock.advance(seconds=60)
    with transaction() as session:
        revoke_badge(session, services, badge.uuid, "Again.")
    with reading() as session:
        assert session.query(ScoreSync).one().grade_timestamp == stamped


def test_nobody_is_told_before_the_time_to_undo_is_over(
    badge: CredentialView, services: Services, clock: ManualClock, deliver: Callable[[], None]
) -> None:
    asked = ask(services, badge.uuid)
    assert asked.status is CredentialStatus.VALID and asked.revoked_reason is None
    clock.advance(seconds=QUARTER - 1)
    deliver()
    assert now_of(badge.uuid).status is CredentialStatus.VALID
    assert "revoked" not in told()[1]
    with reading() as session:
        assert session.query(StatusList.changes).scalar() == 0


def test_when_the_time_is_over_it_is_carried_out_once_and_everywhere(
    badge: CredentialView, services: Services, clock: ManualClock, deliver: Callable[[], None]
) -> None:
    ask(services, badge.uuid)
    clock.advance(seconds=QUARTER)
    deliver()
    deliver()
    revoked = now_of(badge.uuid)
    assert (revoked.status, revoked.revoked_reason) == (CredentialStatus.REVOKED, REASON)
    assert revoked.revocation_due_at is None
    assert told()[1] == f"The badge for this work was revoked: {REASON} {badge.url}"
    assert kinds(badge.uuid) == ["awarded", "signed", "revocation-asked", "revoked"]
    with transaction() as session:
        assert session.query(StatusList.changes).scalar() == 1
        assert sign_status_list(session, clock=clock, sealer=services.sealer, slug="cairn", number=1)


def test_undone_in_time_nothing_happens_at_all(
    badge: CredentialView, services: Services, clock: ManualClock, deliver: Callable[[], None]
) -> None:
    ask(services, badge.uuid)
    with transaction() as session:
        undo_revocation(session, clock, badge.uuid)
        undo_revocation(session, clock, badge.uuid)
    clock.advance(seconds=QUARTER)
    deliver()
    assert now_of(badge.uuid).status is CredentialStatus.VALID
    assert kinds(badge.uuid) == ["awarded", "signed", "revocation-asked", "revocation-undone"]


def test_asked_for_again_the_time_starts_afresh_and_the_last_reason_counts(
    badge: CredentialView, services: Services, clock: ManualClock, deliver: Callable[[], None]
) -> None:
    ask(services, badge.uuid, "A first reason.")
    clock.advance(seconds=QUARTER - 1)
    ask(services, badge.uuid)
    clock.advance(seconds=1)
    deliver()
    assert now_of(badge.uuid).status is CredentialStatus.VALID
    clock.advance(seconds=QUARTER)
    deliver()
    assert now_of(badge.uuid).revoked_reason == REASON


def test_undone_while_it_is_being_carried_out_it_stays(
    badge: CredentialView, services: Services, clock: ManualClock
) -> None:
    ask(services, badge.uuid)
    clock.advance(seconds=QUARTER)
    carrier = RevocationCarrier(services)
    with transaction() as session:
        message = carrier.prepare(session, badge.uuid)
    assert message is not None
    with transaction() as session:
        undo_revocation(session, clock, badge.uuid)
    with transaction() as session:
        carrier.note(session, message, carrier.send(message, lambda: True))
    assert now_of(badge.uuid).status is CredentialStatus.VALID


def test_what_was_carried_out_cannot_be_undone(badge: CredentialView, services: Services, clock: ManualClock) -> None:
    with transaction() as session:
        revoke_badge(session, services, badge.uuid, REASON)
    with pytest.raises(Conflict) as refused, transaction() as session:
        undo_revocation(session, clock, badge.uuid)
    assert refused.value.code == "badge-revoked-for-good"


def test_a_badge_that_counted_for_another_puts_that_one_before_a_person(
    badge: CredentialView, services: Services, clock: ManualClock
) -> None:
    """The larger badge stays valid: nothing is taken back by itself."""
    with transaction() as session:
        whole = give_badge(session, services, a_world(session, clock, link="link-2"))
        ids = {row.uuid: row.id for row in session.query(Credential)}
        session.add(BadgePart(credential_id=ids[whole.uuid], part_id=ids[badge.uuid], digest="0" * 64))
    with transaction() as session:
        revoke_badge(session, services, badge.uuid, REASON)
    with reading() as session:
        assert session.query(BadgePart).one().questioned_at == clock.now()
        assert [event.words for event in events_of(session, whole.uuid)][-1] == f"{badge.name}: {badge.url}"
    assert now_of(whole.uuid).status is CredentialStatus.VALID
    assert kinds(whole.uuid)[-1] == "part-revoked"


def test_where_no_score_is_wanted_any_more_the_comment_goes_with_the_one_that_arrived(
    badge: CredentialView, world: World, services: Services, clock: ManualClock
) -> None:
    """After a “not yet” the gradebook keeps the score that it has; its comment mustn't go on praising the badge."""
    with transaction() as session:
        row = session.query(ScoreSync).one()
        row.delivered_points, row.points = row.points, None
        arrived = row.delivered_points
    with transaction() as session:
        revoke_badge(session, services, badge.uuid, REASON)
    assert told() == (arrived, f"The badge for this work was revoked: {REASON} {badge.url}")
