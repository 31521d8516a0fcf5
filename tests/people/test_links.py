"""Accounts of one human being: linked by the consent of both or by an administrator, and parted without a loss."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import people
from app.db import transaction
from app.errors import Conflict, Invalid, NotFound
from app.people import LinkKind, linked_people, links_of
from app.people.models import LinkCode, Person, PersonLink
from tests.conftest import ManualClock


@pytest.fixture
def session(database: Flask) -> Iterator[Session]:
    with transaction() as opened:
        yield opened


@pytest.fixture
def crowd(session: Session, clock: ManualClock) -> tuple[int, ...]:
    """Fifteen persons who all have the same name and e-mail address."""
    rows = [Person(display_name="Ben Bakowski", email="ben@school.example", created_at=clock.now()) for _ in range(15)]
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def merge(session: Session, clock: ManualClock, *pair: int) -> int:
    return people.merge_people(session, clock, pair, by="Olga", reason="The same registrar's number.")


def entered(session: Session, clock: ManualClock, maker: int, taker: int) -> int:
    """A code of `maker` that `taker` has entered; its number."""
    people.enter_link_code(session, clock, taker, people.make_link_code(session, clock, maker))
    (request,) = people.link_requests(session, clock, taker)
    return request.id


def test_nobody_is_linked_by_an_equal_name_and_address(session: Session, crowd: Sequence[int]) -> None:
    assert [linked_people(session, one) for one in crowd] == [(one,) for one in crowd]


def test_links_reach_further_and_in_both_directions(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    a, b, c, d, *_ = crowd
    for pair in ((c, a), (c, d)):
        merge(session, clock, *pair)
    assert {linked_people(session, one) for one in (a, c, d)} == {(a, c, d)}
    assert linked_people(session, b) == (b,)


def test_two_accounts_are_linked_once_both_have_agreed(
    session: Session, clock: ManualClock, crowd: Sequence[int]
) -> None:
    maker, taker, *_ = crowd
    number = entered(session, clock, maker, taker)
    assert linked_people(session, maker) == (maker,)
    assert people.agree_to_link(session, clock, taker, number) is False
    assert linked_people(session, maker) == (maker,)
    assert people.agree_to_link(session, clock, maker, number) is True
    assert linked_people(session, maker) == linked_people(session, taker) == (maker, taker)
    (link,) = links_of(session, taker)
    assert link.kind is LinkKind.CONSENT and link.made_by == f"person:{maker} and person:{taker}"
    assert people.link_requests(session, clock, maker) == ()


def test_one_end_alone_can_agree_as_often_as_it_likes(
    session: Session, clock: ManualClock, crowd: Sequence[int]
) -> None:
    maker, taker, *_ = crowd
    number = entered(session, clock, maker, taker)
    assert [people.agree_to_link(session, clock, taker, number) for _ in range(3)] == [False] * 3
    assert linked_people(session, taker) == (taker,)


def test_a_code_is_read_whatever_the_case_and_the_hyphens(
    session: Session, clock: ManualClock, crowd: Sequence[int]
) -> None:
    maker, taker, *_ = crowd
    code = people.make_link_code(session, clock, maker)
    people.enter_link_code(session, clock, taker, f"  {code.lower().replace('-', ' ')} ")
    assert people.link_requests(session, clock, maker)[0].other == people.accounts_of(session, [taker])[taker]


def test_a_code_is_kept_as_a_digest_only(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    code = people.make_link_code(session, clock, crowd[0])
    (row,) = session.scalars(select(LinkCode))
    kept = {str(getattr(row, column.key)) for column in LinkCode.__table__.columns}
    assert not [value for value in kept if code in value or code.replace("-", "") in value]


def test_a_code_works_for_the_first_who_enters_it(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    maker, taker, thief, *_ = crowd
    code = people.make_link_code(session, clock, maker)
    people.enter_link_code(session, clock, taker, code)
    for late in (thief, taker):
        with pytest.raises(NotFound):
            people.enter_link_code(session, clock, late, code)
    assert people.link_requests(session, clock, thief) == ()


@pytest.mark.parametrize("typed", ["", "ABCD-EFGH", "' OR 1=1", "x" * 5000, "本本本本本本本本"])
def test_what_is_no_code_is_refused(session: Session, clock: ManualClock, crowd: Sequence[int], typed: str) -> None:
    people.make_link_code(session, clock, crowd[0])
    with pytest.raises(NotFound):
        people.enter_link_code(session, clock, crowd[1], typed)


def test_a_code_is_over_after_ten_minutes(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    maker, taker, *_ = crowd
    code = people.make_link_code(session, clock, maker)
    clock.advance(seconds=600)
    with pytest.raises(NotFound):
        people.enter_link_code(session, clock, taker, code)


def test_a_word_that_comes_after_ten_minutes_links_nobody(
    session: Session, clock: ManualClock, crowd: Sequence[int]
) -> None:
    maker, taker, *_ = crowd
    number = entered(session, clock, maker, taker)
    people.agree_to_link(session, clock, maker, number)
    clock.advance(seconds=600)
    with pytest.raises(NotFound):
        people.agree_to_link(session, clock, taker, number)
    assert linked_people(session, taker) == (taker,) and people.link_requests(session, clock, taker) == ()


def test_a_newer_code_makes_the_older_one_useless(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    maker, taker, *_ = crowd
    older, newer = (people.make_link_code(session, clock, maker) for _ in range(2))
    with pytest.raises(NotFound):
        people.enter_link_code(session, clock, taker, older)
    people.enter_link_code(session, clock, taker, newer)


def test_nobody_links_an_account_with_itself(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    code = people.make_link_code(session, clock, crowd[0])
    with pytest.raises(Invalid, match="this very account"):
        people.enter_link_code(session, clock, crowd[0], code)
    with pytest.raises(Invalid):
        merge(session, clock, crowd[0], crowd[0])


def test_a_bystander_can_neither_agree_nor_decline(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    maker, taker, bystander, *_ = crowd
    number = entered(session, clock, maker, taker)
    for word in (people.agree_to_link, people.decline_link):
        with pytest.raises(NotFound):
            word(session, clock, bystander, number)
    assert len(people.link_requests(session, clock, taker)) == 1


def test_nobody_agrees_to_a_code_that_no_one_entered(
    session: Session, clock: ManualClock, crowd: Sequence[int]
) -> None:
    people.make_link_code(session, clock, crowd[0])
    (waiting,) = people.link_requests(session, clock, crowd[0])
    with pytest.raises(NotFound):
        people.agree_to_link(session, clock, crowd[0], waiting.id)


@pytest.mark.parametrize("declines", [0, 1], ids=["maker", "taker"])
def test_a_no_of_either_end_is_final(session: Session, clock: ManualClock, crowd: Sequence[int], declines: int) -> None:
    ends = crowd[:2]
    number = entered(session, clock, *ends)
    people.agree_to_link(session, clock, ends[1 - declines], number)
    people.decline_link(session, clock, ends[declines], number)
    with pytest.raises(NotFound):
        people.agree_to_link(session, clock, ends[declines], number)
    assert linked_people(session, ends[0]) == (ends[0],)


def test_what_is_linked_already_is_not_linked_again(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    a, b, c, *_ = crowd
    merge(session, clock, a, b)
    merge(session, clock, b, c)
    with pytest.raises(Conflict):
        merge(session, clock, a, c)
    with pytest.raises(Conflict):
        people.enter_link_code(session, clock, c, people.make_link_code(session, clock, a))


def test_more_than_ten_accounts_are_not_one_human_being(
    session: Session, clock: ManualClock, crowd: Sequence[int]
) -> None:
    first, *others = crowd
    for other in others[:9]:
        merge(session, clock, first, other)
    with pytest.raises(Conflict, match="10"):
        merge(session, clock, others[9], others[0])


def test_disconnecting_takes_an_account_out_and_leaves_the_past_written(
    session: Session, clock: ManualClock, crowd: Sequence[int]
) -> None:
    a, b, c, *_ = crowd
    merge(session, clock, a, b)
    merge(session, clock, a, c)
    people.disconnect(session, clock, b, c, by=f"person:{b}")
    assert (linked_people(session, a), linked_people(session, c)) == ((a, b), (c,))
    undone = session.scalars(select(PersonLink).where(PersonLink.undone_at.is_not(None))).one()
    assert undone.undone_by == f"person:{b}"
    merge(session, clock, c, a)
    assert linked_people(session, a) == (a, b, c)


def test_nobody_disconnects_the_accounts_of_others(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    a, b, stranger, *_ = crowd
    merge(session, clock, a, b)
    for whose, other in ((stranger, a), (a, a), (a, stranger)):
        with pytest.raises(NotFound):
            people.disconnect(session, clock, whose, other, by="anybody")
    assert linked_people(session, a) == (a, b)


def test_a_merge_is_undone_once(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    number = merge(session, clock, *crowd[:2])
    people.undo_merge(session, clock, number, by="Olga")
    assert linked_people(session, crowd[0]) == (crowd[0],)
    for missing in (number, number + 1):
        with pytest.raises(NotFound):
            people.undo_merge(session, clock, missing, by="Olga")


def test_a_link_by_consent_is_no_merge_to_undo(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    a, b, *_ = crowd
    number = entered(session, clock, a, b)
    for end in (a, b):
        people.agree_to_link(session, clock, end, number)
    with pytest.raises(NotFound):
        people.undo_merge(session, clock, links_of(session, a)[0].id, by="Olga")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_merge_needs_a_reason(session: Session, clock: ManualClock, crowd: Sequence[int], reason: str) -> None:
    with pytest.raises(Invalid):
        people.merge_people(session, clock, crowd[:2], by="Olga", reason=reason)


def test_somebody_who_is_not_there_is_not_merged(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    with pytest.raises(NotFound):
        merge(session, clock, crowd[0], 999_999)


def test_old_codes_are_forgotten_and_links_are_kept(session: Session, clock: ManualClock, crowd: Sequence[int]) -> None:
    number = entered(session, clock, *crowd[:2])
    for end in crowd[:2]:
        people.agree_to_link(session, clock, end, number)
    clock.advance(seconds=601)
    people.forget_old_link_codes(session, clock)
    assert session.scalar(select(func.count()).select_from(LinkCode)) == 0
    assert linked_people(session, crowd[0]) == tuple(crowd[:2])


@pytest.mark.parametrize("kind", ["app", "postgres_app"], ids=["sqlite", "postgres"])
def test_two_who_agree_at_the_same_moment_are_linked_once(
    request: pytest.FixtureRequest, kind: str, clock: ManualClock
) -> None:
    tool: Flask = request.getfixturevalue(kind)
    with tool.app_context(), transaction() as session:
        rows = [Person(created_at=clock.now()) for _ in range(2)]
        session.add_all(rows)
        session.flush()
        ends = [row.id for row in rows]
        number = entered(session, clock, *ends)

    def agree(end: int) -> bool:
        with tool.app_context(), transaction() as session:
            return people.agree_to_link(session, clock, end, number)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(agree, ends)) == [False, True]
    with tool.app_context(), transaction() as session:
        assert linked_people(session, ends[0]) == tuple(ends)
        assert session.scalar(select(func.count()).select_from(PersonLink)) == 1


@pytest.mark.parametrize("kind", ["app", "postgres_app"], ids=["sqlite", "postgres"])
def test_of_many_who_enter_a_code_at_once_one_has_it(
    request: pytest.FixtureRequest, kind: str, clock: ManualClock
) -> None:
    tool: Flask = request.getfixturevalue(kind)
    with tool.app_context(), transaction() as session:
        rows = [Person(created_at=clock.now()) for _ in range(6)]
        session.add_all(rows)
        session.flush()
        maker, *others = [row.id for row in rows]
        code = people.make_link_code(session, clock, maker)

    def enter(one: int) -> int:
        try:
            with tool.app_context(), transaction() as session:
                people.enter_link_code(session, clock, one, code)
        except NotFound:
            return 0
        return 1

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(enter, others)) == 1
