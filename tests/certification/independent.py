"""A platform that we did not write: lti1p3platform's login, launch, token, grades and roster behind a few routes.

What the library leaves to whoever uses it is here: where columns, scores and people are kept.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.hazmat.primitives import serialization
from flask import Flask, Response, jsonify, request
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.membership import Context
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService, NamesRoleProvisioningService

from tests.lti.signer import MEMBERSHIP, key_pair
from tests.serving import port_of, reserved, served

CLIENT, DEPLOYMENT, COURSE = "independent-client", "independent-1", "course-i"
LEARNER, INSTRUCTOR = f"{MEMBERSHIP}#Learner", f"{MEMBERSHIP}#Instructor"


@dataclass
class Independent:
    """The platform's registration of the tool, and what it keeps."""

    issuer: str
    registration: Registration
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    scores: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    members: list[dict[str, Any]] = field(default_factory=list)

    def login_query(self, person: str) -> dict[str, str]:
        """The parameters with which a browser is sent to the tool."""
        login = _Login(None, _Platform(registration=self.registration))
        login.set_lti_message_hint()
        return dict(parse_qsl(urlsplit(login.prepare_preflight_url(person)).query))

    def message(
        self,
        query: dict[str, str],
        person: str,
        role: str,
        *,
        link: dict[str, Any] | None = None,
        adding: bool = False,
    ) -> dict[str, str]:
        """What the platform posts to the tool after its authorization request `query`."""
        launch = _Launch(_Asked({"method": "GET", "get_data": query}), _Platform(registration=self.registration))
        launch.set_user_data(person, [role], full_name=person.title(), email_address=f"{person}@example.edu")
        launch.set_launch_context_claim(COURSE, context_title="Independent studies", context_label="IND")
        launch.set_ags(f"{self.issuer}/columns", (link or {}).get("column"))
        launch.set_nrps(f"{self.issuer}/members")
        if link is not None:
            launch.set_resource_link_claim(link["id"], title=link["title"])
            launch.set_custom_parameters_claim(link.get("custom", {}))
        if adding:
            launch.set_dl(f"{self.issuer}/deep-links", accept_types={"ltiResourceLink"})
        sent: dict[str, str] = launch.lti_launch()
        return {"id_token": sent["id_token"], "state": sent["state"]}

    def content_items(self, jwt: str) -> list[dict[str, Any]]:
        """The items of the tool's deep linking response, once the library has found it good."""
        items: list[dict[str, Any]] = _Platform(registration=self.registration).validate_deeplinking_resp({"JWT": jwt})
        return items


class _Platform(LTI1P3PlatformConfAbstract):  # type: ignore[misc]
    def init_platform_config(self, **kwargs: Any) -> None:
        self._registration = kwargs["registration"]

    def get_registration_by_params(self, **_: Any) -> Registration:
        return self._registration


class _Login(OIDCLoginAbstract):  # type: ignore[misc]
    def set_lti_message_hint(self, **_: Any) -> None:
        self._lti_message_hint = "hint-1"

    def get_redirect(self, url: str) -> str:
        return url


class _Asked(Request):  # type: ignore[misc]
    def build_metadata(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"form_data": {}, "headers": {}, "content_type": None, "path": "", "json": None, **request}


