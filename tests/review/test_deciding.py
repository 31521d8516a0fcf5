"""From a draft to a decision that stands, and to one that supersedes it."""

import pytest

from app.db import reading, transaction
from app.errors import Conflict, Invalid
from app.evidence import AttemptState, AttemptView, set_attempt_state
from app.review import (
    Decision,
    DecisionView,
    Note,
    Outcome,
    Review,
    decide,
    decision_for,
    decisions_of,
    draft_of,
    latest_decision,
    met_criteria,
    open_criteria,
    preview,
    recompute,
    reopen,
    save_draft,
)
from tests.conftest import ManualClock
from tests.review.world import ALL_MET, ONE_MISSING, World, count_rows, hand_in, notes


@pytest.fixture
def attempt(world: World, clock: ManualClock) -> AttemptView:
    with transaction() as session:
        return hand_in(session, clock, world)


def judged(
    clock: ManualClock,
    world: World,
    attempt: AttemptView,
    found: dict[str, Note],
    *,
    by: str = "tess",
    note: str = "",
    incomplete: bool = False,
) -> DecisionView:
    """Put down and decide, and move the attempt on as the flow does."""
    with transaction() as session:
        save_draft(session, clock, attempt.id, world.person(by), found, note)
        decision = decide(session, clock, attempt.id, world.person(by), incomplete=incomplete)
        state = AttemptState.RETURNED_INCOMPLETE if incomplete else AttemptState.DECIDED
        for each in (AttemptState.IN_REVIEW, state):
            set_attempt_state(session, clock, attempt.id, each)
    return decision


