"""Badges that count: a course, an earner, and signed badges of several micro-credentials."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.badges import CredentialView
from app.badges.models import Credential
from app.catalog import Achievement, CreditSuggestion, CreditUnit
from app.credit import EarnedBadge, load_rules
from app.placement import placement_view
from app.services import Services
from tests.badges.world import DEFINITION, World, a_world, give_badge

SHIPPED = Path(__file__).parents[2] / "credit_rules"


def known_rules(session: Session, services: Services) -> None:
    load_rules(session, services.clock, [SHIPPED])


def place_another(session: Session, services: Services, world: World, slug: str, *units: CreditUnit) -> World:
    """The same people with another micro-credential of ten hours."""
    definition = replace(
        DEFINITION, slug=slug, achievement=Achievement(slug.capitalize()), credit=CreditSuggestion(Decimal(10), units)
    )
    other = a_world(session, services.clock, definition, link=f"link-{slug}")
    return replace(other, ben=world.ben)


def signed_badge(session: Session, services: Services, world: World) -> CredentialView:
    """A badge of Ben's as it stands once the worker has signed it."""
    badge = give_badge(session, services, world)
    row = session.scalars(select(Credential).where(Credential.uuid == badge.uuid)).one()
    row.signed_at = row.signed_at or services.clock.now()
    session.flush()
    return replace(badge, is_signed=True)


def earned(session: Session, world: World, badge: CredentialView, **named: Decimal) -> EarnedBadge:
    """The badge as the ledger needs to know it."""
    return EarnedBadge(
        credential_uuid=badge.uuid,
        person_id=badge.person_id,
        deployment_id=placement_view(session, world.placement_id).deployment_id,
        micro_credential=world.definition.slug,
        hours=world.definition.credit.hours,
        named=dict(named),
        earned_at=badge.awarded_at,
    )
