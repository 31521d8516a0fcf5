"""How far somebody has come with each stack, through all linked accounts: what is held, what is missing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.badges import CredentialView, HeldBadge, held_badges
from app.catalog import (
    PartKind,
    PartRef,
    StackEntry,
    StackPart,
    missing_in_words,
    part_titles,
    progress,
    published_stacks,
    requirement_in_words,
)


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part. `badge` is the one that counts, None while none does; `required` only where a choice is left."""

    title: str
    kind: PartKind
    required: bool
    badge: CredentialView | None


@dataclass(frozen=True, slots=True)
class StackLine:
    """One stack. `badge` is its own once it was awarded; `rule` and `missing` are sentences.

    `done` of the `needed` parts are there. `is_started` where at least one part is held.
    """

    slug: str
    title: str
    summary: str
    rule: str
    done: int
    needed: int
    missing: str
    parts: tuple[PartLine, ...]
    badge: CredentialView | None

    @property
    def is_started(self) -> bool:
        return any(part.badge for part in self.parts)


def stack_progress(session: Session, person_ids: Collection[int], now: datetime) -> tuple[StackLine, ...]:
    """A line for each stack of the catalogue: earned ones first, then the nearest; at most ten statements."""
    stacks = published_stacks(session)
    if not stacks:
        return ()
    held = held_badges(session, person_ids, now)
    titles = part_titles(session, [stack.definition for stack in stacks])
    return tuple(sorted((_line(stack, held, titles) for stack in stacks), key=_nearness))


def _line(stack: StackEntry, held: tuple[HeldBadge, ...], titles: Mapping[PartRef, str]) -> StackLine:
    definition = stack.definition
    counting = {each.ref: each.badge for each in reversed(held) if each.counts}
    own = [each.badge for each in held if each.ref == definition.ref and each.badge.revoked_at is None]
    left = progress(definition.requirement, counting.keys())
    return StackLine(
        slug=definition.slug,
        title=definition.title,
        summary=definition.summary,
        rule=requirement_in_words(definition.requirement),
        done=left.done,
        needed=left.needed,
        missing="" if own else missing_in_words(left, titles),
        parts=tuple(_part(part, counting, titles) for part in definition.requirement.parts),
        badge=own[-1] if own else None,
    )


def _part(part: StackPart, counting: Mapping[PartRef, CredentialView], titles: Mapping[PartRef, str]) -> PartLine:
    return PartLine(titles[part.ref], part.ref.kind, part.required, counting.get(part.ref))


def _nearness(line: StackLine) -> tuple[bool, float, str]:
    return line.badge is None, -line.done / line.needed, line.title.casefold()
