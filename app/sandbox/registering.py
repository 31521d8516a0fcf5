"""Dynamic Registration: tickets, the configuration a tool reads, the registration it sends."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt

from app.sandbox.placements import read_placements
from app.sandbox.platform import Platform
from app.sandbox.records import MessageType, Tool
from app.sandbox.store import from_json, to_json
from app.sandbox.tempers import Temper
from app.sandbox.tools import ToolForm
from app.sandbox.vocabulary import PLATFORM_CONFIGURATION, TOOL_CONFIGURATION

TICKET_LIFETIME = timedelta(hours=1)
PRIVACY_LEVEL = "https://canvas.instructure.com/lti/privacy_level"
PRIVACY_CLAIMS = {
    "anonymous": (),
    "name_only": ("name", "given_name", "family_name"),
    "email_only": ("email",),
    "public": ("name", "given_name", "family_name", "email"),
}


class RegistrationError(Exception):
    """A registration that is not taken: an HTTP status and a short code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


def issue_ticket(platform: Platform, updating: Tool | None = None) -> str:
    """A token for one registration, or one update of a tool, within an hour; signed by the platform."""
    now, ticket = platform.now(), secrets.token_hex(12)
    client_id = updating.client_id if updating else platform.temper.new_client_id()
    expires_at = now + TICKET_LIFETIME
    sql = "INSERT INTO registration_ticket (id, client_id, tool_id, expires_at) VALUES (?, ?, ?, ?)"
    platform.store.add(sql, ticket, client_id, updating.id if updating else None, expires_at.isoformat())
    claims = {
        "sub": updating.deployment_id if updating else client_id,
        "scope": "reg-update" if updating else "reg",
        "jti": ticket,
        "iat": int(now.timestamp()),
        "exp": int(expires_at.timestamp()),
    }
    return platform.keys.sign(claims)


def configuration_url(platform: Platform) -> str:
    return platform.url("/.well-known/openid-configuration")


def registration_link(platform: Platform, tool_registration_url: str, updating: Tool | None = None) -> str:
    """The tool's registration address with configuration and token appended; a query of its own is kept."""
    token = issue_ticket(platform, updating)
    added = {"openid_configuration": configuration_url(platform), "registration_token": token}
    joint = "&" if urlsplit(tool_registration_url).query else "?"
    return f"{tool_registration_url}{joint}{urlencode(added)}"


def check_ticket(platform: Platform, token: str) -> str:
    """The ticket behind a registration token that may still be used. Raises RegistrationError."""
    if not token:
        raise RegistrationError(401, "missing_registration_token")
    try:
        claims = platform.keys.verify(token)
    except jwt.PyJWTError as error:
        raise RegistrationError(404, "invalid_registration_token") from error
    row = platform.store.one("SELECT * FROM registration_ticket WHERE id = ?", str(claims.get("jti")))
    if row is None or datetime.fromisoformat(row["expires_at"]) <= platform.now():
        raise RegistrationError(401, "expired_registration_token")
    if row["used_at"]:
        raise RegistrationError(401, "token_already_used")
    return str(row["id"])


def configuration(platform: Platform) -> dict[str, Any]:
    """The platform's OpenID configuration."""
    url, temper = platform.url, platform.temper
    return {
        "issuer": platform.issuer,
        "authorization_endpoint": url("/auth"),
        "token_endpoint": url("/token"),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "jwks_uri": url("/jwks"),
        "registration_endpoint": url("/register"),
        "scopes_supported": ["openid", *temper.scopes],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        PLATFORM_CONFIGURATION: {
            "product_family_code": temper.family,
            "version": temper.version,
            "messages_supported": temper.messages_supported,
            "variables": ["Context.id", "Context.id.history", "Person.name.full", "ResourceLink.id", "User.id"],
        },
    }


