"""One connection as its administrators see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.administration import (
    Reach,
    Scope,
    deployment_owners,
    not_yours,
    organisations,
    owner_of_registration,
    reach_of,
)
from app.lti import (
    ALL_SCOPES,
    DeploymentView,
    EventKind,
    EventView,
    PlatformView,
    RegistrationView,
    launch_events,
    list_platforms,
    origin_of,
    product_name,
    registration_view,
    scopes_seen,
)
from app.outbox import GateView, gate_of, gates
from app.services import Services
from app.web.admin.choices import organisation_choices
from app.web.admin.console_page import Frame, frame
from app.web.admin.words import scope_words

SHOWN = 10
LOOKED_AT = 200
"""How many launches tell what is granted."""


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    """One place of the platform."""

    view: DeploymentView
    organisation_id: int | None
    organisation: str
    """Its own organisation's name; empty where it is its registration's."""


@dataclass(frozen=True, slots=True)
class GrantedScope:
    """Something Cairn asks for, and the newest launch of the last ones that was granted it."""

    words: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    """What templates/admin/registration.html shows."""

    frame: Frame
    platform: PlatformView
    product: str
    addresses: RegistrationView
    frame_origins: tuple[str, ...]
    organisation_id: int | None
    organisation: str
    organisations: list[tuple[str, str]]
    """Choices for the operator; empty for tenants."""
    organisations_of_deployment: list[tuple[str, str]]
    is_whole: bool
    """Whether it may be changed and blocked as a whole."""
    deployments: tuple[DeploymentRow, ...]
    scopes: tuple[GrantedScope, ...]
    launches: tuple[EventView, ...]
    errors: tuple[EventView, ...]
    gate: GateView | None
    by_deployment: dict[int, str]
    """What each deployment is called, for the launches."""


def build_registration(session: Session, services: Services, scope: Scope, registration_id: int) -> RegistrationPage:
    """Raises NotFound for what `scope` doesn't reach."""
    reach = reach_of(session, scope)
    if registration_id not in reach.registrations:
        raise not_yours("connection")
    platform = next(each for each in list_platforms(session) if each.id == registration_id)
    addresses = registration_view(session, registration_id)
    tenants = organisations(session)
    names = {each.id: each.name for each in tenants}
    owner = owner_of_registration(session, registration_id)
    deployments = _deployments(session, platform, reach, names)
    launches = _events(session, reach, registration_id, EventKind.LAUNCH, LOOKED_AT)
    return RegistrationPage(
        frame=frame(),
        platform=platform,
        product=product_name(platform.product_family),
        addresses=addresses,
        frame_origins=_frame_origins(addresses, learned=registration_id in reach.whole),
        organisation_id=owner,
        organisation=names.get(owner or 0, ""),
        organisations=organisation_choices(scope, tenants, "Nobody's: only who runs Cairn"),
        organisations_of_deployment=organisation_choices(scope, tenants, "As the connection"),
        is_whole=registration_id in reach.whole,
        deployments=deployments,
        scopes=_scopes(launches),
        launches=launches[:SHOWN],
        errors=_events(session, reach, registration_id, EventKind.REFUSED, SHOWN),
        gate=next(
            (gate for gate in gates(session, services.clock.now()) if gate.name == gate_of(registration_id)), None
        ),
        by_deployment={row.view.id: row.view.platform_name or row.view.deployment_id for row in deployments},
    )


def _deployments(
    session: Session, platform: PlatformView, reach: Reach, names: dict[int, str]
) -> tuple[DeploymentRow, ...]:
    owners = deployment_owners(session)
    return tuple(
        DeploymentRow(each, owners.get(each.id), names.get(owners.get(each.id, 0), ""))
        for each in platform.deployments
        if each.id in reach.deployments
    )


def _frame_origins(addresses: RegistrationView, *, learned: bool) -> tuple[str, ...]:
    """The platform's own, and those that launches told: of a shared registration these are other schools' hosts."""
    told = addresses.frame_origins if learned else ()
    known = (origin_of(addresses.issuer), origin_of(addresses.auth_url), *told)
    return tuple(dict.fromkeys(origin for origin in known if origin))


def _events(session: Session, reach: Reach, registration_id: int, kind: EventKind, most: int) -> tuple[EventView, ...]:
    """Of a shared registration only what came from their own deployments."""
    only = None if registration_id in reach.whole else reach.deployments
    return launch_events(session, registration_ids=[registration_id], deployment_ids=only, kind=kind, most=most)


def _scopes(launches: tuple[EventView, ...]) -> tuple[GrantedScope, ...]:
    """All that Cairn asks for, and what else was granted; nothing before the first launch."""
    if not launches:
        return ()
    seen = {each.scope: each.seen_at for each in scopes_seen(launches)}
    others = [scope for scope in seen if scope not in ALL_SCOPES]
    return tuple(GrantedScope(scope_words(scope), seen.get(scope)) for scope in (*ALL_SCOPES, *others))