class _Launch(LTIAdvantageMessageLaunchAbstract):  # type: ignore[misc]
    def render_launch_form(self, launch_data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return launch_data


class _Grades(AssignmentsGradesService):  # type: ignore[misc]
    """Columns and scores of one course; the paths of `ids` are whole addresses."""

    store: Independent

    def find_lineitems(self, **wanted: Any) -> dict[str, Any]:
        names = {"resource_link_id": "resourceLinkId", "resource_id": "resourceId", "tag": "tag"}
        kept = [
            item
            for item in self.store.columns.values()
            if all(item.get(field) == wanted[name] for name, field in names.items() if name in wanted)
        ]
        return {"content": kept, "has_next": False}

    def find_lineitem(self, line_item_id: str) -> dict[str, Any]:
        return self.store.columns[line_item_id]

    def create_lineitem(self, creation_data: dict[str, Any]) -> dict[str, Any]:
        url = f"{self.store.issuer}/columns/{len(self.store.columns) + 1}"
        self.store.columns[url] = {**creation_data, "id": url}
        return self.store.columns[url]

    def update_lineitem(self, update_data: dict[str, Any]) -> dict[str, Any]:
        self.store.columns[update_data["id"]] = update_data
        return update_data

    def delete_lineitem(self, line_item_id: str) -> None:
        del self.store.columns[line_item_id]

    def update_score(self, line_item_id: str, score: dict[str, Any]) -> UpdateScoreStatus:
        self.store.scores[line_item_id, score["userId"]] = score
        return UpdateScoreStatus.SUCCESS

    def get_results(self, line_item_id: str, user_id: str | None = None, **_: Any) -> dict[str, Any]:
        found = [
            {
                "id": f"{line_item_id}/results/{person}",
                "userId": person,
                "resultScore": score.get("scoreGiven"),
                "resultMaximum": score.get("scoreMaximum"),
                "scoreOf": line_item_id,
            }
            for (column, person), score in self.store.scores.items()
            if column == line_item_id and user_id in (None, person)
        ]
        return {"content": found, "has_next": False}


class _Roster(NamesRoleProvisioningService):  # type: ignore[misc]
    store: Independent

    def get_context_by_id(self) -> Context:
        return Context(COURSE, "IND", "Independent studies")

    def get_member_data_page(self, **_: Any) -> dict[str, Any]:
        return {"content": [dict(member) for member in self.store.members], "has_next": False}


@contextmanager
def independent_platform(tool_url: str) -> Iterator[Independent]:
    """The platform on a socket of its own, with the tool at `tool_url` registered."""
    key = key_pair("the independent platform")
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode()
    public = (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
    bound = reserved()
    issuer = f"http://127.0.0.1:{port_of(bound)}"
    registration = (
        Registration()
        .set_iss(issuer)
        .set_client_id(CLIENT)
        .set_deployment_id(DEPLOYMENT)
        .set_launch_url(f"{tool_url}/lti/launch")
        .set_deeplink_launch_url(f"{tool_url}/lti/launch")
        .set_oidc_login_url(f"{tool_url}/lti/login")
        .set_tool_key_set_url(f"{tool_url}/lti/jwks.json")
        .set_platform_private_key(private)
        .set_platform_public_key(public)
    )
    store = Independent(issuer, registration)
    with served(_routes(store), bound):
        yield store


def _routes(store: Independent) -> Flask:
    app = Flask("independent")

    @app.get("/jwks")
    def jwks() -> Response:
        return jsonify(_Platform(registration=store.registration).get_jwks())

    @app.post("/token")
    def token() -> Response:
        return jsonify(_Platform(registration=store.registration).get_access_token(request.form.to_dict()))

    @app.route("/columns", methods=["GET", "POST"])
    def columns() -> Response:
        grades = _grades(store)
        handle = grades.handle_get_lineitems if request.method == "GET" else grades.handle_create_lineitem
        return _answer(grades.handle_resp(handle))

    @app.route("/columns/<number>", methods=["GET", "PUT", "DELETE"])
    def column(number: str) -> Response:
        grades = _grades(store)
        handle = {
            "GET": grades.handle_get_lineitem,
            "PUT": grades.handle_update_lineitem,
            "DELETE": grades.handle_delete_lineitem,
        }[request.method]
        return _answer(grades.handle_resp(handle, line_item_id=f"{store.issuer}/columns/{number}"))

    @app.post("/columns/<number>/scores")
    def scores(number: str) -> Response:
        grades = _grades(store)
        return _answer(grades.handle_resp(grades.handle_update_score, line_item_id=f"{store.issuer}/columns/{number}"))

    @app.get("/columns/<number>/results")
    def results(number: str) -> Response:
        grades = _grades(store)
        return _answer(grades.handle_resp(grades.handle_get_results, line_item_id=f"{store.issuer}/columns/{number}"))

    @app.get("/members")
    def members() -> Response:
        roster = _Roster(_asked(), _Platform(registration=store.registration), f"{store.issuer}/members")
        roster.store = store
        return _answer(roster.handle_resp(roster.handle_get_members))

    return app


def _grades(store: Independent) -> _Grades:
    grades = _Grades(_asked(), _Platform(registration=store.registration), f"{store.issuer}/columns")
    grades.store = store
    return grades


def _asked() -> _Asked:
    document = json.loads(request.get_data()) if request.get_data() and "json" in (request.content_type or "") else None
    return _Asked(
        {
            "method": request.method,
            "get_data": request.args.to_dict(),
            "headers": request.headers,
            "json": document,
        }
    )


def _answer(answer: Any) -> Response:
    """The library's answer on the wire; lists of its pages are taken out of their envelope, as AGS has them."""
    result = answer.result
    if isinstance(result, dict) and "content" in result:
        result = result["content"]
    body = "" if result is None else json.dumps(result)
    return Response(body, answer.code, content_type=answer.media_type)
