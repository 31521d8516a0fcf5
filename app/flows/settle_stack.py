"""A part of a stack was revoked: a person says what becomes of the stack's badge."""

from sqlalchemy.orm import Session

from app import badges
from app.administration import Scope, audit, not_yours
from app.badges import QuestionedBadge
from app.errors import Invalid
from app.flows.revoke_badge import ask_to_revoke
from app.services import Services

LONGEST_REASON = 500


def badges_to_look_at(session: Session, scope: Scope) -> list[QuestionedBadge]:
    """Those within this administrator's reach: all, or those of the organisation's own issuers."""
    if scope.organisation_id is None and not scope.is_operator:
        return []
    return badges.questioned_badges(session, scope.organisation_id)


def keep_stack(session: Session, services: Services, scope: Scope, uuid: str, reason: str) -> None:
    """Let the badge stand although a part of it was revoked. Raises NotFound, and Invalid without a reason."""
    _settle(session, services, scope, uuid, reason, "stack-kept")


def revoke_stack(session: Session, services: Services, scope: Scope, uuid: str, reason: str) -> None:
    """Have the badge taken back too, after the usual time to undo it. Raises NotFound, and Invalid without a reason."""
    words = _settle(session, services, scope, uuid, reason, "stack-revoked")
    ask_to_revoke(session, services, uuid, words)


def _settle(session: Session, services: Services, scope: Scope, uuid: str, reason: str, action: str) -> str:
    if uuid not in {each.badge.uuid for each in badges_to_look_at(session, scope)}:
        raise not_yours("badge")
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST_REASON:
        raise Invalid(
            "reason-needed",
            f"A reason of at most {LONGEST_REASON} characters is needed.",
            "Write one sentence: if the badge is taken back, everybody who opens its page reads it.",
        )
    badges.settle_questions(session, services.clock, uuid, scope.by, words)
    audit(
        session,
        services.clock,
        by=scope.by,
        action=action,
        subject=f"badge:{uuid}",
        organisation_id=scope.organisation_id,
        detail={"reason": words},
    )
    return words
