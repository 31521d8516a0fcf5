"""A badge that is taken back after the grade was told."""

from flask import Flask

from app.badges import CredentialStatus
from app.db import reading, transaction
from app.flows.revoke_badge import revoke_badge
from app.gradebook import Fact, ReviewOutcome, record
from app.gradebook.models import ScoreSync
from app.placement import placement_view
from app.services import Services
from tests.badges.world import a_world, give_badge
from tests.conftest import ManualClock


def test_the_score_stays_and_its_comment_says_what_happened(
    database: Flask, services: Services, clock: ManualClock
) -> None:
    with transaction() as session:
        world = a_world(session, clock)
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
    with reading() as session:
        before = session.query(ScoreSync).one()
        points, stamp = before.points, before.grade_timestamp
    clock.advance(seconds=60)
    with transaction() as session:
        assert revoke_badge(session, services, badge.uuid, "Not Ben's lesson.").status is CredentialStatus.REVOKED
    with reading() as session:
        after = session.query(ScoreSync).one()
        assert (after.points, after.comment) == (
            points,
            f"The badge for this work was revoked: Not Ben's lesson. {badge.url}",
        )
        told = after.grade_timestamp
        assert told is not None and stamp is not None and told > stamp
    clock.advance(seconds=60)
    with transaction() as session:
        revoke_badge(session, services, badge.uuid, "Again.")
    with reading() as session:
        assert session.query(ScoreSync).one().grade_timestamp == told
