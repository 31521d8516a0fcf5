"""A tool with real keys that talks to the sandbox the way any tool would."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from werkzeug.test import Client, TestResponse

from app.sandbox import Lms
from app.sandbox.records import Activity, Course, Person, Tool
from app.sandbox.vocabulary import (
    LINE_ITEM_TYPE,
    LINE_ITEMS_TYPE,
    RESULTS_TYPE,
    ROSTER_TYPE,
    SCOPE_SCORE,
    SCOPES,
    SCORE_TYPE,
    TOOL_CONFIGURATION,
)

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LAUNCH_URL = "http://localhost:9000/launch"


@cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_jwks(kid: str = "tool-key") -> dict[str, Any]:
    return {"keys": [{**RSAAlgorithm.to_jwk(private_key().public_key(), as_dict=True), "kid": kid, "alg": "RS256"}]}


@dataclass
class ToolSide:
    """A registered tool and its calls; every call is a fresh HTTP request."""

    lms: Lms
    tool: Tool
    course: Course
    learner: Person
    activity: Activity
    http: Client
    token: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"User-Agent": "test tool"})

    # -- tokens

    def sign(self, claims: Mapping[str, Any], *, kid: str | None = "tool-key") -> str:
        return jwt.encode(dict(claims), private_key(), "RS256", headers={"kid": kid} if kid else None)

    def assertion(self, **changes: Any) -> dict[str, Any]:
        now = int(self.lms.platform.now().timestamp())
        client = self.tool.client_id
        claims = {
            "iss": client,
            "sub": client,
            "aud": self.lms.registered(self.tool).token_url,
            "iat": now,
            "exp": now + 300,
            "jti": uuid.uuid4().hex,
        }
        return {name: value for name, value in {**claims, **changes}.items() if value is not None}

    def ask_token(self, assertion: str, *scopes: str) -> TestResponse:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
            "scope": " ".join(scopes or SCOPES),
        }
        return self.http.post("/token", data=form, headers=self.headers)

    def authorize(self, *scopes: str) -> None:
        """Fetches an access token and uses it from now on."""
        answer = self.ask_token(self.sign(self.assertion()), *scopes)
        assert answer.status_code == 200, answer.text
        self.token = json.loads(answer.text)["access_token"]

    # -- services

    def call(self, method: str, url: str, *, send: str = "", accept: str = "", body: Any = None) -> TestResponse:
        headers = {**self.headers, "Authorization": f"Bearer {self.token}", "Accept": accept or "*/*"}
        if send:
            headers["Content-Type"] = send
        data = json.dumps(body) if body is not None else None
        return self.http.open(url.removeprefix(self.lms.base_url), method=method, headers=headers, data=data)

    def at(self, service: str = "") -> str:
        """The activity's line item, or `scores` and `results` below it, the query kept at the end."""
        path, mark, query = self.lms.line_item_url(self.activity).partition("?")
        return f"{path}/{service}{mark}{query}" if service else f"{path}{mark}{query}"

    def score(self, given: float | None = 4, maximum: float | None = 5, **fields: Any) -> TestResponse:
        """Posts a score for the learner, a final one unless `fields` say otherwise; None leaves a field out."""
        body = {
            "userId": self.lms.subject(self.learner),
            "timestamp": self.lms.platform.now().isoformat(),
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "scoreGiven": given,
            "scoreMaximum": maximum,
            **fields,
        }
        body = {name: value for name, value in body.items() if value is not None}
        return self.call("POST", self.at("scores"), send=SCORE_TYPE, body=body)

    def results(self, query: str = "") -> list[dict[str, Any]]:
        url = self.at("results")
        joint = "&" if "?" in url else "?"
        answer = self.call("GET", f"{url}{joint}{query}" if query else url, accept=RESULTS_TYPE)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = json.loads(answer.text)
        return found

    def line_items(self, query: str = "") -> TestResponse:
        url = self.lms.platform.temper.line_items_url(self.lms.base_url, self.course, self.tool.id)
        joint = "&" if "?" in url else "?"
        return self.call("GET", f"{url}{joint}{query}" if query else url, accept=LINE_ITEMS_TYPE)

    def create_line_item(self, **body: Any) -> TestResponse:
        url = self.lms.platform.temper.line_items_url(self.lms.base_url, self.course, self.tool.id)
        return self.call("POST", url, send=LINE_ITEM_TYPE, body=body)

    def roster(self, query: str = "") -> TestResponse:
        path = f"/services/courses/{self.course.id}/memberships/{self.tool.id}"
        return self.call("GET", f"{path}?{query}" if query else path, accept=ROSTER_TYPE)

    # -- what the gradebook holds

    @property
    def stored(self) -> Any:
        return self.lms.result(self.activity, self.learner)


def connect(lms: Lms, **registration: Any) -> ToolSide:
    """A tool registered at a furnished LMS, with one graded activity of 50 points and a token."""
    lms.furnish()
    tool = lms.register_tool(
        login_url="http://localhost:9000/login", launch_url=LAUNCH_URL, jwks=public_jwks(), **registration
    )
    course = lms.platform.directory.courses()[0]
    activity = lms.place(course, tool, "Portfolio", maximum=50, resource_id="mc-1", tag="mc-total")
    side = ToolSide(lms, tool, course, lms.person_named("Ben"), activity, Client(lms.app))
    side.authorize()
    return side


DEEP_LINK = {"type": "LtiDeepLinkingRequest", "target_link_uri": "http://localhost:9000/launch?dl=1"}


def request_body(**changes: Any) -> dict[str, Any]:
    """A registration that both tempers take; None leaves a member out."""
    body = {
        "application_type": "web",
        "client_name": "Some tool",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": "http://localhost:9000/login",
        "redirect_uris": ["http://localhost:9000/launch"],
        "jwks_uri": "http://localhost:9000/jwks",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": SCOPE_SCORE,
        TOOL_CONFIGURATION: {
            "domain": "localhost:9000",
            "target_link_uri": "http://localhost:9000/launch",
            "claims": ["name"],
            "custom_parameters": {"history": "$Context.id.history"},
            "messages": [DEEP_LINK],
        },
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


def register(lms: Lms, token: str, body: Any) -> TestResponse:
    """What the LMS answers to a registration."""
    return Client(lms.app).post("/register", json=body, headers={"Authorization": f"Bearer {token}"})
