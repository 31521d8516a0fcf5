"""What administrators change about organisations: who there is, what is theirs, whom they invite. Each is audited."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app import administration, lti
from app.administration import OrganisationView, Scope
from app.lti import InvitationRow, NewInvitation
from app.services import Services


def create_organisation(session: Session, services: Services, scope: Scope, name: str) -> OrganisationView:
    """A new tenant. Raises NotAllowed for tenants, Invalid or Conflict for its name."""
    _require_operator(scope)
    made = administration.create_organisation(session, services.clock, name)
    _audit(session, services, scope, "organisation-created", f"organisation:{made.id}", made.id, {"name": made.name})
    return made


def rename_organisation(session: Session, services: Services, scope: Scope, organisation_id: int, name: str) -> None:
    """Call a tenant something else. Raises as `create_organisation` does, and NotFound."""
    _require_operator(scope)
    made = administration.rename_organisation(session, organisation_id, name)
    _audit(session, services, scope, "organisation-renamed", f"organisation:{made.id}", made.id, {"name": made.name})


def give_registration(
    session: Session, services: Services, scope: Scope, registration_id: int, organisation_id: int | None
) -> None:
    """Say whose a registration is, None for nobody's. Raises NotAllowed for tenants, NotFound."""
    _require_operator(scope)
    lti.registration_view(session, registration_id)
    was = administration.owner_of_registration(session, registration_id)
    administration.assign_registration(session, registration_id, organisation_id)
    subject, detail = f"registration:{registration_id}", {"was": was, "is": organisation_id}
    _audit(session, services, scope, "registration-assigned", subject, organisation_id, detail)


def give_deployment(
    session: Session, services: Services, scope: Scope, deployment_id: int, organisation_id: int | None
) -> int:
    """Say whose one deployment is, None for its registration's; returns the registration. Raises as above."""
    _require_operator(scope)
    view = lti.deployment_view(session, deployment_id)
    was = administration.deployment_owners(session).get(deployment_id)
    administration.assign_deployment(session, deployment_id, organisation_id)
    subject, detail = f"deployment:{deployment_id}", {"was": was, "is": organisation_id}
    _audit(session, services, scope, "deployment-assigned", subject, organisation_id, detail)
    return view.registration_id


def make_invitation(
    session: Session, services: Services, scope: Scope, label: str, organisation_id: int | None
) -> NewInvitation:
    """A link that registers Cairn at one LMS; of a tenant, always for itself.

    Raises NotAllowed for a launch without an organisation, NotFound for an unknown one, Invalid without a label.
    """
    if not scope.is_operator:
        if scope.organisation_id is None:
            raise administration.no_organisation()
        organisation_id = scope.organisation_id
    lti.ensure_keys(session, services.clock, services.sealer)
    made = lti.make_invitation(session, services.clock, label)
    if organisation_id is not None:
        administration.own_invitation(session, made.id, organisation_id)
    subject, detail = f"invitation:{made.id}", {"label": label.strip()[:255]}
    _audit(session, services, scope, "invitation-made", subject, organisation_id, detail)
    return made


def invitations_of(session: Session, scope: Scope) -> tuple[InvitationRow, ...]:
    """All invitations that `scope` may see, the newest first."""
    rows = lti.list_invitations(session)
    if scope.is_operator:
        return rows
    owners = administration.invitation_owners(session)
    return tuple(row for row in rows if owners.get(row.id, -1) == scope.organisation_id)


def withdraw_invitation(session: Session, services: Services, scope: Scope, invitation_id: int) -> None:
    """Make a link useless. Raises NotFound for another tenant's, Conflict for one that was used."""
    if invitation_id not in {row.id for row in invitations_of(session, scope)}:
        raise administration.not_yours("invitation")
    lti.withdraw_invitation(session, services.clock, invitation_id)
    owner = administration.owner_of_invitation(session, invitation_id)
    _audit(session, services, scope, "invitation-withdrawn", f"invitation:{invitation_id}", owner, {})


def _require_operator(scope: Scope) -> None:
    if not scope.is_operator:
        raise administration.operator_only()


def _audit(
    session: Session,
    services: Services,
    scope: Scope,
    action: str,
    subject: str,
    organisation_id: int | None,
    detail: Mapping[str, Any],
) -> None:
    administration.audit(
        session,
        services.clock,
        by=scope.by,
        action=action,
        subject=subject,
        organisation_id=organisation_id,
        detail=detail,
    )
