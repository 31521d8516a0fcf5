"""Registrations as frozen values, found by what a platform says about itself, and kept for a few seconds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy.orm import Session

from app.lti import errors, queries
from app.lti.addresses import origin_of
from app.lti.canvas_cloud import Environment, environment_of, is_cloud, is_one_environment
from app.lti.models import DeploymentPolicy, Registration, Standing
from app.lti.quirks import cloud_origin

REMEMBERED = timedelta(seconds=5)
MOST_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class RegistrationView:
    """One registration as its row was when it was read."""

    id: int
    issuer: str
    client_id: str
    label: str
    auth_url: str
    token_url: str
    jwks_url: str
    token_audience: str | None
    product_family: str | None
    status: Standing
    frame_origins: tuple[str, ...]
    deployment_policy: DeploymentPolicy = DeploymentPolicy.ASK

    @property
    def environment(self) -> Environment:
        """Production, or which of the copies that Canvas's cloud keeps."""
        return environment_of(self.issuer)


def registration_view(session: Session, registration_id: int) -> RegistrationView:
    """Raises NotFound for an unknown id."""
    found = queries.registration(session, registration_id)
    if found is None:
        raise errors.platform_unknown()
    return view_of(found)


def view_of(row: Registration) -> RegistrationView:
    return RegistrationView(
        id=row.id,
        issuer=row.issuer,
        client_id=row.client_id,
        label=row.label,
        auth_url=row.auth_url,
        token_url=row.token_url,
        jwks_url=row.jwks_url,
        token_audience=row.token_audience,
        product_family=row.product_family,
        status=Standing(row.status),
        frame_origins=tuple(row.frame_origins),
        deployment_policy=DeploymentPolicy(row.deployment_policy),
    )


def find_registration(
    session: Session, issuer: str, client_id: str | None, deployment_id: str | None
) -> RegistrationView:
    """The registration that a login speaks of. Never a default one: an issuer with several clients must say which.

    Raises NotFound if there is none, Invalid if several fit, NotAllowed if it isn't active.
    """
    rows = queries.registrations_of_issuer(session, issuer)
    if client_id:
        rows = [row for row in rows if row.client_id == client_id]
    elif len(rows) > 1 and deployment_id:
        known = set(queries.registrations_with_deployment(session, issuer, deployment_id))
        rows = [row for row in rows if row.id in known] or rows
    if not rows:
        raise errors.platform_unknown()
    if len(rows) > 1:
        raise errors.platform_ambiguous()
    return require_active(view_of(rows[0]))


def require_active(registration: RegistrationView) -> RegistrationView:
    if registration.status is not Standing.ACTIVE:
        raise errors.platform_inactive()
    return registration


class RegistrationMemory:
    """Registrations that this process has read in the last few seconds, so that a login costs no query.

    Only found ones are kept, so that a new platform works at once. What must be true to the moment,
    such as a deployment's standing, is read again in the launch's own transaction.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], tuple[datetime, RegistrationView]] = {}
        self._lock = Lock()

    def get(self, key: tuple[object, ...], now: datetime, read: Callable[[], RegistrationView]) -> RegistrationView:
        """What is kept under `key`, or what `read` finds. Raises what `read` raises."""
        kept = self._kept.get(key)
        if kept is not None and timedelta(0) <= now - kept[0] < REMEMBERED:
            return kept[1]
        found = read()
        with self._lock:
            if len(self._kept) >= MOST_REMEMBERED:
                self._kept.clear()
            self._kept[key] = (now, found)
        return found


def frame_origins(
    session: Session, registration_id: int, return_url: str | None, custom: Mapping[str, str]
) -> tuple[str, ...]:
    """Origins whose pages may frame ours for a launch: the platform's own, the launch's, and those learned before.

    In a cloud that many schools share nothing that was learned counts: it may be another school's host.
    Raises LaunchRefused if the registration isn't active: a platform that was switched off is so at once, for
    those who are in already too.
    """
    found = queries.origins(session, registration_id)
    if found is None or found[3] != Standing.ACTIVE:
        raise errors.platform_inactive()
    issuer, auth_url, learned, _ = found
    own = (origin_of(issuer), origin_of(auth_url), origin_of(return_url or ""))
    further = (cloud_origin(custom),) if is_cloud(issuer) else learned
    return tuple(dict.fromkeys(origin for origin in (*own, *further) if origin))


def belongs_to(registration: RegistrationView, url: str | None) -> bool:
    """Whether an address leads back to this platform and nowhere else (the guard against open redirects).

    In Canvas's cloud each school has a host of its own, so all hosts of the same environment are the platform's.
    """
    origin = origin_of(url or "")
    if origin is None:
        return False
    own = (registration.issuer, registration.auth_url, registration.token_url, registration.jwks_url)
    if origin in {*(origin_of(address) for address in own), *registration.frame_origins}:
        return True
    return is_cloud(registration.issuer) and is_one_environment(registration.issuer, origin)
