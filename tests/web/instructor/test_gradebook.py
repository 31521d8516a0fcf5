"""The gradebook panel: each state in plain words, and buttons that do what they say."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.db import reading, transaction
from app.gradebook import CriterionOutcome, Fact, Hold, ReviewOutcome, SyncRow, SyncState, record, sync_states
from app.gradebook.models import ScoreSync
from app.lti.models import Registration
from app.outbox import OutboxState, Outcome, OutcomeKind
from app.outbox.models import OutboxItem
from app.people import Role
from tests.conftest import ManualClock
from tests.review.world import World
from tests.web.instructor.conftest import Desk, counted_statements


def row_of(desk: Desk, name: str = "ada") -> SyncRow:
    with reading() as session:
        rows = sync_states(session, desk.world.placement.id, desk.clock.now())
    return next(row for row in rows if row.person_id == desk.world.person(name))


def hold(desk: Desk, why: Hold, *, seen: int | None = 91_00) -> None:
    """A score of Ada's that the guard held back."""
    desk.record("ada", Fact.EARNED, 10)
    desk.settle(desk.take(), Outcome(OutcomeKind.DONE))
    with transaction() as session:
        session.execute(update(ScoreSync).values(hold=why, seen_score=seen, seen_maximum=100_00))


def test_before_anything_is_handed_in_the_panel_says_so(tess: Desk) -> None:
    assert "Nothing has been handed in yet" in tess.text("gradebook")


def test_handed_in_work_has_no_score_yet(tess: Desk) -> None:
    tess.record("ada", Fact.SUBMITTED)
    tess.settle(tess.take(), Outcome(OutcomeKind.DONE))
    assert "there is a score once it is reviewed" in tess.text("gradebook")


def test_a_not_yet_is_explained_and_nothing_is_sent(tess: Desk) -> None:
    tess.record("ada", Fact.NOT_YET, 6)
    assert "Not yet earned; nothing is sent until it is." in tess.text("gradebook")


def test_a_new_score_is_on_its_way(tess: Desk) -> None:
    tess.record("ada", Fact.EARNED, 10)
    assert "83.33 of 100 will be sent in a moment" in tess.text("gradebook")


def test_a_delivered_score_says_what_and_when(tess: Desk, clock: ManualClock) -> None:
    tess.record("ada", Fact.EARNED, 10)
    tess.settle(tess.take(), Outcome(OutcomeKind.DONE))
    with transaction() as session:
        session.execute(update(ScoreSync).values(delivered_points=83_33, delivered_at=clock.now()))
    page = tess.text("gradebook")
    assert "83.33 of 100, <time" in page and "Compare" in page


def test_an_lms_that_does_not_answer_is_named_with_the_next_try(tess: Desk) -> None:
    tess.record("ada", Fact.EARNED, 10)
    tess.settle(tess.take(), Outcome(OutcomeKind.RETRY, "lms.example did not answer in time."))
    page = tess.text("gradebook")
    assert "lms.example did not answer in time." in page and "Next try <time" in page and "Try again" in page


def test_a_refused_score_gives_the_reason_and_a_button(tess: Desk) -> None:
    tess.record("ada", Fact.EARNED, 10)
    tess.settle(tess.take(), Outcome(OutcomeKind.STOP, "The course has ended in the LMS."))
    page = tess.text("gradebook")
    assert "Not delivered" in page and "The course has ended in the LMS." in page
    assert tess.post(f"gradebook/{row_of(tess).id}/retry").status_code == 303
    assert row_of(tess).state is SyncState.WAITING
    assert "Cairn is sending it now" in tess.text("gradebook?said=retry")


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Hold.LOWER, "A lower score never replaces a higher one by itself."),
        (Hold.CHANGED_BY_HAND, "Changed by hand in the LMS: it shows 91 of 100, ours is 83.33 of 100."),
        (Hold.CONFLICT, "The LMS has a newer entry (91 of 100)"),
        (Hold.OVERRIDDEN, "because somebody overrode the grade there"),
    ],
)
def test_what_is_held_back_is_explained_and_left_to_the_teacher(tess: Desk, why: Hold, words: str) -> None:
    hold(tess, why)
    page = tess.text("gradebook")
    assert words in page and "Send ours" in page and "Keep the LMS" in page


