"""What was found in a picture, and the words for pictures that can't be read."""

from dataclasses import dataclass

from app.errors import Invalid

MOST_BADGE_BYTES = 1024 * 1024
"""A badge's text in a picture: ours have about 20 KB, and a bomb must end somewhere."""


@dataclass(frozen=True, slots=True)
class Baked:
    """The badges in a picture, as text that nobody has checked yet.

    `credential` is an Open Badges 3.0 credential, JSON or compact JWT; `assertion` an Open Badges 2.0 one, JSON, JWS
    or the address of a hosted one. `active` says that the picture holds something that would act in a browser.
    """

    credential: str | None = None
    assertion: str | None = None
    active: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it is a picture and nothing more."""
        return self.credential is None and self.assertion is None


def damaged(what: str) -> Invalid:
    """The file isn't the picture that it claims to be."""
    return Invalid(
        "picture-damaged",
        f"This picture can't be read: {what}.",
        "Download it anew from where the badge was given out, and don't send it through an app that shrinks pictures.",
    )


def too_large(what: str) -> Invalid:
    return Invalid(
        "picture-too-large", f"This picture was not read to the end: {what}.", "Use the badge's JSON file instead."
    )


def twofold() -> Invalid:
    """One reader would show the first badge and another the second."""
    return Invalid(
        "picture-holds-two-badges",
        "This picture holds two badges of the same kind, so nobody can say which of them it stands for.",
        "Ask for the badge's own file, or look it up at the issuer's address.",
    )


def as_text(found: bytes) -> str:
    """UTF-8, as both formats demand. Raises Invalid."""
    try:
        return found.decode()
    except UnicodeDecodeError as error:
        raise damaged("the badge in it is not written in UTF-8") from error
