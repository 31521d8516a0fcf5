"""Small micro-credentials, stacks of them, and people who earn them one by one."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy.orm import Session

from app.badges import CredentialView, award, credentials_of_people
from app.catalog import (
    Achievement,
    CreditSuggestion,
    CreditUnit,
    Definition,
    PartKind,
    PartRef,
    Requirement,
    RequirementType,
    StackDefinition,
    StackPart,
    publish_stack,
)
from app.services import Services
from tests.badges.world import DEFINITION, World, a_world, award_signed
from tests.signing import sign_due


def micro(slug: str, credit: str = "0.5", rule: str = "demo") -> Definition:
    """A micro-credential of its own, called like its slug."""
    return replace(
        DEFINITION,
        slug=slug,
        title=slug.capitalize(),
        achievement=Achievement(f"{slug.capitalize()} badge"),
        credit=CreditSuggestion(Decimal("2.5"), (CreditUnit(rule, Decimal(credit)),)),
    )


def part(slug: str, *, stack: bool = False, required: bool = False) -> StackPart:
    return StackPart(PartRef(PartKind.STACK if stack else PartKind.MICRO_CREDENTIAL, slug), required)


def stack(slug: str, *parts: StackPart, some: int | None = None, **changes: str) -> StackDefinition:
    kind = RequirementType.ALL if some is None else RequirementType.SOME
    return replace(
        StackDefinition(
            slug=slug,
            version="1.0.0",
            title=slug.capitalize(),
            summary="What belongs together.",
            requirement=Requirement(parts, kind, some),
            achievement=Achievement(f"{slug.capitalize()} badge"),
        ),
        **changes,
    )


PAIR = stack("pair", part("asking"), part("listening"))
TOP = stack("top", part("pair", stack=True, required=True), part("coaching"), part("asking"), some=1)


def publish_stacks(session: Session, services: Services, *stacks: StackDefinition) -> None:
    for each in stacks:
        assert publish_stack(session, services.clock, each) is not None


def courses(session: Session, services: Services) -> dict[str, World]:
    """A course of its own for each of three micro-credentials, each on another platform, with another Ben in it."""
    return {
        slug: a_world(session, services.clock, micro(slug), link=slug) for slug in ("asking", "listening", "coaching")
    }


def earn(session: Session, services: Services, world: World, person_id: int, number: int = 1) -> CredentialView:
    """The badge of this course, signed, and whatever it was the last part of signed too."""
    attempt = world.attempt(session, person_id, number)
    request = world.request(attempt, person_id=person_id, email=None)
    badge = award_signed(session, services, request)
    sign_due(session, services)
    return badge


def earn_unsigned(session: Session, services: Services, world: World, person_id: int) -> CredentialView:
    """The badge of this course, while it waits for the worker."""
    return award(
        session,
        clock=services.clock,
        sealer=services.sealer,
        public_url=services.settings.public_url,
        request=world.request(world.attempt(session, person_id), person_id=person_id),
    )


def stacks_of(session: Session, *person_ids: int) -> list[CredentialView]:
    """The stacks' badges of these accounts, oldest first."""
    return [each for each in reversed(credentials_of_people(session, person_ids)) if each.stack_version_id is not None]
