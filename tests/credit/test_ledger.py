"""The ledger, on a real database: it only grows, counts once, and nobody decides twice."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.credit import (
    CreditView,
    EntryKind,
    ProfileForm,
    Ruling,
    Standing,
    credits_of,
    decide,
    ledger_of,
    newest_credits,
    reconsider,
    save_profile,
    suggest,
    take_back,
    waiting,
)
from app.credit.models import CreditEntry
from app.db import transaction
from app.errors import Conflict, Invalid, NotFound
from app.services import Services
from tests.badges.world import World, a_world
from tests.conftest import ManualClock
from tests.credit.world import earned, known_rules, place_another, signed_badge

ACCEPT = Ruling(accepts=True, by="Roy, the board")
DECLINE = Ruling(accepts=False, by="Roy, the board", words="The programme isn't approved.")
HALF = Decimal("0.5")


@pytest.fixture
def session(database: Flask, services: Services) -> Iterator[Session]:
    with transaction() as opened:
        known_rules(opened, services)
        yield opened


@pytest.fixture
def world(session: Session, services: Services) -> World:
    return a_world(session, services.clock)


def suggested(session: Session, services: Services, world: World, **named: Decimal) -> CreditView:
    badge = signed_badge(session, services, world)
    suggest(session, services.clock, [world.ben], [earned(session, world, badge, **(named or {"wy-ptsb": HALF}))])
    return credits_of(session, [world.ben])[-1]


def here(credit: CreditView) -> frozenset[int]:
    return frozenset({credit.suggestion.deployment_id})


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(CreditEntry)) or 0


def test_a_badge_is_suggested_under_the_rules_that_its_author_named(
    session: Session, services: Services, world: World
) -> None:
    credit = suggested(session, services, world)
    assert (credit.rule.key, credit.suggestion.quantity, credit.standing) == ("wy-ptsb", 500, Standing.SUGGESTED)
    assert credit.outcome.accepted == 0


def test_a_rule_that_nobody_knows_suggests_nothing(session: Session, services: Services, world: World) -> None:
    badge = signed_badge(session, services, world)
    assert suggest(session, services.clock, [world.ben], [earned(session, world, badge, atlantis=HALF)]) == 0


def test_the_earners_own_jurisdiction_suggests_too(session: Session, services: Services, world: World) -> None:
    form = ProfileForm("US-SC", "2026-07-01", "5", "SC 12 345")
    save_profile(session, services.clock, world.ben, form)
    suggested(session, services, world)
    found = {credit.rule.key: credit.suggestion.quantity for credit in credits_of(session, [world.ben])}
    assert found == {"wy-ptsb": 500, "sc-renewal": 3333}


def test_suggesting_twice_writes_once(session: Session, services: Services, world: World) -> None:
    badge = signed_badge(session, services, world)
    known = [earned(session, world, badge, **{"wy-ptsb": HALF})]
    assert [suggest(session, services.clock, [world.ben], known) for _ in range(3)] == [1, 0, 0]
    assert rows(session) == 1


def test_one_micro_credential_counts_once_however_often_it_was_earned(
    session: Session, services: Services, world: World
) -> None:
    first = suggested(session, services, world)
    other = place_another(
        session,
        services,
        world,
        "again",
    )
    badge = signed_badge(session, services, other)
    same = replace(earned(session, other, badge, **{"wy-ptsb": HALF}), micro_credential=world.definition.slug)
    assert suggest(session, services.clock, [world.ben], [same]) == 0
    take_back(session, services.clock, first.suggestion.credential_uuid, "The badge was revoked.")
    assert suggest(session, services.clock, [world.ben], [same]) == 1


def test_accepting_is_a_line_of_its_own(session: Session, services: Services, world: World) -> None:
    credit = suggested(session, services, world)
    before = ledger_of(session, [world.ben])
    decided = decide(session, services.clock, credit.suggestion.id, here(credit), ACCEPT)
    assert (decided.standing, decided.outcome.accepted) == (Standing.ACCEPTED, 500)
    after = ledger_of(session, [world.ben])
    assert after[: len(before)] == before
    assert [(entry.kind, entry.quantity, entry.by) for entry in after[len(before) :]] == [
        (EntryKind.ACCEPTED, 500, "Roy, the board")
    ]


def test_less_than_was_suggested_may_be_accepted_and_never_more(
    session: Session, services: Services, world: World
) -> None:
    credit = suggested(session, services, world)
    for typed in ("0.75", "-1", "much", "0"):
        with pytest.raises(Invalid):
            decide(session, services.clock, credit.suggestion.id, here(credit), replace(ACCEPT, quantity=typed))
    decided = decide(session, services.clock, credit.suggestion.id, here(credit), replace(ACCEPT, quantity="0.25"))
    assert decided.outcome.accepted == 250


def test_declining_needs_a_reason(session: Session, services: Services, world: World) -> None:
    credit = suggested(session, services, world)
    for words in ("", "  ", "x" * 1001):
        with pytest.raises(Invalid):
            decide(session, services.clock, credit.suggestion.id, here(credit), replace(DECLINE, words=words))
    decided = decide(session, services.clock, credit.suggestion.id, here(credit), DECLINE)
    assert (decided.standing, decided.outcome.accepted, decided.reason) == (
        Standing.DECLINED,
        0,
        "The programme isn't approved.",
    )


def test_nobody_decides_what_is_decided(session: Session, services: Services, world: World) -> None:
    credit = suggested(session, services, world)
    decide(session, services.clock, credit.suggestion.id, here(credit), ACCEPT)
    for ruling in (ACCEPT, DECLINE):
        with pytest.raises(Conflict):
            decide(session, services.clock, credit.suggestion.id, here(credit), ruling)
    assert rows(session) == 2


def test_of_two_who_decide_at_once_one_is_told(session: Session, services: Services, world: World) -> None:
    """The second one's row claims the same turn, as it would after reading before the first had committed."""
    credit = suggested(session, services, world)
    decide(session, services.clock, credit.suggestion.id, here(credit), ACCEPT)
    row = session.scalars(select(CreditEntry).where(CreditEntry.of_id == credit.suggestion.id)).one()
    assert row.turn == 1
    with pytest.raises(Exception, match=r"UNIQUE|unique"), session.begin_nested():
        session.add(CreditEntry(**{name: getattr(row, name) for name in COLUMNS}))


