"""Looking badges up, for whoever may."""

from sqlalchemy.orm import Session

from app.badges import queries
from app.badges.errors import achievement_unknown, link_dead
from app.badges.views import AchievementView, CredentialView, IssuerView


def credential_view(session: Session, uuid: str) -> CredentialView:
    """The badge with this id. Raises NotFound."""
    return queries.required_credential(session, uuid)


def shared_credential(session: Session, token: str) -> CredentialView:
    """The badge behind a share link. Raises NotFound once the link was renewed or the badge closed."""
    credential = queries.credential_by_share_token(session, token)
    if credential is None:
        raise link_dead()
    return credential


def credential_of(session: Session, placement_id: int, person_id: int) -> CredentialView | None:
    """What this person holds of this placement: the standing badge, else the newest revoked one, else None."""
    held = queries.credentials_of(session, person_id, placement_id)
    return next((each for each in held if each.revoked_at is None), held[0] if held else None)


def credentials_of_person(session: Session, person_id: int) -> list[CredentialView]:
    """All of a person's badges, newest first, revoked ones included."""
    return queries.credentials_of(session, person_id)


def achievement_view(session: Session, key: str) -> AchievementView:
    """What is awarded at `/achievements/<key>`. Raises NotFound."""
    achievement = queries.achievement_by_key(session, key)
    if achievement is None:
        raise achievement_unknown()
    return achievement


def issuers(session: Session) -> list[IssuerView]:
    """All issuers, by name."""
    return queries.all_issuers(session)
