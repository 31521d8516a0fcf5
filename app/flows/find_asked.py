"""Which piece of work a gradebook asks for: Moodle's submission review, and what SpeedGrader opens in Canvas.

Moodle names a person (`for_user`) and the column, with or without the link; Canvas opens the very address that came
with the score (`publish_score`). Both are signed, and yet name only what is of the actor's own course.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.evidence import AttemptView, attempts_of
from app.gradebook import placement_of_column, whose_score
from app.lti import MessageType
from app.people import Actor, LaunchSessionView, find_launch_session, person_of_subject, turn_to
from app.placement import PlacementView, find_placement, placements_of_course

REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a gradebook asked for. No person where the LMS named one who was never here."""

    placement: PlacementView
    person_id: int | None
    attempt: AttemptView | None
    """The one that was named, else the latest; None if there is no such one."""
    named: bool
    """Whether a certain submission was named, not just a person."""


@dataclass(frozen=True, slots=True)
class ScoreAddress:
    """What the address of a score says (`publish_score`)."""

    reference: str
    number: int


def asks_for_work(actor: Actor) -> bool:
    """Whether the launch comes from a gradebook's link on one piece of work."""
    return actor.message_type == MessageType.SUBMISSION_REVIEW or score_address(actor.target_link_uri) is not None


def score_address(target_link_uri: str) -> ScoreAddress | None:
    """The score and the submission that an address names; None for every other address."""
    query = parse_qs(urlsplit(target_link_uri).query)
    reference, number = (query.get(name, [""])[0] for name in ("score", "attempt"))
    usable = REFERENCE.fullmatch(reference) and NUMBER.fullmatch(number)
    return ScoreAddress(reference, int(number)) if usable else None


def find_asked(session: Session, actor: Actor) -> Asked:
    """The work that the actor's launch asks for. Raises NotFound if it isn't of their course, or nothing is asked."""
    if not asks_for_work(actor):
        raise _not_here()
    address = score_address(actor.target_link_uri)
    if address is not None and actor.message_type != MessageType.SUBMISSION_REVIEW:
        return _by_score(session, actor, address)
    launch = find_launch_session(session, actor.launch_id)
    person_id = person_of_subject(session, actor.registration_id, launch.for_user) if launch.for_user else None
    placement = _asked_placement(session, actor, launch)
    attempts = attempts_of(session, placement.id, person_id) if person_id is not None else ()
    return Asked(placement, person_id, attempts[-1] if attempts else None, named=False)


def turn_to_asked(session: Session, actor: Actor) -> None:
    """Let the actor's launch be about the activity that it asks for, which may be another than its link's.

    Raises NotFound as `find_asked` does.
    """
    placement = find_asked(session, actor).placement
    if placement.resource_link_id != actor.resource_link_id:
        turn_to(session, actor.launch_id, resource_link_id=placement.resource_link_id, title=placement.title)


def _by_score(session: Session, actor: Actor, address: ScoreAddress) -> Asked:
    whose = whose_score(session, address.reference)
    mine = {each.id: each for each in placements_of_course(session, actor.course_id)}
    if whose is None or whose[0] not in mine:
        raise _not_here()
    placement_id, person_id = whose
    attempts = attempts_of(session, placement_id, person_id)
    attempt = next((each for each in attempts if each.number == address.number), None)
    return Asked(mine[placement_id], person_id, attempt, named=True)


def _asked_placement(session: Session, actor: Actor, launch: LaunchSessionView) -> PlacementView:
    """That of the link; without one, that of the column."""
    of_link = None
    if actor.resource_link_id:
        of_link = find_placement(session, actor.deployment_id, actor.resource_link_id, course_id=actor.course_id)
    found = of_link or _of_column(session, actor, launch.ags.lineitem if launch.ags else None)
    if found is None:
        raise _not_here()
    return found


def _of_column(session: Session, actor: Actor, lineitem_url: str | None) -> PlacementView | None:
    if lineitem_url is None:
        return None
    mine = {each.id: each for each in placements_of_course(session, actor.course_id)}
    told = next((each for each in mine.values() if each.lineitem_url == lineitem_url), None)
    made = placement_of_column(session, mine, lineitem_url)
    return told or (mine[made] if made is not None else None)


def _not_here() -> NotFound:
    return NotFound(
        "asked-for-nothing-here",
        "The gradebook asked for work that isn't part of this course in Cairn.",
        "Open the activity itself from the course; all of its submissions are there.",
    )