COLUMNS = [column.key for column in CreditEntry.__mapper__.column_attrs if column.key != "id"]


def test_a_decision_can_be_taken_back_with_a_reason_and_made_anew(
    session: Session, services: Services, world: World
) -> None:
    credit = suggested(session, services, world)
    number, where = credit.suggestion.id, here(credit)
    with pytest.raises(Conflict):
        reconsider(session, services.clock, number, where, "Roy", "Nothing was decided.")
    decide(session, services.clock, number, where, ACCEPT)
    with pytest.raises(Invalid):
        reconsider(session, services.clock, number, where, "Roy", " ")
    opened = reconsider(session, services.clock, number, where, "Roy", "Wrong person.")
    assert (opened.standing, opened.outcome.accepted) == (Standing.SUGGESTED, 0)
    assert decide(session, services.clock, number, where, DECLINE).standing is Standing.DECLINED
    assert sum(entry.quantity for entry in opened.history if entry.kind is not EntryKind.SUGGESTED) == 0


def test_another_organisations_credit_is_not_there(session: Session, services: Services, world: World) -> None:
    credit = suggested(session, services, world)
    elsewhere = frozenset({credit.suggestion.deployment_id + 1})
    for number in (credit.suggestion.id, credit.suggestion.id + 100):
        with pytest.raises(NotFound):
            decide(session, services.clock, number, elsewhere, ACCEPT)
        with pytest.raises(NotFound):
            reconsider(session, services.clock, number, elsewhere, "Roy", "Why not.")
    assert newest_credits(session, elsewhere, decided=False) == ()


def test_a_revoked_badge_takes_everything_back_by_counter_entries(
    session: Session, services: Services, world: World
) -> None:
    credit = suggested(session, services, world)
    decide(session, services.clock, credit.suggestion.id, here(credit), ACCEPT)
    before = ledger_of(session, [world.ben])
    assert take_back(session, services.clock, credit.suggestion.credential_uuid, "The badge was revoked.") == 1
    assert take_back(session, services.clock, credit.suggestion.credential_uuid, "The badge was revoked.") == 0
    after = ledger_of(session, [world.ben])
    assert after[:2] == before
    assert [entry.quantity for entry in after] == [500, 500, -500, -500]
    (found,) = credits_of(session, [world.ben])
    assert found.standing is Standing.TAKEN_BACK
    with pytest.raises(Conflict):
        decide(session, services.clock, credit.suggestion.id, here(credit), ACCEPT)


def test_who_waits_is_first_in_and_who_was_decided_is_newest_first(
    session: Session, services: Services, world: World, clock: ManualClock
) -> None:
    first = suggested(session, services, world)
    other = place_another(session, services, world, "listening")
    badge = signed_badge(session, services, other)
    suggest(session, services.clock, [world.ben], [earned(session, other, badge, **{"wy-ptsb": HALF})])
    second = credits_of(session, [world.ben])[-1]
    everywhere = here(first) | here(second)
    assert [each.suggestion.id for each in newest_credits(session, everywhere, decided=False)] == [
        first.suggestion.id,
        second.suggestion.id,
    ]
    assert waiting(session, everywhere) == 2
    for each in (first, second):
        decide(session, services.clock, each.suggestion.id, everywhere, ACCEPT)
    assert [each.suggestion.id for each in newest_credits(session, everywhere, decided=True)] == [
        second.suggestion.id,
        first.suggestion.id,
    ]
    reconsider(session, services.clock, first.suggestion.id, everywhere, "Roy", "Wrong person.")
    assert waiting(session, everywhere) == 1


def test_a_badge_that_was_earned_before_a_rule_began_counts_for_nothing(
    session: Session, services: Services, world: World
) -> None:
    badge = signed_badge(session, services, world)
    early = earned(session, world, badge, **{"wy-ptsb": HALF})
    early = replace(early, earned_at=early.earned_at.replace(year=2019))
    assert suggest(session, services.clock, [world.ben], [early]) == 0
