"""The earner decides who sees a badge, and takes it back whenever she likes."""

from sqlalchemy.orm import Session

from app import badges
from app.badges import CredentialView, Visibility
from app.errors import Conflict
from app.flows.own_badges import own_badge, require_own_hands
from app.people import Actor
from app.services import Services


def share_badge(
    session: Session, services: Services, actor: Actor, uuid: str, visibility: Visibility, *, shows_name: bool
) -> CredentialView:
    """Show the whole page to these people from now on, with the earner's name only if `shows_name`.

    Raises NotFound for anybody else's badge, NotAllowed for whoever acts as the earner, Conflict for opening a badge
    that was taken back: closing it is always possible.
    """
    require_own_hands(actor)
    badge = own_badge(session, actor, uuid)
    if badge.revoked_at and visibility is not Visibility.PRIVATE:
        raise Conflict(
            "badge-taken-back",
            "This badge was taken back by its issuer, so it can't be shown to more people.",
            "You can still close it, or ask who awarded it.",
        )
    return badges.share(session, services.clock, uuid, visibility, shows_name=shows_name)


def renew_share_link(session: Session, services: Services, actor: Actor, uuid: str) -> CredentialView:
    """Make a new link, and the old one dead. Raises what `share_badge` raises, Conflict where there is no link."""
    require_own_hands(actor)
    return badges.renew_link(session, services.clock, own_badge(session, actor, uuid).uuid)
