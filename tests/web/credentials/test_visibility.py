"""The earner's own pages: the list, who may see a badge, its link, its files."""

import json
import re
from dataclasses import replace

import pytest
from flask import Flask

from app.badges import events_of, signed_document, signed_jwt
from app.db import reading, transaction
from app.services import Services
from app.web.landing import landing
from tests import cast
from tests.web.credentials.conftest import Sharing
from tests.world import Window, World


def test_the_list_has_ones_own_badges_and_nobody_elses(app: Flask, world: World) -> None:
    assert world.badge in Window(app, world, cast.BEN).text("/credentials/")
    for who in (cast.CAM, cast.ADA, cast.OTHER_BEN, cast.NIL):
        page = Window(app, world, who).text("/credentials/")
        assert world.badge not in page and "No badge yet" in page


def test_the_list_leads_to_transcript_and_credit(app: Flask, world: World) -> None:
    page = Window(app, world, cast.BEN).text("/credentials/")
    assert "/credentials/transcript/" in page and "/credentials/credit/" in page


def test_the_course_and_the_activity_lead_to_ones_credentials(app: Flask, world: World) -> None:
    for who, path in ((cast.BEN, "/course/"), (cast.BEN, "/work/status"), (cast.BEN_IN_COURSE, "/course/")):
        window = Window(app, world, who)
        assert f'href="{window.address("/credentials/")}"' in window.text(path), path


def test_who_opens_cairn_from_their_own_account_lands_on_their_credentials(app: Flask, world: World) -> None:
    services: Services = app.extensions["cairn"]
    actor = replace(world.actors["nil"], lms_placement="user_navigation")
    with app.test_request_context(), transaction() as session:
        assert landing(session, services, actor) == "credentials.overview"
    assert Window(app, world, cast.NIL).get("/credentials/").status_code == 200


def test_a_secret_link_shows_the_page_and_the_badges_own_address_stays_closed(sharing: Sharing) -> None:
    assert sharing.choose("link").status_code == 303
    assert sharing.link in sharing.ben.text(f"{sharing.path}/")
    assert "by one reviewer of the course; certification of reviewers is waived" in sharing.stranger(sharing.link).text
    closed = sharing.stranger(sharing.path).text
    assert "What reviewers found" not in closed and sharing.link not in closed


def test_a_renewed_link_works_and_the_old_one_is_dead(sharing: Sharing) -> None:
    sharing.choose("link")
    old = sharing.link
    assert sharing.ben.post(f"{sharing.path}/link").status_code == 303
    assert sharing.link != old and sharing.stranger(sharing.link).status_code == 200
    for path in (old, f"{old}.json", f"{old}.jwt", f"{old}.png", f"{old}.svg", f"{old}/qr.svg", f"{old}/og.png"):
        assert sharing.stranger(path).status_code == 404, path


def test_a_closed_link_never_comes_back(sharing: Sharing) -> None:
    sharing.choose("link")
    old = sharing.link
    sharing.choose("private")
    assert sharing.stranger(old).status_code == 404
    sharing.choose("link")
    assert sharing.link != old and sharing.stranger(old).status_code == 404


def test_the_link_goes_on_working_while_everybody_may_see_the_badge(sharing: Sharing) -> None:
    sharing.choose("link")
    link = sharing.link
    sharing.choose("public")
    assert sharing.stranger(link).status_code == 200
    assert "What reviewers found" in sharing.stranger(sharing.path).text


def test_the_name_is_shown_only_where_it_was_ticked_and_follows_the_person(sharing: Sharing) -> None:
    sharing.choose("link")
    assert cast.BEN.name not in sharing.stranger(sharing.link).text
    sharing.choose("link", shows_name="yes")
    assert cast.BEN.name in sharing.stranger(sharing.link).text
    sharing.choose("private", shows_name="yes")
    assert cast.BEN.name not in sharing.stranger(sharing.path).text


@pytest.mark.parametrize("wrong", ["", "everybody", "PUBLIC", "link\N{SNOWMAN}"])
def test_an_answer_that_is_none_of_the_three_changes_nothing(sharing: Sharing, wrong: str) -> None:
    before = sharing.badge
    assert sharing.choose(wrong).status_code == 422
    assert sharing.badge == before


def test_each_change_is_a_line_of_the_badges_history(sharing: Sharing) -> None:
    for visibility in ("link", "link", "public", "private"):
        sharing.choose(visibility)
    with sharing.app.app_context(), reading() as session:
        kinds = [str(event.kind) for event in events_of(session, sharing.world.badge)]
    assert kinds[-3:] == ["linked", "opened", "closed"]
    page = sharing.ben.text(f"{sharing.path}/")
    assert "Opened to people with the link" in page and "Closed" in page


def test_who_looks_through_the_earners_eyes_sees_no_link_and_changes_nothing(sharing: Sharing) -> None:
    sharing.choose("link")
    before = sharing.badge
    window = Window(sharing.app, sharing.world, cast.AS_BEN)
    page = window.text(f"{sharing.path}/")
    assert sharing.link not in page and "<form" not in page
    for path in ("visibility", "link"):
        assert window.post(f"{sharing.path}/{path}", {"visibility": "public"}).status_code == 403
    assert window.get(f"{sharing.path}/file.json").status_code == 403
    assert sharing.badge == before


def test_a_badge_that_was_taken_back_can_only_be_closed(sharing: Sharing) -> None:
    sharing.choose("link")
    sharing.revoke()
    assert sharing.choose("public").status_code == 409
    page = sharing.stranger(sharing.link).text
    assert "Revoked" in page and "Awarded to the wrong person." in page
    assert sharing.choose("private").status_code == 303


def test_linkedin_and_the_code_for_a_website_need_a_badge_that_everybody_sees(sharing: Sharing) -> None:
    for visibility in ("private", "link"):
        sharing.choose(visibility)
        page = sharing.ben.text(f"{sharing.path}/")
        assert "linkedin.com" not in page and "iframe" not in page
    sharing.choose("public")
    page = sharing.ben.text(f"{sharing.path}/")
    link = re.search(r'href="(https://www\.linkedin\.com/[^"]+)"', page)
    assert link and "startTask=CERTIFICATION_NAME" in link[1] and f"certId={sharing.world.badge}" in link[1]
    assert "certUrl=http%3A%2F%2Flocalhost%3A8000%2Fcredentials%2F" in link[1] and "issueMonth=11" in link[1]
    assert f"&lt;iframe src=&#34;http://localhost:8000{sharing.path}/embed&#34;" in page


def test_the_earner_takes_every_file_along_whoever_else_may_see_the_badge(sharing: Sharing) -> None:
    with sharing.app.app_context(), reading() as session:
        document, token = (read(session, sharing.world.badge) for read in (signed_document, signed_jwt))
    assert sharing.ben.get(f"{sharing.path}/file.json").data == document
    assert sharing.ben.get(f"{sharing.path}/file.jwt").text == token
    png, svg = (sharing.ben.get(f"{sharing.path}/file.{kind}") for kind in ("png", "svg"))
    assert png.data.startswith(b"\x89PNG") and json.loads(document)["id"].encode() in png.data
    assert str(token) in svg.text and "attachment" in svg.headers["Content-Disposition"]
    for who in (cast.CAM, cast.ADA, cast.OTHER_BEN):
        assert Window(sharing.app, sharing.world, who).get(f"{sharing.path}/file.json").status_code == 404
