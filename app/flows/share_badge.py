"""The earner decides who sees a badge, and takes it back whenever she likes."""

from sqlalchemy.orm import Session

from app import badges
from app.badges import CredentialView, Visibility
from app.flows.own_badges import own_badge, require_own_hands, require_standing
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
    if visibility is not Visibility.PRIVATE:
        require_standing(badge)
    return badges.share(session, services.clock, uuid, visibility, shows_name=shows_name)


def renew_share_link(session: Session, services: Services, actor: Actor, uuid: str) -> CredentialView:
    """Make a new link, and the old one dead. Raises what `share_badge` raises, Conflict where there is no link."""
    require_own_hands(actor)
    return badges.renew_link(session, services.clock, own_badge(session, actor, uuid).uuid)
