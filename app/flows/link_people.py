"""Let several accounts of one human being count together: by consent of both, or on an administrator's word."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app import administration, people
from app.administration import Scope
from app.errors import NotAllowed, NotFound
from app.flows.credit import suggest_for_person
from app.flows.own_badges import require_own_hands
from app.flows.stacks import award_earned_stacks
from app.people import Actor, Role
from app.services import Services


def make_link_code(session: Session, services: Services, actor: Actor) -> str:
    """A code for the actor's other account, to be shown this once. Raises NotAllowed as `require_oneself` does."""
    require_oneself(actor)
    return people.make_link_code(session, services.clock, actor.person_id)


def enter_link_code(session: Session, services: Services, actor: Actor, typed: str) -> None:
    """Take the code of the actor's other account. Raises as `people.enter_link_code` does, and NotAllowed."""
    require_oneself(actor)
    people.enter_link_code(session, services.clock, actor.person_id, typed)


def agree_to_link(session: Session, services: Services, actor: Actor, code_id: int) -> None:
    """The actor's word for a link; with the second one what both have earned counts together.

    Raises as `people.agree_to_link` does, and NotAllowed.
    """
    require_oneself(actor)
    if people.agree_to_link(session, services.clock, actor.person_id, code_id):
        _count_together(session, services, actor.person_id)


def decline_link(session: Session, services: Services, actor: Actor, code_id: int) -> None:
    """The actor's no, or their own code taken back. Raises NotFound, NotAllowed."""
    require_oneself(actor)
    people.decline_link(session, services.clock, actor.person_id, code_id)


def disconnect_account(session: Session, services: Services, actor: Actor, other_id: int) -> None:
    """Let one of the actor's accounts stand alone again; what was awarded stays. Raises NotFound, NotAllowed."""
    require_oneself(actor)
    people.disconnect(session, services.clock, actor.person_id, other_id, by=f"person:{actor.person_id}")


def merge_people(session: Session, services: Services, scope: Scope, pair: Iterable[int], reason: str) -> int:
    """Link two persons within the administrator's reach; returns the link's id.

    Raises NotFound outside of the reach, otherwise as `people.merge_people` does.
    """
    both = set(pair)
    _require_reach(session, scope, both)
    link_id = people.merge_people(session, services.clock, both, by=scope.by, reason=reason)
    _audit(session, services, scope, "people-merged", link_id, tuple(sorted(both)), " ".join(reason.split()))
    _count_together(session, services, min(both))
    return link_id


def undo_merge(session: Session, services: Services, scope: Scope, link_id: int) -> None:
    """Let two merged persons be two again; what was awarded stays. Raises NotFound, also outside of the reach."""
    pair = people.merged_pair(session, link_id)
    _require_reach(session, scope, set(pair))
    people.undo_merge(session, services.clock, link_id, by=scope.by)
    _audit(session, services, scope, "people-parted", link_id, pair, "")


def require_oneself(actor: Actor) -> None:
    """Raises NotAllowed for whoever isn't there as themselves.

    That is somebody who acts as another, the LMS's test user, and a parent or mentor who looks on.
    """
    require_own_hands(actor)
    if actor.is_test or actor.role is Role.MENTOR or actor.mentored is not None:
        raise NotAllowed(
            "accounts-not-your-own",
            "Only a learner's or a teacher's own account can be connected with another one.",
            "Open Cairn in a course where you take part yourself.",
        )


def _count_together(session: Session, services: Services, person_id: int) -> None:
    """What the accounts have earned apart may be enough together."""
    suggest_for_person(session, services, person_id)
    award_earned_stacks(session, services, person_id)


def _require_reach(session: Session, scope: Scope, person_ids: set[int]) -> None:
    reach = administration.reach_of(session, scope).deployments
    if set(people.people_within(session, reach, person_ids)) != person_ids:
        raise NotFound(
            "person-out-of-reach", "There is no such person in your LMS.", "Look for them by name and choose again."
        )


def _audit(
    session: Session, services: Services, scope: Scope, action: str, link_id: int, pair: tuple[int, ...], reason: str
) -> None:
    """A place that belongs to nobody has the lines about itself for its log."""
    administration.audit(
        session,
        services.clock,
        by=scope.by,
        action=action,
        subject=f"link:{link_id}" if scope.deployment_id is None else f"deployment:{scope.deployment_id}",
        organisation_id=scope.organisation_id,
        detail={"people": list(pair), **({"reason": reason} if reason else {})},
    )
