"""How the badge of a decided attempt stands, for whoever reviews it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import badges
from app.evidence import AttemptView
from app.outbox import OutboxState, statuses
from app.web.badge_words import standing_words, time_left


@dataclass(frozen=True, slots=True)
class BadgeCard:
    """What templates/reviewer/_badge.html shows. `reason` is that of a revocation, whether to come or done."""

    attempt_id: int
    name: str
    url: str
    standing: tuple[str, str]
    is_signed: bool
    is_stuck: bool
    """Whether signing it was given up; the console says why."""
    awarded_at: datetime
    goes_at: datetime | None
    time_left: str
    gone_at: datetime | None
    reason: str


def badge_card(session: Session, attempt: AttemptView, now: datetime) -> BadgeCard | None:
    """The badge that the earner holds or held at this placement; None if there never was one."""
    badge = badges.credential_of(session, attempt.placement_id, attempt.person_id)
    if badge is None:
        return None
    is_stuck = not badge.is_signed and _was_given_up(session, badge.uuid, now)
    return BadgeCard(
        attempt_id=attempt.id,
        name=badge.name,
        url=badge.url,
        standing=standing_words(badge, now, is_stuck=is_stuck),
        is_signed=badge.is_signed,
        is_stuck=is_stuck,
        awarded_at=badge.awarded_at,
        goes_at=badge.revocation_due_at,
        time_left=time_left(badge.revocation_due_at, now) if badge.revocation_due_at else "",
        gone_at=badge.revoked_at,
        reason=badge.revoked_reason or badge.revocation_asked_reason or "",
    )


def _was_given_up(session: Session, uuid: str, now: datetime) -> bool:
    owed = statuses(session, badges.BADGE, [uuid], now).get(uuid)
    return owed is not None and owed.state is OutboxState.STOPPED
