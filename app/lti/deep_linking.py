"""Deep Linking 2.0: what was picked goes back to the LMS as a signed form of that person's own browser.

The library carries the message; where its form of it is wrong (an empty `data` although none was given, its own
clock, a nonce that tells the machine's address) the subclasses here put it right, and its HTML form is never used.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import jwt
from pylti1p3.deep_link import DeepLink, TDeepLinkData
from pylti1p3.registration import Registration as LibraryRegistration
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Invalid, NotFound
from app.lti import queries
from app.lti.addresses import origin_of
from app.lti.claims import DeepLinkingSettings
from app.lti.content_items import ContentItem, ContentType, Written
from app.lti.keys import signing_key
from app.lti.registrations import RegistrationView, registration_view
from app.sealing import Sealer

CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LIFE = timedelta(minutes=10)
BACK = "Go back to the course and begin again."


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is said beside the items (Deep Linking 2.0, 3.4): to the person, and to whoever reads the LMS's log."""

    message: str | None = None
    log: str | None = None
    error: str | None = None
    """Trouble, in words for the person."""
    error_log: str | None = None


@dataclass(frozen=True, slots=True)
class DeepLinkingForm:
    """The form that the person's browser posts: field `JWT` to `return_url`, whose origin the page must allow."""

    return_url: str
    origin: str
    jwt: str


def build_deep_linking_response(
    session: Session,
    clock: Clock,
    sealer: Sealer,
    *,
    deployment_id: int,
    settings: DeepLinkingSettings,
    items: tuple[ContentItem, ...],
    remarks: Remarks | None = None,
) -> DeepLinkingForm:
    """The signed answer to a deep linking request; no items means that nothing was chosen.

    `deployment_id` is our row id. Raises Invalid if the LMS doesn't take what was picked, NotFound for an unknown
    deployment.
    """
    origin = origin_of(settings.return_url)
    if origin is None:
        raise Invalid("return-address", "The LMS gave no usable address to send your choice to.", BACK)
    _check_accepted(settings, items)
    deployment = queries.deployment(session, deployment_id)
    if deployment is None:
        raise NotFound("deployment-unknown", "Cairn no longer knows this place of your LMS.", BACK)
    registration = registration_view(session, deployment.registration_id)
    answer = _Answer(registration, deployment.deployment_id, settings, clock.now(), remarks or Remarks())
    key = signing_key(session, sealer)
    claims = answer.get_message_jwt([Written(item, settings) for item in items])
    token = jwt.encode(claims, key.private_key, algorithm="RS256", headers={"kid": key.kid})
    return DeepLinkingForm(settings.return_url, origin, token)


class _Answer(DeepLink):
    """The library's message by our clock and with our nonce, with `data` only where some was given."""

    def __init__(
        self,
        registration: RegistrationView,
        deployment_id: str,
        settings: DeepLinkingSettings,
        now: datetime,
        remarks: Remarks,
    ) -> None:
        library = LibraryRegistration().set_issuer(registration.issuer).set_client_id(registration.client_id)
        data = {"deep_link_return_url": settings.return_url, "data": settings.data}
        super().__init__(library, deployment_id, cast(TDeepLinkData, data))
        self._issuer, self._now, self._remarks = registration.issuer, now, remarks

    def _generate_nonce(self) -> str:
        return secrets.token_hex(16)

    def get_message_jwt(self, resources: Any) -> dict[str, object]:
        claims = super().get_message_jwt(resources)
        claims["aud"] = self._issuer
        claims["iat"], claims["exp"] = int(self._now.timestamp()), int((self._now + LIFE).timestamp())
        if claims[CLAIM + "data"] is None:
            del claims[CLAIM + "data"]
        said = self._remarks
        words = {"msg": said.message, "log": said.log, "errormsg": said.error, "errorlog": said.error_log}
        return claims | {CLAIM + name: value for name, value in words.items() if value}


def _check_accepted(settings: DeepLinkingSettings, items: tuple[ContentItem, ...]) -> None:
    refused = next((item.type for item in items if item.type not in settings.accept_types), None)
    if refused is ContentType.RESOURCE_LINK:
        words = "Your LMS does not take activities at this place."
        raise Invalid("activities-not-accepted", words, "Add the micro-credential as an activity of the course.")
    if refused is not None:
        words = f"Your LMS does not take an item of the type “{refused}” at this place."
        raise Invalid("type-not-accepted", words, "Go back and choose one of the ways offered.")
    if len(items) > 1 and not settings.accept_multiple:
        raise Invalid("one-at-a-time", "Your LMS takes one activity at a time.", "Choose a single micro-credential.")
