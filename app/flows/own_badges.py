"""A person's own badges, where they are shown, inserted or handed in: only by themselves, and only what counts."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.badges import CredentialStatus, CredentialView, credentials_of_people
from app.errors import Conflict, NotAllowed, NotFound
from app.people import Actor, linked_people


def own_badges(session: Session, actor: Actor) -> tuple[CredentialView, ...]:
    """The actor's badges of all courses and of all accounts that are known to be theirs, newest first."""
    return tuple(credentials_of_people(session, linked_people(session, actor.person_id)))


def own_badge(session: Session, actor: Actor, uuid: str) -> CredentialView:
    """Raises NotFound for a badge of somebody else as for none at all."""
    return badge_of(session, linked_people(session, actor.person_id), uuid)


def badge_of(session: Session, person_ids: tuple[int, ...], uuid: str) -> CredentialView:
    """As `own_badge`, where it is known already which accounts are the actor's."""
    badge = next((each for each in credentials_of_people(session, person_ids) if each.uuid == uuid), None)
    if badge is None:
        raise NotFound("no-such-badge", "You have no such badge.", "Choose one of those in your list.")
    return badge


def valid_badges(session: Session, actor: Actor, now: datetime) -> tuple[CredentialView, ...]:
    """The actor's badges of all courses that are neither revoked nor expired, newest first."""
    return tuple(badge for badge in own_badges(session, actor) if badge.status_at(now) is CredentialStatus.VALID)


def own_valid_badge(session: Session, actor: Actor, uuid: str, now: datetime) -> CredentialView:
    """Raises NotFound for a badge of somebody else as for none at all, Conflict for one that doesn't count any more."""
    badge = own_badge(session, actor, uuid)
    if badge.status_at(now) is not CredentialStatus.VALID:
        raise Conflict(
            "badge-not-valid",
            "This badge has expired or was taken back, so it proves nothing any more.",
            "Choose another badge, or ask who awarded it.",
        )
    return badge


def require_standing(badge: CredentialView) -> None:
    """Raises Conflict for showing more of a badge that was taken back."""
    if badge.revoked_at:
        raise Conflict(
            "badge-taken-back",
            "This badge was taken back by its issuer, so nothing more of it can be shown.",
            "You can still close it and withdraw evidence, or ask who awarded it.",
        )


def require_own_hands(actor: Actor) -> None:
    """Raises NotAllowed for an administrator who acts as the earner."""
    if actor.masquerading:
        raise NotAllowed(
            "masquerading",
            "You are looking through somebody else's eyes; only they decide who sees their badge.",
            "Ask the earner to do it themselves.",
        )
