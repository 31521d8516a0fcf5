"""What an administrator of a place that belongs to no organisation did stands in that place's own log."""

from flask import Flask

from app.administration import assign_deployment, assign_registration
from app.badges import credential_view
from app.db import reading, transaction
from tests import cast
from tests.web.admin.conftest import Desk, by_launch, home
from tests.world import World


def roy_of_nobodys_place(app: Flask) -> Desk:
    registration_id, deployment_id = home(app)
    with app.app_context(), transaction() as session:
        assign_registration(session, registration_id, None)
        assign_deployment(session, deployment_id, None)
    return by_launch(app, cast.ROY_OF_ACCOUNT, (registration_id, deployment_id))


def test_a_badge_that_they_took_back_stands_there(app: Flask, world: World) -> None:
    roy = roy_of_nobodys_place(app)
    assert "Pictures" not in roy.text("/badges/") and "Issuers and keys" not in roy.text("/badges/")
    assert roy.post(f"/badges/{world.badge}/revoke", reason="Handed in for somebody else.").status_code == 303
    page = roy.text("/audit/")
    assert "Asked for a badge to be taken back" in page and "Handed in for somebody else." in page
    with app.app_context(), reading() as session:
        assert credential_view(session, world.badge).revocation_due_at is not None


def test_people_whom_they_merged_stand_there(app: Flask, world: World) -> None:
    roy = roy_of_nobodys_place(app)
    roy.get("/people/?name=a")
    fields = {
        "csrf_token": roy.token,
        "person": [str(world.person(who)) for who in (cast.BEN, cast.CAM)],
        "reason": "One number at the registrar.",
    }
    assert roy.client.post(f"{roy.base}/people/merge", data=fields).status_code == 303
    page = roy.text("/audit/")
    assert "Said that two people are one" in page and "One number at the registrar." in page
