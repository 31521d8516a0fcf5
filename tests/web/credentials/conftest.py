"""The furnished world for the pages on which Ben decides who sees his badge and his evidence."""

from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.badges import CredentialView, credential_view, evidence_of
from app.db import reading, transaction
from app.evidence import attempt_view
from app.flows.revoke_badge import revoke_badge
from app.services import Services
from tests import cast
from tests.pages import PageChecker
from tests.web.furnished import app, furnished, world
from tests.world import Window, World, read

__all__ = ["app", "furnished", "world"]
YES = {"assurance": "nobody", "looked": "yes"}


@dataclass(frozen=True, slots=True)
class Sharing:
    """Ben in the LMS, and a stranger who has addresses only."""

    app: Flask
    world: World
    ben: Window

    @property
    def path(self) -> str:
        return f"/credentials/{self.world.badge}"

    @property
    def badge(self) -> CredentialView:
        with self.app.app_context(), reading() as session:
            return credential_view(session, self.world.badge)

    @property
    def link(self) -> str:
        token = self.badge.share_token
        assert token
        return f"/share/{token}"

    def choose(self, visibility: str, **form: str) -> TestResponse:
        return self.ben.post(f"{self.path}/visibility", {"visibility": visibility, **form})

    def release(self, slot: str = "agenda") -> str:
        """Show what was handed in for a slot; the path of its evidence page."""
        evidence, item = self.piece(slot)
        answer = self.ben.post(f"{self.path}/evidence/{evidence}/{item}/show", YES)
        assert answer.status_code == 303, answer.text
        return f"/evidence/{evidence}"

    def withdraw(self, slot: str = "agenda") -> None:
        evidence, item = self.piece(slot)
        assert self.ben.post(f"{self.path}/evidence/{evidence}/{item}/withdraw").status_code == 303

    def piece(self, slot: str) -> tuple[str, int]:
        """The id of a slot's line of evidence and of its handed-in piece."""
        with self.app.app_context(), reading() as session:
            line = next(each for each in evidence_of(session, self.world.badge) if each.slot_id == slot)
            attempt = attempt_view(session, self.world.attempts["ben"])
        return line.uuid, attempt.items_in(slot)[0].id

    def revoke(self) -> None:
        services: Services = self.app.extensions["cairn"]
        with self.app.app_context(), transaction() as session:
            revoke_badge(session, services, self.world.badge, "Awarded to the wrong person.")

    def stranger(self, path: str, accept: str = "text/html") -> TestResponse:
        self.app.test_client_class = PageChecker
        return read(self.app.test_client().get(path, headers={"Accept": accept}))


@pytest.fixture
def sharing(app: Flask, world: World) -> Sharing:
    return Sharing(app, world, Window(app, world, cast.BEN))
