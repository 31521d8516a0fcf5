"""Routes of pictures: an achievement's, a badge's with the badge in it, the card for social pages, and QR codes."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app import badges
from app.db import reading
from app.errors import Refusal
from app.web.access import current_services
from app.web.public import answers
from app.web.public.pages import day

blueprint = Blueprint("pictures", __name__)
blueprint.register_error_handler(Refusal, answers.refused)

PNG, SVG = "image/png", "image/svg+xml; charset=utf-8"


@blueprint.get("/achievements/<key>/image.png")
def achievement_image(key: str) -> ResponseReturnValue:
    """The picture in pixels, for profiles and mails that take no SVG."""
    with reading() as session:
        picture = badges.picture_of(session, key)
    return answers.picture(badges.picture_png(picture), PNG, answers.KEEP_AN_HOUR)


@blueprint.get("/credentials/<uuid:uuid>.png")
def credential_png(uuid: UUID) -> ResponseReturnValue:
    """The picture with the signed badge in it, once its earner has opened it."""
    with reading() as session:
        files = badges.public_files(session, str(uuid))
    return answers.picture(files.png(), PNG, answers.REVALIDATE)


@blueprint.get("/credentials/<uuid:uuid>.svg")
def credential_svg(uuid: UUID) -> ResponseReturnValue:
    """The same as a drawing."""
    with reading() as session:
        files = badges.public_files(session, str(uuid))
    return answers.picture(files.svg(), SVG, answers.REVALIDATE)


@blueprint.get("/share/<token>.png")
def shared_png(token: str) -> ResponseReturnValue:
    """The picture with the signed badge in it, for whoever has the present link."""
    return answers.picture(_shared(token).png(), PNG, answers.REVALIDATE)


@blueprint.get("/share/<token>.svg")
def shared_svg(token: str) -> ResponseReturnValue:
    return answers.picture(_shared(token).svg(), SVG, answers.REVALIDATE)


@blueprint.get("/credentials/<uuid:uuid>/og.png")
def credential_card(uuid: UUID) -> ResponseReturnValue:
    """What a social page shows beside the address: no more than a closed badge says, and never who earned it."""
    with reading() as session:
        badge = badges.credential_view(session, str(uuid))
        card = _card(badge, badges.picture_of(session, badge.achievement_key), current_services().clock.now())
    return answers.picture(badges.card_png(card), PNG, answers.KEEP_AN_HOUR)


@blueprint.get("/share/<token>/og.png")
def shared_card(token: str) -> ResponseReturnValue:
    """The same card; nothing on it tells which of the two addresses it was made for."""
    with reading() as session:
        badge = badges.shared_credential(session, token)
        card = _card(badge, badges.picture_of(session, badge.achievement_key), current_services().clock.now())
    return answers.picture(badges.card_png(card), PNG, answers.REVALIDATE)


@blueprint.get("/credentials/<uuid:uuid>/qr.svg")
def credential_code(uuid: UUID) -> ResponseReturnValue:
    """The badge's address for a camera."""
    with reading() as session:
        address = badges.credential_view(session, str(uuid)).url
    return answers.picture(badges.qr_svg(address, "QR code of this badge's address"), SVG, answers.KEEP_A_DAY)


@blueprint.get("/share/<token>/qr.svg")
def shared_code(token: str) -> ResponseReturnValue:
    """The share link for a camera, as long as it leads anywhere."""
    with reading() as session:
        badges.shared_credential(session, token)
    address = f"{current_services().settings.public_url}/share/{token}"
    return answers.picture(badges.qr_svg(address, "QR code of this share link"), SVG, answers.REVALIDATE)


def _shared(token: str) -> badges.BakeableBadge:
    with reading() as session:
        return badges.bakeable_badge(session, badges.shared_credential(session, token).uuid)


def _card(badge: badges.CredentialView, picture: badges.Picture, now: datetime) -> badges.Card:
    status = badge.status_at(now)
    return badges.Card(
        picture=picture,
        awarded=f"Awarded {day(badge.awarded_at)}",
        standing=_standing(badge, status),
        counts=status is badges.CredentialStatus.VALID,
    )


def _standing(badge: badges.CredentialView, status: badges.CredentialStatus) -> str:
    """A picture is kept for years, so it says where to look and not that the badge is valid."""
    if badge.revoked_at:
        return f"Revoked on {day(badge.revoked_at)}"
    if status is badges.CredentialStatus.EXPIRED and badge.valid_until:
        return f"Expired on {day(badge.valid_until)}"
    return f"Check it at {urlsplit(badge.url).netloc}"
