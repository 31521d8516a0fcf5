"""A badge that Ben has earned, on a tool that runs."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.badges import CredentialView, close_to_public, open_to_public
from app.db import transaction
from app.flows.revoke_badge import revoke_badge
from app.services import Services
from tests.badges.world import World, a_world, give_badge


@dataclass(frozen=True, slots=True)
class Earned:
    """A badge and what its people may do with it."""

    badge: CredentialView
    world: World
    services: Services

    @property
    def path(self) -> str:
        return f"/credentials/{self.badge.uuid}"

    def open(self, *, shows_name: bool = False) -> None:
        with transaction() as session:
            open_to_public(session, self.services.clock, self.badge.uuid, shows_name=shows_name)

    def close(self) -> None:
        with transaction() as session:
            close_to_public(session, self.services.clock, self.badge.uuid)

    def revoke(self, reason: str) -> None:
        with transaction() as session:
            revoke_badge(session, self.services, self.badge.uuid, reason)


@pytest.fixture
def earned(database: Flask, services: Services) -> Earned:
    with transaction() as session:
        world = a_world(session, services.clock)
        badge = give_badge(session, services, world)
    return Earned(badge, world, services)
