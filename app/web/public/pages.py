"""The frozen values that the public templates show; a badge's own page is in badge_page."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.badges import (
    AchievementContents,
    AchievementView,
    CredentialStatus,
    CredentialView,
    IssuerView,
    achievements_of,
    issuer_view,
    read_achievement,
)

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


def achievement_page(achievement: AchievementView) -> AchievementPage:
    contents = read_achievement(achievement.document)
    return AchievementPage(
        contents=contents,
        image_url=local_path(contents.image_url),
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
    return AwardLine(contents.name, contents.version, local_path(contents.id), local_path(contents.image_url))


def anchor(part: str) -> str:
    """Where on an achievement's page a part of it stands: "results/c1/levels/proficient" is in "criterion-c1"."""
    words = part.split("/")
    return f"criterion-{words[1]}" if words[0] == "results" and len(words) > 1 else words[0]


def day(moment: datetime) -> str:
    """A date in words: 5 November 2026."""
    return f"{moment.day} {moment:%B %Y}"


def standing_of(badge: CredentialView, now: datetime) -> Standing:
    word, kind = STATUS_WORDS[badge.status_at(now)]
    return Standing(
        word=word,
        kind=kind,
        checked_at=now,
        valid_until=day(badge.valid_until) if badge.valid_until else "",
        revoked_on=day(badge.revoked_at) if badge.revoked_at else "",
    )


def local_path(url: str) -> str:
    """The path of one of our own addresses, so that a page works under whatever name it was opened."""
    return urlsplit(url).path
