"""Badges are signed by the worker after they were awarded; tests that need them signed ask for it here."""

from flask import Flask
from sqlalchemy import or_
from sqlalchemy.orm import Session

from app.badges.models import Credential
from app.db import transaction
from app.flows.sign_badge import BadgeSigner
from app.services import Services


def sign_due(session: Session, services: Services) -> None:
    """Sign every badge that waits for it, in the transaction that is open already."""
    signer = BadgeSigner(services)
    waiting = session.query(Credential.uuid).filter(or_(Credential.unsigned.is_not(None), Credential.jwt.is_(None)))
    for (uuid,) in waiting.order_by(Credential.id).all():
        job = signer.prepare(session, uuid)
        assert job is not None, uuid
        signer.note(session, job, signer.send(job, lambda: True))


def sign_what_is_due(app: Flask) -> None:
    """The same with a transaction of its own; inside of an application context or not."""
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        sign_due(session, services)
