"""1EdTech's grades chapter (AGS), in both tempers: from released reviews to the gradebook, by the tool's own way."""

import re

import pytest

from app.db import reading
from app.gradebook import Hold, SyncState, sync_states
from app.lti import TOTAL_TAG, NewLineItem
from app.sandbox import FaultKind
from app.sandbox.records import Activity
from tests.certification.joined import Joined
from tests.lti.platform_server import ags_of
from tests.lti.signer import AGS


def columns_of(joined: Joined, activity: Activity) -> str:
    """Where the LMS says that the course's columns are."""
    claims = joined.lms.claims(joined.lms.login(joined.ada, activity))
    return str(claims[AGS]["lineitems"])


def test_reviews_of_several_learners_become_their_grades(joined: Joined) -> None:
    activity = joined.picked("50")
    attempts = [joined.hand_in(person, activity) for person in joined.learners]
    for attempt_id, responds in zip(attempts, ("exemplary", "proficient", "not_yet"), strict=True):
        joined.release(activity, attempt_id, responds=responds)
    joined.deliver()
    shown = [joined.lms.result(activity, person).score for person in joined.learners]
    assert shown == [50, pytest.approx(41.67), None]


def test_the_tool_fetches_one_token_and_uses_it_for_all(joined: Joined) -> None:
    activity = joined.picked()
    for attempt_id in [joined.hand_in(person, activity) for person in joined.learners]:
        joined.release(activity, attempt_id)
    joined.deliver()
    assert len(joined.lms.calls("/scores")) >= len(joined.learners)
    granted = [re.findall(r"scope/[a-z.-]+", call.answered) for call in joined.lms.calls("/token")]
    assert len(granted) == len({tuple(scopes) for scopes in granted})
    assert ["scope/score"] in granted


def test_results_are_read_back_as_the_gradebook_has_them(joined: Joined) -> None:
    activity, ben = joined.picked("50"), joined.learners[0]
    joined.release(activity, joined.hand_in(ben, activity), responds="exemplary")
    joined.deliver()
    results = ags_of(joined.services).get_results(joined.platform.id, joined.lms.line_item_url(activity))
    assert {result.user_id: (result.score, result.maximum) for result in results if result.score is not None} == {
        joined.lms.subject(ben): (50_00, 50_00)
    }


def test_a_column_is_made_once_and_found_again(joined: Joined) -> None:
    activity = joined.picked()
    ags, address = ags_of(joined.services), columns_of(joined, activity)
    made = ags.create_line_item(
        joined.platform.id, address, NewLineItem("Criterion", 12_50, resource_id="cairn:x", tag="mc-criterion")
    )
    for _ in range(2):
        (found,) = ags.find_line_items(joined.platform.id, address, resource_id="cairn:x", tag="mc-criterion")
        assert (found.url, found.score_maximum) == (made.url, 12_50)
    ours = ags.find_line_items(joined.platform.id, address, tag=TOTAL_TAG)
    assert [item.url for item in ours] == [joined.lms.line_item_url(activity)]


def test_a_column_that_is_changed_keeps_what_the_tool_does_not_know(joined: Joined) -> None:
    activity = joined.picked("50")
    ags, url = ags_of(joined.services), joined.lms.line_item_url(activity)
    before = joined.lms.line_item(activity)
    ags.change_line_item(joined.platform.id, url, {"label": "Proof of practice"})
    after = joined.lms.line_item(activity)
    assert after.label == "Proof of practice"
    assert (after.maximum, after.tag, after.resource_id, after.activity_id, after.submission) == (
        before.maximum,
        before.tag,
        before.resource_id,
        before.activity_id,
        before.submission,
    )


@pytest.mark.parametrize("fault", [FaultKind.LOST_ANSWER, FaultKind.RESET, FaultKind.EXPIRED_TOKEN])
def test_an_answer_that_was_lost_leaves_one_grade_and_never_a_second_attempt(joined: Joined, fault: FaultKind) -> None:
    activity, ben = joined.picked("50"), joined.learners[0]
    joined.release(activity, joined.hand_in(ben, activity), responds="exemplary")
    joined.lms.trouble(fault, "scores")
    for _ in range(4):
        joined.deliver(400)
    result = joined.lms.result(activity, ben)
    assert (result.score, len(result.comments)) == (50, 1)
    # What may have arrived is taken to have counted the attempt, so that it is never counted twice.
    assert result.attempts == (0 if joined.is_canvas and fault is FaultKind.RESET else 1)
    assert state_of(joined, activity) == (SyncState.DELIVERED, None)


def test_a_grade_that_a_person_gave_is_seen_and_kept(joined: Joined) -> None:
    activity, ben = joined.picked("50"), joined.learners[0]
    attempt_id = joined.hand_in(ben, activity)
    joined.deliver()
    joined.lms.grade_by_hand(activity, ben, 44)
    joined.clock.advance(seconds=60)
    joined.release(activity, attempt_id, responds="exemplary")
    joined.deliver()
    assert joined.lms.result(activity, ben).score == 44
    assert state_of(joined, activity)[1] is Hold.CHANGED_BY_HAND


def state_of(joined: Joined, activity: Activity) -> tuple[SyncState, Hold | None]:
    """How Ben's score stands, and whether something holds it back."""
    placement = joined.placement(joined.actor(joined.ada, activity))
    with reading() as session:
        (row,) = sync_states(session, placement.id, joined.clock.now())
    return row.state, row.hold
