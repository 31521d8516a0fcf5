"""Two signatures at once, and a signature while accounts are linked or a badge is taken back."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from app import people
from app.badges import ask_to_revoke, events_of, undo_revocation
from app.badges.models import Credential
from app.catalog import CreditUnit
from app.credit import ProfileForm, credits_of, profile_of
from app.db import reading, transaction
from app.errors import Conflict
from app.flows.credit import save_credit_profile, suggest_for_person
from app.flows.revoke_badge import RevocationCarrier, revoke_badge
from app.flows.sign_badge import BadgeSigner
from app.flows.stacks import award_earned_stacks
from app.services import Services
from tests.badges.test_races import services, together
from tests.badges.world import a_world
from tests.credit.world import (
    HALF,
    actor_for,
    known_rules,
    place_another,
    same_elsewhere,
    signed_badge,
    unsigned_badge,
)
from tests.flows.stack_world import PAIR, courses, earn, earn_unsigned, publish_stacks, stacks_of

__all__ = ["services"]
pytestmark = pytest.mark.postgres
SECONDS = 20


def noted(services: Services, uuid: str, before: Callable[[], object], after: Callable[[], object]) -> None:
    """Sign one badge as the worker does; `before` and `after` are called inside of the transaction that keeps it."""
    signer = BadgeSigner(services)
    with transaction() as session:
        job = signer.prepare(session, uuid)
    assert job is not None
    sent = signer.send(job, lambda: True)
    with transaction() as session:
        before()
        signer.note(session, job, sent)
        after()


def test_two_badges_of_one_micro_credential_signed_at_once_are_suggested_once(
    postgres_app: Flask, services: Services
) -> None:
    """Whoever is second must see what the first one wrote, although it began before that was committed."""
    with postgres_app.app_context(), transaction() as session:
        known_rules(session, services)
        world = place_another(
            session, services, a_world(session, services.clock), "listening", CreditUnit("wy-ptsb", HALF)
        )
        uuids = [
            unsigned_badge(session, services, each).uuid for each in (world, same_elsewhere(session, services, world))
        ]
    first_has_written = threading.Event()

    def first() -> None:
        noted(services, uuids[0], lambda: None, lambda: (first_has_written.set(), threading.Event().wait(0.5)))

    def second() -> None:
        noted(services, uuids[1], lambda: first_has_written.wait(SECONDS), lambda: None)

    together(postgres_app, first, second)
    with postgres_app.app_context(), reading() as session:
        assert [(each.rule.key, each.standing.value) for each in credits_of(session, [world.ben])] == [
            ("wy-ptsb", "suggested")
        ]
        assert session.query(Credential).filter(Credential.signed_at.is_not(None)).count() == 2


def test_a_badge_that_is_signed_while_another_is_taken_back_takes_its_place(
    postgres_app: Flask, services: Services
) -> None:
    """The one that is being revoked still counts for whoever looks a moment too early."""
    with postgres_app.app_context(), transaction() as session:
        known_rules(session, services)
        world = place_another(
            session, services, a_world(session, services.clock), "listening", CreditUnit("wy-ptsb", HALF)
        )
        old = signed_badge(session, services, world)
        suggest_for_person(session, services, world.ben)
        fresh = unsigned_badge(session, services, same_elsewhere(session, services, world)).uuid
    taken_back = threading.Event()

    def revoke() -> None:
        with transaction() as session:
            revoke_badge(session, services, old.uuid, "Awarded in error.")
            taken_back.set()
            threading.Event().wait(0.5)

    def sign() -> None:
        noted(services, fresh, lambda: taken_back.wait(SECONDS), lambda: None)

    together(postgres_app, revoke, sign)
    with postgres_app.app_context(), reading() as session:
        credits = credits_of(session, [world.ben])
        assert {each.suggestion.credential_uuid: each.standing.value for each in credits} == {
            old.uuid: "taken back",
            fresh: "suggested",
        }


def test_a_last_part_that_is_signed_while_accounts_are_linked_completes_the_stack(
    postgres_app: Flask, services: Services
) -> None:
    """Whoever signs has looked up the linked accounts before the link was there, and waits for whoever makes it."""
    with postgres_app.app_context(), transaction() as session:
        publish_stacks(session, services, PAIR)
        made = courses(session, services)
        here, there = made["asking"].ben, made["listening"].ben
        earn(session, services, made["asking"], here)
        last = earn_unsigned(session, services, made["listening"], there).uuid
    linking = threading.Event()

    def link() -> None:
        with transaction() as session:
            people.merge_people(session, services.clock, (here, there), by="Olga", reason="One and the same.")
            linking.set()
            threading.Event().wait(0.5)
            award_earned_stacks(session, services, here)

    together(postgres_app, link, lambda: noted(services, last, lambda: linking.wait(SECONDS), lambda: None))
    with postgres_app.app_context(), reading() as session:
        assert len(stacks_of(session, here, there)) == 1


def test_signing_and_taking_back_never_wait_for_each_other_in_a_circle(postgres_app: Flask, services: Services) -> None:
    """Both parts of a stack at once, one signed as the last and one taken back: none of them is given up."""
    with postgres_app.app_context(), transaction() as session:
        publish_stacks(session, services, PAIR)
        made = courses(session, services)
        ben = made["asking"].ben
        first = earn(session, services, made["asking"], ben)
        last = earn_unsigned(session, services, made["listening"], ben).uuid

    def revoke() -> None:
        with transaction() as session:
            revoke_badge(session, services, first.uuid, "Awarded in error.")

    def revoke_the_last() -> None:
        with transaction() as session:
            revoke_badge(session, services, last, "Awarded in error.")

    together(postgres_app, revoke, lambda: noted(services, last, lambda: None, lambda: None), revoke_the_last)
    with postgres_app.app_context(), reading() as session:
        assert {row.revoked_at is None for row in session.query(Credential).filter_by(stack_version_id=None)} == {False}


def test_a_revocation_that_is_being_carried_out_is_not_undone_any_more(postgres_app: Flask, services: Services) -> None:
    """Whoever undoes it in that moment is told that it is too late, and not that the badge stands."""
    with postgres_app.app_context(), transaction() as session:
        badge = signed_badge(session, services, a_world(session, services.clock))
        ask_to_revoke(session, services.clock, badge.uuid, "Awarded in error.", services.clock.now())
    carrying, told = threading.Event(), []

    def carry_out() -> None:
        carrier = RevocationCarrier(services)
        with transaction() as session:
            carrier.note(session, badge.uuid, carrier.send(badge.uuid, lambda: True))
            carrying.set()
            threading.Event().wait(0.5)

    def undo() -> None:
        assert carrying.wait(SECONDS)
        try:
            with transaction() as session:
                undo_revocation(session, services.clock, badge.uuid)
        except Conflict as refused:
            told.append(refused.code)

    together(postgres_app, carry_out, undo)
    assert told == ["badge-revoked-for-good"]
    with postgres_app.app_context(), reading() as session:
        assert "revocation-undone" not in [event.kind for event in events_of(session, badge.uuid)]


def test_a_licence_that_is_saved_by_a_double_click_is_kept_once(postgres_app: Flask, services: Services) -> None:
    with postgres_app.app_context(), transaction() as session:
        known_rules(session, services)
        world = a_world(session, services.clock)
    first_has_written = threading.Event()

    def save(before: Callable[[], object], after: Callable[[], object]) -> None:
        with transaction() as session:
            before()
            save_credit_profile(session, services, actor_for(world), ProfileForm("US-SC", "2026-07-01", "5", "SC 1"))
            after()

    together(
        postgres_app,
        lambda: save(lambda: None, lambda: (first_has_written.set(), threading.Event().wait(0.5))),
        lambda: save(lambda: first_has_written.wait(SECONDS), lambda: None),
    )
    with postgres_app.app_context(), reading() as session:
        profile = profile_of(session, [world.ben])
        assert profile is not None and profile.licence_number == "SC 1"
