"""Every SELECT on the catalogue."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.catalog.models import MicroCredential, MicroCredentialVersion


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
    return session.scalar(select(MicroCredentialVersion.content_hash).where(MicroCredentialVersion.id == version_id))


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
