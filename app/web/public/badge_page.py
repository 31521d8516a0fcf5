"""What strangers see of a badge: its closed page, its whole page, and the small one for other sites."""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, urlsplit

from sqlalchemy.orm import Session

from app.badges import (
    BadgeContents,
    CredentialView,
    EvidenceText,
    IssuerView,
    achievement_view,
    read_badge,
    signed_document,
)
from app.flows.release_evidence import EvidencePart, evidence_parts
from app.people import person_view
from app.web.public.pages import Standing, day, local_path, standing_of
from app.web.public.pieces import ShownPiece, shown_pieces

PART_OF_STACK = "OpenBadgeCredential"
"""The genre of evidence that is itself a badge: what a stack's badge is made of."""


@dataclass(frozen=True, slots=True)
class SocialCard:
    """What a social page shows beside the address (Open Graph); never a name."""

    title: str
    description: str
    image: str
    url: str


@dataclass(frozen=True, slots=True)
class FileLink:
    """One of the badge's files, and who reads it."""

    label: str
    words: str
    url: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """A line of evidence as the badge names it, with the pieces that its earner shows."""

    name: str
    genre: str
    narrative: str
    pieces: tuple[ShownPiece, ...]


@dataclass(frozen=True, slots=True)
class ClosedBadgePage:
    """All that a stranger sees of a badge that its earner hasn't opened: what, by whom, when, whether valid."""

    name: str
    is_stack: bool
    image_url: str
    image_caption: str
    issuer: IssuerView
    awarded_on: str
    standing: Standing
    achievement_url: str
    card: SocialCard


@dataclass(frozen=True, slots=True)
class BadgePage:
    """The whole page of a badge, at its own address or behind its share link."""

    name: str
    issuer: IssuerView
    holder: str
    awarded_on: str
    worked: str
    standing: Standing
    reason: str
    contents: BadgeContents
    parts: tuple[EvidenceText, ...]
    """The badges that a stack's badge is made of."""
    evidence: tuple[ShownEvidence, ...]
    evidence_words: str
    """What holds for all lines of evidence; empty where they differ."""
    image_url: str
    files: tuple[FileLink, ...]
    qr_url: str
    verify_url: str
    did_url: str
    status_list_url: str
    url: str
    card: SocialCard


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """A badge in the frame of another site. `holder` is empty unless the earner shows badge and name to everybody."""

    name: str
    holder: str
    issuer: str
    awarded_on: str
    standing: Standing
    image_url: str
    url: str


def closed_badge_page(session: Session, badge: CredentialView, now: datetime) -> ClosedBadgePage:
    """At the badge's own address, unless its earner shows it to everybody."""
    achievement = achievement_view(session, badge.achievement_key)
    image = achievement.document["image"]
    return ClosedBadgePage(
        name=badge.name,
        is_stack=badge.stack_version_id is not None,
        image_url=local_path(image["id"]),
        image_caption=image["caption"],
        issuer=badge.issuer,
        awarded_on=day(badge.awarded_at),
        standing=standing_of(badge, now),
        achievement_url=local_path(achievement.document["id"]),
        card=_card(badge, badge.url),
    )


def badge_page(session: Session, badge: CredentialView, now: datetime, link: str = "") -> BadgePage:
    """The whole page at `link`, or else at the badge's own address; the caller has decided access.

    The name is the earner's present one, and only there if she shows it. Raises Unavailable before it is signed.
    """
    contents = _with_todays_picture(session, badge, read_badge(signed_document(session, badge.uuid)))
    url = link or badge.url
    path = local_path(url)
    return BadgePage(
        name=badge.name,
        issuer=badge.issuer,
        holder=_holder(session, badge),
        awarded_on=day(badge.awarded_at),
        worked=_span(contents),
        standing=standing_of(badge, now),
        reason=badge.revoked_reason or "",
        contents=contents,
        parts=tuple(each for each in contents.evidence if each.genre == PART_OF_STACK),
        evidence=_evidence(contents, evidence_parts(session, badge), path),
        evidence_words=_said_of_all(contents),
        image_url=local_path(contents.achievement.image_url),
        files=_files(badge, path),
        qr_url=f"{path}/qr.svg",
        verify_url=f"/verify?url={quote(url, safe='')}",
        did_url=f"/issuers/{badge.issuer.slug}/did.json",
        status_list_url=local_path(contents.status_list_url),
        url=url,
        card=_card(badge, url),
    )


