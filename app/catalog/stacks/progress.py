"""What somebody who holds some parts still lacks for a stack. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.catalog.stacks.definition import PartRef, Requirement, RequirementType, StackPart


@dataclass(frozen=True, slots=True)
class StackProgress:
    """How far somebody has come.

    `counted` are the parts that count, in the stack's order; `must` are missing ones that can't be left out; `may`
    are missing ones of which `choose` more are needed.
    """

    counted: tuple[StackPart, ...]
    must: tuple[StackPart, ...]
    may: tuple[StackPart, ...]
    choose: int
    needed: int

    @property
    def done(self) -> int:
        """How many of the `needed` are there; what is held beyond the rule isn't counted twice."""
        return self.needed - len(self.must) - self.choose

    @property
    def is_complete(self) -> bool:
        return not self.must and not self.choose


def progress(requirement: Requirement, held: Collection[PartRef]) -> StackProgress:
    """`held` may name anything; what isn't a part of the stack doesn't matter."""
    every = requirement.type is RequirementType.ALL
    counted = tuple(part for part in requirement.parts if part.ref in held)
    missing = tuple(part for part in requirement.parts if part.ref not in held)
    must = tuple(part for part in missing if every or part.required)
    free = sum(not part.required for part in counted)
    choose = 0 if every else max((requirement.some or 0) - free, 0)
    may = tuple(part for part in missing if part not in must) if choose else ()
    return StackProgress(counted, must, may, choose, requirement.needed)


def cycle_in(needs: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """A way from a stack back to itself, with its first name again at the end; empty where there is none.

    `needs` maps a stack's slug to those of the stacks that it is made of.
    """
    finished: set[str] = set()
    for start in needs:
        found = _way_back(start, needs, (), finished)
        if found:
            return found
    return ()


def _way_back(
    slug: str, needs: Mapping[str, Collection[str]], way: tuple[str, ...], finished: set[str]
) -> tuple[str, ...]:
    if slug in way:
        return (*way[way.index(slug) :], slug)
    if slug in finished:
        return ()
    for inner in needs.get(slug, ()):
        found = _way_back(inner, needs, (*way, slug), finished)
        if found:
            return found
    finished.add(slug)
    return ()
