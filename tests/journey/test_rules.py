"""How far an earner is, and what their state becomes."""

import pytest

from app.journey import JourneyState, progress_of, state_words
from app.journey.rules import after_work
from tests.evidence.world import TALKS


def test_a_step_is_done_when_its_required_slots_are_filled() -> None:
    progress = progress_of(TALKS, {"story", "agenda"}, ())
    assert [step.done for step in progress.steps] == [True, False, False]
    assert (progress.done, progress.total, progress.next_step) == (1, 3, "s2")
    assert (progress.step("s3").slots_done, progress.step("s3").slots_total) == (1, 3)


def test_an_optional_slot_holds_no_step_up() -> None:
    assert progress_of(TALKS, {"agenda", "pictures"}, ()).step("s3").done


def test_a_step_without_evidence_is_done_when_ticked_off() -> None:
    progress = progress_of(TALKS, (), {"s2", "s3"})
    assert progress.step("s2").done and progress.step("s2").may_mark
    assert not progress.step("s3").done, "a tick can't stand in for evidence"


def test_there_is_no_next_step_when_all_are_done() -> None:
    assert progress_of(TALKS, {"story", "agenda", "pictures"}, {"s2"}).next_step is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (JourneyState.STARTED, JourneyState.IN_PROGRESS),
        (JourneyState.IN_PROGRESS, JourneyState.IN_PROGRESS),
        (JourneyState.NOT_YET, JourneyState.RESUBMITTING),
        (JourneyState.RETURNED, JourneyState.RESUBMITTING),
        (JourneyState.WITHDRAWN, JourneyState.IN_PROGRESS),
        (JourneyState.SUBMITTED, JourneyState.SUBMITTED),
        (JourneyState.EARNED, JourneyState.EARNED),
    ],
)
def test_saving_something_moves_the_state_on(before: JourneyState, after: JourneyState) -> None:
    assert after_work(before) is after


def test_every_state_has_words() -> None:
    assert len({state_words(state) for state in JourneyState}) == len(JourneyState)
