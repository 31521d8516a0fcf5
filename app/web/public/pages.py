"""The frozen values that the public templates show."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.badges import (
    AchievementContents,
    AchievementView,
    BadgeContents,
    CredentialStatus,
    CredentialView,
    IssuerView,
    achievement_view,
    achievements_of,
    issuer_view,
    public_document,
    read_achievement,
    read_badge,
)
from app.people import person_view

STATUS_WORDS = {
    CredentialStatus.VALID: ("Valid", "good"),
    CredentialStatus.EXPIRED: ("Expired", "warn"),
    CredentialStatus.REVOKED: ("Revoked", "bad"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a badge counts, and when that was looked up."""

    word: str
    kind: str
    checked_at: datetime
    valid_until: str
    revoked_on: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The bare address: who awards badges here."""

    issuers: tuple[IssuerView, ...]


@dataclass(frozen=True, slots=True)
class ClosedBadgePage:
    """All that a stranger sees of a badge that its earner hasn't opened: what, by whom, when, whether valid."""

    name: str
    image_url: str
    image_caption: str
    issuer: IssuerView
    awarded_on: str
    standing: Standing
    achievement_url: str


@dataclass(frozen=True, slots=True)
class BadgePage:
    """The whole page of an opened badge."""

    name: str
    issuer: IssuerView
    holder: str
    awarded_on: str
    worked: str
    standing: Standing
    reason: str
    contents: BadgeContents
    evidence_words: str
    """What holds for all pieces of evidence; empty where they differ."""
    image_url: str
    document_url: str
    file_name: str
    did_url: str
    status_list_url: str
    url: str


@dataclass(frozen=True, slots=True)
class AchievementPage:
    """What can be awarded, without anybody who was."""

    contents: AchievementContents
    image_url: str
    issuer: IssuerView
    document_url: str


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One achievement in an issuer's list."""

    name: str
    version: str
    url: str
    image_url: str


@dataclass(frozen=True, slots=True)
class IssuerPage:
    """A body that stands behind badges, and what it has awarded."""

    issuer: IssuerView
    mark_url: str
    did_url: str
    awards: tuple[AwardLine, ...]


def badge_page(session: Session, badge: CredentialView, now: datetime) -> BadgePage | ClosedBadgePage:
    """What a stranger sees of a badge, as its earner decided."""
    if badge.is_public:
        return _open_badge_page(session, badge, now)
    return _closed_badge_page(badge, achievement_view(session, badge.achievement_key), now)


def _open_badge_page(session: Session, badge: CredentialView, now: datetime) -> BadgePage:
    """The name is the earner's present one, and only there if she shows it."""
    written = public_document(session, badge.uuid)
    contents = read_badge(written)
    return BadgePage(
        name=badge.name,
        issuer=badge.issuer,
        holder=person_view(session, badge.person_id).display_name if badge.shows_name else "",
        awarded_on=day(badge.awarded_at),
        worked=_span(contents),
        standing=_standing(badge, now),
        reason=badge.revoked_reason or "",
        contents=contents,
        evidence_words=_said_of_all(contents),
        image_url=_local(contents.achievement.image_url),
        document_url=f"{_local(badge.url)}.json",
        file_name=f"badge-{badge.achievement_key}.json",
        did_url=f"/issuers/{badge.issuer.slug}/did.json",
        status_list_url=_local(contents.status_list_url),
        url=badge.url,
    )


def achievement_page(achievement: AchievementView) -> AchievementPage:
    contents = read_achievement(achievement.document)
    return AchievementPage(
        contents=contents,
        image_url=_local(contents.image_url),
        issuer=achievement.issuer,
        document_url=f"/achievements/{achievement.key}.json",
    )


def issuer_page(session: Session, slug: str) -> IssuerPage:
    """Raises NotFound."""
    return IssuerPage(
        issuer=issuer_view(session, slug),
        mark_url=f"/issuers/{slug}/mark.svg",
        did_url=f"/issuers/{slug}/did.json",
        awards=tuple(_award_line(read_achievement(each.document)) for each in achievements_of(session, slug)),
    )


def _award_line(contents: AchievementContents) -> AwardLine:
    return AwardLine(contents.name, contents.version, _local(contents.id), _local(contents.image_url))


def anchor(part: str) -> str:
    """Where on an achievement's page a part of it stands: "results/c1/levels/proficient" is in "criterion-c1"."""
    words = part.split("/")
    return f"criterion-{words[1]}" if words[0] == "results" and len(words) > 1 else words[0]


def day(moment: datetime) -> str:
    """A date in words: 5 November 2026."""
    return f"{moment.day} {moment:%B %Y}"


def _closed_badge_page(badge: CredentialView, achievement: AchievementView, now: datetime) -> ClosedBadgePage:
    image = achievement.document["image"]
    return ClosedBadgePage(
        name=badge.name,
        image_url=_local(image["id"]),
        image_caption=image["caption"],
        issuer=badge.issuer,
        awarded_on=day(badge.awarded_at),
        standing=_standing(badge, now),
        achievement_url=_local(achievement.document["id"]),
    )


def _standing(badge: CredentialView, now: datetime) -> Standing:
    word, kind = STATUS_WORDS[badge.status_at(now)]
    return Standing(
        word=word,
        kind=kind,
        checked_at=now,
        valid_until=day(badge.valid_until) if badge.valid_until else "",
        revoked_on=day(badge.revoked_at) if badge.revoked_at else "",
    )


def _said_of_all(contents: BadgeContents) -> str:
    words = {piece.narrative for piece in contents.evidence}
    return words.pop() if len(words) == 1 else ""


def _span(contents: BadgeContents) -> str:
    start, end = (day(datetime.fromisoformat(each)) for each in (contents.activity_start, contents.activity_end))
    return start if start == end else f"{start} to {end}"


def _local(url: str) -> str:
    """The path of one of our own addresses, so that a page works under whatever name it was opened."""
    return urlsplit(url).path
