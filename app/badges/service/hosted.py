"""Open Badges 2.0 for whoever asks: the hosted assertion of a badge that its earner has opened."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.badges import ob2, queries
from app.badges.errors import badge_not_open, badge_not_signed
from app.badges.models import Credential, Visibility
from app.badges.service.issuers import profile
from app.badges.service.standing import required_row
from app.badges.views import AchievementView


@dataclass(frozen=True, slots=True)
class HostedAssertion:
    """What is answered, and whether it says that the badge was revoked (HTTP 410)."""

    document: dict[str, Any]
    is_revoked: bool


def ob2_assertion(session: Session, uuid: str) -> dict[str, Any]:
    """The badge in Open Badges 2.0. Raises NotFound, Unavailable before it is signed."""
    return _assertion(required_row(session, uuid))


def hosted_assertion(session: Session, uuid: str) -> HostedAssertion:
    """What a stranger is answered. Raises NotFound while the earner hasn't opened the badge to everybody."""
    credential = required_row(session, uuid)
    if credential.visibility != Visibility.PUBLIC:
        raise badge_not_open()
    if credential.revoked_at is not None:
        left = ob2.revoked_assertion(credential.url, credential.revoked_reason or "")
        return HostedAssertion(left, is_revoked=True)
    return HostedAssertion(_assertion(credential), is_revoked=False)


def ob2_badge_class(achievement: AchievementView, public_url: str) -> dict[str, Any]:
    """What can be earned, in Open Badges 2.0."""
    return ob2.badge_class(achievement.document, profile(achievement.issuer, public_url), public_url)


def ob2_issuer(session: Session, slug: str, public_url: str) -> dict[str, Any]:
    """Who stands behind badges, in Open Badges 2.0. Raises NotFound."""
    return ob2.issuer_document(profile(queries.required_issuer(session, slug), public_url), public_url)


def _assertion(credential: Credential) -> dict[str, Any]:
    if credential.document is None:
        raise badge_not_signed()
    return ob2.assertion(json.loads(credential.document))
