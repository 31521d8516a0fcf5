"""Columns of single criteria: off until a teacher wants them, filled with what was decided, left when switched off."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from app.catalog import OnNotYet
from app.db import reading, transaction
from app.errors import Conflict
from app.gradebook import (
    CriterionOutcome,
    Fact,
    Finding,
    Hold,
    ReviewOutcome,
    SyncState,
    criterion_states,
    keep_theirs,
    record_criteria,
    retry_all,
    take_columns_away,
)
from app.outbox import OutboxState
from app.outbox.models import OutboxItem
from app.services import Services
from tests.conftest import ManualClock
from tests.gradebook.live import Site, settings, site_of
from tests.web.instructor.conftest import counted_statements

LEVELS = {"responds": 2, "active": 3, "honest": 0}


@pytest.fixture(params=["moodle", "canvas"])
def site(request: pytest.FixtureRequest, app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    with site_of(request.param, app, services, clock) as site:
        yield site


def shown(site: Site, name: str = "Ben") -> dict[str, float | None]:
    return {criterion: site.result(column, name).score for criterion, column in site.criteria().items()}


def test_without_a_teachers_word_there_are_none(site: Site) -> None:
    _, placement = site.assignment()
    site.record(placement, Fact.EARNED, 9, levels=LEVELS)
    site.deliver()
    assert site.criteria() == {}


def test_each_criterion_gets_a_column_with_the_points_of_its_level(site: Site) -> None:
    activity, placement = site.assignment()
    site.switch(placement, on=True)
    site.record(placement, Fact.EARNED, 9, levels=LEVELS)
    site.deliver()
    assert shown(site) == {"responds": 2, "active": 3, "honest": 0}
    assert site.result(activity).score == 75
    column = site.criteria()["responds"]
    assert (column.label, column.maximum) == ("Planning a session: Responds to needs", 3)
    assert column.activity_id is None
    assert column.resource_id.startswith("planning-a-session:responds:")
    assert column.submission == ({"type": "none"} if site.is_canvas else None)


def test_the_words_for_the_earner_come_with_each_criterion(site: Site) -> None:
    _, placement = site.assignment()
    site.switch(placement, on=True)
    site.record(placement, Fact.EARNED, 9, levels=LEVELS)
    site.deliver()
    assert site.result(site.criteria()["active"]).comment == "Level 3."


def test_no_attempt_is_counted_in_a_column_of_a_criterion(site: Site) -> None:
    _, placement = site.assignment()
    site.switch(placement, on=True)
    site.record(placement, Fact.SUBMITTED)
    site.deliver()
    site.clock.advance(seconds=60)
    site.record(placement, Fact.EARNED, 9, levels=LEVELS)
    site.deliver()
    if site.is_canvas:
        assert {site.result(column).attempts for column in site.criteria().values()} == {0}
    assert len(site.total()) <= 1


def test_a_not_yet_says_nothing_there_either_unless_partial_scores_are_sent(site: Site) -> None:
    silent = site.placement()
    partial = site.placement(
        resource_link_id="cairn:partial", title="Partial", settings=settings(on_not_yet=OnNotYet.SEND_PARTIAL)
    )
    for placement in (silent, partial):
        site.switch(placement, on=True)
        site.record(placement, Fact.NOT_YET, 3, levels={"responds": 2})
    site.deliver()
    scores = {
        column.label: site.result(column).score
        for column in site.lms.columns(site.course, "mc-criterion")
        if ":responds:" in column.resource_id
    }
    assert scores == {"Planning a session: Responds to needs": None, "Partial: Responds to needs": 2}


def test_a_lower_level_waits_for_a_teachers_word_as_a_lower_score_does(site: Site) -> None:
    _, placement = site.assignment()
    site.switch(placement, on=True)
    site.record(placement, Fact.EARNED, 9, levels={"responds": 3})
    site.deliver()
    site.clock.advance(seconds=60)
    site.record(placement, Fact.EARNED, 10, levels={"responds": 2}, attempt_number=2)
    site.deliver()
    row = site.row(placement, criterion="responds")
    assert (shown(site)["responds"], row.hold) == (3, Hold.LOWER)
    site.do(keep_theirs, placement, row.id)
    assert site.row(placement, criterion="responds").is_kept


def test_a_level_that_a_teacher_changed_in_the_lms_wins(site: Site) -> None:
    _, placement = site.assignment()
    site.switch(placement, on=True)
    site.record(placement, Fact.EARNED, 9, levels={"responds": 2})
    site.deliver()
    site.clock.advance(seconds=60)
    site.lms.grade_by_hand(site.criteria()["responds"], site.person(), 1)
    site.clock.advance(seconds=60)
    site.record(placement, Fact.EARNED, 10, levels={"responds": 3}, attempt_number=2)
    site.deliver()
    assert (shown(site)["responds"], site.row(placement, criterion="responds").hold) == (1, Hold.CHANGED_BY_HAND)


def test_switched_off_the_columns_stay_and_nothing_more_is_sent(site: Site) -> None:
    activity, placement = site.assignment()
    site.switch(placement, on=True)
    site.record(placement, Fact.EARNED, 9, levels={"responds": 2})
    site.deliver()
    site.clock.advance(seconds=60)
    site.switch(placement, on=False)
    site.record(placement, Fact.EARNED, 12, levels={"responds": 3}, attempt_number=2)
    site.deliver()
    assert (shown(site)["responds"], site.result(activity).score) == (2, 100)


def test_what_was_on_its_way_when_they_were_switched_off_is_not_sent(site: Site) -> None:
    _, placement = site.assignment()
    site.switch(placement, on=True)
    site.deliver()
    site.record(placement, Fact.EARNED, 9, levels={"responds": 2})
    site.switch(placement, on=False)
    site.deliver()
    assert shown(site)["responds"] is None


def test_switched_on_again_the_same_columns_go_on(site: Site) -> None:
    _, placement = site.assignment()
    for on in (True, False, True):
        site.switch(placement, on=on)
        site.deliver()
    site.record(placement, Fact.EARNED, 9, levels=LEVELS)
    site.deliver()
    assert len(site.lms.columns(site.course, "mc-criterion")) == 3
    assert site.row(placement, criterion="responds").state is SyncState.DELIVERED


def test_columns_are_not_taken_away_while_they_are_switched_on(site: Site) -> None:
    placement = site.placement()
    site.switch(placement, on=True)
    with pytest.raises(Conflict):
        site.do(take_columns_away, placement)


def test_columns_that_were_taken_away_are_made_again_when_they_are_wanted_again(site: Site) -> None:
    placement = site.placement()
    site.switch(placement, on=True)
    site.deliver()
    site.switch(placement, on=False)
    site.do(take_columns_away, placement)
    site.deliver()
    assert site.criteria() == {}
    site.switch(placement, on=True)
    site.record(placement, Fact.EARNED, 9, levels=LEVELS)
    site.deliver()
    assert shown(site) == {"responds": 2, "active": 3, "honest": 0}


def test_beside_its_rows_what_was_found_about_many_takes_as_many_statements_as_for_few(site: Site) -> None:
    placement = site.placement()
    site.switch(placement, on=True)
    criteria = tuple(CriterionOutcome(name, level * 100, 300) for name, level in LEVELS.items())
    finding = Finding(Fact.EARNED, ReviewOutcome(9, 12, 3, 3, criteria), 1)
    counts = []
    for names in (range(3), range(3, 33)):
        findings = {site.newcomer(f"Learner {number}"): finding for number in names}
        with counted_statements() as seen:
            site.do(record_criteria, placement, findings)
        counts.append(sum(not statement.startswith("INSERT INTO score_sync") for statement in seen))
    assert counts[0] == counts[1]
    with reading() as session:
        states = [row.state for row in criterion_states(session, placement.id, site.clock.now())]
    assert states == [SyncState.WAITING] * 33 * 3


def test_trying_all_again_takes_as_many_statements_for_many_as_for_few(site: Site) -> None:
    counts = []
    for number, many in enumerate((3, 30)):
        placement = site.placement(resource_link_id=f"cairn:{number}")
        for learner in range(many):
            site.newcomer(f"Learner {number} {learner}")
            site.record(placement, Fact.EARNED, 12, who=f"Learner {number} {learner}")
        with transaction() as session:
            session.execute(update(OutboxItem).values(state=OutboxState.STOPPED, due_at=None))
        with counted_statements() as seen:
            assert site.do(retry_all, placement) == many
        counts.append(len(seen))
    assert counts[0] == counts[1]
