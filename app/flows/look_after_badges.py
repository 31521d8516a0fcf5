"""What administrators do about badges: take one back with a reason and time to undo it, and mend what got stuck."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import badges
from app.administration import Reach, Scope, audit, not_yours, reach_of
from app.badges import CredentialView, KeptIssuer, Within
from app.errors import Conflict
from app.flows.award_badge import organisation_of
from app.flows.revoke_badge import ask_to_revoke
from app.outbox import OutboxState, Status, troubled
from app.people import find_people
from app.placement import ids_within, placement_view
from app.services import Services

MOST = 50


@dataclass(frozen=True, slots=True)
class Stuck:
    """A badge whose signature or revocation fails again and again, or was given up."""

    badge: CredentialView
    is_revocation: bool
    debt: Status

    @property
    def is_stopped(self) -> bool:
        """Whether nothing more happens until somebody has it tried again."""
        return self.debt.state is OutboxState.STOPPED


def newest_badges(session: Session, scope: Scope, named: str = "") -> list[CredentialView]:
    """The newest badges within reach, at most fifty; those of people with these letters in their name, if any."""
    reach = reach_of(session, scope)
    people = {each.person_id for each in find_people(session, reach.deployments, named)} if named.strip() else None
    return badges.credentials_within(session, _within(scope, reach), people=people, most=MOST)


def badge_within(session: Session, scope: Scope, uuid: str) -> CredentialView:
    """Raises NotFound for what isn't there and for what is another's, alike."""
    found = _among(session, scope, [uuid])
    if uuid not in found:
        raise not_yours("badge")
    return found[uuid]


def issuers_within(session: Session, scope: Scope) -> list[KeptIssuer]:
    """All issuers, or the organisation's own; none for a place that nobody has assigned to one."""
    if scope.organisation_id is None and not scope.is_operator:
        return []
    return badges.kept_issuers(session, scope.organisation_id)


def stuck_badges(session: Session, scope: Scope, now: datetime) -> list[Stuck]:
    """What got stuck within reach: what was given up first, then what has failed longest."""
    found = [(False, each) for each in troubled(session, badges.BADGE, now)]
    found += [(True, each) for each in troubled(session, badges.REVOCATION, now)]
    within = _among(session, scope, {debt.key for _, debt in found}) if found else {}
    rows = [Stuck(within[debt.key], revokes, debt) for revokes, debt in found if debt.key in within]
    return sorted(rows, key=lambda row: not row.is_stopped)


def take_back(session: Session, services: Services, scope: Scope, uuid: str, reason: str) -> None:
    """Have a badge taken back in a quarter of an hour. Raises NotFound, Invalid without a usable reason, Conflict
    where it was taken back already."""
    if badge_within(session, scope, uuid).revoked_at is not None:
        raise Conflict(
            "badge-revoked-already", "This badge was taken back already.", "Its page says when and for what reason."
        )
    asked = ask_to_revoke(session, services, uuid, reason)
    _note(session, services, scope, "badge-revocation-asked", asked, {"reason": asked.revocation_asked_reason})


def let_stand(session: Session, services: Services, scope: Scope, uuid: str) -> None:
    """Undo that, whoever asked for it, as long as there is time. Raises NotFound, Conflict once it was taken back."""
    before = badge_within(session, scope, uuid)
    badges.undo_revocation(session, services.clock, uuid)
    if before.revocation_due_at is not None:
        _note(session, services, scope, "badge-revocation-undone", before, {})


def try_again(session: Session, services: Services, scope: Scope, uuid: str | None = None) -> int:
    """Try at once what got stuck, of one badge or of all within reach; how many. Raises NotFound for another's."""
    if uuid is not None:
        badge_within(session, scope, uuid)
    stuck = [
        each for each in stuck_badges(session, scope, services.clock.now()) if uuid is None or each.badge.uuid == uuid
    ]
    badges.owe_signatures(session, services.clock, [each.badge.uuid for each in stuck if not each.is_revocation])
    for each in stuck:
        if each.is_revocation:
            badges.carry_out_again(session, services.clock, each.badge.uuid)
        _note(session, services, scope, "badge-tried-again", each.badge, {"answer": each.debt.last_answer})
    return len(stuck)


def _within(scope: Scope, reach: Reach) -> Within | None:
    return None if scope.is_operator else Within(ids_within(reach.deployments), scope.organisation_id)


def _among(session: Session, scope: Scope, uuids: Collection[str]) -> dict[str, CredentialView]:
    within = _within(scope, reach_of(session, scope))
    return {each.uuid: each for each in badges.credentials_within(session, within, uuids=uuids, most=len(uuids))}


def _note(
    session: Session, services: Services, scope: Scope, action: str, badge: CredentialView, detail: Mapping[str, Any]
) -> None:
    """In the log of those whose badge it is; where a place belongs to nobody, its own launches find it there."""
    organisation_id, subject = scope.organisation_id, f"badge:{badge.uuid}"
    if badge.placement_id is not None:
        deployment_id = placement_view(session, badge.placement_id).deployment_id
        organisation_id = organisation_of(session, deployment_id)
        subject = subject if organisation_id is not None else f"deployment:{deployment_id}"
    audit(
        session,
        services.clock,
        by=scope.by,
        action=action,
        subject=subject,
        organisation_id=organisation_id,
        detail={"badge": badge.url, **detail},
    )
