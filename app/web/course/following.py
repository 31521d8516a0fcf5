"""What mentors and observers see of a course: progress, and nothing of the work itself.

Whom they may follow is the LMS's to say (LTI 1.3, `role_scope_mentor`); where it says nothing, they see counts.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.journey import state_words
from app.people import Actor, course_view
from app.reports.course_overview import CourseLine, course_overview
from app.reports.followed_progress import FollowedLearner, followed_progress
from app.web.earner.words import KINDS


@dataclass(frozen=True, slots=True)
class FollowingRow:
    """Where one learner stands at one activity."""

    title: str
    state: str
    kind: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class FollowingLearner:
    """One learner whom the mentor follows."""

    name: str
    rows: tuple[FollowingRow, ...]


@dataclass(frozen=True, slots=True)
class FollowingPage:
    """What templates/course/following.html shows: `learners` where the LMS named some, else `counts`."""

    title: str
    named: bool
    learners: tuple[FollowingLearner, ...]
    unknown: int
    counts: tuple[CourseLine, ...]


def build_following(session: Session, actor: Actor, now: datetime) -> FollowingPage:
    """Names and states of the learners that the launch named; without any, how many stand where."""
    title = course_view(session, actor.course_id).title or "This course"
    if actor.mentored is None:
        return FollowingPage(title, False, (), 0, course_overview(session, actor.course_id, now))
    followed = followed_progress(session, actor)
    return FollowingPage(title, True, tuple(map(_learner, followed.learners)), followed.unknown, ())


def _learner(learner: FollowedLearner) -> FollowingLearner:
    rows = (
        FollowingRow(each.placement.title, state_words(each.state), KINDS[each.state], each.since)
        for each in learner.states
    )
    return FollowingLearner(learner.name, tuple(rows))
