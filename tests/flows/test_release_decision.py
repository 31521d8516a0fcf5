"""One click: decision, journey, badge and what the gradebook is owed, together or not at all."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.badges import CredentialStatus, CredentialView, credential_of, events_of, read_badge, signed_document
from app.db import reading, transaction
from app.errors import Conflict, Invalid
from app.evidence import AttemptState, AttemptView, attempt_view
from app.flows.gradebook_words import comment_for
from app.flows.release_decision import BadgeFate, release_decision
from app.flows.review_work import change_decision, save_review, take_up
from app.gradebook import Fact, SyncRow, sync_state_of
from app.gradebook.models import ScoreSync
from app.journey import JourneyState, require_enrollment
from app.review import Decision, DecisionView, Note, Outcome, decision_for
from app.services import Services
from tests.conftest import ManualClock
from tests.review.conftest import world
from tests.review.world import ALL_MET, ONE_MISSING, World, count_rows, hand_in, notes
from tests.signing import sign_what_is_due

__all__ = ["world"]

Release = Callable[..., DecisionView]


@pytest.fixture
def attempt(world: World, clock: ManualClock) -> AttemptView:
    with transaction() as session:
        return hand_in(session, clock, world)


@pytest.fixture
def release(world: World, services: Services) -> Release:
    """Take, fill in and release as Tess, or `by` somebody else; a later call changes the decision."""

    def act(
        attempt: AttemptView,
        found: dict[str, Note],
        *,
        by: str = "tess",
        note: str = "",
        incomplete: bool = False,
        badge_fate: BadgeFate | None = None,
    ) -> DecisionView:
        reviewer = world.actors[by]
        with transaction() as session:
            if decision_for(session, attempt.id) is None:
                take_up(session, services, reviewer, attempt.id)
            else:
                change_decision(session, services, reviewer, attempt.id, "A second look.")
            save_review(session, services, reviewer, attempt.id, found, note)
        with transaction() as session:
            return release_decision(
                session, services, reviewer, attempt.id, incomplete=incomplete, badge_fate=badge_fate
            )

    return act


def owed(session: Session, world: World, clock: ManualClock, name: str = "ada") -> SyncRow:
    row = sync_state_of(session, world.placement.id, world.person(name), clock.now())
    assert row is not None
    return row


def held(world: World) -> CredentialView:
    """Ada's badge."""
    with reading() as session:
        badge = credential_of(session, world.placement.id, world.person("ada"))
    assert badge is not None
    return badge


def comment_of(session: Session) -> str:
    return session.query(ScoreSync).one().comment


def state_of(session: Session, world: World, name: str = "ada") -> JourneyState:
    return require_enrollment(session, world.placement.id, world.person(name)).state


