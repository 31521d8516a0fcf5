"""The pages of connections."""

import pytest
from flask import Flask

from app.db import transaction
from app.lti.models import Registration
from tests.web.admin.conftest import home, signed_in

NAMES = [
    ("blackboard", "Blackboard"),
    ("blackboardlearn", "Blackboard"),
    ("desire2learn", "Brightspace"),
    ("opensource-lms", "Opensource-lms"),
    (None, "Product not known yet"),
]


@pytest.mark.parametrize(("code", "name"), NAMES)
def test_a_connection_is_shown_with_the_name_of_its_product(app: Flask, code: str | None, name: str) -> None:
    number = home(app)[0]
    with app.app_context(), transaction() as session:
        session.get_one(Registration, number).product_family = code
    desk = signed_in(app)
    for page in (desk.text(f"/registrations/{number}"), desk.text("/registrations/")):
        assert name in page
