"""How a badge stands, in a word, for those who award it and look after it."""

from datetime import datetime

from app.badges import CredentialView

BEING_SIGNED = ("Being signed", "info")
NOT_SIGNED = ("Not signed yet", "bad")
ABOUT_TO_GO = ("About to be revoked", "warn")
REVOKED = ("Revoked", "bad")
EXPIRED = ("Expired", "warn")
VALID = ("Signed and valid", "good")


def standing_words(badge: CredentialView, now: datetime, *, is_stuck: bool = False) -> tuple[str, str]:
    """A word and its kind. `is_stuck`: signing it was given up."""
    if badge.revoked_at:
        return REVOKED
    if badge.revocation_due_at:
        return ABOUT_TO_GO
    if not badge.is_signed:
        return NOT_SIGNED if is_stuck else BEING_SIGNED
    return EXPIRED if badge.valid_until and badge.valid_until <= now else VALID


def time_left(until: datetime, now: datetime) -> str:
    """What is left of the time to undo something: "14 minutes left", "less than a minute left", "the time is over"."""
    seconds = (until - now).total_seconds()
    if seconds <= 0:
        return "the time is over"
    minutes = int(seconds // 60)
    return "less than a minute left" if not minutes else f"{minutes} minute{'' if minutes == 1 else 's'} left"
