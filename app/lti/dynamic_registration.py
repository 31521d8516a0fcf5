"""Dynamic Registration 1.0: Cairn introduces itself to a platform that an invited administrator sent.

Two halves: `introduce` talks to the platform and needs no database; `complete_registration` stores what
came of it. Nothing is sent inside a transaction, and a failure of the first half leaves the invitation
as it was.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Invalid, Unavailable
from app.http import PlatformHttp, Response, TransportError, host_of, require_secure
from app.lti import outbound_queries, quirks
from app.lti.addresses import origin_of, web_address
from app.lti.canvas_cloud import environment_of, is_one_environment, labelled
from app.lti.claims import identifier, text
from app.lti.invitations import InvitationView, use_invitation
from app.lti.manifest import registration_request
from app.lti.models import Deployment, DeploymentPolicy, Registration, Standing

PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
AGAIN = "Nothing was changed here, and the same link can be used again. Tell the code to the person who runs Cairn."
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
LONGEST_ID = 255
SHORT_ANSWER = re.compile(r"[A-Za-z0-9_ ,.:-]{3,120}")


@dataclass(frozen=True, slots=True)
class PlatformConfiguration:
    """What a platform's openid configuration says, checked."""

    issuer: str
    auth_url: str
    token_url: str
    jwks_url: str
    registration_url: str
    token_audience: str | None
    product_family: str
    scopes: frozenset[str]
    """What it says that it has; empty where it doesn't say."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """A platform that took Cairn in. `deployment_id` is None where the platform doesn't tell it."""

    platform: PlatformConfiguration
    client_id: str
    deployment_id: str | None


@dataclass(frozen=True, slots=True)
class Registered:
    """What the administrator is told at the end."""

    registration_id: int
    label: str
    issuer: str
    product_family: str
    asks_for_deployments: bool
    """Whether places that Cairn wasn't told of wait for a person."""
    updated: bool


def introduce(
    http: PlatformHttp, public_url: str, *, openid_configuration: str, registration_token: str | None
) -> Introduction:
    """Read the platform's configuration and register Cairn there; the token, if any, goes with both calls.

    Raises Invalid or Unavailable with a code that says which step failed.
    """
    bearer = {"Authorization": f"Bearer {registration_token}"} if registration_token else {}
    platform = _configuration(http, openid_configuration, bearer)
    body = registration_request(public_url, platform.product_family, platform.scopes)
    response = _post(http, platform, body, bearer)
    answer = _json(response, "registration-unreadable")
    client_id = identifier(answer.get("client_id"))
    if not 0 < len(client_id) <= LONGEST_ID:
        raise _failed("registration-without-client", f"{host_of(response.url)} gave Cairn no client id.")
    return Introduction(platform, client_id, identifier(quirks.learnt_deployment(answer)) or None)


def complete_registration(
    session: Session, clock: Clock, invitation: InvitationView, introduction: Introduction
) -> Registered:
    """Store the registration and use the invitation up. A client that is known already is updated and keeps its ids.

    Raises Conflict if the invitation was used meanwhile, Invalid if a known client's addresses moved to another server.
    """
    platform = introduction.platform
    row = outbound_queries.registration_of(session, platform.issuer, introduction.client_id)
    known = row is not None
    if row is None:
        row = Registration(issuer=platform.issuer, client_id=introduction.client_id, status=Standing.ACTIVE)
        row.deployment_policy = DeploymentPolicy.ASK
        row.label = labelled(invitation.label, environment_of(platform.issuer))
        row.created_at, row.frame_origins = clock.now(), []
        session.add(row)
    else:
        _require_same_servers(row, platform)
    row.auth_url, row.token_url, row.jwks_url = platform.auth_url, platform.token_url, platform.jwks_url
    row.token_audience, row.product_family = platform.token_audience, platform.product_family or None
    session.flush()
    if introduction.deployment_id:
        learn_deployment(session, clock, row.id, introduction.deployment_id)
    use_invitation(session, clock, invitation.id, row.id)
    asks = row.deployment_policy == DeploymentPolicy.ASK
    return Registered(row.id, row.label, row.issuer, platform.product_family, asks, known)


