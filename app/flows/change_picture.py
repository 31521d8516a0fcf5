"""The story of a badge's picture: an issuer chooses how it looks, before or after the first award."""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.administration import Scope, audit, not_yours
from app.badges import (
    AchievementView,
    Picture,
    PictureChoice,
    achievement_view,
    achievements_under,
    announce,
    change_picture,
    picture_of,
)
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


def achievements_for(session: Session, scope: Scope) -> list[AchievementView]:
    """The badges whose looks are this administrator's to choose: all, or those of the organisation's own issuers."""
    if scope.organisation_id is None and not scope.is_operator:
        return []
    return achievements_under(session, scope.organisation_id)


def require_achievement(session: Session, scope: Scope, key: str) -> AchievementView:
    """One of them. Raises NotFound for what isn't there and for what is another's, alike."""
    found = next((each for each in achievements_for(session, scope) if each.key == key), None)
    if found is None:
        raise not_yours("badge")
    return found


def repaint(
    session: Session, services: Services, scope: Scope, key: str, choice: PictureChoice, *, keeps_own: bool
) -> None:
    """Let a badge look like that from now on, and write down who wanted it.

    `keeps_own` leaves a picture that the issuer brought along where it is. Raises NotFound, Invalid.
    """
    require_achievement(session, scope, key)
    if keeps_own:
        choice = replace(choice, png=picture_of(session, key).uploaded)
    change_picture(session, services.clock, key, choice)
    detail = {"level": choice.level, "hue": choice.hue, "own": choice.png is not None}
    audit(
        session,
        services.clock,
        by=scope.by,
        action="badge-picture-changed",
        subject=f"achievement:{key}",
        organisation_id=scope.organisation_id,
        detail=detail,
    )


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
