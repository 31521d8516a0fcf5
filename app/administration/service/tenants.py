"""Organisations and what is theirs."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.administration import errors, queries
from app.administration.models import NAME, DeploymentOwner, InvitationOwner, Organisation, RegistrationOwner
from app.administration.rules import Holding, Reach, Scope, reach
from app.administration.views import OrganisationView
from app.clock import Clock
from app.db import Base
from app.lti import list_platforms


def create_organisation(session: Session, clock: Clock, name: str) -> OrganisationView:
    """A new tenant. Raises Invalid without a usable name, Conflict if the name is taken."""
    row = Organisation(name=_free_name(session, name), created_at=clock.now())
    session.add(row)
    session.flush()
    return OrganisationView(row.id, row.name, row.created_at)


def rename_organisation(session: Session, organisation_id: int, name: str) -> OrganisationView:
    """Raises NotFound, Invalid without a usable name, Conflict if another has it."""
    row = queries.organisation(session, organisation_id)
    if row is None:
        raise errors.organisation_unknown()
    row.name = _free_name(session, name, itself=row)
    session.flush()
    return OrganisationView(row.id, row.name, row.created_at)


def assign_registration(session: Session, registration_id: int, organisation_id: int | None) -> None:
    """Say whose a registration is; None makes it the operator's alone. Raises NotFound for an unknown organisation."""
    _check_organisation(session, organisation_id)
    session.execute(delete(RegistrationOwner).where(RegistrationOwner.registration_id == registration_id))
    if organisation_id is not None:
        session.add(RegistrationOwner(registration_id=registration_id, organisation_id=organisation_id))
    session.flush()


def assign_deployment(session: Session, deployment_id: int, organisation_id: int | None) -> None:
    """Say whose a deployment is; None makes it its registration's. Raises NotFound for an unknown organisation."""
    _check_organisation(session, organisation_id)
    session.execute(delete(DeploymentOwner).where(DeploymentOwner.deployment_id == deployment_id))
    if organisation_id is not None:
        session.add(DeploymentOwner(deployment_id=deployment_id, organisation_id=organisation_id))
    session.flush()


def own_invitation(session: Session, invitation_id: int, organisation_id: int) -> None:
    """Say for whom an invitation was made."""
    session.add(InvitationOwner(invitation_id=invitation_id, organisation_id=organisation_id))
    session.flush()


def adopt_registration(session: Session, invitation_id: int, registration_id: int) -> int | None:
    """Give what came of an invitation to its organisation, unless the registration is somebody's already.

    Gives the organisation that has it now, or None.
    """
    owner = queries.owner_of_registration(session, registration_id)
    invited = queries.owner_of_invitation(session, invitation_id)
    if owner is None and invited is not None:
        assign_registration(session, registration_id, invited)
        return invited
    return owner


def require_own_renewal(session: Session, invitation_id: int, registration_id: int) -> None:
    """Raises NotAllowed unless the invitation was made for whoever has the registration; nobody's is the operator's.

    Whoever renews a connection says where its keys are, so no other tenant's link may.
    """
    owner = queries.owner_of_registration(session, registration_id)
    if queries.owner_of_invitation(session, invitation_id) != owner:
        raise errors.renewal_of_others()


def organisation_of_deployment(session: Session, deployment_id: int, registration_id: int) -> int | None:
    """Whose a deployment is: its own organisation, else its registration's, else None."""
    own = queries.owner_of_deployment(session, deployment_id)
    return own if own is not None else queries.owner_of_registration(session, registration_id)


def launch_scope(session: Session, *, by: str, deployment_id: int, registration_id: int) -> Scope:
    """How far an administrator reaches who came by a launch."""
    organisation_id = organisation_of_deployment(session, deployment_id, registration_id)
    if organisation_id is not None:
        return Scope(by=by, organisation_id=organisation_id)
    return Scope(by=by, deployment_id=deployment_id)


def reach_of(session: Session, scope: Scope) -> Reach:
    """The registrations and deployments that `scope` may see and change."""
    own, of_registrations = queries.deployment_owners(session), queries.registration_owners(session)
    platforms = list_platforms(session)
    holdings = (
        Holding(
            deployment_id=each.id,
            registration_id=each.registration_id,
            organisation_id=own.get(each.id, of_registrations.get(each.registration_id)),
            platform_guid=each.platform_guid,
        )
        for platform in platforms
        for each in platform.deployments
    )
    return reach(scope, [(platform.id, of_registrations.get(platform.id)) for platform in platforms], holdings)


def _free_name(session: Session, name: str, itself: Base | None = None) -> str:
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > NAME:
        raise errors.organisation_name_missing()
    taken = queries.organisation_by_name(session, wanted)
    if taken is not None and taken is not itself:
        raise errors.organisation_name_taken(wanted)
    return wanted


def _check_organisation(session: Session, organisation_id: int | None) -> None:
    if organisation_id is not None and queries.organisation(session, organisation_id) is None:
        raise errors.organisation_unknown()