def test_an_emptied_grade_is_told_as_such(tess: Desk) -> None:
    hold(tess, Hold.CHANGED_BY_HAND, seen=None)
    assert "Somebody emptied the grade in the LMS." in tess.text("gradebook")


def test_keeping_the_lmss_grade_ends_the_question(tess: Desk) -> None:
    hold(tess, Hold.CHANGED_BY_HAND)
    assert tess.post(f"gradebook/{row_of(tess).id}/keep").status_code == 303
    page = tess.text("gradebook?said=keep")
    assert "Left as it is" in page and "was kept" in page and "Send ours" not in page


def test_sending_ours_owes_the_score_again(tess: Desk) -> None:
    hold(tess, Hold.CHANGED_BY_HAND)
    assert tess.post(f"gradebook/{row_of(tess).id}/send").status_code == 303
    assert row_of(tess).state is SyncState.WAITING


def test_everything_that_stopped_can_be_tried_again_at_once(tess: Desk) -> None:
    for name in ("ada", "ben"):
        tess.record(name, Fact.EARNED, 10)
        tess.settle(tess.take(), Outcome(OutcomeKind.STOP, "No."))
    assert "Try all again" in tess.text("gradebook")
    assert tess.post("gradebook/retry-all").status_code == 303
    assert {row_of(tess, name).state for name in ("ada", "ben")} == {SyncState.WAITING}


def test_a_button_that_no_longer_makes_sense_says_so(tess: Desk) -> None:
    tess.record("ada", Fact.NOT_YET, 6)
    answer = tess.post(f"gradebook/{row_of(tess).id}/send")
    assert answer.status_code == 409
    assert "There is no score to send" in answer.get_data(as_text=True)


def test_a_score_of_another_activity_cannot_be_touched(tess: Desk) -> None:
    assert tess.post("gradebook/999/retry").status_code == 404


def test_a_form_without_its_token_is_refused(tess: Desk) -> None:
    tess.record("ada", Fact.EARNED, 10)
    answer = tess.client.post(f"/l/{tess.launch.launch_id}/teach/gradebook/{row_of(tess).id}/retry")
    assert answer.status_code == 403


def test_criteria_get_columns_when_a_teacher_switches_them_on(tess: Desk) -> None:
    page = tess.text("gradebook")
    assert "A column for each criterion" in page and "Show each criterion" in page
    assert tess.post("gradebook/criteria", {"on": "1"}).status_code == 303
    page = tess.text("gradebook?said=split")
    for criterion in tess.world.definition.rubric.criteria:
        assert criterion.title in page
    assert "Not there yet" in page and "Switch off" in page and "Take away columns" not in page


def test_switched_off_the_page_says_that_the_columns_stay_and_offers_to_take_empty_ones_away(tess: Desk) -> None:
    tess.post("gradebook/criteria", {"on": "1"})
    tess.post("gradebook/criteria", {"on": "0"})
    page = tess.text("gradebook?said=whole")
    assert "The columns are still in the LMS with what was sent before; nothing more is sent to them." in page
    assert tess.post("gradebook/criteria/remove").status_code == 303
    assert "Being taken away" in tess.text("gradebook?said=away")


def test_a_canvas_teacher_chooses_whether_badges_are_handed_in(tess: Desk) -> None:
    assert "The badge in SpeedGrader" not in tess.text("gradebook")
    with transaction() as session:
        session.execute(update(Registration).values(product_family="canvas"))
    assert "Hand in the badge's page" in html.unescape(tess.text("gradebook"))
    assert tess.post("gradebook/badge-page", {"on": "1"}).status_code == 303
    assert "Hand in no more pages" in tess.text("gradebook?said=pages")
    assert tess.post("gradebook/badge-page", {"on": "0"}).status_code == 303
    assert "Hand in the badge's page" in html.unescape(tess.text("gradebook?said=no-pages"))