def test_all_criteria_at_the_line_earn_it(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    decision = judged(clock, world, attempt, ALL_MET, note="Well done.")
    assert decision.outcome is Outcome.EARNED
    assert (decision.points, decision.out_of, decision.criteria_met, decision.criteria_total) == (7, 9, 3, 3)
    assert decision.summary == (
        "Earned: 3 of 3 criteria met. Responds to needs: Proficient. Active session: Exemplary. "
        "Honest about limits: Proficient."
    )
    assert (decision.note, decision.decided_by_name) == ("Well done.", "Tess Example")


def test_one_criterion_below_the_line_is_not_yet(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    decision = judged(clock, world, attempt, ONE_MISSING)
    assert decision.outcome is Outcome.NOT_YET
    assert decision.met == {"responds", "honest"}
    assert decision.results["active"].feedback == "Show more of it."


def test_a_stored_decision_can_be_computed_again(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    decision = judged(clock, world, attempt, ONE_MISSING)
    with reading() as session:
        row = session.get_one(Decision, decision.id)
        assert recompute(row.rule, row.inputs).outcome == row.outcome == "not_yet"
        raised = [{**rating, "rank": 2} for rating in row.inputs["ratings"]]
        assert recompute(row.rule, {**row.inputs, "ratings": raised}).outcome is Outcome.EARNED


def test_missing_levels_and_feedback_are_named_and_nothing_is_decided(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    with transaction() as session:
        found = {"responds": Note("not_yet", " "), "active": Note("", "words")}
        save_draft(session, clock, attempt.id, world.person("tess"), found, "")
    with pytest.raises(Invalid) as refused, transaction() as session:
        decide(session, clock, attempt.id, world.person("tess"))
    for title in ("Responds to needs: Write feedback", "Active session: Choose a level", "Honest about limits: Choose"):
        assert title in refused.value.words
    with reading() as session:
        assert decision_for(session, attempt.id) is None
        assert [gap.criterion_id for gap in preview(session, attempt.id, world.person("tess")).gaps] == [
            "responds",
            "active",
            "honest",
        ]


def test_a_preview_says_what_the_decision_will_say(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    with transaction() as session:
        save_draft(session, clock, attempt.id, world.person("tess"), ALL_MET, "")
        shown = preview(session, attempt.id, world.person("tess"))
        assert shown.verdict is not None and shown.verdict.outcome is Outcome.EARNED
        assert count_rows(session, Decision) == 0
        assert decide(session, clock, attempt.id, world.person("tess")).summary == shown.summary


def test_incomplete_is_a_choice_that_needs_a_note_and_judges_nothing(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    with pytest.raises(Invalid, match="Write a note"):
        judged(clock, world, attempt, {"active": Note("not_yet", "The plan is cut off.")}, incomplete=True)
    decision = judged(
        clock, world, attempt, {"active": Note("not_yet", "Cut off.")}, note="Send it whole.", incomplete=True
    )
    assert decision.outcome is Outcome.INCOMPLETE
    assert (decision.points, decision.criteria_total) == (0, 0)
    assert {key: (each.level_key, each.feedback) for key, each in decision.results.items()} == {
        "active": ("", "Cut off.")
    }
    with reading() as session:
        assert met_criteria(session, world.placement.id, world.person("ada")) == {}


def test_met_criteria_stand_in_the_next_attempt_and_only_the_rest_is_open(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    judged(clock, world, attempt, ONE_MISSING)
    with reading() as session:
        standing = met_criteria(session, world.placement.id, world.person("ada"))
        assert {key: (each.level_key, each.carried_from) for key, each in standing.items()} == {
            "responds": ("exemplary", 1)
        }
        assert open_criteria(session, world.placement.id, world.person("ada"), attempt.version_id) == (
            "active",
            "honest",
        )
    with transaction() as session:
        second = hand_in(session, clock, world, text="More of it.")
    decision = judged(clock, world, second, notes(active="proficient", honest="proficient"))
    assert decision.outcome is Outcome.EARNED
    assert decision.results["responds"].level_key == "exemplary"
    assert decision.results["responds"].carried_from == 1
    assert decision.criteria_total == 3


def test_what_was_met_in_the_first_attempt_still_stands_in_the_third(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    judged(clock, world, attempt, ONE_MISSING)
    with transaction() as session:
        second = hand_in(session, clock, world, text="Second.")
    judged(clock, world, second, notes(active="proficient", honest="not_yet"))
    with transaction() as session:
        third = hand_in(session, clock, world, text="Third.")
    decision = judged(clock, world, third, notes(honest="proficient"))
    assert decision.outcome is Outcome.EARNED
    assert {key: each.carried_from for key, each in decision.results.items()} == {
        "responds": 1,
        "active": 2,
        "honest": None,
    }


def test_a_carried_criterion_is_not_judged_again(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    judged(clock, world, attempt, ONE_MISSING)
    with transaction() as session:
        second = hand_in(session, clock, world, text="Second.")
    with pytest.raises(Invalid), transaction() as session:
        save_draft(session, clock, second.id, world.person("tess"), notes(responds="not_yet"), "")


def test_a_return_as_incomplete_keeps_what_stood_before_it(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    judged(clock, world, attempt, ONE_MISSING)
    with transaction() as session:
        second = hand_in(session, clock, world, text="Second.")
    judged(clock, world, second, {}, note="A page is missing.", incomplete=True)
    with reading() as session:
        assert list(met_criteria(session, world.placement.id, world.person("ada"))) == ["responds"]


def test_changing_a_decision_adds_a_new_one_and_keeps_the_former(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    first = judged(clock, world, attempt, ONE_MISSING, note="Nearly.")
    clock.advance(seconds=60)
    with transaction() as session:
        reopen(session, clock, attempt.id, world.person("omar"), "The second page was overlooked.")
        draft = draft_of(session, attempt.id, world.person("omar"))
        assert draft is not None and draft.round == 2
        assert draft.results["active"].level_key == "not_yet"
        standing = decision_for(session, attempt.id)
        assert standing is not None and standing.id == first.id
    with transaction() as session:
        save_draft(session, clock, attempt.id, world.person("omar"), notes(active="proficient"), "Now seen.")
        decide(session, clock, attempt.id, world.person("omar"))
    with reading() as session:
        old, new = decisions_of(session, [attempt.id])
        assert (old.outcome, old.superseded, old.note) == (Outcome.NOT_YET, True, "Nearly.")
        assert (new.outcome, new.superseded, new.supersedes_id) == (Outcome.EARNED, False, old.id)
        assert new.reason == "The second page was overlooked."
        assert old.results["active"].level_key == "not_yet"
        latest = latest_decision(session, world.placement.id, world.person("ada"))
        assert latest is not None and latest.id == new.id


def test_changing_needs_a_reason(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    judged(clock, world, attempt, ONE_MISSING)
    with pytest.raises(Invalid), transaction() as session:
        reopen(session, clock, attempt.id, world.person("omar"), "  ")
    with pytest.raises(Invalid, match="no-reason"), transaction() as session:
        reopen(session, clock, attempt.id, world.person("omar"), "x" * 1001)


def test_an_older_decision_is_history_once_the_work_came_in_again(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    judged(clock, world, attempt, ONE_MISSING)
    with transaction() as session:
        reopen(session, clock, attempt.id, world.person("tess"), "A mistake.")
    with transaction() as session:
        hand_in(session, clock, world, text="Second.")
    with pytest.raises(Conflict) as refused, transaction() as session:
        decide(session, clock, attempt.id, world.person("tess"))
    assert refused.value.code == "newer-attempt"


def test_what_a_reviewer_wrote_is_kept_when_somebody_else_took_over(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    with transaction() as session:
        save_draft(session, clock, attempt.id, world.person("tess"), notes(active="proficient"), "")
    clock.advance(seconds=8 * 3600)
    with transaction() as session:
        save_draft(session, clock, attempt.id, world.person("omar"), notes(active="exemplary"), "")
    with transaction() as session:
        late = save_draft(session, clock, attempt.id, world.person("tess"), {"active": Note("not_yet", "Hm.")}, "Late.")
    assert late.warning.startswith("Omar Example has taken this work over")
    with reading() as session:
        mine, theirs = (draft_of(session, attempt.id, world.person(name)) for name in ("tess", "omar"))
        assert mine is not None and (mine.results["active"].feedback, mine.note) == ("Hm.", "Late.")
        assert theirs is not None and theirs.results["active"].level_key == "exemplary"
    with pytest.raises(Conflict), transaction() as session:
        decide(session, clock, attempt.id, world.person("tess"))


def test_a_draft_of_work_that_another_decided_is_kept_and_not_released(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    with transaction() as session:
        save_draft(session, clock, attempt.id, world.person("tess"), ALL_MET, "")
    clock.advance(seconds=8 * 3600)
    judged(clock, world, attempt, ONE_MISSING, by="omar")
    with transaction() as session:
        assert (
            "decided by somebody else"
            in save_draft(session, clock, attempt.id, world.person("tess"), ALL_MET, "x").warning
        )
    with pytest.raises(Conflict) as refused, transaction() as session:
        decide(session, clock, attempt.id, world.person("tess"))
    assert refused.value.code == "decided-by-another"


def test_releasing_twice_decides_once(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    judged(clock, world, attempt, ALL_MET)
    with pytest.raises(Conflict) as refused, transaction() as session:
        decide(session, clock, attempt.id, world.person("tess"))
    assert refused.value.code == "already-decided"
    with reading() as session:
        assert (count_rows(session, Decision), count_rows(session, Review)) == (1, 1)


def test_a_level_that_the_rubric_does_not_have_is_refused(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    with pytest.raises(Invalid), transaction() as session:
        save_draft(session, clock, attempt.id, world.person("tess"), notes(active="splendid"), "")


def test_text_without_end_is_refused_with_the_draft_unharmed(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    with transaction() as session:
        save_draft(session, clock, attempt.id, world.person("tess"), ALL_MET, "Kept.")
    with pytest.raises(Invalid), transaction() as session:
        save_draft(session, clock, attempt.id, world.person("tess"), ALL_MET, "x" * 10_001)
    with reading() as session:
        draft = draft_of(session, attempt.id, world.person("tess"))
        assert draft is not None and draft.note == "Kept."
