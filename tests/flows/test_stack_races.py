"""Two last parts at once, on a database that lets them."""

import threading

import pytest
from flask import Flask

from app import people
from app.badges import held_badges, questioned_badges
from app.badges.models import Credential, StatusPosition
from app.cli.stacks import award as award_command
from app.db import reading, transaction
from app.flows.revoke_badge import revoke_badge
from app.flows.sign_badge import BadgeSigner
from app.flows.stacks import award_earned_stacks
from app.services import Services
from tests.badges.test_races import services, together
from tests.flows.stack_world import PAIR, courses, earn, earn_unsigned, publish_stacks, stacks_of

__all__ = ["services"]
pytestmark = pytest.mark.postgres


def test_two_last_parts_signed_at_one_moment_make_one_stack(postgres_app: Flask, services: Services) -> None:
    """Neither of the two sees the other's part until it is committed; whoever comes second sees both."""
    signer = BadgeSigner(services)
    with postgres_app.app_context(), transaction() as session:
        publish_stacks(session, services, PAIR)
        made = courses(session, services)
        here, there = made["asking"].ben, made["listening"].ben
        people.merge_people(session, services.clock, (here, there), by="Olga", reason="One and the same.")
        uuids = [
            earn_unsigned(session, services, made["asking"], here).uuid,
            earn_unsigned(session, services, made["listening"], there).uuid,
        ]
    with postgres_app.app_context(), transaction() as session:
        jobs = [signer.prepare(session, uuid) for uuid in uuids]
    sent = [signer.send(job, lambda: True) for job in jobs if job is not None]
    both_noted = threading.Barrier(2, timeout=5)

    def noting(place: int) -> None:
        with transaction() as session:
            if place:
                both_noted.wait()
            job = jobs[place]
            assert job is not None
            signer.note(session, job, sent[place])
            if not place:
                both_noted.wait()

    together(postgres_app, lambda: noting(0), lambda: noting(1))
    with postgres_app.app_context(), reading() as session:
        assert len(stacks_of(session, here, there)) == 1


def test_many_awards_of_one_stack_make_one_badge_with_one_position(postgres_app: Flask, services: Services) -> None:
    with postgres_app.app_context(), transaction() as session:
        made = courses(session, services)
        ben = made["asking"].ben
        for slug in ("asking", "listening"):
            earn(session, services, made[slug], ben)
        publish_stacks(session, services, PAIR)
    awarded: list[int] = []

    def award() -> None:
        with transaction() as session:
            awarded.append(len(award_earned_stacks(session, services, ben)))

    together(postgres_app, *[award for _ in range(4)])
    assert sorted(awarded) == [0, 0, 0, 1]
    with postgres_app.app_context(), reading() as session:
        assert len(stacks_of(session, ben)) == 1
        assert session.query(StatusPosition).count() == session.query(Credential).count() == 3


def test_a_part_that_is_revoked_meanwhile_is_never_counted_unseen(postgres_app: Flask, services: Services) -> None:
    """Either the stack isn't awarded, or a person has to look at it."""
    with postgres_app.app_context(), transaction() as session:
        made = courses(session, services)
        ben = made["asking"].ben
        first = earn(session, services, made["asking"], ben)
        earn(session, services, made["listening"], ben)
        publish_stacks(session, services, PAIR)

    def award() -> None:
        with transaction() as session:
            award_earned_stacks(session, services, ben)

    def revoke() -> None:
        with transaction() as session:
            revoke_badge(session, services, first.uuid, "Not Ben's own.")

    together(postgres_app, award, revoke)
    with postgres_app.app_context(), reading() as session:
        held = {each.badge.uuid for each in held_badges(session, [ben], services.clock.now())}
        stacked = {each.uuid for each in stacks_of(session, ben)}
        assert stacked <= held
        assert {each.badge.uuid for each in questioned_badges(session)} == stacked


def test_awarding_to_everybody_never_waits_in_a_circle_with_who_earns_just_now(
    postgres_app: Flask, services: Services
) -> None:
    """The command has made the stack's achievement when it comes to Ida; she is held, and needs that achievement."""
    with postgres_app.app_context(), transaction() as session:
        made = courses(session, services)
        ben, ida = made["asking"].ben, made["listening"].ben
        for slug in ("asking", "listening"):
            for who in (ben, ida):
                earn(session, services, made[slug], who)
        publish_stacks(session, services, PAIR)
    is_held = threading.Event()

    def earning() -> None:
        with transaction() as session:
            people.hold_linked_people(session, ida)
            is_held.set()
            threading.Event().wait(1)
            award_earned_stacks(session, services, ida)

    def to_everybody() -> None:
        assert is_held.wait(20)
        told = postgres_app.test_cli_runner().invoke(award_command)
        assert told.exit_code == 0, told.exception

    together(postgres_app, earning, to_everybody)
    with postgres_app.app_context(), reading() as session:
        assert [len(stacks_of(session, who)) for who in (ben, ida)] == [1, 1]
