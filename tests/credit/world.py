"""Badges that count: a course, an earner, and signed badges of several micro-credentials."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.badges import CredentialView, award
from app.badges.models import Credential
from app.catalog import Achievement, CreditSuggestion, CreditUnit
from app.credit import EarnedBadge, load_rules
from app.people import Actor, Role
from app.placement import placement_view
from app.services import Services
from tests.badges.world import DEFINITION, World, a_world, give_badge

HALF = Decimal("0.5")
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
    return give_badge(session, services, world)


def unsigned_badge(session: Session, services: Services, world: World) -> Credential:
    """The row of a badge of Ben's that was awarded a moment ago."""
    made = award(
        session,
        clock=services.clock,
        sealer=services.sealer,
        public_url=services.settings.public_url,
        request=world.request(world.attempt(session)),
    )
    return session.scalars(select(Credential).where(Credential.uuid == made.uuid)).one()


def same_elsewhere(session: Session, services: Services, world: World) -> World:
    """The same person and micro-credential in another activity."""
    return replace(a_world(session, services.clock, world.definition, link="link-elsewhere"), ben=world.ben)


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


def actor_for(world: World) -> Actor:
    """Ben, in some launch."""
    return Actor(
        launch_id="launch",
        person_id=world.ben,
        course_id=1,
        deployment_id=1,
        registration_id=1,
        role=Role.LEARNER,
        display_name="Ben Okafor",
        resource_link_id=None,
        resource_link_title="",
        lineitem_url=None,
        message_type="LtiResourceLinkRequest",
        is_test=False,
        masquerading=False,
        locale="en",
        time_zone=None,
        return_url=None,
        custom={},
        lms_placement=None,
        document_target=None,
        high_contrast=False,
    )
