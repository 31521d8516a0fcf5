"""What a deep linking answer may hold (Deep Linking 2.0, section 3): five types of item, and how each is written.

Only what the request asked for is written: dates, windows and columns are left out where they would mean nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem as LineItemMessage

from app.clock import isoformat
from app.lti import quirks
from app.lti.ags_messages import labelled
from app.lti.claims import DeepLinkingSettings


class ContentType(StrEnum):
    """The types of content item, by their names in the specification."""

    RESOURCE_LINK = "ltiResourceLink"
    LINK = "link"
    HTML = "html"
    IMAGE = "image"
    FILE = "file"


class Target(StrEnum):
    """Where an LMS offers to show an item."""

    EMBED = "embed"
    IFRAME = "iframe"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture beside an item; width and height in CSS pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when, in UTC; either end may be open."""

    start: datetime | None = None
    end: datetime | None = None


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
class ResourceLinkItem:
    """One activity for the course page. `custom` values come back with each launch."""

    title: str
    url: str
    text: str | None = None
    custom: Mapping[str, str] | None = None
    line_item: ContentLineItem | None = None
    icon: Picture | None = None
    thumbnail: Picture | None = None
    available: Period | None = None
    """When the activity can be opened."""
    submission: Period | None = None
    """When work may be handed in; its end is the due date."""
    new_window: bool = False

    @property
    def type(self) -> ContentType:
        return ContentType.RESOURCE_LINK


@dataclass(frozen=True, slots=True)
class LinkItem:
    """An ordinary web address."""

    title: str
    url: str
    text: str | None = None
    icon: Picture | None = None
    thumbnail: Picture | None = None

    @property
    def type(self) -> ContentType:
        return ContentType.LINK


@dataclass(frozen=True, slots=True)
class HtmlItem:
    """A fragment of HTML; whoever makes it has escaped what people wrote."""

    html: str
    title: str
    text: str | None = None

    @property
    def type(self) -> ContentType:
        return ContentType.HTML


@dataclass(frozen=True, slots=True)
class ImageItem:
    """A picture. `text` describes it to who can't see it."""

    picture: Picture
    title: str
    text: str

    @property
    def type(self) -> ContentType:
        return ContentType.IMAGE


@dataclass(frozen=True, slots=True)
class FileItem:
    """A file that the LMS fetches by itself, without anybody's session."""

    title: str
    url: str
    media_type: str
    text: str | None = None

    @property
    def type(self) -> ContentType:
        return ContentType.FILE


ContentItem = ResourceLinkItem | LinkItem | HtmlItem | ImageItem | FileItem


class Written(DeepLinkResource):
    """An item in the library's hands: its own members for a resource link, ours where it has none."""

    def __init__(self, item: ContentItem, settings: DeepLinkingSettings) -> None:
        self._members: dict[str, object] = _members(item)
        self.set_type(item.type).set_title(quirks.short_words(item.title))
        if isinstance(item, ResourceLinkItem):
            self._take(item, settings)

    def to_dict(self) -> dict[str, object]:
        members = {**super().to_dict(), **self._members}
        return {name: value for name, value in members.items() if value not in (None, {})}

    def _take(self, item: ResourceLinkItem, settings: DeepLinkingSettings) -> None:
        self.set_custom_params(quirks.flat_custom(item.custom or {}))
        # Only an LMS that says no is taken at its word: Moodle makes columns and doesn't announce it.
        if item.line_item is not None and settings.accept_lineitem is not False:
            self.set_lineitem(_line_item(item.line_item))
        if item.new_window and Target.WINDOW in settings.accept_targets:
            self._members["window"] = {"targetName": "_blank"}


def _members(item: ContentItem) -> dict[str, object]:
    text = quirks.plain_words(item.text) if item.text else None
    if isinstance(item, HtmlItem):
        return {"html": item.html, "text": text}
    if isinstance(item, ImageItem):
        return {**_picture(item.picture), "text": text}
    if isinstance(item, FileItem):
        return {"url": item.url, "mediaType": item.media_type, "text": text}
    shared: dict[str, object] = {
        "url": item.url,
        "text": text,
        "icon": _small(item.icon),
        "thumbnail": _small(item.thumbnail),
    }
    if isinstance(item, LinkItem):
        return shared
    return {**shared, "available": _period(item.available), "submission": _period(item.submission)}


def _picture(picture: Picture) -> dict[str, object]:
    return {"url": picture.url, "width": picture.width, "height": picture.height}


def _small(picture: Picture | None) -> dict[str, object] | None:
    return _picture(picture) if picture else None


def _period(period: Period | None) -> dict[str, object]:
    if period is None:
        return {}
    ends = {"startDateTime": period.start, "endDateTime": period.end}
    return {name: isoformat(moment) for name, moment in ends.items() if moment is not None}


def _line_item(item: ContentLineItem) -> LineItemMessage:
    message = labelled(quirks.short_words(item.label), item.score_maximum)
    if item.resource_id:
        message.set_resource_id(item.resource_id)
    if item.tag:
        message.set_tag(item.tag)
    if item.review_url:
        custom = quirks.flat_custom(item.review_custom or {})
        message.set_submission_review([], url=item.review_url, custom=custom)
    return message
