"""Codes, on a real database: what they show, to whom, and until when."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import people
from app.badges import CredentialStatus
from app.badges.models import Credential
from app.credit import ProfileForm, Ruling, credits_of, decide, save_profile, suggest
from app.db import transaction
from app.errors import Conflict, Invalid, NotFound
from app.people.models import Person
from app.services import Services
from app.transcript import (
    MOST_CODES,
    Asked,
    check_code,
    coded_transcript,
    make_code,
    transcript_of,
    withdraw_code,
    working_codes,
)
from tests.badges.world import World, a_world
from tests.conftest import ManualClock
from tests.credit.world import earned, known_rules, place_another, signed_badge

URL = "https://badges.example.edu"


@pytest.fixture
def session(database: Flask) -> Iterator[Session]:
    with transaction() as opened:
        yield opened


@pytest.fixture
def world(session: Session, services: Services) -> World:
    known_rules(session, services)
    return a_world(session, services.clock)


@pytest.fixture
def asked(world: World, services: Services) -> Asked:
    return Asked(world.ben, (world.ben,), URL, services.clock.now())


def revoke_row(session: Session, services: Services, uuid: str) -> None:
    row = session.scalars(select(Credential).where(Credential.uuid == uuid)).one()
    row.revoked_at, row.revoked_reason = services.clock.now(), "Awarded in error."
    session.flush()


def statuses(session: Session, services: Services, code: str) -> list[str]:
    found = check_code(session, URL, services.clock.now(), code)
    return [line.status.value for line in found.transcript.lines]


def test_a_transcript_has_a_line_for_each_badge_oldest_first(
    session: Session, services: Services, world: World, asked: Asked
) -> None:
    signed_badge(session, services, world)
    signed_badge(session, services, place_another(session, services, world, "listening"))
    shown = transcript_of(session, asked)
    assert [(line.micro_credential, line.version, line.shown_hours) for line in shown.lines] == [
        ("questioning", "1.2.0", "2.5"),
        ("listening", "1.2.0", "10"),
    ]
    assert (shown.holder, shown.shown_hours) == ("Ben Okafor 本", "12.5")


def test_a_transcript_says_what_was_accepted(session: Session, services: Services, world: World, asked: Asked) -> None:
    badge = signed_badge(session, services, world)
    suggest(session, services.clock, [world.ben], [earned(session, world, badge, **{"wy-ptsb": Decimal(1)})])
    assert transcript_of(session, asked).lines[0].credit_words == "0.5 credit, Wyoming (suggested)"
    (credit,) = credits_of(session, [world.ben])
    where = frozenset({credit.suggestion.deployment_id})
    decide(session, services.clock, credit.suggestion.id, where, Ruling(True, "Roy", "0.25"))
    assert transcript_of(session, asked).lines[0].credit_words == "0.25 credit, Wyoming (accepted)"


def test_a_new_transcript_leaves_out_what_was_revoked_and_says_how_many(
    session: Session, services: Services, world: World, asked: Asked
) -> None:
    badge = signed_badge(session, services, world)
    revoke_row(session, services, badge.uuid)
    shown = transcript_of(session, asked)
    assert (shown.lines, shown.left_out) == ((), 1)
    with pytest.raises(Invalid):
        make_code(session, asked)


def test_a_registrar_sees_how_each_line_stands_now(
    session: Session, services: Services, world: World, asked: Asked
) -> None:
    badge = signed_badge(session, services, world)
    code = make_code(session, asked)
    assert statuses(session, services, code.shown) == ["valid"]
    revoke_row(session, services, badge.uuid)
    assert statuses(session, services, code.code) == ["revoked"]


def test_an_expired_badge_says_so(
    session: Session, services: Services, world: World, asked: Asked, clock: ManualClock
) -> None:
    badge = signed_badge(session, services, world)
    row = session.scalars(select(Credential).where(Credential.uuid == badge.uuid)).one()
    row.valid_until = clock.now().replace(day=20)
    code = make_code(session, asked)
    clock.advance(seconds=6 * 86400)
    assert statuses(session, services, code.code) == [CredentialStatus.EXPIRED.value]


def test_a_code_shows_nothing_that_was_earned_later(
    session: Session, services: Services, world: World, asked: Asked
) -> None:
    signed_badge(session, services, world)
    code = make_code(session, asked)
    signed_badge(session, services, place_another(session, services, world, "listening"))
    assert len(statuses(session, services, code.code)) == 1
    assert code.badges == 1
    assert len(transcript_of(session, asked).lines) == 2


def test_a_withdrawn_code_an_old_one_and_none_at_all_are_the_same(
    session: Session, services: Services, world: World, asked: Asked, clock: ManualClock
) -> None:
    signed_badge(session, services, world)
    withdrawn, old = make_code(session, asked), make_code(session, asked)
    withdraw_code(session, services.clock, asked.person_ids, withdrawn.id)
    clock.advance(seconds=366 * 86400)
    said = set()
    for typed in (withdrawn.code, old.code, "A" * 20, "", "nonsense", f"{old.code[:-1]}?"):
        with pytest.raises(NotFound) as refused:
            check_code(session, URL, clock.now(), typed)
        said.add((refused.value.code, refused.value.words, refused.value.way_out))
    assert len(said) == 1
    assert working_codes(session, asked.person_ids, clock.now()) == ()


def test_nobody_withdraws_or_prints_anothers_code(
    session: Session, services: Services, world: World, asked: Asked
) -> None:
    signed_badge(session, services, world)
    code = make_code(session, asked)
    other = replace(asked, person_id=world.test_student, person_ids=(world.test_student,))
    with pytest.raises(NotFound):
        withdraw_code(session, services.clock, other.person_ids, code.id)
    with pytest.raises(NotFound):
        coded_transcript(session, other, code.id)
    assert statuses(session, services, code.code) == ["valid"]


def test_an_earner_who_changes_name_is_shown_with_both(
    session: Session, services: Services, world: World, asked: Asked
) -> None:
    signed_badge(session, services, world)
    code = make_code(session, asked)
    session.get_one(Person, world.ben).display_name = "Ben Newname"
    session.flush()
    found = check_code(session, URL, services.clock.now(), code.code)
    assert (found.transcript.holder, found.name_then) == ("Ben Newname", "Ben Okafor 本")
    assert coded_transcript(session, asked, code.id).holder == "Ben Okafor 本"


def test_a_registrar_never_sees_the_licence_number(
    session: Session, services: Services, world: World, asked: Asked
) -> None:
    save_profile(session, services.clock, world.ben, ProfileForm("US-WY", "2026-07-01", "1", "WY 12345"))
    signed_badge(session, services, world)
    code = make_code(session, asked)
    assert transcript_of(session, asked).licence_number == "WY 12345"
    assert check_code(session, URL, services.clock.now(), code.code).transcript.licence_number == ""


def test_codes_do_not_pile_up(session: Session, services: Services, world: World, asked: Asked) -> None:
    signed_badge(session, services, world)
    made = [make_code(session, asked) for _ in range(MOST_CODES)]
    with pytest.raises(Conflict):
        make_code(session, asked)
    withdraw_code(session, services.clock, asked.person_ids, made[0].id)
    assert make_code(session, asked).code not in {code.code for code in made}


def test_badges_of_a_linked_account_stand_in_the_same_transcript(
    session: Session, services: Services, world: World, asked: Asked
) -> None:
    signed_badge(session, services, world)
    other = a_world(session, services.clock, replace(world.definition, slug="elsewhere"), link="link-2")
    signed_badge(session, services, other)
    people.merge_people(session, services.clock, (world.ben, other.ben), by="Olga", reason="One and the same.")
    both = replace(asked, person_ids=(world.ben, other.ben))
    assert [line.micro_credential for line in transcript_of(session, both).lines] == ["questioning", "elsewhere"]
    code = make_code(session, both)
    assert len(statuses(session, services, code.code)) == 2


def test_badges_of_an_account_that_was_disconnected_since_stand_behind_no_code(
    session: Session, services: Services, world: World, asked: Asked
) -> None:
    """Whoever was linked by mistake must not go on showing a stranger's badges as their own."""
    signed_badge(session, services, world)
    other = a_world(session, services.clock, replace(world.definition, slug="elsewhere"), link="link-2")
    signed_badge(session, services, other)
    link = people.merge_people(session, services.clock, (world.ben, other.ben), by="Olga", reason="One and the same.")
    code = make_code(session, replace(asked, person_ids=(world.ben, other.ben)))
    people.undo_merge(session, services.clock, link, by="Olga")
    shown = check_code(session, URL, services.clock.now(), code.code).transcript
    assert [line.micro_credential for line in shown.lines] == ["questioning"] and shown.left_out == 1
    printed = coded_transcript(session, asked, code.id)
    assert [line.micro_credential for line in printed.lines] == ["questioning"]
    link = people.merge_people(session, services.clock, (world.ben, other.ben), by="Olga", reason="After all.")
    assert len(statuses(session, services, code.code)) == 2
