"""Columns of our own in the gradebook of a whole LMS, for both tempers: made once, found again, read, taken away."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from app.db import reading
from app.gradebook import (
    COLUMN,
    Fact,
    SyncState,
    check_all,
    column_key,
    look_anew,
    owe_column,
    placement_of_column,
    take_columns_away,
)
from app.lti import CRITERION_TAG, TOTAL_TAG
from app.outbox import OutboxState, OutcomeKind, Status, statuses
from app.sandbox import FaultKind
from app.sandbox.activities import Column
from app.services import Services
from app.worker import Deliverer, handlers
from tests.conftest import ManualClock
from tests.draining import drain
from tests.gradebook.live import NO_GRADES, TOOL, Site, settings, site_of


@pytest.fixture(params=["moodle", "canvas"])
def site(request: pytest.FixtureRequest, app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    with site_of(request.param, app, services, clock) as site:
        yield site


@pytest.fixture
def canvas(app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    with site_of("canvas", app, services, clock) as site:
        yield site


@pytest.fixture
def moodle(app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    with site_of("moodle", app, services, clock) as site:
        yield site


def debt(site: Site, placement_id: int) -> Status | None:
    key = column_key(placement_id)
    with reading() as session:
        return statuses(session, COLUMN, [key], site.clock.now()).get(key)


def test_what_is_placed_on_the_dashboard_gets_a_column_before_the_first_score(site: Site) -> None:
    placement = site.placement()
    site.do(owe_column, placement)
    site.deliver()
    (column,) = site.total()
    assert (column.label, column.maximum, column.tag) == ("Planning a session", 100, TOTAL_TAG)
    assert column.activity_id is None


def test_a_module_item_gets_a_column_on_canvas(canvas: Site) -> None:
    placement = canvas.placement(canvas.module_item())
    canvas.do(owe_column, placement)
    canvas.deliver()
    assert len(canvas.total()) == 1


def test_an_activity_whose_grading_a_teacher_switched_off_gets_none_on_moodle(moodle: Site) -> None:
    placement = moodle.placement(moodle.module_item())
    moodle.do(owe_column, placement)
    moodle.deliver()
    assert moodle.total() == []
    assert debt(moodle, placement.id) is None


def test_where_nothing_is_ever_graded_no_column_is_made(site: Site) -> None:
    placement = site.placement(settings=settings(grade_policy=NO_GRADES))
    site.do(owe_column, placement)
    site.deliver()
    assert site.total() == []


def test_an_activity_that_has_a_column_gets_no_other(site: Site) -> None:
    activity, placement = site.assignment()
    site.do(owe_column, placement)
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    assert [item.id for item in site.lms.columns(site.course)] == [site.lms.line_item(activity).id]


def test_the_column_leads_back_to_the_activity_on_canvas_and_speed_grader_can_open_it(canvas: Site) -> None:
    placement = canvas.placement(canvas.module_item())
    canvas.do(owe_column, placement)
    canvas.deliver()
    (column,) = canvas.total()
    assert column.submission == {
        "type": "external_tool",
        "external_tool_url": f"{TOOL}/lti/launch?link={placement.resource_link_id}",
    }


def test_the_address_of_a_deep_linked_items_column_names_the_item_which_each_copy_of_the_course_has(
    canvas: Site,
) -> None:
    placement = canvas.placement(canvas.module_item(), template_id="9a")
    canvas.do(owe_column, placement)
    canvas.deliver()
    (column,) = canvas.total()
    assert column.submission is not None
    assert column.submission["external_tool_url"].endswith(f"?link={placement.resource_link_id}&item=9a")


def test_a_score_goes_into_the_column_that_was_made(site: Site) -> None:
    placement = site.placement()
    site.do(owe_column, placement)
    site.deliver()
    site.record(placement, Fact.EARNED, 9)
    site.deliver()
    (column,) = site.total()
    assert site.result(column).score == 75
    with reading() as session:
        url = site.lms.platform.temper.line_item_url(site.lms.base_url, column)
        assert placement_of_column(session, [placement.id], url) == placement.id


def test_a_score_that_comes_first_makes_the_column_itself(site: Site) -> None:
    placement = site.placement()
    site.record(placement, Fact.EARNED, 9)
    site.deliver()
    site.do(owe_column, placement)
    site.deliver()
    assert len(site.total()) == 1
    assert site.row(placement).state is SyncState.DELIVERED


@pytest.mark.parametrize("kind", [FaultKind.LOST_ANSWER, FaultKind.RESET, FaultKind.SERVER_ERROR])
def test_a_bad_day_of_the_lms_makes_no_second_column(site: Site, kind: FaultKind) -> None:
    placement = site.placement()
    site.lms.trouble(kind, "lineitems", times=4)
    site.do(owe_column, placement)
    site.deliver_in_the_end()
    site.lms.calm()
    site.deliver_in_the_end()
    assert len(site.total()) == 1
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    assert site.result(site.total()[0]).score == 100


def test_two_workers_at_once_make_one_column(site: Site) -> None:
    placement = site.placement()
    site.do(owe_column, placement)
    for name in ("Dot", "Eve", "Flo"):
        site.newcomer(name)
        site.record(placement, Fact.EARNED, 12, who=name)

    def work() -> None:
        with site.app.app_context():
            drain(Deliverer(site.clock, handlers(site.services)))

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    site.deliver()
    (column,) = site.total()
    assert [site.result(column, name).score for name in ("Dot", "Eve", "Flo")] == [100, 100, 100]


def test_two_copies_of_one_item_in_a_course_never_share_a_column(canvas: Site) -> None:
    first, second = (
        canvas.placement(canvas.module_item(title), template_id="9a", title=title) for title in ("One", "Two")
    )
    for placement in (first, second):
        canvas.do(owe_column, placement)
    canvas.deliver()
    assert [column.label for column in canvas.total()] == ["One", "Two"]
    canvas.record(second, Fact.EARNED, 12)
    canvas.deliver()
    scores = [canvas.result(column).score for column in canvas.total()]
    assert scores == [None, 100]


def test_a_column_that_came_along_with_a_copied_course_is_taken_and_not_doubled(canvas: Site) -> None:
    copied = Column(100, "Planning a session", "cairn:9a", TOTAL_TAG)
    canvas.lms.platform.activities.add_line_item(
        canvas.course.id, canvas.tool.id, None, copied, label="Planning a session"
    )
    placement = canvas.placement(canvas.module_item(), template_id="9a")
    canvas.do(owe_column, placement)
    canvas.deliver()
    canvas.record(placement, Fact.EARNED, 12)
    canvas.deliver()
    (column,) = canvas.total()
    assert canvas.result(column).score == 100


def test_a_column_under_the_older_tag_is_ours_too(canvas: Site) -> None:
    canvas.lms.platform.activities.add_line_item(
        canvas.course.id, canvas.tool.id, None, Column(100, "Old", "cairn:9a", "cairn-total"), label="Old"
    )
    placement = canvas.placement(canvas.module_item(), template_id="9a")
    canvas.record(placement, Fact.EARNED, 12)
    canvas.deliver()
    assert canvas.total() == []
    assert canvas.result(canvas.lms.columns(canvas.course)[0]).score == 100


def test_a_label_that_a_teacher_changed_in_the_lms_stays_theirs(site: Site) -> None:
    _, placement = site.assignment()
    item = site.lms.columns(site.course)[0]
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    site.lms.platform.activities.change_line_item(item, Column(50, "Renamed by Ada", item.resource_id, item.tag))
    site.do(check_all, placement)
    site.deliver()
    (column,) = site.columns(placement)
    assert (column.seen_label, column.seen_maximum) == ("Renamed by Ada", 50_00)
    assert site.lms.columns(site.course)[0].label == "Renamed by Ada"


def test_a_column_that_a_teacher_deleted_is_not_made_again_by_itself(site: Site) -> None:
    placement = site.placement()
    site.record(placement, Fact.EARNED, 12)
    site.deliver()
    site.lms.platform.activities.delete_line_item(site.total()[0].id)
    site.clock.advance(seconds=60)
    site.record(placement, Fact.EARNED, 12, comment="once more")
    site.deliver()
    assert site.total() == []
    assert site.row(placement).state is SyncState.STOPPED
    (column,) = site.columns(placement)
    assert column.stopped
    assert "gone" in column.last_answer


def test_a_teacher_has_a_deleted_column_made_anew_with_all_that_was_in_it(site: Site) -> None:
    placement = site.placement()
    site.newcomer("Dot")
    for name in ("Ben", "Dot"):
        site.record(placement, Fact.EARNED, 12, who=name)
    site.deliver()
    site.lms.platform.activities.delete_line_item(site.total()[0].id)
    site.clock.advance(seconds=60)
    site.record(placement, Fact.EARNED, 12, comment="once more")
    site.deliver()
    site.do(look_anew, placement)
    site.deliver()
    (column,) = site.total()
    assert [site.result(column, name).score for name in ("Ben", "Dot")] == [100, 100]
    assert site.row(placement).state is SyncState.DELIVERED


def test_an_lms_that_does_not_let_us_make_columns_stops_with_words(site: Site) -> None:
    site.lms.platform.store.change("UPDATE tool SET scopes = '[]'")
    placement = site.placement()
    site.do(owe_column, placement)
    site.deliver()
    found = debt(site, placement.id)
    assert found is not None
    assert found.state is OutboxState.STOPPED
    assert found.last_answer.endswith(".")


@pytest.mark.parametrize(("trouble", "stops"), [("UPDATE tool SET scopes = '[]'", True), ("", False)])
def test_a_first_column_that_did_not_come_is_shown_with_the_answer(site: Site, trouble: str, stops: bool) -> None:
    placement = site.placement()
    site.lms.platform.store.change(trouble) if trouble else site.lms.trouble(FaultKind.DOWN, "lineitems")
    site.do(owe_column, placement)
    site.deliver()
    (column,) = site.columns(placement)
    assert (column.is_known, column.stopped, column.waits) == (False, stops, not stops)
    assert column.last_answer.endswith(".")


def test_no_column_is_taken_away_when_there_is_no_time_left_for_it(site: Site) -> None:
    placement = site.placement()
    site.switch(placement, on=True)
    site.deliver()
    site.switch(placement, on=False)
    site.do(take_columns_away, placement)
    publisher = handlers(site.services)[COLUMN]
    with reading() as session:
        message = publisher.prepare(session, column_key(placement.id, "responds"))
    sent = publisher.send(message, lambda: False)
    assert sent.outcome.kind is OutcomeKind.RETRY
    assert "responds" in site.criteria()


def test_a_column_of_criteria_without_results_is_taken_away_and_one_with_results_stays(site: Site) -> None:
    placement = site.placement()
    site.switch(placement, on=True)
    site.record(placement, Fact.EARNED, 9, levels={"responds": 3})
    site.deliver()
    assert set(site.criteria()) == {"responds", "active", "honest"}
    site.switch(placement, on=False)
    assert site.do(take_columns_away, placement) == 3
    site.deliver()
    assert set(site.criteria()) == {"responds"}
    assert site.result(site.criteria()["responds"]).score == 3
    kept = next(column for column in site.columns(placement) if column.criterion == "responds")
    assert "holds grades" in kept.last_answer
    assert [item.tag for item in site.lms.columns(site.course, CRITERION_TAG)] == [CRITERION_TAG]
