"""How badges refuse."""

from app.errors import Conflict, Invalid, NotFound, Unavailable


def badge_unknown(uuid: str) -> NotFound:
    """No badge has this id, as far as the asker may know."""
    return NotFound(
        "badge-unknown",
        f"There is no badge with the id {uuid} here.",
        "Check that the whole address or id was copied.",
    )


def badge_not_open() -> NotFound:
    """The badge is there, but its earner hasn't opened it; a 404, so that nobody learns more than its page says."""
    return NotFound(
        "badge-not-open",
        "The earner of this badge hasn't opened it to the public, so its signed file isn't given out here.",
        "Ask the earner: every earner can download the file inside the course and hand it to you.",
    )


def link_dead() -> NotFound:
    """Renewed, closed or never given out: which of them is nobody's business."""
    return NotFound(
        "share-link-dead",
        "This link doesn't lead to a badge, or not any more.",
        "Ask the person who gave it to you for the present link.",
    )


def issuer_unknown(slug: str) -> NotFound:
    return NotFound(
        "issuer-unknown", f"There is no issuer called “{slug}” here.", "Check the address, or ask who gave it to you."
    )


def key_unknown(slug: str, fragment: str) -> NotFound:
    return NotFound(
        "key-unknown",
        f"The issuer “{slug}” has no key called “{fragment}”.",
        "Take the name from what stands behind the # in did.json or in the badge's proof, such as ed-2026a.",
    )


def achievement_unknown() -> NotFound:
    return NotFound(
        "achievement-unknown", "Nothing with this address has been awarded here.", "Take the address from the badge."
    )


def status_list_unknown() -> NotFound:
    return NotFound("status-list-unknown", "There is no such status list here.", "Take the address from the badge.")


def badge_not_signed() -> Unavailable:
    """Awarded a moment ago; the worker is about to sign it."""
    return Unavailable(
        "badge-being-signed",
        "This badge was awarded a moment ago and is being signed.",
        "Open it again in a minute.",
    )


def evidence_unknown() -> NotFound:
    """No such line, or a piece that isn't shown, or not to this asker: which of them is nobody's business."""
    return NotFound(
        "evidence-unknown",
        "There is no evidence at this address, or its earner doesn't show it.",
        "Ask the person who gave you the address.",
    )


def assurance_missing() -> Invalid:
    return Invalid(
        "assurance-missing",
        "Say first who can be recognised in this piece, so that nobody is shown against their will.",
        "Choose one of the two sentences, confirm that you have looked at the piece, and try again.",
    )


def no_link_to_renew() -> Conflict:
    return Conflict(
        "no-share-link",
        "This badge has no share link at present, so there is none to renew.",
        "Choose who may see the badge first.",
    )
