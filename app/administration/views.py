"""Organisations, administrators and what they did, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """A tenant."""

    id: int
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SignInView:
    """A sign-in link that can still be used."""

    name: str
    organisation_name: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session that was just opened. The secret is for the browser's cookie; only its digest is stored."""

    id: int
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who is signed in. `organisation_id` limits them to one tenant; None is the operator."""

    session_id: int
    name: str
    organisation_id: int | None
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SessionView:
    """One open session in the list of all."""

    id: int
    name: str
    organisation_name: str | None
    opened_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AuditView:
    """One line of the audit log."""

    id: int
    at: datetime
    by: str
    action: str
    subject: str
    organisation_name: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Lines newest first; `older_than` is where the next page begins, None at the end."""

    entries: tuple[AuditView, ...]
    older_than: int | None
    actions: tuple[str, ...]
    """Every action that this reader's log has, to filter by."""
