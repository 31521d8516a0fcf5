"""What a copied course could take over from where it comes from, in words for its teachers."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog import Definition, definitions_of
from app.people import CourseView, course_view
from app.placement import Leftovers, PlacementView, left_to_copy, points_text, same_words


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One activity that could be taken over, or that was and waits for its link."""

    placement_id: int
    title: str
    micro_credential: str
    version: str
    points: str
    course: str
    """Title of the course it comes from; empty where nothing says that this course is a copy of that one."""
    is_likely: bool
    """Whether the activity that was opened has the same link or the same title."""


@dataclass(frozen=True, slots=True)
class CopyQuestion:
    """The question to a teacher: what of this comes over?"""

    lines: tuple[CopyLine, ...]
    """What can be taken over, the nearest course first."""
    candidates: tuple[CopyLine, ...]
    """What the opened activity may be, likely ones first; empty where no activity was opened."""
    heading: str
    """Such as "14 activities come from Teaching well, autumn"."""
    put_off: bool
    """Whether a teacher has answered already, so that this isn't shown by itself."""

    @property
    def total(self) -> int:
        return len(self.lines)


def open_copy_question(
    session: Session, course_id: int, *, resource_link_id: str | None = None, title: str = ""
) -> CopyQuestion | None:
    """What there is to take over into a course, and what an opened link that holds nothing may be.

    None where there is nothing to ask. At most eight statements, however many activities there are.
    Raises NotFound for an unknown course.
    """
    course = course_view(session, course_id)
    left = left_to_copy(session, course, resource_link_id=resource_link_id)
    everything = (*left.same_link, *left.waiting, *left.placements)
    candidates = everything if resource_link_id else ()
    if not left.placements and not candidates:
        return None
    wording = _Wording(
        definitions_of(session, {each.version_id for each in everything}),
        {origin.id: origin.title for origin in left.origins},
        title,
        frozenset(each.id for each in left.same_link),
    )
    lines = tuple(map(wording.line, candidates))
    return CopyQuestion(
        lines=tuple(map(wording.line, left.placements)),
        candidates=tuple(sorted(lines, key=lambda line: not line.is_likely)),
        heading=_heading(course, left),
        put_off=course.copying_put_off,
    )


@dataclass(frozen=True, slots=True)
class _Wording:
    definitions: dict[int, Definition]
    titles: dict[int, str]
    opened: str
    same_link: frozenset[int]

    def line(self, placement: PlacementView) -> CopyLine:
        definition = self.definitions[placement.version_id]
        return CopyLine(
            placement_id=placement.id,
            title=placement.title,
            micro_credential=definition.title,
            version=definition.version,
            points=points_text(placement.points),
            course=self.titles.get(placement.course_id, ""),
            is_likely=placement.id in self.same_link or same_words(placement.title, self.opened),
        )


def _heading(course: CourseView, left: Leftovers) -> str:
    """How many activities come from where; plain where the courses have no title or several are meant."""
    total = len(left.placements)
    if not total:
        return "Which activity is this?"
    sources = {each.course_id for each in left.placements}
    titles = [origin.title for origin in left.origins if origin.id in sources and origin.title]
    known = titles[0] if len(sources) == 1 and titles and titles[0] != course.title else ""
    where = known or ("an earlier course" if len(sources) == 1 else "earlier courses")
    return f"1 activity comes from {where}" if total == 1 else f"{total} activities come from {where}"
