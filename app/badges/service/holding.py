"""Which micro-credentials and stacks somebody holds badges of, through all their accounts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.badges import queries
from app.badges.views import CredentialStatus, CredentialView
from app.catalog import PartKind, PartRef, definitions_of, stack_definitions_of


@dataclass(frozen=True, slots=True)
class HeldBadge:
    """A badge and what it is of. `counts` for a stack: signed, neither revoked nor expired."""

    ref: PartRef
    badge: CredentialView
    counts: bool


def held_badges(session: Session, person_ids: Collection[int], now: datetime) -> tuple[HeldBadge, ...]:
    """All badges of these accounts with what they are of, oldest first, revoked ones included; at most five
    statements however many there are."""
    found = queries.credentials_of_people(session, person_ids)
    micro = definitions_of(session, {each.version_id for each in found if each.version_id is not None})
    stacks = stack_definitions_of(session, {each.stack_version_id for each in found if each.stack_version_id})
    held = []
    for badge in reversed(found):
        if badge.stack_version_id is not None:
            ref = stacks[badge.stack_version_id].ref
        elif badge.version_id is not None:
            ref = PartRef(PartKind.MICRO_CREDENTIAL, micro[badge.version_id].slug)
        else:
            continue
        counts = badge.is_signed and badge.status_at(now) is CredentialStatus.VALID
        held.append(HeldBadge(ref, badge, counts))
    return tuple(held)
