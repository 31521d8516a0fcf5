"""Platform Notification Service: leaving our handler at a platform, and reading the notices that it sends.

1EdTech LTI Platform Notification Service 1.0; Canvas alone was seen to offer it. A notice is a JWT of the
platform like an id_token, but nobody asked for it: no login, no nonce of ours, no person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Conflict
from app.http import PlatformHttp, Response
from app.lti import errors, queries, scopes
from app.lti.claims import CLAIM, LONGEST_CODE, MOST_HISTORY, Context, Launch, NoticeService, context_of, identifier
from app.lti.models import Deployment, Standing
from app.lti.registrations import RegistrationView
from app.lti.replies import ServiceRefused, reply_to
from app.lti.state import digest_of, use_once
from app.lti.tokens import AccessTokens, with_token
from app.lti.verify import LEEWAY, UnverifiedToken, verify_signed

NOTICE = CLAIM + "notice"
ORIGINS = CLAIM + "origin_contexts"
VERSION = "1.3.0"
LONGEST_NOTICE_ID = 255
ASK_AGAIN = timedelta(days=7)
"""Handlers are left anew now and then: a platform that was restored from a backup may have lost them."""


class NoticeType(StrEnum):
    """The notices that Cairn wants, by their names in LTI."""

    CONTEXT_COPY = "LtiContextCopyNotice"
    HELLO_WORLD = "LtiHelloWorldNotice"


@dataclass(frozen=True, slots=True)
class Notice:
    """One verified notice. `type` may be one that we never asked for; `origins` are context ids, the nearest first."""

    registration_id: int
    deployment_id: int
    """Row id."""
    type: str
    context: Context | None
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerifiedNotice:
    """A true notice of which it isn't known yet whether its deployment may speak and whether it came before."""

    registration_id: int
    claims: Mapping[str, Any]
    id: str
    expires_at: datetime


def only_new_service(launch: Launch, known_url: str | None, asked_at: datetime | None, now: datetime) -> Launch:
    """The launch, without its notification service if our handlers were left there lately."""
    told = launch.notices
    if told is None or told.url != known_url or asked_at is None or asked_at + ASK_AGAIN <= now:
        return launch
    return replace(launch, notices=None)


def note_notice_service(session: Session, clock: Clock, deployment_id: int, service: NoticeService) -> None:
    """Keep where a deployment takes handlers, and that we undertake now to leave them there. Takes the row id."""
    told = {"notices_url": service.url, "notice_types": list(service.types), "notices_asked_at": clock.now()}
    session.execute(update(Deployment).where(Deployment.id == deployment_id).values(**told))


def notice_service_of(session: Session, deployment_id: int) -> NoticeService | None:
    """Where an active deployment takes handlers, and of which types; None where there is none."""
    row = queries.deployment(session, deployment_id)
    if row is None or row.notices_url is None or row.status != Standing.ACTIVE:
        return None
    return NoticeService(row.notices_url, tuple(row.notice_types or ()))


class NoticeClient:
    """Calls to the notification services of all platforms. One per process; safe to use from many threads."""

    def __init__(self, http: PlatformHttp, tokens: AccessTokens, clock: Clock) -> None:
        self._http = http
        self._tokens = tokens
        self._clock = clock

    def leave_handler(self, registration_id: int, service_url: str, notice_type: NoticeType, handler: str) -> None:
        """Ask for notices of one type at the address `handler`, in place of any other. Raises ServiceRefused."""
        document = {"notice_type": notice_type.value, "handler": handler}

        def call(token: str) -> Response:
            return self._http.put(service_url, headers={"Authorization": f"Bearer {token}"}, json=document)

        response = with_token(self._tokens, registration_id, (scopes.NOTICE_HANDLERS,), call)
        if not response.ok:
            raise ServiceRefused(reply_to(response, now=self._clock.now()))


def verify_notice(
    token: UnverifiedToken, key: RSAPublicKey | None, registration: RegistrationView, now: datetime
) -> VerifiedNotice:
    """All checks that need no database. Raises LaunchRefused with the code of the first that fails.

    Canvas sends no `jti`; the notice's own id, which the specification demands, names it as well.
    """
    claims = verify_signed(token, key, registration, now)
    notice = claims.get(NOTICE)
    if claims.get(CLAIM + "version") != VERSION or not isinstance(notice, dict) or not identifier(notice.get("type")):
        raise errors.message_refused("not-a-notice", "This is no notice of a learning platform.", None)
    name = identifier(claims.get("jti")) or identifier(notice.get("id"))
    if not name or len(name) > LONGEST_NOTICE_ID:
        raise errors.message_refused("notice-without-id", "This notice has no id of its own.", None)
    expires_at = now + min(_left(claims, now), ASK_AGAIN) + LEEWAY
    return VerifiedNotice(registration.id, claims, name, expires_at)


def admit_notice(session: Session, verified: VerifiedNotice) -> Notice | None:
    """Whose notice it is; None for one that came before, which is no fault of anybody's.

    Raises LaunchRefused for a deployment or registration that is unknown or not active.
    """
    claims = verified.claims
    told = claims.get(CLAIM + "context")
    found = queries.standing(session, verified.registration_id, identifier(claims.get(CLAIM + "deployment_id")))
    if found is None or found.registration_status != Standing.ACTIVE:
        raise errors.platform_inactive()
    if found.id is None or found.status != Standing.ACTIVE:
        raise errors.deployment_blocked(None)
    try:
        use_once(session, digest_of(f"notice {verified.registration_id} {verified.id}"), verified.expires_at)
    except Conflict:
        return None
    return Notice(
        registration_id=verified.registration_id,
        deployment_id=found.id,
        type=identifier(claims[NOTICE].get("type")),
        context=_context(told),
        origins=_origins(claims.get(ORIGINS)),
    )


def _context(told: object) -> Context | None:
    """The course that a notice is about; an id longer than a launch's may be counts as none."""
    context = context_of(told) if isinstance(told, dict) else None
    return context if context is not None and len(context.id) <= LONGEST_CODE else None


def _left(claims: Mapping[str, Any], now: datetime) -> timedelta:
    """How long the token is good for yet; it was verified, so its `exp` is a finite number."""
    seconds = min(float(claims["exp"]) - now.timestamp(), ASK_AGAIN.total_seconds())
    return timedelta(seconds=max(seconds, 0))


def _origins(value: object) -> tuple[str, ...]:
    """Ids of the contexts that were copied from: a list of ids; a list of contexts with ids is understood too."""
    listed = value if isinstance(value, list) else []
    ids = (identifier(each.get("id") if isinstance(each, dict) else each) for each in listed)
    return tuple(dict.fromkeys(each for each in ids if 0 < len(each) <= LONGEST_CODE))[:MOST_HISTORY]
