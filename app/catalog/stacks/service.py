"""The verbs of stacks: load, list, read back."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from app.catalog import queries
from app.catalog.errors import CatalogError, Finding, Problem
from app.catalog.memory import stack_definitions
from app.catalog.models import Stack, StackVersion
from app.catalog.parsing import parse_stacks
from app.catalog.service import Loaded, Outcome
from app.catalog.stacks.definition import PartKind, PartRef, StackDefinition
from app.catalog.stacks.documents import stack_document
from app.catalog.stacks.progress import cycle_in
from app.catalog.writing import content_hash
from app.catalog.yaml_source import Source
from app.clock import Clock
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class StackEntry:
    """One stack in its newest version."""

    version_id: int
    definition: StackDefinition


def load_stacks(session: Session, clock: Clock, files: list[Path]) -> tuple[Loaded, ...]:
    """Publish the stacks in these files, after what they are made of. What is there already stays as it is.

    Raises CatalogError with the problems of all files; then nothing has been loaded: parts that nobody knows, a
    version that is taken, and stacks that lead back to themselves.
    """
    parsed = parse_stacks(files)
    problems = _part_problems(session, parsed)
    loaded: list[Loaded] = []
    for definition, source in parsed:
        done = None if problems else publish_stack(session, clock, definition)
        if done is not None:
            loaded.append(done)
        elif not problems:
            words = (
                f"Version {definition.version} is published already with other content; give this one a higher number."
            )
            problems.append(source.problem(Finding(("version",), words)))
    if problems:
        raise CatalogError(problems)
    return tuple(loaded)


def publish_stack(session: Session, clock: Clock, definition: StackDefinition) -> Loaded | None:
    """Publish one version for good; None when this id and version are taken by other content."""
    document = stack_document(definition)
    digest = content_hash(document)
    there = queries.stack_version_of(session, definition.slug, definition.version)
    if there is not None:
        same = there.content_hash == digest
        return Loaded(definition.slug, definition.version, there.id, Outcome.UNCHANGED) if same else None
    row = StackVersion(
        stack_id=_owner(session, definition).id,
        version=definition.version,
        content_hash=digest,
        document=document,
        published_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return Loaded(definition.slug, definition.version, row.id, Outcome.PUBLISHED)


def published_stacks(session: Session) -> tuple[StackEntry, ...]:
    """The newest version of every stack that isn't retired, by title, in at most two statements."""
    newest: dict[str, tuple[tuple[int, ...], int, str]] = {}
    for slug, version_id, version, digest in queries.open_stack_versions(session):
        candidate = (tuple(map(int, version.split("."))), version_id, digest)
        newest[slug] = max(newest.get(slug, candidate), candidate)
    found = _definitions(session, [(version_id, digest) for _, version_id, digest in newest.values()])
    entries = (StackEntry(version_id, definition) for version_id, definition in found.items())
    return tuple(sorted(entries, key=lambda entry: entry.definition.title.casefold()))


def stack_definition_of(session: Session, version_id: int) -> StackDefinition:
    """The definition of a stack's version. Raises NotFound."""
    found = stack_definitions_of(session, [version_id])
    if version_id not in found:
        raise NotFound(
            "stack-unknown", "This stack isn't in this catalogue.", "Ask whoever looks after Cairn to load it."
        )
    return found[version_id]


def stack_definitions_of(session: Session, version_ids: Iterable[int]) -> dict[int, StackDefinition]:
    """The definitions of many versions of stacks by id, in at most two statements; unknown ids are left out."""
    wanted = set(version_ids)
    return _definitions(session, queries.stack_hashes(session, wanted)) if wanted else {}


def part_titles(session: Session, stacks: Iterable[StackDefinition]) -> dict[PartRef, str]:
    """What the parts of these stacks are called today; a part that isn't there is called by its slug."""
    refs = {part.ref for stack in stacks for part in stack.requirement.parts}
    micro = queries.titles_of(session, {ref.slug for ref in refs if ref.kind is PartKind.MICRO_CREDENTIAL})
    nested = {entry.definition.slug: entry.definition.title for entry in published_stacks(session)}
    return {ref: (nested if ref.kind is PartKind.STACK else micro).get(ref.slug, ref.slug) for ref in refs}


def _definitions(session: Session, wanted: Iterable[tuple[int, str]]) -> dict[int, StackDefinition]:
    return stack_definitions.all_of(dict(wanted), partial(queries.stack_documents_of, session))


def _part_problems(session: Session, parsed: list[tuple[StackDefinition, Source]]) -> list[Problem]:
    """Parts that nobody knows, else a circle among all stacks as they would be."""
    stacks = {entry.definition.slug: entry.definition for entry in published_stacks(session)}
    stacks |= {definition.slug: definition for definition, _ in parsed}
    every = [part.ref.slug for definition, _ in parsed for part in definition.requirement.parts]
    micro = queries.titles_of(session, every)
    problems = []
    for definition, source in parsed:
        for place, part in enumerate(definition.requirement.parts):
            if part.ref.slug not in (stacks if part.ref.kind is PartKind.STACK else micro):
                words = f"“{part.ref.slug}” isn't in the catalogue; load it first."
                problems.append(source.problem(Finding(("requirement", "parts", place), words)))
    return problems or _circle_problems(stacks, parsed)


def _circle_problems(stacks: dict[str, StackDefinition], parsed: list[tuple[StackDefinition, Source]]) -> list[Problem]:
    circle = cycle_in({slug: _inner_stacks(definition) for slug, definition in stacks.items()})
    words = f"These stacks are made of one another, so nobody could ever earn them: {' → '.join(circle)}."
    return [
        source.problem(Finding(("requirement", "parts"), words))
        for definition, source in parsed
        if definition.slug in circle
    ]


def _inner_stacks(definition: StackDefinition) -> list[str]:
    return [part.ref.slug for part in definition.requirement.parts if part.ref.kind is PartKind.STACK]


def _owner(session: Session, definition: StackDefinition) -> Stack:
    owner = queries.stack_by_slug(session, definition.slug)
    if owner is None:
        owner = Stack(slug=definition.slug, title=definition.title, retired_at=None)
        session.add(owner)
        session.flush()
    owner.title = definition.title
    return owner
