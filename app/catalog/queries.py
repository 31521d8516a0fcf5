"""Every SELECT on the catalogue."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from app.catalog.models import MicroCredential, MicroCredentialVersion, Stack, StackVersion
from app.db import find_row

# Built once, of the table and not of the class: asked for each page.
_version = MicroCredentialVersion.metadata.tables[MicroCredentialVersion.__tablename__].c
_hash_of: Select[Any] = select(_version.content_hash).where(_version.id == bindparam("version"))


def by_slug(session: Session, slug: str) -> MicroCredential | None:
    """The micro-credential with this slug."""
    return session.scalars(select(MicroCredential).where(MicroCredential.slug == slug)).one_or_none()


def version_of(session: Session, slug: str, version: str) -> MicroCredentialVersion | None:
    """One version of a micro-credential, retired or not."""
    statement = select(MicroCredentialVersion).join(MicroCredential)
    return session.scalars(
        statement.where(MicroCredential.slug == slug, MicroCredentialVersion.version == version)
    ).one_or_none()


def version_hash(session: Session, version_id: int) -> str | None:
    """The content hash of a version."""
    row = find_row(session, _hash_of, {"version": version_id})
    return None if row is None else str(row.content_hash)


def version_hashes(session: Session, version_ids: Iterable[int]) -> list[tuple[int, str]]:
    """(version id, content hash) of these versions."""
    version = MicroCredentialVersion
    rows = session.execute(select(version.id, version.content_hash).where(version.id.in_(version_ids)))
    return [(row.id, row.content_hash) for row in rows]


def open_versions(session: Session) -> Sequence[Row[int, str, int, str, str]]:
    """(micro-credential id, slug, version id, version, content hash) of all that isn't retired."""
    version = MicroCredentialVersion
    columns = (MicroCredential.id, MicroCredential.slug, version.id, version.version, version.content_hash)
    statement = select(*columns).join(version, version.micro_credential_id == MicroCredential.id)
    return session.execute(statement.where(MicroCredential.retired_at.is_(None))).all()


def documents_of(session: Session, version_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The stored documents of these versions, by version id, in one statement."""
    columns = (MicroCredentialVersion.id, MicroCredentialVersion.document)
    rows = session.execute(select(*columns).where(MicroCredentialVersion.id.in_(version_ids)))
    return {row.id: row.document for row in rows}


def titles_of(session: Session, slugs: Iterable[str]) -> dict[str, str]:
    """The titles of these micro-credentials by slug; those that aren't there are left out."""
    rows = session.execute(select(MicroCredential.slug, MicroCredential.title).where(MicroCredential.slug.in_(slugs)))
    return {row.slug: row.title for row in rows}


def stack_by_slug(session: Session, slug: str) -> Stack | None:
    """The stack with this slug."""
    return session.scalars(select(Stack).where(Stack.slug == slug)).one_or_none()


def stack_version_of(session: Session, slug: str, version: str) -> StackVersion | None:
    """One version of a stack, retired or not."""
    chosen = select(StackVersion).join(Stack).where(Stack.slug == slug, StackVersion.version == version)
    return session.scalars(chosen).one_or_none()


def open_stack_versions(session: Session) -> Sequence[Row[str, int, str, str]]:
    """(slug, version id, version, content hash) of all stacks that aren't retired."""
    chosen = select(Stack.slug, StackVersion.id, StackVersion.version, StackVersion.content_hash)
    return session.execute(chosen.join(StackVersion).where(Stack.retired_at.is_(None))).all()


def stack_hashes(session: Session, version_ids: Iterable[int]) -> list[tuple[int, str]]:
    """(version id, content hash) of these versions of stacks."""
    chosen = select(StackVersion.id, StackVersion.content_hash).where(StackVersion.id.in_(version_ids))
    return [(row.id, row.content_hash) for row in session.execute(chosen)]


def stack_documents_of(session: Session, version_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The stored documents of these versions of stacks, by version id, in one statement."""
    rows = session.execute(select(StackVersion.id, StackVersion.document).where(StackVersion.id.in_(version_ids)))
    return {row.id: row.document for row in rows}
