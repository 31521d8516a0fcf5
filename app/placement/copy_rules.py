"""Pure rules of copied courses: which placements of which origins a course can still take over."""

from collections.abc import Sequence

from app.people import CourseView
from app.placement.service import PlacementView


def same_words(one: str, other: str) -> bool:
    """Whether two titles are the same to a reader: case and spacing don't count, and nothing is like nothing."""
    words = one.casefold().split()
    return bool(words) and words == other.casefold().split()


def nearest_placements(
    origins: Sequence[CourseView], placements: Sequence[PlacementView], own: Sequence[PlacementView]
) -> tuple[PlacementView, ...]:
    """What of its origins a course has not taken over yet, each activity once, from the nearest course that has it.

    `origins` come nearest first. An origin that is itself an origin of a nearer one is passed over where
    the nearer has placements: what its teachers left behind there is not brought back two terms later.
    """
    had = {each.copied_from_id for each in own}
    templates = {each.template_id for each in own if each.template_id}
    found: list[PlacementView] = []
    settled: set[str] = set()
    for origin in origins:
        if origin.context_id in settled:
            continue
        theirs = [each for each in placements if each.course_id == origin.id]
        if theirs:
            settled |= set(origin.history)
        fresh = [each for each in theirs if each.id not in had and each.template_id not in templates]
        found += fresh
        had |= {each.copied_from_id for each in theirs}
        templates |= {each.template_id for each in fresh if each.template_id}
    return tuple(found)
