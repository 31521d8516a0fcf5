"""The activity behind a gradebook column that Cairn made: what Canvas opens from it (`column_talk`)."""

from urllib.parse import parse_qs, urlsplit

from sqlalchemy.orm import Session

from app.people import Actor, turn_to
from app.placement import PlacementView, find_placement

LONGEST_LINK = 255


def turn_to_column(session: Session, actor: Actor) -> PlacementView | None:
    """Let the launch of a column's own assignment be about the activity that the column is of.

    None for every other launch, and where the address names no activity of the actor's own course.
    """
    link = parse_qs(urlsplit(actor.target_link_uri).query).get("link", [""])[0]
    if not link or not link.isprintable() or len(link) > LONGEST_LINK or link == actor.resource_link_id:
        return None
    found = find_placement(session, actor.deployment_id, link, course_id=actor.course_id)
    if found is not None:
        turn_to(session, actor.launch_id, resource_link_id=found.resource_link_id, title=found.title)
    return found
