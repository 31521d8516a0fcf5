"""Third-party-initiated login, seen from the platform: the initiation, the checks, the answer."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from app.sandbox.messages import launch_of, message_claims, target_of
from app.sandbox.platform import Platform
from app.sandbox.records import LaunchHint, Tool, ToolStatus
from app.sandbox.refusals import LoginProblem, LoginRefusalError


@dataclass(frozen=True, slots=True)
class FormPost:
    """A form that the browser is to post by itself."""

    url: str
    fields: Mapping[str, str]


def new_hint_id() -> str:
    return secrets.token_hex(10)


def initiate(platform: Platform, hint: LaunchHint) -> FormPost:
    """Keeps the hint and says what the browser has to post to the tool's login address."""
    platform.hints.keep(hint, platform.now())
    launch = launch_of(platform, hint)
    temper = platform.temper
    fields = {
        "iss": platform.issuer,
        "target_link_uri": target_of(platform, launch),
        "login_hint": temper.subject(launch.person),
        "lti_message_hint": temper.message_hint(hint),
        **temper.login_extras(launch.tool),
    }
    return FormPost(launch.tool.login_url, fields)


def authenticate(platform: Platform, params: Mapping[str, str], signed_in: int | None) -> LaunchHint:
    """The hint that a correct authentication request stands for, used up by it.

    `signed_in` is the person of the browser's session. Raises LoginRefusalError with the first problem.
    """
    hint = hinted(platform, params)
    tool = platform.tools.get(hint.tool_id)
    problem = _first_problem(platform, params, hint, tool, signed_in)
    if problem:
        raise LoginRefusalError(problem)
    if not platform.hints.use(hint.id, platform.now()):
        raise LoginRefusalError(LoginProblem.USED_HINT)
    return hint


def hinted(platform: Platform, params: Mapping[str, str]) -> LaunchHint:
    """The hint that a request names, if its redirect_uri is one of the tool's: only then may the tool hear of it."""
    hint = platform.hints.find(platform.temper.hint_id(params.get("lti_message_hint", "")))
    tool = platform.tools.get(hint.tool_id) if hint else platform.tools.find(params.get("client_id", ""))
    if tool is None:
        raise LoginRefusalError(LoginProblem.HINT)
    if not platform.temper.redirect_allowed(tool, params.get("redirect_uri", "")):
        raise LoginRefusalError(LoginProblem.REDIRECT_URI)
    if hint is None:
        raise LoginRefusalError(LoginProblem.HINT)
    return hint


def _first_problem(
    platform: Platform, params: Mapping[str, str], hint: LaunchHint, tool: Tool, signed_in: int | None
) -> LoginProblem | None:
    subject = platform.temper.subject(platform.directory.person(hint.person_id))
    checks = (
        (LoginProblem.SCOPE, params.get("scope") == "openid"),
        (LoginProblem.RESPONSE_TYPE, params.get("response_type") == "id_token"),
        (LoginProblem.NONCE, bool(params.get("nonce"))),
        (LoginProblem.CLIENT, params.get("client_id") == tool.client_id),
        (LoginProblem.TOOL_OFF, tool.status is ToolStatus.ACTIVE),
        (LoginProblem.RESPONSE_MODE, params.get("response_mode") == "form_post"),
        (LoginProblem.PROMPT, params.get("prompt", "none") == "none"),
        (LoginProblem.USED_HINT, not hint.used),
        (LoginProblem.SIGNED_OUT, signed_in is not None),
        (LoginProblem.USER, signed_in == hint.person_id and params.get("login_hint") == subject),
    )
    return next((problem for problem, holds in checks if not holds), None)


def answer(platform: Platform, params: Mapping[str, str], hint: LaunchHint) -> FormPost:
    """The id_token for an authenticated request, on its way to the tool."""
    claims = message_claims(platform, launch_of(platform, hint), params.get("nonce", ""))
    fields = {"id_token": platform.keys.sign(claims)}
    if "state" in params:
        fields["state"] = params["state"]
    return FormPost(params["redirect_uri"], fields)


def error_answer(platform: Platform, params: Mapping[str, str], problem: LoginProblem) -> FormPost | None:
    """The error on its way to the tool; None where this LMS shows a page of its own instead."""
    told = platform.temper.told_problems - {LoginProblem.REDIRECT_URI}
    if problem not in told or not _may_hear(platform, params):
        return None
    error, description = platform.temper.login_error(problem)
    fields = {"error": error, "error_description": description}
    if "state" in params:
        fields["state"] = params["state"]
    return FormPost(params["redirect_uri"], fields)


def _may_hear(platform: Platform, params: Mapping[str, str]) -> bool:
    """Whether redirect_uri belongs to the tool that the request is about."""
    hint = platform.hints.find(platform.temper.hint_id(params.get("lti_message_hint", "")))
    tool = platform.tools.get(hint.tool_id) if hint else platform.tools.find(params.get("client_id", ""))
    return bool(tool and platform.temper.redirect_allowed(tool, params.get("redirect_uri", "")))
