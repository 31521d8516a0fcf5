"""Dynamic Registration: tickets, the configuration a tool reads, the registration it sends."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt

from app.sandbox.platform import Platform
from app.sandbox.records import MessageType, Tool
from app.sandbox.tools import ToolForm
from app.sandbox.vocabulary import PLATFORM_CONFIGURATION, SCOPES, TOOL_CONFIGURATION

TICKET_LIFETIME = timedelta(hours=1)
REQUIRED = ("client_name", "initiate_login_uri", "jwks_uri", "redirect_uris", "response_types")
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


def issue_ticket(platform: Platform) -> str:
    """A registration token for one registration within an hour, signed by the platform."""
    now, ticket, client_id = platform.now(), secrets.token_hex(12), platform.temper.new_client_id()
    expires_at = now + TICKET_LIFETIME
    sql = "INSERT INTO registration_ticket (id, client_id, expires_at) VALUES (?, ?, ?)"
    platform.store.add(sql, ticket, client_id, expires_at.isoformat())
    claims = {
        "sub": client_id,
        "scope": "reg",
        "jti": ticket,
        "iat": int(now.timestamp()),
        "exp": int(expires_at.timestamp()),
    }
    return platform.keys.sign(claims)


def configuration_url(platform: Platform) -> str:
    return platform.url("/.well-known/openid-configuration")


def registration_link(platform: Platform, tool_registration_url: str) -> str:
    """The tool's registration address with configuration and token appended; a query of its own is kept."""
    added = {"openid_configuration": configuration_url(platform), "registration_token": issue_ticket(platform)}
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
        "scopes_supported": ["openid", *SCOPES],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        PLATFORM_CONFIGURATION: {
            "product_family_code": temper.family,
            "version": temper.version,
            "messages_supported": [
                {"type": MessageType.RESOURCE_LINK.value},
                {"type": MessageType.DEEP_LINKING.value, "placements": ["ContentArea"]},
            ],
            "variables": ["Context.id", "Context.id.history", "Person.name.full", "ResourceLink.id", "User.id"],
        },
    }


def register(platform: Platform, ticket: str, request: Any) -> Tool:
    """Takes a tool's registration and uses up the ticket. Raises RegistrationError."""
    form = read_registration(request)
    with platform.store.transaction():
        row = platform.store.one("SELECT client_id FROM registration_ticket WHERE id = ?", ticket)
        sql = "UPDATE registration_ticket SET used_at = ? WHERE id = ? AND used_at IS NULL"
        if row is None or not platform.store.change(sql, platform.now().isoformat(), ticket):
            raise RegistrationError(401, "token_already_used")
        return platform.register(form, client_id=row["client_id"])


def read_registration(request: Any) -> ToolForm:
    """A registration request as a tool. Raises RegistrationError that names what is missing or wrong."""
    if not isinstance(request, dict):
        raise RegistrationError(404, "invalid_registration")
    for name in REQUIRED:
        if not request.get(name):
            raise RegistrationError(400, f"missing required attribute {name}")
    settings = request.get(TOOL_CONFIGURATION)
    if not isinstance(settings, dict):
        raise RegistrationError(400, f"missing required attribute {TOOL_CONFIGURATION}")
    _check(request, settings)
    messages = [message for message in settings.get("messages") or [] if isinstance(message, dict)]
    return ToolForm(
        name=str(request["client_name"]),
        login_url=str(request["initiate_login_uri"]),
        target_url=str(settings.get("target_link_uri") or f"https://{settings['domain']}"),
        redirect_uris=tuple(str(uri) for uri in request["redirect_uris"]),
        scopes=tuple(scope for scope in str(request.get("scope") or "").split() if scope in SCOPES),
        jwks_url=str(request["jwks_uri"]),
        deep_link_url=_deep_link_url(messages),
        claims=_claims(settings),
        custom={str(name): str(value) for name, value in (settings.get("custom_parameters") or {}).items()},
        in_course_menu=any("course_navigation" in (message.get("placements") or []) for message in messages),
    )


def _check(request: dict[str, Any], settings: dict[str, Any]) -> None:
    domain = str(settings.get("domain") or "")
    target = urlsplit(str(settings.get("target_link_uri") or f"https://{domain}"))
    checks = (
        ("missing_domain", bool(domain)),
        ("domain_targetlinkuri_mismatch", domain in (target.netloc, target.hostname)),
        ("invalid_response_types", "id_token" in request["response_types"]),
        ("invalid_token_endpoint_auth_method", request.get("token_endpoint_auth_method") == "private_key_jwt"),
        ("invalid_application_type", request.get("application_type") == "web"),
        ("invalid_redirect_uris", isinstance(request["redirect_uris"], list)),
    )
    for code, holds in checks:
        if not holds:
            raise RegistrationError(400, code)


def _deep_link_url(messages: list[dict[str, Any]]) -> str:
    """Moodle reads a deep linking message's own address, and so do we."""
    found = [message for message in messages if message.get("type") == MessageType.DEEP_LINKING.value]
    return str(found[0].get("target_link_uri") or "") if found else ""


def _claims(settings: dict[str, Any]) -> tuple[str, ...]:
    """What personal data goes out: Canvas's privacy level, or the claims that were named."""
    level = settings.get(PRIVACY_LEVEL)
    return PRIVACY_CLAIMS.get(str(level)) or tuple(str(claim) for claim in settings.get("claims") or ())


def registered(tool: Tool, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to a registration; the deployment is in it where this LMS has one already."""
    settings = dict(request[TOOL_CONFIGURATION])
    settings["version"] = "1.3.0"
    if tool.deployment_id:
        settings["deployment_id"] = tool.deployment_id
    scope = " ".join(tool.scopes)
    return {**request, "client_id": tool.client_id, "scope": scope, TOOL_CONFIGURATION: settings}