def _require_same_servers(known: Registration, platform: PlatformConfiguration) -> None:
    """A file that somebody put on the LMS's host may look like its configuration; that moves nothing away."""
    before = {origin_of(url) for url in (known.issuer, known.auth_url, known.token_url, known.jwks_url)}
    now = {origin_of(url) for url in (platform.auth_url, platform.token_url, platform.jwks_url)}
    if not now <= before:
        words = "The LMS's configuration names another server than the one that this connection was made with."
        raise _failed("addresses-moved", words)


def learn_deployment(session: Session, clock: Clock, registration_id: int, deployment_id: str) -> None:
    """Note a deployment as active, unless it is known; then its standing stays what a person made it."""
    if outbound_queries.deployment_of(session, registration_id, deployment_id) is None:
        session.add(
            Deployment(
                registration_id=registration_id,
                deployment_id=deployment_id,
                status=Standing.ACTIVE,
                first_seen_at=clock.now(),
            )
        )
        session.flush()


def registration_frames(openid_configuration: str) -> tuple[str, ...]:
    """Origins that may frame the registration page: where the configuration is, and the product's other hosts."""
    origin = origin_of(openid_configuration)
    return (origin, *quirks.frames_of_cloud(origin)) if origin else ()


def _configuration(http: PlatformHttp, url: str, bearer: dict[str, str]) -> PlatformConfiguration:
    if origin_of(url) is None:
        raise _failed("configuration-address", "The LMS did not say where its configuration is.")
    try:
        response = http.get(url, headers={**bearer, "Accept": "application/json"})
    except TransportError as error:
        raise _unreachable(error) from error
    if not response.ok:
        raise _failed("configuration-refused", f"{host_of(url)} did not show Cairn its configuration.", response)
    document = _json(response, "configuration-unreadable")
    issuer = web_address(document.get("issuer"))
    if issuer is None or len(issuer) > LONGEST_ID or not quirks.may_share_host(issuer, url):
        raise _failed("issuer-elsewhere", f"The configuration at {host_of(url)} speaks for another LMS.")
    return _checked(document, issuer)


def _checked(document: Mapping[str, Any], issuer: str) -> PlatformConfiguration:
    auth_url, token_url, jwks_url, registration_url = (_address(document, name) for name in ADDRESSES)
    described = document.get(PLATFORM)
    family = text(described.get("product_family_code")) if isinstance(described, Mapping) else ""
    family = family.lower()[:LONGEST_ID]
    if not is_one_environment(issuer, auth_url, token_url, jwks_url):
        raise _failed("addresses-mixed", "The configuration mixes addresses of different Canvas environments.")
    return PlatformConfiguration(
        issuer=issuer,
        auth_url=auth_url,
        token_url=token_url,
        jwks_url=jwks_url,
        registration_url=registration_url,
        token_audience=quirks.token_audience(document, family),
        product_family=family,
        scopes=_scopes(document),
    )


def _scopes(document: Mapping[str, Any]) -> frozenset[str]:
    announced = document.get("scopes_supported")
    return (
        frozenset(each for each in announced if isinstance(each, str)) if isinstance(announced, list) else frozenset()
    )


def _address(document: Mapping[str, Any], name: str) -> str:
    url = web_address(document.get(name)) or ""
    try:
        require_secure(url)
    except TransportError as error:
        words = f"The LMS's configuration has no usable address for {name}."
        raise _failed("configuration-incomplete", words) from error
    return url


def _post(
    http: PlatformHttp, platform: PlatformConfiguration, body: dict[str, Any], bearer: dict[str, str]
) -> Response:
    try:
        response = http.post(platform.registration_url, json=body, headers={**bearer, "Accept": "application/json"})
    except TransportError as error:
        raise _unreachable(error) from error
    if not response.ok:
        words = f"{host_of(response.url)} did not accept the registration."
        raise _failed("registration-refused", words, response)
    return response


def _json(response: Response, code: str) -> Mapping[str, Any]:
    try:
        document = response.json()
    except TransportError:
        document = None
    if not isinstance(document, Mapping):
        raise _failed(code, f"{host_of(response.url)} gave an answer that Cairn can't read.")
    return document


def _failed(code: str, words: str, response: Response | None = None) -> Invalid:
    """A refusal; the LMS's own answer is quoted only where it is a short plain sentence, such as Moodle's."""
    said = response.text.strip() if response else ""
    quoted = f" It said: {said}." if SHORT_ANSWER.fullmatch(said) else ""
    return Invalid(code, words + quoted, AGAIN)


def _unreachable(error: TransportError) -> Unavailable:
    return Unavailable(error.code, error.words, AGAIN)
