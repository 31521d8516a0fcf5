"""The furnished world for the pages of transcript and credit: Ben has a badge, a code, and credit in Wyoming."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.badges.models import Credential
from app.credit import ProfileForm, credits_of
from app.db import transaction
from app.flows.credit import save_credit_profile
from app.services import Services
from app.transcript import Asked, CodeView, make_code
from tests.credit.world import known_rules
from tests.web.furnished import app, furnished, world
from tests.world import World

__all__ = ["app", "furnished", "world"]
WYOMING = ProfileForm("US-WY", "2026-07-01", "1", "WY 12345")


@pytest.fixture
def credit_of_ben(app: Flask, world: World) -> int:
    """The number of what Ben's badge is suggested to count for."""
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        known_rules(session, services)
        save_credit_profile(session, services, world.actors["ben"], WYOMING)
        (credit,) = credits_of(session, [world.actors["ben"].person_id])
    return credit.suggestion.id


@pytest.fixture
def code(app: Flask, world: World) -> CodeView:
    """A fresh code of Ben's."""
    services: Services = app.extensions["cairn"]
    ben = world.actors["ben"].person_id
    with app.app_context(), transaction() as session:
        return make_code(session, Asked(ben, (ben,), services.settings.public_url, services.clock.now()))


def change(app: Flask, uuid: str, **values: object) -> None:
    """Give the badge's row these values."""
    with app.app_context(), transaction() as session:
        row = session.scalars(select(Credential).where(Credential.uuid == uuid)).one()
        for name, value in values.items():
            setattr(row, name, value)