def register(platform: Platform, ticket: str, request: Any) -> Tool:
    """Takes a tool's registration and uses up the ticket; an update may wait for an administrator.

    Raises RegistrationError.
    """
    form = read_registration(platform.temper, request)
    with platform.store.transaction():
        row = platform.store.one("SELECT client_id, tool_id FROM registration_ticket WHERE id = ?", ticket)
        sql = "UPDATE registration_ticket SET used_at = ? WHERE id = ? AND used_at IS NULL"
        if row is None or not platform.store.change(sql, platform.now().isoformat(), ticket):
            raise RegistrationError(401, "token_already_used")
        if row["tool_id"]:
            return _update(platform, row["tool_id"], form, request)
        return platform.register(form, client_id=row["client_id"])


def _update(platform: Platform, tool_id: int, form: ToolForm, request: Any) -> Tool:
    if platform.temper.updates_at_once:
        return platform.tools.replace(tool_id, form)
    sql = "INSERT OR REPLACE INTO registration_update (tool_id, request, at) VALUES (?, ?, ?)"
    platform.store.change(sql, tool_id, to_json(request), platform.now().isoformat())
    return platform.tools.get(tool_id)


def waiting_updates(platform: Platform) -> frozenset[int]:
    """The tools that asked to be changed and wait for an administrator."""
    return frozenset(row["tool_id"] for row in platform.store.all("SELECT tool_id FROM registration_update"))


def accept_update(platform: Platform, tool_id: int) -> Tool:
    """Changes a tool as it asked. Raises LookupError if it didn't."""
    row = platform.store.one("SELECT request FROM registration_update WHERE tool_id = ?", tool_id)
    if row is None:
        raise LookupError(f"tool {tool_id} asked for no change")
    with platform.store.transaction():
        platform.store.change("DELETE FROM registration_update WHERE tool_id = ?", tool_id)
        return platform.tools.replace(tool_id, read_registration(platform.temper, from_json(row["request"])))


def read_registration(temper: Temper, request: Any) -> ToolForm:
    """A registration request as a tool. Raises RegistrationError that names what is missing or wrong."""
    if not isinstance(request, dict):
        raise RegistrationError(404, "invalid_registration")
    settings = request.get(TOOL_CONFIGURATION)
    problem = temper.registration_problem(request, settings if isinstance(settings, dict) else {})
    if problem or not isinstance(settings, dict):
        raise RegistrationError(400, problem or f"missing required attribute {TOOL_CONFIGURATION}")
    messages = [message for message in settings.get("messages") or [] if isinstance(message, dict)]
    target_url = str(settings.get("target_link_uri") or f"https://{settings['domain']}")
    return ToolForm(
        name=str(request["client_name"]),
        login_url=str(request["initiate_login_uri"]),
        target_url=target_url,
        redirect_uris=tuple(str(uri) for uri in request["redirect_uris"]),
        scopes=tuple(scope for scope in str(request.get("scope") or "").split() if scope in temper.scopes),
        jwks_url=str(request["jwks_uri"]),
        deep_link_url=_deep_link_url(messages),
        claims=_claims(settings),
        custom={str(name): str(value) for name, value in (settings.get("custom_parameters") or {}).items()},
        placements=read_placements(messages, target_url) if temper.placements else (),
    )


def _deep_link_url(messages: list[dict[str, Any]]) -> str:
    """Moodle reads a deep linking message's own address, and so do we."""
    found = [message for message in messages if message.get("type") == MessageType.DEEP_LINKING.value]
    return str(found[0].get("target_link_uri") or "") if found else ""


def _claims(settings: dict[str, Any]) -> tuple[str, ...]:
    """What personal data goes out: Canvas's privacy level, or the claims that were named."""
    level = settings.get(PRIVACY_LEVEL)
    return PRIVACY_CLAIMS.get(str(level)) or tuple(str(claim) for claim in settings.get("claims") or ())


def same_tool(platform: Platform, tool_registration_url: str) -> Tool | None:
    """A tool of the same host and port that an administrator may want to update instead."""
    host = urlsplit(tool_registration_url).netloc.removeprefix("www.")
    known = [tool for tool in platform.tools.all() if urlsplit(tool.target_url).netloc.removeprefix("www.") == host]
    return known[-1] if known else None
