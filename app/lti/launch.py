"""Receiving a launch: what was posted, its state, its truth; and admitting it, once, inside the transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from sqlalchemy import case, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.clock import Clock
from app.lti import errors, queries
from app.lti.addresses import origin_of
from app.lti.canvas_cloud import is_cloud
from app.lti.claims import CLAIM, Launch, identifier, read_launch, text
from app.lti.login import STATE_PREFIX
from app.lti.messages import check_message, way_back
from app.lti.models import Deployment, DeploymentPolicy, Registration, Standing
from app.lti.notices import only_new_service
from app.lti.quirks import cloud_origin
from app.lti.registrations import RegistrationView
from app.lti.state import LoginState, use_once
from app.lti.verify import UnverifiedToken, verify

KNOWN_ERRORS = frozenset(
    {"login_required", "launch_no_longer_valid", "invalid_request", "unauthorized_client", "access_denied"}
    | {"interaction_required", "invalid_scope", "server_error", "temporarily_unavailable", "unsupported_response_type"}
)
MOST_ORIGINS = 50


@dataclass(frozen=True, slots=True)
class LaunchPost:
    """What a platform posts after a login."""

    id_token: str
    state: str


@dataclass(frozen=True, slots=True)
class VerifiedLaunch:
    """A true and complete message that has not been admitted yet."""

    registration: RegistrationView
    state: LoginState
    claims: Mapping[str, Any]
    return_url: str | None


def read_launch_post(form: Mapping[str, str]) -> LaunchPost:
    """The two fields of a launch. Raises LaunchRefused for a platform's error, Invalid if one is missing."""
    if "error" in form and not form.get("id_token"):
        error = form["error"]
        raise errors.platform_refused(error if error in KNOWN_ERRORS else "")
    id_token, state = form.get("id_token"), form.get("state", "")
    if not id_token or not state:
        raise errors.launch_incomplete()
    return LaunchPost(id_token, state.removeprefix(STATE_PREFIX))


def verify_launch(
    token: UnverifiedToken,
    key: RSAPublicKey | None,
    registration: RegistrationView,
    state: LoginState,
    public_url: str,
    now: datetime,
) -> VerifiedLaunch:
    """All checks that need no database. Raises LaunchRefused with the code of the first that fails."""
    claims = verify(token, key, registration, state, now)
    check_message(claims, registration, public_url)
    return VerifiedLaunch(registration, state, claims, way_back(claims, registration))


def admit_launch(session: Session, clock: Clock, verified: VerifiedLaunch) -> Launch:
    """Use the state up and say whose launch it is; an unknown deployment is noted as the registration's policy says.

    A pending deployment's launch comes back with `deployment_active` False and must open nothing.
    Raises Conflict if the state was used, LaunchRefused if registration or deployment may not launch.
    """
    use_once(session, verified.state.digest, verified.state.expires_at)
    claims, registration_id = verified.claims, verified.registration.id
    name = identifier(claims[CLAIM + "deployment_id"])
    found = queries.standing(session, registration_id, name)
    if found is None or found.registration_status != Standing.ACTIVE:
        raise errors.platform_inactive()
    row_id, standing = found.id, _standing_of(found)
    if row_id is None or standing != found.status:
        row_id, standing = _note_deployment(session, clock.now(), registration_id, name, standing, claims)
    if standing is Standing.BLOCKED:
        raise errors.deployment_blocked(verified.return_url)
    active = standing is Standing.ACTIVE
    launch = read_launch(claims, registration_id=registration_id, deployment_id=row_id, deployment_active=active)
    if active:
        _learn(session, found, launch, verified.registration.issuer)
        return only_new_service(launch, found.notices_url, found.notices_asked_at, clock.now())
    return launch


def held_launch(verified: VerifiedLaunch) -> errors.LaunchRefused:
    """What the person of a pending deployment is told, after its row was committed."""
    return errors.deployment_pending(verified.return_url)


def _standing_of(found: queries.Found) -> Standing:
    """What a person decided about a deployment; where nobody did yet, the registration's policy does."""
    if found.status in {Standing.ACTIVE, Standing.BLOCKED}:
        return Standing(found.status)
    return Standing.ACTIVE if found.deployment_policy == DeploymentPolicy.APPROVE else Standing.PENDING


def _note_deployment(
    session: Session, now: datetime, registration_id: int, name: str, standing: Standing, claims: Mapping[str, Any]
) -> tuple[int, Standing]:
    """The row of a deployment that nobody decided on, and how it stands then.

    Another launch may note it this very moment; what a person decides meanwhile stays.
    """
    platform = claims.get(CLAIM + "tool_platform") or {}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Deployment).values(
        registration_id=registration_id,
        deployment_id=name,
        status=standing,
        first_seen_at=now,
        platform_guid=text(platform.get("guid"))[:255] or None,
        platform_name=text(platform.get("name"))[:255] or None,
    )
    again = statement.on_conflict_do_update(
        index_elements=["registration_id", "deployment_id"],
        set_={"status": case((Deployment.status == Standing.PENDING, standing), else_=Deployment.status)},
    )
    row = session.execute(again.returning(Deployment.id, Deployment.status)).one()
    return row[0], Standing(row[1])


def _learn(session: Session, found: queries.Found, launch: Launch, issuer: str) -> None:
    """Keep what only launches tell: the product, and further origins of the platform that frame us.

    A cloud's customers have hosts of their own, which the shared issuer doesn't name.
    """
    news: dict[str, Any] = {}
    if launch.product_family and launch.product_family != found.product_family:
        news["product_family"] = launch.product_family
    known = found.frame_origins
    answers_to = launch.deep_linking.return_url if launch.deep_linking else ""
    hosted = cloud_origin(launch.custom) if is_cloud(issuer) else None
    told = dict.fromkeys((origin_of(launch.return_url or ""), origin_of(answers_to), hosted))
    origins = [*known, *(origin for origin in told if origin and origin not in known)][:MOST_ORIGINS]
    if len(origins) > len(known):
        news["frame_origins"] = origins
    if news:
        session.execute(update(Registration).where(Registration.id == launch.registration_id).values(**news))
