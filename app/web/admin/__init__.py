"""The administration console. Importing it puts its views behind both doors."""

from app.web.admin import (
    audit_log,
    badges,
    credit,
    invitations,
    issuers,
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
    "badges",
    "console",
    "credit",
    "invitations",
    "issuers",
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
