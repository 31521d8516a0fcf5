"""What the earner reads beside the score in the gradebook: the decision, the badge, and that it was taken back."""

from app.badges import CredentialView
from app.review import DecisionView, Outcome

MAX_COMMENT = 4_000


def comment_for(decision: DecisionView, badge: CredentialView | None) -> str:
    """A level per criterion, the reviewer's note, the badge's address.

    At most 4,000 characters: the address is always whole, the note is cut.
    """
    return _joined(f"{decision.summary} {decision.note}".strip(), f"Badge: {badge.url}" if badge else "")


def revocation_comment(badge: CredentialView, decision: DecisionView | None) -> str:
    """That the badge was taken back and why, behind the decision where that isn't “earned” any more.

    Moodle shows only the last comment, so this one has to say both.
    """
    told = f"The badge for this work was revoked: {badge.revoked_reason} {badge.url}"
    if decision is None or decision.outcome is Outcome.EARNED:
        return told
    return _joined(comment_for(decision, None), told)


def _joined(said: str, address: str) -> str:
    """The first part is cut where both have no room."""
    if not address:
        return _cut(said, MAX_COMMENT)
    return f"{_cut(said, MAX_COMMENT - len(address) - 1)} {address}"


def _cut(words: str, room: int) -> str:
    return words if len(words) <= room else words[: room - 1].rstrip() + "…"
