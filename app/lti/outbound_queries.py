"""Every SELECT on the tables of the outbound LTI edge."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lti.models import Deployment, Registration
from app.lti.outbound_models import AccessToken, Invitation


def invitation(session: Session, token_hash: str) -> Invitation | None:
    return session.scalar(select(Invitation).where(Invitation.token_hash == token_hash))


def invitation_numbered(session: Session, invitation_id: int) -> Invitation | None:
    return session.get(Invitation, invitation_id, populate_existing=True)


def invitations(session: Session) -> list[Invitation]:
    """All invitations, the newest first."""
    return list(session.scalars(select(Invitation).order_by(Invitation.created_at.desc(), Invitation.id.desc())))


def access_token(session: Session, registration_id: int, scopes: str) -> AccessToken | None:
    return session.scalar(
        select(AccessToken).where(AccessToken.registration_id == registration_id, AccessToken.scopes == scopes)
    )


def registration_of(session: Session, issuer: str, client_id: str) -> Registration | None:
    return session.scalar(
        select(Registration).where(Registration.issuer == issuer, Registration.client_id == client_id)
    )


def deployment_of(session: Session, registration_id: int, deployment_id: str) -> Deployment | None:
    return session.scalar(
        select(Deployment).where(
            Deployment.registration_id == registration_id, Deployment.deployment_id == deployment_id
        )
    )


def all_registrations(session: Session) -> list[Registration]:
    return list(session.scalars(select(Registration).order_by(Registration.id)))
