"""The verbs of the catalogue: load, list, read back."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from app.catalog import queries
from app.catalog.definition import Definition
from app.catalog.errors import CatalogError, Finding, Problem
from app.catalog.memory import definitions
from app.catalog.models import MicroCredential, MicroCredentialVersion
from app.catalog.parsing import parse_files, yaml_files
from app.catalog.words import asks_in_words, hours_in_words
from app.catalog.writing import content_hash, to_document
from app.clock import Clock
from app.errors import NotFound


class Outcome(StrEnum):
    """What loading a definition did."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Loaded:
    """One definition that is in the catalogue after loading."""

    slug: str
    version: str
    version_id: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One published micro-credential in its newest version, as a list shows it; `hours` and `asks` are words."""

    micro_credential_id: int
    version_id: int
    slug: str
    version: str
    title: str
    summary: str
    minutes: int
    hours: str
    asks: str
    alignments: tuple[str, ...]


def load_catalog(session: Session, clock: Clock, place: Path | list[Path]) -> tuple[Loaded, ...]:
    """Publish every definition of a folder, a file or a list of files. What is there already stays as it is.

    Raises CatalogError with the problems of all files; then nothing has been loaded.
    """
    parsed = parse_files(place if isinstance(place, list) else yaml_files(place))
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    for definition, source in parsed:
        done = publish(session, clock, definition)
        if done is None:
            problems.append(source.problem(Finding(("version",), _taken(definition))))
        else:
            loaded.append(done)
    if problems:
        raise CatalogError(problems)
    return tuple(loaded)


def publish(session: Session, clock: Clock, definition: Definition) -> Loaded | None:
    """Publish one version for good; None when this id and version are taken by other content."""
    document = to_document(definition)
    digest = content_hash(document)
    there = queries.version_of(session, definition.slug, definition.version)
    if there is not None:
        same = there.content_hash == digest
        return Loaded(definition.slug, definition.version, there.id, Outcome.UNCHANGED) if same else None
    row = MicroCredentialVersion(
        micro_credential_id=_owner(session, definition).id,
        version=definition.version,
        content_hash=digest,
        document=document,
        published_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return Loaded(definition.slug, definition.version, row.id, Outcome.PUBLISHED)


def published(session: Session, search: str | None = None) -> tuple[CatalogEntry, ...]:
    """The newest version of everything that isn't retired, by title. All words of `search` have to occur."""
    newest: dict[int, tuple[tuple[int, ...], int, str]] = {}
    for owner_id, _slug, version_id, version, digest in queries.open_versions(session):
        candidate = (_order(version), version_id, digest)
        newest[owner_id] = max(newest.get(owner_id, candidate), candidate)
    found = _definitions(session, [(version_id, digest) for _, version_id, digest in newest.values()])
    entries = (_entry(owner_id, row[1], found[row[1]]) for owner_id, row in newest.items())
    wanted = (search or "").casefold().split()
    return tuple(
        sorted((entry for entry in entries if _matches(entry, wanted)), key=lambda entry: entry.title.casefold())
    )


def definition_of(session: Session, version_id: int) -> Definition:
    """The definition of a version, from memory after the first time. Raises NotFound.

    Memory is keyed by content, not by row id: a version never changes, but another database has other ids.
    """
    digest = queries.version_hash(session, version_id)
    if digest is None:
        raise _unknown()
    return _definitions(session, [(version_id, digest)])[version_id]


def definitions_of(session: Session, version_ids: Iterable[int]) -> dict[int, Definition]:
    """The definitions of many versions by id, in at most two statements; ids that aren't there are left out."""
    return _definitions(session, queries.version_hashes(session, set(version_ids)))


def find_version(session: Session, slug: str, version: str) -> int:
    """The id of a version by its public names, retired or not. Raises NotFound with words for what is missing."""
    row = queries.version_of(session, slug, version)
    if row is not None:
        return row.id
    if queries.by_slug(session, slug) is None:
        raise _unknown()
    raise NotFound(
        "micro-credential-version-unknown",
        f"This activity uses version {version[:40]} of a micro-credential, which isn't in this catalogue.",
        "Ask whoever looks after Cairn to load that version, or add the micro-credential to the course again.",
    )


def _definitions(session: Session, wanted: Iterable[tuple[int, str]]) -> dict[int, Definition]:
    return definitions.all_of(dict(wanted), partial(queries.documents_of, session))


def _owner(session: Session, definition: Definition) -> MicroCredential:
    owner = queries.by_slug(session, definition.slug)
    if owner is None:
        owner = MicroCredential(slug=definition.slug, title=definition.title, retired_at=None)
        session.add(owner)
        session.flush()
    owner.title = definition.title
    return owner


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _entry(owner_id: int, version_id: int, definition: Definition) -> CatalogEntry:
    return CatalogEntry(
        micro_credential_id=owner_id,
        version_id=version_id,
        slug=definition.slug,
        version=definition.version,
        title=definition.title,
        summary=definition.summary,
        minutes=definition.total_minutes,
        hours=hours_in_words(definition.total_minutes),
        asks=asks_in_words(definition),
        alignments=tuple(dict.fromkeys(alignment.framework for alignment in definition.alignments)),
    )


def _matches(entry: CatalogEntry, words: list[str]) -> bool:
    text = " ".join((entry.title, entry.summary, entry.slug, *entry.alignments)).casefold()
    return all(word in text for word in words)


def _taken(definition: Definition) -> str:
    return (
        f"Version {definition.version} of “{definition.slug}” is published already with other content, and a published "
        "version never changes. Give this one a higher version number."
    )


def _unknown() -> NotFound:
    return NotFound(
        "micro-credential-unknown",
        "The micro-credential of this activity isn't in this catalogue.",
        "Ask whoever looks after Cairn to load it, or choose another one for the course.",
    )
