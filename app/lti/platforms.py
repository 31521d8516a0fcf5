"""Platforms as an administrator of Cairn sees them: add one by hand, list them, let in and keep out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Conflict, Invalid, NotFound
from app.http import TransportError, require_secure
from app.lti import outbound_queries, queries
from app.lti.addresses import origin_of
from app.lti.canvas_cloud import Environment, cloud_addresses, environment_of, is_one_environment, labelled
from app.lti.deployments import LIST_THEM, DeploymentView, deployments
from app.lti.dynamic_registration import learn_deployment
from app.lti.models import DeploymentPolicy, Registration, Standing


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """What is typed in for a platform that can't register Cairn by itself."""

    label: str
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    deployment_ids: tuple[str, ...] = ()
    token_audience: str | None = None
    product_family: str | None = None


@dataclass(frozen=True, slots=True)
class PlatformView:
    """One platform with its deployments."""

    id: int
    label: str
    issuer: str
    client_id: str
    product_family: str
    status: Standing
    deployments: tuple[DeploymentView, ...]
    deployment_policy: DeploymentPolicy
    environment: Environment
    created_at: datetime


def add_platform(session: Session, clock: Clock, entry: PlatformEntry, *, slash_is_meant: bool = False) -> int:
    """Register a platform by hand; returns its id. Its deployments are active at once.

    In Canvas's cloud, hosts of one environment with the issuer of another are refused.

    Raises Invalid that names the wrong field, Conflict if the platform has this client already. An issuer that
    ends in a slash is nearly always a slip, since issuers are compared letter by letter; `slash_is_meant` lets it in.
    """
    _check(entry, slash_is_meant)
    if outbound_queries.registration_of(session, entry.issuer, entry.client_id) is not None:
        raise Conflict("platform-known", f"{entry.issuer} is registered with this client id already.", LIST_THEM)
    row = Registration(
        issuer=entry.issuer,
        client_id=entry.client_id,
        label=entry.label,
        auth_url=entry.auth_url,
        token_url=entry.token_url,
        jwks_url=entry.jwks_url,
        token_audience=entry.token_audience,
        product_family=entry.product_family,
        status=Standing.ACTIVE,
        created_at=clock.now(),
        frame_origins=[],
    )
    session.add(row)
    session.flush()
    for deployment_id in entry.deployment_ids:
        learn_deployment(session, clock, row.id, deployment_id)
    return row.id


def list_platforms(session: Session) -> list[PlatformView]:
    """All platforms, oldest first, each with its deployments."""
    by_platform: dict[int, list[DeploymentView]] = {}
    for deployment in deployments(session):
        by_platform.setdefault(deployment.registration_id, []).append(deployment)
    return [
        PlatformView(
            id=row.id,
            label=row.label,
            issuer=row.issuer,
            client_id=row.client_id,
            product_family=row.product_family or "",
            status=Standing(row.status),
            deployments=tuple(by_platform.get(row.id, ())),
            deployment_policy=DeploymentPolicy(row.deployment_policy),
            environment=environment_of(row.issuer),
            created_at=row.created_at,
        )
        for row in outbound_queries.all_registrations(session)
    ]


def add_canvas(
    session: Session,
    clock: Clock,
    *,
    label: str,
    client_id: str,
    environments: Sequence[Environment],
    deployment_ids: Sequence[str] = (),
) -> tuple[int, ...]:
    """Register one client of Canvas's cloud, once for each environment; their ids in that order.

    One client id is the same in production and in the copies of it, yet each is a platform of its own here.
    Raises as `add_platform` does, and then none is added.
    """
    entries = (
        PlatformEntry(
            label=labelled(label, environment),
            client_id=client_id,
            deployment_ids=tuple(deployment_ids),
            product_family="canvas",
            **asdict(cloud_addresses(environment)),
        )
        for environment in dict.fromkeys(environments)
    )
    return tuple(add_platform(session, clock, entry) for entry in entries)


def set_deployment_policy(session: Session, registration_id: int, policy: DeploymentPolicy) -> int:
    """Say what happens to deployments nobody has decided on; how many of them wait now. Raises NotFound.

    With APPROVE, one that waits already is let in at its next launch; one that a person blocked stays out.
    """
    row = _platform(session, registration_id)
    row.deployment_policy = policy
    waiting = deployments(session, status=Standing.PENDING)
    return sum(1 for each in waiting if each.registration_id == registration_id)


def rename_platform(session: Session, registration_id: int, label: str) -> None:
    """Call a platform something else. Raises NotFound, Invalid without a name."""
    if not label.strip():
        raise Invalid("platform-nameless", "Give the platform a name, such as the school's.")
    _platform(session, registration_id).label = label.strip()[:255]


def set_platform_standing(session: Session, registration_id: int, standing: Standing) -> None:
    """Let a whole platform in or keep it out. Raises NotFound."""
    _platform(session, registration_id).status = standing


def add_deployment(session: Session, clock: Clock, registration_id: int, deployment_id: str) -> None:
    """Let a deployment in before it was ever seen. Raises NotFound for an unknown platform, Invalid without an id."""
    if not deployment_id.strip() or len(deployment_id) > 255:
        raise Invalid("deployment-id-unusable", "The deployment id must be the one that the LMS shows.")
    _platform(session, registration_id)
    learn_deployment(session, clock, registration_id, deployment_id)


def _platform(session: Session, registration_id: int) -> Registration:
    row = queries.registration(session, registration_id)
    if row is None:
        raise NotFound("platform-unknown", f"There is no platform with the number {registration_id}.", LIST_THEM)
    return row


def _check(entry: PlatformEntry, slash_is_meant: bool) -> None:
    if origin_of(entry.issuer) is None:
        raise Invalid("issuer-unusable", "--issuer must be an https address (http on this machine only).")
    if entry.issuer.endswith("/") and not slash_is_meant:
        words = "--issuer ends in a slash, which hardly any LMS has; issuers are compared letter by letter."
        raise Invalid("issuer-slash", words, "Leave the slash out, or add --slash-is-meant if the LMS shows it.")
    if not entry.client_id or len(entry.client_id) > 255:
        raise Invalid("client-id-unusable", "--client-id must be the client id that the LMS shows.")
    if not is_one_environment(entry.issuer, entry.auth_url, entry.token_url, entry.jwks_url):
        words = "The issuer and the addresses belong to different environments of Canvas."
        raise Invalid("addresses-mixed", words, "`flask lti add-canvas` fills in what belongs together.")
    addresses = {"--auth-url": entry.auth_url, "--token-url": entry.token_url, "--jwks-url": entry.jwks_url}
    for option, url in addresses.items():
        try:
            require_secure(url)
        except TransportError as error:
            raise Invalid("address-unusable", f"{option}: {error.words}") from error
