"""Two platforms: one school's own, and one that a host shares among several schools."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from app.administration import assign_deployment, assign_registration, create_organisation
from app.db import transaction
from app.lti import PlatformEntry, add_platform
from app.lti.models import Deployment
from app.services import Services


@dataclass(frozen=True, slots=True)
class Tenants:
    """Row ids. The host's deployments are Meadow's, Harbour's, and one that nobody has assigned."""

    meadow: int
    harbour: int
    own: int
    own_deployment: int
    host: int
    of_meadow: int
    of_harbour: int
    of_nobody: int


@pytest.fixture
def tenants(database: Flask, services: Services) -> Tenants:
    with transaction() as session:
        meadow = create_organisation(session, services.clock, "Meadow College").id
        harbour = create_organisation(session, services.clock, "Harbour School").id
        own = add_platform(session, services.clock, platform("https://meadow.example", "1"))
        host = add_platform(session, services.clock, platform("https://host.example", "m", "h", "x"))
        ids = {
            row.deployment_id: row.id
            for row in session.scalars(select(Deployment).where(Deployment.registration_id == host))
        }
        own_deployment = session.scalar(select(Deployment.id).where(Deployment.registration_id == own)) or 0
        assign_registration(session, own, meadow)
        assign_deployment(session, ids["m"], meadow)
        assign_deployment(session, ids["h"], harbour)
    return Tenants(meadow, harbour, own, own_deployment, host, ids["m"], ids["h"], ids["x"])


def platform(issuer: str, *deployment_ids: str) -> PlatformEntry:
    return PlatformEntry(
        label=issuer,
        issuer=issuer,
        client_id="cairn",
        auth_url=f"{issuer}/auth",
        token_url=f"{issuer}/token",
        jwks_url=f"{issuer}/keys",
        deployment_ids=deployment_ids,
    )
