"""Stacks are awarded by themselves: when the last part is signed, in whatever course or LMS, or accounts are linked."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app import badges, people
from app.badges import CredentialView, HeldBadge, StackRequest
from app.catalog import PartRef, StackEntry, part_titles, progress, published_stacks
from app.services import Services


def award_earned_stacks(session: Session, services: Services, person_id: int) -> tuple[CredentialView, ...]:
    """Award every stack whose parts this human being holds, through all linked accounts; returns the new badges.

    Whoever holds a badge of any version of a stack isn't awarded it again, and after a revocation only with a part
    that was awarded since. A stack that is itself a part counts once it is signed, which leads here again. A stack
    whose issuer isn't set up waits: `flask stacks award` finds it later. A second call changes nothing.
    """
    stacks = published_stacks(session)
    if not stacks:
        return ()
    person_ids = people.hold_linked_people(session, person_id)
    now = services.clock.now()
    held = badges.held_badges(session, person_ids, now)
    earned = [stack for stack in stacks if _is_earned(stack, held)]
    if not earned:
        return ()
    titles = part_titles(session, [stack.definition for stack in earned])
    set_up = {issuer.slug for issuer in badges.issuers(session)} | {badges.DEFAULT_ISSUER}
    awarded = (_award(session, services, stack, held, titles) for stack in earned if stack.definition.issuer in set_up)
    return tuple(badge for badge in awarded if badge is not None)


def _is_earned(stack: StackEntry, held: tuple[HeldBadge, ...]) -> bool:
    definition = stack.definition
    own = [each.badge for each in held if each.ref == definition.ref]
    if any(badge.revoked_at is None for badge in own):
        return False
    if not progress(definition.requirement, {each.ref for each in held if each.counts}).is_complete:
        return False
    taken_back = [badge.revoked_at for badge in own if badge.revoked_at is not None]
    return not taken_back or _newest(_parts(stack, held)) > max(taken_back)


def _newest(parts: Iterable[HeldBadge]) -> datetime:
    return max(part.badge.awarded_at for part in parts)


def _parts(stack: StackEntry, held: tuple[HeldBadge, ...]) -> list[HeldBadge]:
    """One badge for each part that is held, the first that was earned of it."""
    first: dict[PartRef, HeldBadge] = {}
    for each in held:
        if each.counts:
            first.setdefault(each.ref, each)
    return [first[part.ref] for part in stack.definition.requirement.parts if part.ref in first]


def _award(
    session: Session, services: Services, stack: StackEntry, held: tuple[HeldBadge, ...], titles: dict[PartRef, str]
) -> CredentialView | None:
    """The badge goes to the account that earned the first part: it has been there the longest."""
    parts = _parts(stack, held)
    holder = min(parts, key=lambda part: part.badge.awarded_at).badge.person_id
    request = StackRequest(
        stack_version_id=stack.version_id,
        definition=stack.definition,
        titles=titles,
        person_id=holder,
        email=people.person_view(session, holder).email,
        parts=tuple(part.badge.uuid for part in parts),
    )
    return badges.award_stack(
        session,
        clock=services.clock,
        sealer=services.sealer,
        public_url=services.settings.public_url,
        request=request,
    )
