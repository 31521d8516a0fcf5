"""`flask admin …` as somebody with a shell types it."""

import pytest
from flask import Flask

from app.administration import create_organisation, look_at_sign_in_link
from app.db import reading, transaction
from app.services import Services


@pytest.fixture
def admin(app: Flask):
    """Run one command; its output, or with `fails` its complaint."""

    def run(*words: str, fails: bool = False) -> str:
        result = app.test_cli_runner().invoke(args=["admin", *words])
        assert (result.exit_code != 0) is fails, result.output
        return result.output

    return run


def test_a_link_is_an_address_of_this_tool(admin, app: Flask, services: Services) -> None:
    address, token = admin("link", "--name", "Olga").strip().rsplit("/", 1)
    assert address == "http://localhost:8000/admin/sign-in"
    with app.app_context(), reading() as session:
        assert look_at_sign_in_link(session, services.clock, token).name == "Olga"


def test_a_link_may_be_limited_to_one_organisation(admin, app: Flask, services: Services) -> None:
    with app.app_context(), transaction() as session:
        number = create_organisation(session, services.clock, "Meadow College").id
    assert admin("organisations") == f"{number}  Meadow College\n"
    token = admin("link", "--organisation", str(number)).strip().rsplit("/", 1)[1]
    with app.app_context(), reading() as session:
        assert look_at_sign_in_link(session, services.clock, token).organisation_name == "Meadow College"


def test_a_link_for_an_organisation_that_is_not_there_is_refused_in_words(admin) -> None:
    assert "There is no such organisation here" in admin("link", "--organisation", "7", fails=True)


def test_a_link_is_for_somebody(admin) -> None:
    assert "--name" in admin("link", "--name", "  ", fails=True)


def test_without_organisations_the_list_says_so(admin) -> None:
    assert "no organisations" in admin("organisations")
