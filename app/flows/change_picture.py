"""The story of a badge's picture: an issuer chooses how it looks, before or after the first award."""

from sqlalchemy.orm import Session

from app.badges import Picture, PictureChoice, achievement_view, announce, change_picture
from app.catalog import definition_of, find_version
from app.errors import NotFound
from app.services import Services


def choose_picture(session: Session, services: Services, key: str, choice: PictureChoice) -> Picture:
    """Let the achievement called `key` look like that from now on.

    What nobody has earned yet is announced by its picture: then `key` is a micro-credential's short name and version,
    as in `questioning-1.2.0`. Raises NotFound, Invalid, and Conflict where its issuer isn't set up.
    """
    try:
        achievement_view(session, key)
    except NotFound:
        _announce(session, services, key)
    return change_picture(session, services.clock, key, choice)


def _announce(session: Session, services: Services, key: str) -> None:
    slug, _, version = key.rpartition("-")
    version_id = find_version(session, slug, version)
    announce(
        session,
        clock=services.clock,
        sealer=services.sealer,
        public_url=services.settings.public_url,
        version_id=version_id,
        definition=definition_of(session, version_id),
    )
