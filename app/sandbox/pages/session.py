"""Who this browser is signed in as, and in which disguise."""

from flask import session

from app.sandbox.platform import current_platform
from app.sandbox.records import Person

PERSON = "person_id"
MASQUERADER = "masquerader_id"
AS_LEARNER = "as_learner"


def signed_in_person_id() -> int | None:
    person_id = session.get(PERSON)
    return int(person_id) if person_id is not None else None


def signed_in_person() -> Person | None:
    """The person shown in the top bar; None once their row is gone too."""
    person_id = signed_in_person_id()
    return current_platform().directory.find_person(person_id) if person_id is not None else None


def masquerader_id() -> int | None:
    """The administrator who acts as somebody else (Canvas only)."""
    found = session.get(MASQUERADER)
    return int(found) if found is not None else None


def in_student_role() -> bool:
    """Whether a teacher has switched to the student role (Moodle only)."""
    return bool(session.get(AS_LEARNER))


def sign_in(person_id: int) -> None:
    session.clear()
    session[PERSON] = person_id


def act_as(person_id: int) -> None:
    """Signs in as somebody else and remembers who really is there."""
    session[MASQUERADER] = masquerader_id() or signed_in_person_id()
    session[PERSON] = person_id


def switch_role(*, to_learner: bool) -> None:
    session[AS_LEARNER] = to_learner


def sign_out() -> None:
    """Ends a masquerade first, and only then the session."""
    real = session.pop(MASQUERADER, None)
    if real is None:
        session.clear()
    else:
        session[PERSON] = real
