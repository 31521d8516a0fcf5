"""The picture of an achievement, and the files of a badge that are pictures."""

import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.badges import ob2, queries
from app.badges.achievement import image_caption
from app.badges.baking import bake_png, bake_svg
from app.badges.errors import achievement_unknown, badge_not_open, badge_not_signed, badge_unknown
from app.badges.images import Picture, picture_png, picture_svg
from app.badges.models import Achievement, BadgeImage, Visibility
from app.clock import Clock
from app.errors import Invalid

LEVEL_LENGTH = 40
ALTERNATIVE_LENGTH = 300
KIND_WORDS = {
    "MicroCredential": "Micro-credential",
    "Certificate": "Certificate",
    "Competency": "Competency",
    "CertificateOfCompletion": "Certificate",
}
"""What an achievement is called on its picture where nobody has chosen a level; a plain badge says nothing."""


@dataclass(frozen=True, slots=True)
class PictureChoice:
    """What an issuer wants on a badge: a level and a colour for the drawing, or a picture of its own.

    `level` takes at most 40 characters; without it the achievement's kind is drawn. `png` is a picture as `prepared`
    makes it, and needs `alternative`, what it shows, in one line of at most 300 characters.
    """

    level: str = ""
    hue: int | None = None
    png: bytes | None = None
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class BakeableBadge:
    """A signed badge and its picture: everything that its two picture files are made of.

    `assertion` is the badge in Open Badges 2.0, only while its address answers: 2.0 is checked by asking there.
    """

    picture: Picture
    document: bytes
    jwt: str
    assertion: str | None = None

    def png(self) -> bytes:
        """PNG with the signed JSON in it, and the Open Badges 2.0 assertion beside it."""
        return bake_png(picture_png(self.picture), self.document, self.assertion)

    def svg(self) -> str:
        """SVG with the token in it."""
        return bake_svg(picture_svg(self.picture), self.jwt)


def picture_of(session: Session, key: str) -> Picture:
    """The picture of the achievement at `/achievements/<key>`. Raises NotFound."""
    parts = queries.picture_parts(session, key)
    if parts is None:
        raise achievement_unknown()
    achievement, issuer, image = parts
    return Picture(
        title=achievement.document["name"],
        issuer=issuer.name,
        alternative=achievement.document["image"]["caption"],
        level=(image.level if image else "") or KIND_WORDS.get(achievement.document["achievementType"], ""),
        hue=image.hue if image else None,
        uploaded=image.png if image else None,
    )


def bakeable_badge(session: Session, uuid: str) -> BakeableBadge:
    """What the picture files of this badge are made of, whoever asks: who may, the caller has to know.

    Raises NotFound, Unavailable before it is signed.
    """
    credential = queries.credential_row(session, uuid)
    if credential is None:
        raise badge_unknown(uuid)
    if credential.document is None or credential.jwt is None:
        raise badge_not_signed()
    key = session.get_one(Achievement, credential.achievement_id).key
    hosted = credential.visibility == Visibility.PUBLIC and credential.revoked_at is None
    assertion = json.dumps(ob2.assertion(json.loads(credential.document)), ensure_ascii=False) if hosted else None
    return BakeableBadge(picture_of(session, key), credential.document, credential.jwt, assertion)


def public_files(session: Session, uuid: str) -> BakeableBadge:
    """The same for a stranger. Raises NotFound while the earner hasn't opened the badge to everybody."""
    if not queries.required_credential(session, uuid).is_public:
        raise badge_not_open()
    return bakeable_badge(session, uuid)


def change_picture(session: Session, clock: Clock, key: str, choice: PictureChoice) -> Picture:
    """Have the achievement's picture made anew; what isn't chosen goes back to what its words give.

    The addresses stay, so badges that were given out show the new picture. Of the achievement's own document only
    the picture's caption follows, for the badges to come; what was signed stays signed. Raises NotFound, Invalid.
    """
    _check(choice)
    achievement = queries.locked_achievement(session, key)
    if achievement is None:
        raise achievement_unknown()
    image = queries.image_row(session, achievement.id) or BadgeImage(achievement_id=achievement.id)
    image.level, image.hue, image.png = _line(choice.level), choice.hue, choice.png
    image.changed_at = clock.now()
    session.add(image)
    caption = _line(choice.alternative) or image_caption(achievement.document["name"])
    shown = achievement.document["image"] | {"caption": caption}
    achievement.document = achievement.document | {"image": shown}
    session.flush()
    return picture_of(session, key)


def _check(choice: PictureChoice) -> None:
    if len(_line(choice.level)) > LEVEL_LENGTH:
        raise Invalid("level-too-long", f"A level takes {LEVEL_LENGTH} characters at most.", "Write fewer words.")
    length = len(_line(choice.alternative))
    if length > ALTERNATIVE_LENGTH or bool(length) != (choice.png is not None):
        raise Invalid(
            "alternative-text-needed",
            f"A picture of your own needs words that say what it shows, {ALTERNATIVE_LENGTH} characters at most; "
            "a drawn one writes its own.",
            "Give a picture and its words together, or neither.",
        )


def _line(words: str) -> str:
    return " ".join(words.split())
