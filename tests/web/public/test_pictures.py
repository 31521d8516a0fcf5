"""Pictures that anybody may ask for: how much each gives away, and to whom."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from app.badges import PictureChoice, change_picture, prepared, read_png, read_svg, signed_document, signed_jwt
from app.badges.models import Credential, Visibility
from app.db import reading, transaction
from tests.conftest import ManualClock
from tests.web.public.conftest import Earned

TOKEN = "s" * 43
FILES = (".png", ".svg")


def share(earned: Earned, visibility: Visibility = Visibility.LINK, token: str = TOKEN) -> None:
    with transaction() as session:
        row = session.query(Credential).filter_by(uuid=earned.badge.uuid).one()
        row.visibility, row.share_token = visibility, token


def picture(answer: TestResponse) -> Image.Image:
    assert answer.status_code == 200 and answer.mimetype == "image/png"
    image = Image.open(BytesIO(answer.data))
    image.load()
    return image


def test_an_achievements_picture_is_there_in_pixels_for_any_site(client: FlaskClient, earned: Earned) -> None:
    answer = client.get("/achievements/questioning-1.2.0/image.png")
    assert picture(answer).size == (600, 600)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert read_png(answer.data).is_empty
    unchanged = client.get(
        "/achievements/questioning-1.2.0/image.png", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert unchanged.status_code == 304
    assert client.get("/achievements/questioning-9.9.9/image.png").status_code == 404


def test_a_changed_picture_is_the_one_that_is_served(client: FlaskClient, earned: Earned) -> None:
    photo = BytesIO()
    Image.new("RGB", (300, 300), "teal").save(photo, "PNG")
    choice = PictureChoice(png=prepared(photo.getvalue()), alternative="A teal square")
    with transaction() as session:
        change_picture(session, earned.services.clock, "questioning-1.2.0", choice)
    assert client.get("/achievements/questioning-1.2.0/image.png").data == choice.png
    assert "A teal square" in client.get("/achievements/questioning-1.2.0/image.svg").text


def test_an_opened_badges_files_hold_what_was_signed(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    with reading() as session:
        document, jwt = signed_document(session, earned.badge.uuid), signed_jwt(session, earned.badge.uuid)
    png, svg = client.get(f"{earned.path}.png"), client.get(f"{earned.path}.svg")
    baked = read_png(png.data)
    assert baked.credential == document.decode()
    hosted = client.get(f"{earned.path}/ob2.json").json
    assert baked.assertion is not None and json.loads(baked.assertion) == hosted
    assert svg.mimetype == "image/svg+xml" and read_svg(svg.data).credential == jwt
    assert picture(png).size == (600, 600) and len(png.data) < 256 * 1024
    assert png.headers["Cache-Control"] == svg.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("suffix", FILES)
def test_a_closed_badges_files_are_not_there(client: FlaskClient, earned: Earned, suffix: str) -> None:
    assert client.get(f"{earned.path}{suffix}").status_code == 404
    share(earned)
    assert client.get(f"{earned.path}{suffix}").status_code == 404
    earned.open()
    assert client.get(f"{earned.path}{suffix}").status_code == 200
    earned.close()
    refused = client.get(f"{earned.path}{suffix}")
    assert refused.status_code == 404 and refused.headers["Cache-Control"] == "no-store"
    assert client.get(f"/credentials/{uuid4()}{suffix}").status_code == 404


@pytest.mark.parametrize("suffix", FILES)
def test_a_share_link_gives_the_files_until_it_is_renewed_or_closed(
    client: FlaskClient, earned: Earned, suffix: str
) -> None:
    assert client.get(f"/share/{TOKEN}{suffix}").status_code == 404
    share(earned)
    assert client.get(f"/share/{TOKEN}{suffix}").status_code == 200
    share(earned, token="t" * 43)
    assert client.get(f"/share/{TOKEN}{suffix}").status_code == 404
    share(earned, Visibility.PRIVATE)
    assert client.get(f"/share/{TOKEN}{suffix}").status_code == 404


def test_a_badge_that_is_being_signed_has_no_files_yet(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    with transaction() as session:
        session.query(Credential).filter_by(uuid=earned.badge.uuid).one().jwt = None
    assert client.get(f"{earned.path}.png").status_code == 503


def test_a_card_is_the_same_whoever_earned_it_and_whoever_may_see_it(client: FlaskClient, earned: Earned) -> None:
    closed = client.get(f"{earned.path}/og.png")
    assert picture(closed).size == (1200, 630)
    earned.open(shows_name=True)
    assert client.get(f"{earned.path}/og.png").data == closed.data
    share(earned)
    assert client.get(f"/share/{TOKEN}/og.png").data == closed.data
    assert client.get(f"/credentials/{uuid4()}/og.png").status_code == 404
    assert client.get("/share/nothing/og.png").status_code == 404


def test_a_card_says_when_a_badge_no_longer_counts(client: FlaskClient, earned: Earned, clock: ManualClock) -> None:
    valid = client.get(f"{earned.path}/og.png").data
    with transaction() as session:
        row = session.query(Credential).filter_by(uuid=earned.badge.uuid).one()
        row.valid_until = clock.now() + timedelta(days=1)
    clock.advance(seconds=2 * 24 * 3600)
    expired = client.get(f"{earned.path}/og.png").data
    earned.revoke("Awarded in error.")
    revoked = client.get(f"{earned.path}/og.png").data
    assert len({valid, expired, revoked}) == 3


def test_codes_lead_to_the_badge_and_to_the_link(client: FlaskClient, earned: Earned) -> None:
    code = client.get(f"{earned.path}/qr.svg")
    assert code.mimetype == "image/svg+xml" and "<svg" in code.text
    assert client.get("/share/nothing/qr.svg").status_code == 404
    share(earned)
    link = client.get(f"/share/{TOKEN}/qr.svg")
    assert link.status_code == 200 and link.data != code.data
    assert client.get(f"/credentials/{uuid4()}/qr.svg").status_code == 404


@pytest.mark.parametrize("path", [".png", ".svg", "/og.png", "/qr.svg"])
def test_no_picture_runs_anything_where_it_is_opened_by_itself(client: FlaskClient, earned: Earned, path: str) -> None:
    earned.open()
    answer = client.get(f"{earned.path}{path}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert b"<script" not in answer.data and b"Okafor" not in answer.data
