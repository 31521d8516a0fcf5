"""The activity behind a gradebook column that Cairn made: what Canvas opens from it (`column_talk`)."""

from urllib.parse import parse_qs, urlsplit

from sqlalchemy.orm import Session

from app.people import Actor, turn_to
from app.placement import PlacementView, copies_of_link, find_placement, placements_of_course

LONGEST_LINK = 255


def column_link(actor: Actor) -> str | None:
    """The activity's link, in the words of the course that the column was made for; None for every other launch.

    Canvas copies a column's assignment with its address, so in a copied course that link is the old course's.
    """
    link = _asked(actor, "link")
    if not link or not link.isprintable() or len(link) > LONGEST_LINK or link == actor.resource_link_id:
        return None
    return link


def turn_to_column(session: Session, actor: Actor) -> PlacementView | None:
    """Let the launch of a column's own assignment be about the activity that the column is of, in the actor's course.

    None for every other launch, and where the address names no activity of that course.
    """
    link = column_link(actor)
    if link is None:
        return None
    found = _at(session, actor, link) or _copied(session, actor, link)
    if found is not None:
        turn_to(session, actor.launch_id, resource_link_id=found.resource_link_id, title=found.title)
    return found


def _at(session: Session, actor: Actor, link: str) -> PlacementView | None:
    return find_placement(session, actor.deployment_id, link, course_id=actor.course_id)


def _copied(session: Session, actor: Actor, link: str) -> PlacementView | None:
    """The one activity that is a copy of what the column was made for: told by the deep-linked item, else by where
    it was copied from. Where work was begun on the assignment itself, it stays there."""
    if _at(session, actor, actor.resource_link_id or "") is not None:
        return None
    own = [each for each in placements_of_course(session, actor.course_id) if not each.waits_for_link]
    item = _asked(actor, "item")
    found = [each for each in own if item and each.template_id == item] or copies_of_link(session, own, link)
    return found[0] if len(found) == 1 else None


def _asked(actor: Actor, name: str) -> str:
    return parse_qs(urlsplit(actor.target_link_uri).query).get(name, [""])[0]
