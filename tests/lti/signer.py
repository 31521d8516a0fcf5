"""A platform that signs what a test tells it to: real RSA keys, a real key page, real posts to the tool."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from flask.testing import FlaskClient
from jwt.algorithms import RSAAlgorithm
from werkzeug.test import TestResponse

from app.clock import Clock
from app.db import transaction
from app.lti import PlatformEntry, add_platform
from app.services import Services
from tests.loopback import Heard, Loopback, loopback_server, reply

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
ISSUER = "https://lms.example.edu"
MISSING = object()
"""Set a claim to this to leave it out."""


@cache
def key_pair(name: str) -> rsa.RSAPrivateKey:
    """One key per name and run: making them is the slow part."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_jwk(key: rsa.RSAPrivateKey, kid: str) -> dict[str, Any]:
    return {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "alg": "RS256", "use": "sig"}


@dataclass
class Login:
    """What the tool asked the platform for."""

    query: dict[str, str]
    response: TestResponse

    @property
    def state(self) -> str:
        return self.query["state"]

    @property
    def nonce(self) -> str:
        return self.query["nonce"]


@dataclass
class SigningPlatform:
    """One registration of one platform. `key_page` is what its key page says; change it to rotate or break it."""

    clock: Clock
    server: Loopback
    issuer: str = ISSUER
    client_id: str = "client-1"
    deployment_id: str = "deployment-1"
    kid: str = "platform-key-1"
    registration_id: int = 0
    key_page: Callable[[BaseHTTPRequestHandler], None] | None = None
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)

    @property
    def key_fetches(self) -> int:
        return len(self.server.heard)

    def serve_keys(self, handler: BaseHTTPRequestHandler, _heard: Heard) -> None:
        if self.key_page is not None:
            self.key_page(handler)
            return
        document = {"keys": [public_jwk(key, kid) for kid, key in self.keys.items()]}
        reply(handler, 200, json.dumps(document).encode(), {"Content-Type": "application/json"})

    def login(self, client: FlaskClient, method: str = "POST", **changes: str) -> Login:
        """Third-party-initiated login; gives what the tool sent back to the platform."""
        asked = {
            "iss": self.issuer,
            "client_id": self.client_id,
            "login_hint": "user-7",
            "lti_message_hint": '{"cmid":2,"launchid":"l1"}',
            "target_link_uri": "http://localhost:8000/",
            "lti_deployment_id": self.deployment_id,
        } | changes
        where = {"data": asked} if method == "POST" else {"query_string": asked}
        response = client.open("/lti/login", method=method, **where)
        assert response.status_code == 302, response.get_data(as_text=True)
        return Login(dict(parse_qsl(urlsplit(response.location).query)), response)

    def claims(self, login: Login, **changes: Any) -> dict[str, Any]:
        """A complete resource link launch of a learner; `changes` by short name ("sub", "roles", "ags")."""
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": "user-7",
            "iat": now,
            "exp": now + 60,
            "nonce": login.nonce,
            "name": "Ben Okri",
            "given_name": "Ben",
            "family_name": "Okri",
            "email": "ben@example.edu",
            CLAIM + "message_type": "LtiResourceLinkRequest",
            CLAIM + "version": "1.3.0",
            CLAIM + "deployment_id": self.deployment_id,
            CLAIM + "target_link_uri": "http://localhost:8000/",
            CLAIM + "resource_link": {"id": "link-1", "title": "Adult Learning", "description": "Five steps"},
            CLAIM + "roles": [f"{MEMBERSHIP}#Learner"],
            CLAIM + "context": {
                "id": "course-1",
                "label": "MC101",
                "title": "Teaching adults",
                "type": ["CourseSection"],
            },
            CLAIM + "launch_presentation": {
                "locale": "en",
                "document_target": "iframe",
                "return_url": f"{self.issuer}/course/1",
            },
            CLAIM + "tool_platform": {
                "product_family_code": "moodle",
                "version": "4.5",
                "guid": "guid-1",
                "name": "LMS",
            },
            AGS: {
                "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
                "lineitems": f"{self.issuer}/lineitems",
                "lineitem": f"{self.issuer}/lineitems/1",
            },
            NRPS: {"context_memberships_url": f"{self.issuer}/members", "service_versions": ["2.0"]},
        }
        return with_changes(claims, changes)

    def sign(
        self, claims: Mapping[str, Any], *, kid: str | None = "", key: rsa.RSAPrivateKey | None = None, **header: Any
    ) -> str:
        headers = dict(header)
        if kid is not None:
            headers["kid"] = kid or self.kid
        payload = json.dumps(claims).encode()
        return jwt.PyJWS().encode(payload, key or self.keys[self.kid], algorithm="RS256", headers=headers)

    def post(self, client: FlaskClient, login: Login, id_token: str, **more: str) -> TestResponse:
        return client.post("/lti/launch", data={"id_token": id_token, "state": login.state, **more})

    def launch(self, client: FlaskClient, **changes: Any) -> TestResponse:
        """A whole launch: login, claims, signature, post."""
        login = self.login(client)
        return self.post(client, login, self.sign(self.claims(login, **changes)))


def with_changes(claims: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Claims with some set or left out, by their short names."""
    changed = dict(claims)
    for short, value in changes.items():
        name = {"ags": AGS, "nrps": NRPS, "deep_linking": DEEP_LINKING}.get(short, short)
        if name == short and (CLAIM + short in claims or short in LTI_CLAIMS):
            name = CLAIM + short
        if value is MISSING:
            changed.pop(name, None)
        else:
            changed[name] = value
    return changed


LTI_CLAIMS = {"custom", "for_user"}


def deep_linking_settings(**changes: Any) -> dict[str, Any]:
    return {
        "deep_link_return_url": f"{ISSUER}/deep",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": True,
        "auto_create": False,
    } | changes


@contextmanager
def signing_platform(services: Services, clock: Clock, **changes: Any) -> Iterator[SigningPlatform]:
    """A platform with a key page on loopback, registered with one active deployment. Needs an app context."""

    def answer(handler: BaseHTTPRequestHandler, heard: Heard) -> None:
        platform.serve_keys(handler, heard)

    with loopback_server(answer) as server:
        platform = SigningPlatform(clock, server, **changes)
        platform.keys = {platform.kid: key_pair(f"{platform.issuer} {platform.kid}")}
        register(platform, services)
        yield platform


def register(platform: SigningPlatform, services: Services, auth_url: str = "", label: str = "The LMS") -> None:
    entry = PlatformEntry(
        issuer=platform.issuer,
        client_id=platform.client_id,
        auth_url=auth_url or f"{platform.issuer}/auth",
        token_url=f"{platform.issuer}/token",
        jwks_url=f"{platform.server.url}/jwks",
        deployment_ids=(platform.deployment_id,),
        label=label,
    )
    with transaction() as session:
        platform.registration_id = add_platform(session, services.clock, entry)


def launch_id_of(response: TestResponse) -> str:
    """The launch that a response leads to."""
    assert response.status_code == 303, response.get_data(as_text=True)
    parts = urlsplit(response.location).path.split("/")
    assert parts[1] == "l", response.location
    return parts[2]


def random_id() -> str:
    return secrets.token_hex(4)
