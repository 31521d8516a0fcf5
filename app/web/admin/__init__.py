"""The administration console. Importing it puts its views behind both doors."""

from app.web.admin import (
    audit_log,
    credit,
    invitations,
    keys,
    organisations,
    overview,
    people,
    pictures,
    registrations,
    sessions,
    signing_in,
    stacks,
)
from app.web.admin.mount import admin, console

__all__ = [
    "admin",
    "audit_log",
    "console",
    "credit",
    "invitations",
    "keys",
    "organisations",
    "overview",
    "people",
    "pictures",
    "registrations",
    "sessions",
    "signing_in",
    "stacks",
]
