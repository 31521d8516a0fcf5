"""The question what a copied course takes over, as a value; and what its form says."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.people import Actor
from app.reports.copies import CopyLine, CopyQuestion, open_copy_question
from app.web.numbers import row_number

NONE_OF_THESE = "none"


@dataclass(frozen=True, slots=True)
class CopyingPage:
    """What templates/instructor/copying.html shows; `question` is None where there is nothing to take over."""

    question: CopyQuestion | None
    lines: tuple[tuple[int, str, str], ...]
    """What can be taken over: (placement, title, what it is)."""
    choices: tuple[tuple[str, str, str], ...]
    """What the opened activity may be: (value, title, what it is)."""
    chosen: str
    """The one that is likely, where there is just one."""
    activity: str
    """Title of the opened activity that holds nothing yet."""
    return_url: str | None


def build_question(session: Session, actor: Actor, *, opens_activity: bool) -> CopyingPage:
    """The page for a course, and for the activity that was opened if that holds nothing yet."""
    question = open_copy_question(
        session,
        actor.course_id,
        resource_link_id=actor.resource_link_id if opens_activity else None,
        title=actor.resource_link_title,
    )
    candidates = question.candidates if question else ()
    likely = [str(line.placement_id) for line in candidates if line.is_likely]
    return CopyingPage(
        question=question,
        lines=tuple((line.placement_id, line.title, in_words(line)) for line in question.lines) if question else (),
        choices=_choices(candidates),
        chosen=likely[0] if len(likely) == 1 else NONE_OF_THESE,
        activity=actor.resource_link_title,
        return_url=actor.return_url,
    )


def in_words(line: CopyLine) -> str:
    """What an activity is, such as "Asking well, version 1.0.0, 50 points, from Teaching well"."""
    parts = (line.micro_credential, f"version {line.version}", f"{line.points} points")
    return ", ".join((*parts, f"from {line.course}") if line.course else parts)


def chosen_ids(values: Iterable[str]) -> frozenset[int]:
    """The placements that a form ticks; what is no number of a row is left out."""
    return frozenset(number for number in map(row_number, values) if number is not None)


def _choices(candidates: Iterable[CopyLine]) -> tuple[tuple[str, str, str], ...]:
    found = [(str(line.placement_id), line.title, in_words(line)) for line in candidates]
    if not found:
        return ()
    return (*found, (NONE_OF_THESE, "None of these", "You choose a micro-credential for it afterwards."))
