"""Discovery, the key set, and the authentication endpoint that answers with an id_token."""

from collections.abc import Mapping

from flask import Blueprint, Response, make_response, render_template, request

from app.sandbox.launching import FormPost, answer, authenticate, error_answer
from app.sandbox.pages.session import signed_in_person_id
from app.sandbox.platform import current_platform
from app.sandbox.refusals import LoginProblem, LoginRefusalError
from app.sandbox.services.answering import document

blueprint = Blueprint("openid", __name__)
REPOSTED = "sandbox_reposted"


@blueprint.get("/jwks")
def key_set() -> Response:
    return document(current_platform().keys.jwks())


@blueprint.route("/auth", methods=["GET", "POST"])
def auth() -> Response:
    """Answers a login: an id_token, an error for the tool, or a page of the LMS.

    A tool that navigates by script gets here without the session cookie (it is SameSite=Lax and the
    tool's page is another site), so the request is posted once more from a page of our own.
    """
    platform = current_platform()
    params = request.values.to_dict()
    reposted = params.pop(REPOSTED, "")
    person_id = signed_in_person_id()
    if person_id is None and not reposted:
        return posting(FormPost("/auth", {**params, REPOSTED: "1"}))
    try:
        return posting(answer(platform, params, authenticate(platform, params, person_id)))
    except LoginRefusalError as refusal:
        return _refused(params, refusal.problem)


def _refused(params: Mapping[str, str], problem: LoginProblem) -> Response:
    platform = current_platform()
    told = error_answer(platform, params, problem)
    if told:
        return posting(told)
    page = {"title": "Invalid request", "words": f"This launch can't go on: {problem.value} is not right."}
    return make_response(render_template("frame_error.html", **page), 404)


def posting(form: FormPost) -> Response:
    """A page that posts the form by itself, with a button for browsers without scripts."""
    return make_response(render_template("posting.html", form=form))
