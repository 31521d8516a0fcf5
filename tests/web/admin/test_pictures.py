"""Badge pictures in the console: the people who run Cairn choose, and an organisation for its own issuer alone."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from app.badges import DEFAULT_ISSUER, picture_of
from app.badges.models import Achievement, Issuer
from app.db import reading, transaction
from tests.web.admin.conftest import audited, signed_in


@pytest.fixture
def key(app: Flask) -> str:
    """The badge that somebody of the furnished world has earned."""
    with app.app_context(), reading() as session:
        return str(session.query(Achievement.key).order_by(Achievement.id).limit(1).scalar())


def a_photo(kind: str = "PNG") -> BytesIO:
    written = BytesIO()
    Image.new("RGB", (300, 300), "teal").save(written, kind)
    written.seek(0)
    return written


def test_a_drawing_gets_its_level_and_colour_and_the_log_says_who_wanted_it(app: Flask, key: str) -> None:
    desk = signed_in(app)
    assert "Version" in desk.text("/pictures/")
    assert "Micro-credential" in desk.text(f"/pictures/{key}")
    assert desk.post(f"/pictures/{key}", level="Level 2", colour="teal").status_code == 303
    page = desk.text(f"/pictures/{key}")
    assert 'value="Level 2"' in page and '<option value="teal" selected>' in page
    assert audited(app)[-1] == ("Olga", "badge-picture-changed", f"achievement:{key}")


def test_a_picture_of_ones_own_stays_until_the_drawing_is_wanted_again(app: Flask, key: str) -> None:
    desk = signed_in(app)
    desk.get(f"/pictures/{key}")
    assert desk.post(f"/pictures/{key}", file=(a_photo(), "badge.png"), alternative="A teal square").status_code == 303
    page = desk.text(f"/pictures/{key}")
    assert 'alt="A teal square"' in page and "Use the drawing again" in page
    assert desk.post(f"/pictures/{key}", alternative="A square, teal").status_code == 303
    with app.app_context(), reading() as session:
        kept = picture_of(session, key)
    assert kept.uploaded is not None and kept.alternative == "A square, teal"
    assert desk.post(f"/pictures/{key}", alternative="A square, teal", drawn="yes").status_code == 303
    with app.app_context(), reading() as session:
        assert picture_of(session, key).uploaded is None


def test_what_cant_be_is_refused_in_words_and_changes_nothing(app: Flask, key: str) -> None:
    desk = signed_in(app)
    desk.get(f"/pictures/{key}")
    before = len(audited(app))
    for wrong in (
        {"file": (a_photo(), "badge.png")},
        {"alternative": "Words without a picture"},
        {"file": (BytesIO(b"<svg onload='alert(1)'/>"), "badge.svg"), "alternative": "x"},
        {"file": (a_photo("GIF"), "badge.png"), "alternative": "x"},
        {"level": "x" * 41},
    ):
        assert desk.post(f"/pictures/{key}", **wrong).status_code == 422
    assert desk.post("/pictures/nothing-1.0.0", level="x").status_code == 404
    assert desk.get("/pictures/nothing-1.0.0").status_code == 404
    assert len(audited(app)) == before


def test_an_organisation_chooses_for_its_own_issuer_alone(app: Flask, host, key: str) -> None:
    desk = signed_in(app, "Mia", host.meadow)
    assert key not in desk.text("/pictures/")
    assert desk.get(f"/pictures/{key}").status_code == 404
    assert desk.post(f"/pictures/{key}", level="Mine").status_code == 404
    with app.app_context(), transaction() as session:
        session.query(Issuer).filter_by(slug=DEFAULT_ISSUER).one().organisation_id = host.meadow
    assert key in desk.text("/pictures/")
    assert desk.post(f"/pictures/{key}", level="Ours").status_code == 303
    assert desk.get("/pictures/").status_code == 200
    assert signed_in(app, "Hal", host.harbour).get(f"/pictures/{key}").status_code == 404
