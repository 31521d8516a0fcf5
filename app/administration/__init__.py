"""Administration: tenants, who administers, and the log of everything that they did.

Owns Organisation and what belongs to it, SignInLink, AdministratorSession and the audit log. Promises that a
sign-in link opens once, that a session ends by itself, that one tenant never reaches another's, and that the
audit log only grows.
"""

from app.administration.errors import needs_the_whole, no_organisation, not_yours, operator_only
from app.administration.queries import (
    AuditFilter,
    deployment_owners,
    invitation_owners,
    organisation_name,
    organisations,
    owner_of_invitation,
    owner_of_registration,
    registration_owners,
)
from app.administration.rules import Reach, Scope
from app.administration.service.auditing import audit, audit_page
from app.administration.service.signing_in import (
    LINK_LIFE,
    SESSION_LIFE,
    end_session,
    find_administrator,
    forget_old_sign_ins,
    look_at_sign_in_link,
    make_sign_in_link,
    needs_note,
    note_seen,
    open_sessions,
    sign_in,
)
from app.administration.service.tenants import (
    adopt_registration,
    assign_deployment,
    assign_registration,
    create_organisation,
    launch_scope,
    organisation_of_deployment,
    own_invitation,
    reach_of,
    rename_organisation,
    require_own_renewal,
)
from app.administration.views import (
    Administrator,
    AuditPage,
    AuditView,
    OpenedSession,
    OrganisationView,
    SessionView,
    SignInView,
)

__all__ = [
    "LINK_LIFE",
    "SESSION_LIFE",
    "Administrator",
    "AuditFilter",
    "AuditPage",
    "AuditView",
    "OpenedSession",
    "OrganisationView",
    "Reach",
    "Scope",
    "SessionView",
    "SignInView",
    "adopt_registration",
    "assign_deployment",
    "assign_registration",
    "audit",
    "audit_page",
    "create_organisation",
    "deployment_owners",
    "end_session",
    "find_administrator",
    "forget_old_sign_ins",
    "invitation_owners",
    "launch_scope",
    "look_at_sign_in_link",
    "make_sign_in_link",
    "needs_note",
    "needs_the_whole",
    "no_organisation",
    "not_yours",
    "note_seen",
    "open_sessions",
    "operator_only",
    "organisation_name",
    "organisation_of_deployment",
    "organisations",
    "own_invitation",
    "owner_of_invitation",
    "owner_of_registration",
    "reach_of",
    "registration_owners",
    "rename_organisation",
    "require_own_renewal",
    "sign_in",
]