def test_earned_reaches_earner_badge_and_gradebook_at_once(
    world: World, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    release(attempt, ALL_MET, note="Well done.")
    with reading() as session:
        assert attempt_view(session, attempt.id).state is AttemptState.DECIDED
        assert state_of(session, world) is JourneyState.EARNED
        badge = credential_of(session, world.placement.id, world.person("ada"))
        assert badge is not None and badge.status is CredentialStatus.VALID
        row = owed(session, world, clock)
        assert (row.fact, row.points, row.out_of) == (Fact.EARNED, 77_78, 100_00)
        assert comment_of(session) == (
            "Earned: 3 of 3 criteria met. Responds to needs: Proficient. Active session: Exemplary. "
            f"Honest about limits: Proficient. Well done. Badge: {badge.url}"
        )


def test_the_badge_carries_the_levels_and_no_name(
    database: Flask, world: World, attempt: AttemptView, release: Release
) -> None:
    release(attempt, ALL_MET)
    sign_what_is_due(database)
    with reading() as session:
        badge = credential_of(session, world.placement.id, world.person("ada"))
        assert badge is not None
        signed = signed_document(session, badge.uuid).decode()
    assert "Exemplary" in signed
    assert "Ada" not in signed and "Tess" not in signed


def reviewed(database: Flask, world: World) -> str:
    """What Ada's signed badge says about who reviewed it."""
    sign_what_is_due(database)
    with reading() as session:
        badge = credential_of(session, world.placement.id, world.person("ada"))
        assert badge is not None
        return read_badge(signed_document(session, badge.uuid)).narrative


def test_the_badge_says_that_one_reviewer_decided_and_that_nobody_had_to_be_certified(
    database: Flask, world: World, attempt: AttemptView, release: Release
) -> None:
    release(attempt, ALL_MET)
    assert reviewed(database, world) == (
        "Reviewed against the published rubric by one reviewer of the course; "
        "certification of reviewers is waived by the issuer."
    )


def test_whoever_changes_a_decision_answers_for_it_alone(
    database: Flask, world: World, attempt: AttemptView, release: Release
) -> None:
    release(attempt, ONE_MISSING)
    release(attempt, ALL_MET, by="omar")
    assert "by one reviewer of the course;" in reviewed(database, world)


def test_two_reviewers_who_each_judged_a_part_are_counted(
    database: Flask, world: World, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    """What Tess found met stands in Ada's second attempt; Omar judges the rest of it."""
    release(attempt, ONE_MISSING)
    clock.advance(seconds=60)
    with transaction() as session:
        second = hand_in(session, clock, world, text="Better.")
    release(second, notes(active="proficient", honest="proficient"), by="omar")
    said = reviewed(database, world)
    assert "by two reviewers of the course, each for a part of the criteria;" in said
    assert "Tess" not in said and "Omar" not in said


def test_one_reviewer_of_both_attempts_is_one(
    database: Flask, world: World, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    release(attempt, ONE_MISSING)
    clock.advance(seconds=60)
    with transaction() as session:
        second = hand_in(session, clock, world, text="Better.")
    release(second, notes(active="proficient", honest="proficient"))
    assert "by one reviewer of the course;" in reviewed(database, world)


def test_not_yet_awards_nothing_and_sends_no_score(
    world: World, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    release(attempt, ONE_MISSING)
    with reading() as session:
        assert state_of(session, world) is JourneyState.NOT_YET
        assert credential_of(session, world.placement.id, world.person("ada")) is None
        row = owed(session, world, clock)
        assert (row.fact, row.points) == (Fact.NOT_YET, None)


def test_incomplete_goes_back_to_the_earner_and_leaves_the_gradebook_alone(
    world: World, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    release(attempt, {}, note="A page is missing.", incomplete=True)
    with reading() as session:
        assert attempt_view(session, attempt.id).state is AttemptState.RETURNED_INCOMPLETE
        assert state_of(session, world) is JourneyState.RETURNED
        assert owed(session, world, clock).points is None


def test_a_test_student_is_reviewed_and_scored_without_a_badge(
    world: World, release: Release, clock: ManualClock
) -> None:
    with transaction() as session:
        attempt = hand_in(session, clock, world, "test")
    assert release(attempt, ALL_MET).outcome is Outcome.EARNED
    with reading() as session:
        assert credential_of(session, world.placement.id, world.person("test")) is None
        assert owed(session, world, clock, "test").points == 77_78
        assert "Badge:" not in comment_of(session)


def test_a_badge_is_never_revoked_by_itself(world: World, attempt: AttemptView, release: Release) -> None:
    release(attempt, ALL_MET)
    with pytest.raises(Invalid) as refused:
        release(attempt, notes(active="not_yet"))
    assert refused.value.code == "badge-undecided"
    with reading() as session:
        badge = credential_of(session, world.placement.id, world.person("ada"))
        assert badge is not None and badge.status is CredentialStatus.VALID
        decision = decision_for(session, attempt.id)
        assert decision is not None and decision.outcome is Outcome.EARNED
        assert state_of(session, world) is JourneyState.EARNED


@pytest.mark.parametrize("fate", [BadgeFate.REVOKE, BadgeFate.KEEP])
def test_the_reviewer_says_what_becomes_of_the_badge(
    world: World, attempt: AttemptView, release: Release, fate: BadgeFate
) -> None:
    release(attempt, ALL_MET)
    release(attempt, notes(active="not_yet"), badge_fate=fate)
    badge = held(world)
    assert badge.status is CredentialStatus.VALID
    assert (badge.revocation_due_at is not None) == (fate is BadgeFate.REVOKE)


def test_a_decision_that_brings_the_badge_back_in_time_undoes_its_revocation(
    world: World, attempt: AttemptView, release: Release
) -> None:
    release(attempt, ALL_MET)
    release(attempt, notes(active="not_yet"), badge_fate=BadgeFate.REVOKE)
    release(attempt, ALL_MET)
    badge = held(world)
    assert badge.revocation_due_at is None
    with reading() as session:
        kinds = [event.kind for event in events_of(session, badge.uuid)]
    assert kinds == ["awarded", "revocation-asked", "revocation-undone"]


def test_changed_for_the_better_awards_the_badge(
    world: World, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    release(attempt, ONE_MISSING)
    release(attempt, notes(active="proficient"))
    with reading() as session:
        assert credential_of(session, world.placement.id, world.person("ada")) is not None
        assert owed(session, world, clock).points == 77_78


def test_a_second_attempt_that_is_earned_counts_what_was_met_in_the_first(
    world: World, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    release(attempt, ONE_MISSING)
    clock.advance(seconds=60)
    with transaction() as session:
        second = hand_in(session, clock, world, text="Better.")
    decision = release(second, notes(active="proficient", honest="proficient"))
    assert (decision.points, decision.criteria_met) == (7, 3)
    with reading() as session:
        assert credential_of(session, world.placement.id, world.person("ada")) is not None


def test_a_fault_at_the_very_end_leaves_nothing_half_done(
    world: World, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    """The last write of the story fails: what came before it is gone with it."""

    def fail(*_: object) -> None:
        raise OSError("disk full")

    event.listen(ScoreSync, "before_insert", fail)
    try:
        with pytest.raises(OSError, match="disk full"):
            release(attempt, ALL_MET)
    finally:
        event.remove(ScoreSync, "before_insert", fail)
    with reading() as session:
        assert count_rows(session, Decision) == 0
        assert credential_of(session, world.placement.id, world.person("ada")) is None
        assert attempt_view(session, attempt.id).state is AttemptState.IN_REVIEW
        assert state_of(session, world) is JourneyState.SUBMITTED
    assert release(attempt, ALL_MET).outcome is Outcome.EARNED


def test_releasing_needs_the_lease(world: World, attempt: AttemptView, services: Services, clock: ManualClock) -> None:
    with transaction() as session:
        save_review(session, services, world.actors["tess"], attempt.id, ALL_MET, "")
    clock.advance(seconds=8 * 3600)
    with transaction() as session:
        take_up(session, services, world.actors["omar"], attempt.id)
    with pytest.raises(Conflict) as refused, transaction() as session:
        release_decision(session, services, world.actors["tess"], attempt.id)
    assert refused.value.code == "held-by-another"


def test_a_long_note_is_cut_before_the_badges_address(world: World, attempt: AttemptView, release: Release) -> None:
    decision = release(attempt, ALL_MET, note="word " * 1_500)
    with reading() as session:
        badge = credential_of(session, world.placement.id, world.person("ada"))
        assert badge is not None
        comment = comment_for(decision, badge)
    assert len(comment) <= 4_000 and comment.endswith(f"… Badge: {badge.url}")
