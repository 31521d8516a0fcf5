"""Badges to look at, in the console: kept or taken back with a reason, by those whose badges they are."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.badges import credential_view, questioned_badges
from app.db import reading, transaction
from app.flows.revoke_badge import revoke_badge
from app.services import Services
from tests.flows.stack_world import PAIR, courses, earn, publish_stacks, stacks_of
from tests.web.admin.conftest import audited, home_organisation, signed_in


@dataclass(frozen=True, slots=True)
class Asked:
    uuid: str
    path: str


@pytest.fixture
def asked(app: Flask) -> Asked:
    """A stack's badge with a revoked part."""
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        publish_stacks(session, services, PAIR)
        made = courses(session, services)
        ben = made["asking"].ben
        first = earn(session, services, made["asking"], ben)
        earn(session, services, made["listening"], ben)
        badge = stacks_of(session, ben)[0]
        revoke_badge(session, services, first.uuid, "Not Ben's own lesson.")
    return Asked(badge.uuid, f"/stacks/{badge.uuid}")


def open_questions(app: Flask) -> list[str]:
    with app.app_context(), reading() as session:
        return [each.badge.uuid for each in questioned_badges(session)]


def test_without_a_revoked_part_there_is_nothing_to_look_at(app: Flask) -> None:
    assert "Nothing to look at" in signed_in(app).text("/stacks/")


def test_a_badge_that_is_kept_stands_and_the_log_says_who_kept_it(app: Flask, asked: Asked) -> None:
    desk = signed_in(app)
    page = desk.text("/stacks/")
    assert "Pair badge" in page and "Asking badge" in page and "Not Ben's own lesson." in page.replace("&#39;", "'")
    assert desk.post(asked.path, decision="keep", reason="Shown again in class.").status_code == 303
    assert "Nothing to look at" in desk.text("/stacks/")
    assert audited(app)[-1] == ("Olga", "stack-kept", f"badge:{asked.uuid}")
    with app.app_context(), reading() as session:
        assert credential_view(session, asked.uuid).revocation_due_at is None


def test_a_badge_that_is_taken_back_waits_for_a_quarter_of_an_hour(app: Flask, asked: Asked) -> None:
    desk = signed_in(app)
    desk.get("/stacks/")
    assert desk.post(asked.path, decision="revoke", reason="Rests on a lesson of somebody else.").status_code == 303
    with app.app_context(), reading() as session:
        badge = credential_view(session, asked.uuid)
    assert badge.revoked_at is None and badge.revocation_due_at is not None
    assert audited(app)[-1] == ("Olga", "stack-revoked", f"badge:{asked.uuid}")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_without_a_usable_reason_nothing_is_settled(app: Flask, asked: Asked, reason: str) -> None:
    desk = signed_in(app)
    desk.get("/stacks/")
    assert desk.post(asked.path, decision="keep", reason=reason).status_code == 422
    assert open_questions(app) == [asked.uuid]


def test_another_organisation_neither_sees_nor_settles_it(app: Flask, asked: Asked) -> None:
    desk = signed_in(app, "Hal", home_organisation(app))
    assert "Nothing to look at" in desk.text("/stacks/")
    assert desk.post(asked.path, decision="keep", reason="Mine now.").status_code == 404
    assert open_questions(app) == [asked.uuid]


def test_who_comes_second_learns_that_it_is_settled(app: Flask, asked: Asked) -> None:
    desk = signed_in(app)
    desk.get("/stacks/")
    desk.post(asked.path, decision="keep", reason="Shown again.")
    assert desk.post(asked.path, decision="revoke", reason="No.").status_code == 404
