"""Deep Linking 2.0: what the teacher picked goes back to the LMS as a signed form of the teacher's own browser.

The library carries the message; where its form of it is wrong (an empty `data` although none was given,
null and empty members, its own clock) the subclasses here put it right, and its HTML form is never used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import jwt
from pylti1p3.deep_link import DeepLink, TDeepLinkData
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem as LineItemMessage
from pylti1p3.registration import Registration as LibraryRegistration
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Invalid, NotFound
from app.lti import queries, quirks
from app.lti.addresses import origin_of
from app.lti.ags_messages import labelled
from app.lti.claims import DeepLinkingSettings
from app.lti.keys import signing_key
from app.lti.registrations import RegistrationView, registration_view
from app.sealing import Sealer

CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/"
RESOURCE_LINK = "ltiResourceLink"
LIFE = timedelta(minutes=10)
BACK = "Go back to the course and begin again."


@dataclass(frozen=True, slots=True)
class ContentLineItem:
    """The gradebook column that the LMS is asked to make with the activity; `score_maximum` in hundredths."""

    label: str
    score_maximum: int
    resource_id: str | None = None
    tag: str | None = None
    review_url: str | None = None
    """Where the gradebook sends a teacher who wants to see the work (submission review)."""
    review_custom: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One activity for the course page. `custom` values come back with each launch."""

    title: str
    url: str
    text: str | None = None
    custom: Mapping[str, str] | None = None
    line_item: ContentLineItem | None = None
    icon_url: str | None = None


@dataclass(frozen=True, slots=True)
class DeepLinkingForm:
    """The form that the teacher's browser posts: field `JWT` to `return_url`, whose origin the page must allow."""

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
    message: str | None = None,
) -> DeepLinkingForm:
    """The signed answer to a deep linking request; no items means that the teacher chose none.

    `deployment_id` is our row id. `message` is shown by some LMSs. Raises Invalid if the LMS doesn't take what
    was picked, NotFound for an unknown deployment.
    """
    origin = origin_of(settings.return_url)
    if origin is None:
        raise Invalid("return-address", "The LMS gave no usable address to send your choice to.", BACK)
    _check_accepted(settings, items)
    deployment = queries.deployment(session, deployment_id)
    if deployment is None:
        raise NotFound("deployment-unknown", "Cairn no longer knows this place of your LMS.", BACK)
    registration = registration_view(session, deployment.registration_id)
    answer = _Answer(registration, deployment.deployment_id, settings, clock.now(), message)
    key = signing_key(session, sealer)
    claims = answer.get_message_jwt([_resource(item, settings) for item in items])
    token = jwt.encode(claims, key.private_key, algorithm="RS256", headers={"kid": key.kid})
    return DeepLinkingForm(settings.return_url, origin, token)


class _Resource(DeepLinkResource):
    """The library's resource with a text, and without members that have no value."""

    text: str | None = None

    def to_dict(self) -> dict[str, object]:
        members = {**super().to_dict(), "text": self.text}
        return {name: value for name, value in members.items() if value not in (None, {})}


class _Answer(DeepLink):
    """The library's message by our clock, with `data` only where some was given."""

    def __init__(
        self,
        registration: RegistrationView,
        deployment_id: str,
        settings: DeepLinkingSettings,
        now: datetime,
        message: str | None,
    ) -> None:
        library = LibraryRegistration().set_issuer(registration.issuer).set_client_id(registration.client_id)
        data = {"deep_link_return_url": settings.return_url, "data": settings.data}
        super().__init__(library, deployment_id, cast(TDeepLinkData, data))
        self._now = now
        self._message = message

    def get_message_jwt(self, resources: Any) -> dict[str, object]:
        claims = super().get_message_jwt(resources)
        claims["iat"], claims["exp"] = int(self._now.timestamp()), int((self._now + LIFE).timestamp())
        if claims[CLAIM + "data"] is None:
            del claims[CLAIM + "data"]
        if self._message:
            claims[CLAIM + "msg"] = self._message
        return claims


def _check_accepted(settings: DeepLinkingSettings, items: tuple[ContentItem, ...]) -> None:
    if items and RESOURCE_LINK not in settings.accept_types:
        words = "Your LMS does not take activities at this place."
        raise Invalid("activities-not-accepted", words, "Add the micro-credential as an activity of the course.")
    if len(items) > 1 and not settings.accept_multiple:
        raise Invalid("one-at-a-time", "Your LMS takes one activity at a time.", "Choose a single micro-credential.")


def _resource(item: ContentItem, settings: DeepLinkingSettings) -> _Resource:
    resource = _Resource()
    resource.set_title(item.title).set_url(item.url).set_custom_params(quirks.flat_custom(item.custom or {}))
    resource.text = item.text
    if item.icon_url:
        resource.set_icon_url(item.icon_url)
    # Only an LMS that says no is taken at its word: Moodle makes columns and doesn't announce it.
    if item.line_item is not None and settings.accept_lineitem is not False:
        resource.set_lineitem(_line_item(item.line_item))
    return resource


def _line_item(item: ContentLineItem) -> LineItemMessage:
    message = labelled(item.label, item.score_maximum)
    if item.resource_id:
        message.set_resource_id(item.resource_id)
    if item.tag:
        message.set_tag(item.tag)
    if item.review_url:
        custom = quirks.flat_custom(item.review_custom or {})
        message.set_submission_review([], url=item.review_url, custom=custom)
    return message
