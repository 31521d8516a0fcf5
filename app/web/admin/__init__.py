"""The administration console. Importing it puts its views behind both doors."""

from app.web.admin import audit_log, invitations, keys, organisations, overview, registrations, sessions, signing_in
from app.web.admin.mount import admin, console

__all__ = [
    "admin",
    "audit_log",
    "console",
    "invitations",
    "keys",
    "organisations",
    "overview",
    "registrations",
    "sessions",
    "signing_in",
]