def test_columns_that_are_switched_on_are_not_taken_away(tess: Desk) -> None:
    tess.post("gradebook/criteria", {"on": "1"})
    assert tess.post("gradebook/criteria/remove").status_code == 409


def test_the_score_of_a_criterion_that_waits_for_a_word_is_listed_with_its_name(tess: Desk) -> None:
    tess.post("gradebook/criteria", {"on": "1"})
    found = CriterionOutcome("responds", 200, 300, "Proficient.")
    with transaction() as session:
        outcome = ReviewOutcome(10, 12, 3, 4, (found,))
        person = tess.world.person("ada")
        placement = tess.world.placement
        usual = {"placement": placement, "person_id": person, "fact": Fact.EARNED, "attempt_number": 1}
        record(session, tess.clock, outcome=outcome, **usual)  # type: ignore[arg-type]
        session.execute(
            update(ScoreSync)
            .where(ScoreSync.criterion == "responds")
            .values(hold=Hold.CHANGED_BY_HAND, seen_score=1_00, seen_maximum=3_00)
        )
        session.execute(update(OutboxItem).values(state=OutboxState.DONE, due_at=None))
    page = tess.text("gradebook")
    assert "Changed by hand in the LMS: it shows 1 of 3, ours is 2 of 3." in page
    assert ": Ada Example, Responds to needs</span>" in page


def test_a_column_worth_something_else_in_the_lms_is_told(tess: Desk) -> None:
    tess.record("ada", Fact.EARNED, 10)
    with transaction() as session:
        session.execute(update(ScoreSync).values(seen_score=41_66, seen_maximum=50_00))
    assert "In the LMS this column is worth 50 points, here 100." in tess.text("gradebook")


def test_a_lost_column_can_be_looked_for_again(tess: Desk) -> None:
    assert tess.post("gradebook/column").status_code == 303
    claimed = tess.take()
    assert claimed.kind == "column"
    tess.settle(claimed, Outcome(OutcomeKind.STOP, "The LMS has no grade column for this activity."))
    page = tess.text("gradebook")
    assert "The LMS has no grade column for this activity." in page and "Look for it again" in page
    assert tess.post("gradebook/column", {"criterion": "nothing"}).status_code == 404


def test_all_scores_are_compared_in_one_reading_of_the_column(tess: Desk) -> None:
    for name in ("ada", "ben"):
        tess.record(name, Fact.EARNED, 10)
        tess.settle(tess.take(), Outcome(OutcomeKind.DONE))
    with transaction() as session:
        session.execute(update(ScoreSync).values(delivered_points=83_33, delivered_at=tess.clock.now()))
    assert "Compare all with the LMS" in tess.text("gradebook")
    assert tess.post("gradebook/check-all").status_code == 303
    assert tess.take().kind == "results"


def test_a_test_students_score_is_marked_as_such(tess: Desk) -> None:
    tess.record("test", Fact.EARNED, 10)
    assert "Test student" in tess.text("gradebook")


def test_learners_may_press_none_of_the_buttons(client: FlaskClient, world: World, clock: ManualClock) -> None:
    ada = Desk(client, world, clock, "ada")
    ada.record("ada", Fact.EARNED, 10)
    assert world.actors["ada"].role is Role.LEARNER
    for button in ("retry", "check", "send", "keep"):
        assert ada.post(f"gradebook/{row_of(ada).id}/{button}").status_code == 403
    assert ada.post("gradebook/retry-all").status_code == 403


def test_the_panel_asks_the_same_number_of_questions_for_many_scores(tess: Desk) -> None:
    tess.record("ada", Fact.EARNED, 10)
    tess.text("gradebook")
    with counted_statements() as one:
        tess.text("gradebook")
    for name in ("ben", "test"):
        tess.record(name, Fact.EARNED, 10)
    with counted_statements() as three:
        page = tess.text("gradebook")
    assert len(re.findall(r"83\.33 of 100 will be sent", page)) == 3
    assert len(three) == len(one) <= 13