def embed_page(session: Session, badge: CredentialView, now: datetime) -> EmbedPage:
    """No more than the badge's own address shows."""
    return EmbedPage(
        name=badge.name,
        holder=_holder(session, badge) if badge.is_public else "",
        issuer=badge.issuer.name,
        awarded_on=day(badge.awarded_at),
        standing=standing_of(badge, now),
        image_url=f"/achievements/{badge.achievement_key}/image.svg",
        url=badge.url,
    )


def _with_todays_picture(session: Session, badge: CredentialView, contents: BadgeContents) -> BadgeContents:
    """The picture may have been changed since the badge was signed, and its words have to say what is seen."""
    caption = achievement_view(session, badge.achievement_key).document["image"]["caption"]
    return replace(contents, achievement=replace(contents.achievement, image_caption=caption))


def _holder(session: Session, badge: CredentialView) -> str:
    return person_view(session, badge.person_id).display_name if badge.shows_name else ""


def _card(badge: CredentialView, url: str) -> SocialCard:
    return SocialCard(
        title=badge.name,
        description=f"Awarded by {badge.issuer.name} on {day(badge.awarded_at)}, to be checked here.",
        image=f"{url}/og.png",
        url=url,
    )


def _files(badge: CredentialView, path: str) -> tuple[FileLink, ...]:
    """Each file under the page's own address, so that a share link that died takes its files along."""
    stem = f"badge-{badge.achievement_key}"
    found = [
        FileLink("Signed file (JSON)", "Open Badges 3.0, for wallets and verifiers", f"{path}.json", f"{stem}.json"),
        FileLink("Signed token (JWT)", "the same in one line, for programs", f"{path}.jwt", f"{stem}.jwt"),
        FileLink("Picture (PNG)", "with the badge inside, for backpacks", f"{path}.png", f"{stem}.png"),
        FileLink("Drawing (SVG)", "with the badge inside, for web pages", f"{path}.svg", f"{stem}.svg"),
    ]
    if badge.is_public:
        ob2 = f"{local_path(badge.url)}/ob2.json"
        found.append(FileLink("Open Badges 2.0 (JSON)", "for older backpacks and Moodle", ob2, f"{stem}-2.0.json"))
    return tuple(found)


def _evidence(contents: BadgeContents, parts: tuple[EvidencePart, ...], path: str) -> tuple[ShownEvidence, ...]:
    """The lines that the badge names, each with what its earner shows of it.

    At the badge's own address a file stands below the line's own one, behind a share link below that.
    """
    by_uuid = {part.line.uuid: part for part in parts}
    found = []
    for text in contents.evidence:
        if text.genre == PART_OF_STACK:
            continue
        part = by_uuid.get(text.id.rpartition("/")[2])
        base = f"{path}/evidence" if path.startswith("/share/") else urlsplit(text.id).path
        pieces = shown_pieces(part, base) if part else ()
        found.append(ShownEvidence(text.name, text.genre, text.narrative, pieces))
    return tuple(found)


def _said_of_all(contents: BadgeContents) -> str:
    words = {piece.narrative for piece in contents.evidence if piece.genre != PART_OF_STACK}
    return words.pop() if len(words) == 1 else ""


def _span(contents: BadgeContents) -> str:
    start, end = (day(datetime.fromisoformat(each)) for each in (contents.activity_start, contents.activity_end))
    return start if start == end else f"{start} to {end}"
