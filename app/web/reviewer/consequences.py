"""What releasing a decision would do to the gradebook and the badge, in words."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.evidence import AttemptView
from app.gradebook import Fact, GradeTerms, ReviewOutcome, sync_state_of, wanted_points
from app.people import is_test_person
from app.placement import PlacementView
from app.review import Outcome, Verdict

FACTS = {Outcome.EARNED: Fact.EARNED, Outcome.NOT_YET: Fact.NOT_YET}


def consequences_of(
    session: Session, placement: PlacementView, attempt: AttemptView, verdict: Verdict, has_badge: bool, now: datetime
) -> tuple[str, ...]:
    """One sentence each on what the earner, the gradebook and the badge get."""
    if verdict.outcome is Outcome.INCOMPLETE:
        return (
            "The earner gets the work back with your note and can hand it in again.",
            "It doesn't use up one of their attempts.",
            "Nothing changes in the gradebook.",
        )
    told = "The earner sees the result, the level of each criterion, your feedback and your note."
    grade = _grade_words(session, placement, attempt, verdict, now)
    return (told, grade, _badge_words(session, placement, attempt, verdict, has_badge))


def _grade_words(
    session: Session, placement: PlacementView, attempt: AttemptView, verdict: Verdict, now: datetime
) -> str:
    terms = GradeTerms(placement.points, placement.grade_policy, placement.on_not_yet)
    found = ReviewOutcome(verdict.points, verdict.out_of, verdict.criteria_met, verdict.total)
    wanted = wanted_points(terms, FACTS[verdict.outcome], found)
    row = sync_state_of(session, placement.id, attempt.person_id, now)
    sent = row.delivered_points if row else None
    if sent is None:
        return _first_score(wanted, placement.points)
    if wanted is None:
        return f"The gradebook keeps the score of {_points(sent)} that was sent before; a teacher can change it there."
    if wanted < sent:
        return (
            f"The score would be {_points(wanted)} of {_points(placement.points)}, lower than the {_points(sent)} sent "
            "before. It is held back until a teacher decides about it on the Gradebook page."
        )
    return _first_score(wanted, placement.points)


def _first_score(wanted: int | None, out_of: int) -> str:
    if wanted is None:
        return "No score is sent to the gradebook."
    return f"The gradebook gets {_points(wanted)} of {_points(out_of)}, with a short summary of the rubric as comment."


def _badge_words(
    session: Session, placement: PlacementView, attempt: AttemptView, verdict: Verdict, has_badge: bool
) -> str:
    if verdict.outcome is not Outcome.EARNED:
        return "A badge was awarded earlier; say below what becomes of it." if has_badge else "No badge is awarded."
    if is_test_person(session, placement.course_id, attempt.person_id):
        return "No badge is awarded: this is a test student."
    return "The badge that was awarded earlier stays as it is." if has_badge else "The badge is awarded and signed."


def _points(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
