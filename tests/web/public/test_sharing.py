"""What a stranger gets by share link, in a frame, on social pages, and at the addresses of evidence."""

import re
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.badges import Visibility, evidence_of, renew_link, share, signed_document, signed_jwt
from app.db import reading, transaction
from app.services import Services
from tests.flows.stack_world import PAIR, courses, earn, publish_stacks, stacks_of
from tests.signing import sign_due
from tests.web.public.conftest import Earned


def link_of(earned: Earned, *, shows_name: bool = False) -> str:
    with transaction() as session:
        uuid, clock = earned.badge.uuid, earned.services.clock
        badge = share(session, clock, uuid, Visibility.LINK, shows_name=shows_name)
    return f"/share/{badge.share_token}"


def evidence_path(earned: Earned) -> str:
    with reading() as session:
        (line,) = evidence_of(session, earned.badge.uuid)
    return f"/evidence/{line.uuid}"


def test_a_share_link_answers_people_and_machines(client: FlaskClient, earned: Earned) -> None:
    link = link_of(earned)
    with reading() as session:
        document, token = (read(session, earned.badge.uuid) for read in (signed_document, signed_jwt))
    assert "Exemplary" in client.get(link, headers={"Accept": "text/html"}).text
    for path, accept in ((link, "application/vc+ld+json"), (f"{link}.json", "*/*")):
        assert client.get(path, headers={"Accept": accept}).data == document
    for path, accept in ((link, "application/vc+jwt"), (f"{link}.jwt", "*/*")):
        assert client.get(path, headers={"Accept": accept}).text == token
    assert client.get(f"{link}.png").data.startswith(b"\x89PNG")
    assert str(token) in client.get(f"{link}.svg").text


@pytest.mark.parametrize("ending", ["", ".json", ".jwt", ".png", ".svg", "/og.png", "/qr.svg", "/evidence/1", "x"])
def test_nothing_behind_a_share_link_is_indexed_kept_or_told_to_the_next_site(
    client: FlaskClient, earned: Earned, ending: str
) -> None:
    answer = client.get(link_of(earned) + ending, headers={"Accept": "text/html"})
    assert (answer.headers["X-Robots-Tag"], answer.headers["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert answer.headers["Cache-Control"] in {"no-cache", "no-store"}


@pytest.mark.parametrize("path", ["", "/embed"])
def test_a_badges_own_pages_are_asked_for_anew_and_in_no_index(client: FlaskClient, earned: Earned, path: str) -> None:
    for _ in range(2):
        answer = client.get(earned.path + path, headers={"Accept": "text/html"})
        assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-cache", "noindex")
        earned.open()


def test_every_file_that_a_page_names_is_there(client: FlaskClient, earned: Earned) -> None:
    link = link_of(earned)
    files = re.findall(r'<a href="([^"]+)" download="badge-', client.get(link).text)
    assert [path.removeprefix(link) for path in files] == [".json", ".jwt", ".png", ".svg"]
    earned.open()
    public = re.findall(r'<a href="([^"]+)" download="badge-', client.get(earned.path).text)
    assert public[-1] == f"{earned.path}/ob2.json" and len(public) == 5
    for path in (*files, *public, f"{link}/qr.svg", f"{earned.path}/qr.svg"):
        assert client.get(path).status_code == 200, path


def test_a_page_leads_to_the_check_of_its_own_address(client: FlaskClient, earned: Earned) -> None:
    link = link_of(earned)
    check = re.search(r'href="(/verify\?url=[^"]+)"', client.get(link).text)
    assert check is not None
    page = client.get(unescape(check[1]))
    assert page.status_code == 200 and "Questioner" in page.text


@pytest.mark.parametrize("guess", ["", "0", "None", "%00", "x" * 43, "..", "' OR 1=1 --"])
def test_a_guessed_link_leads_nowhere(client: FlaskClient, earned: Earned, guess: str) -> None:
    link_of(earned)
    for ending in ("", ".json", ".jwt", ".png", "/evidence/1"):
        assert client.get(f"/share/{guess}{ending}").status_code == 404


def test_a_badge_that_was_never_shared_has_no_link(client: FlaskClient, earned: Earned) -> None:
    assert earned.badge.share_token is None
    for guess in (earned.badge.uuid, "None", "null", ""):
        assert client.get(f"/share/{guess}").status_code == 404


def test_a_dead_link_says_the_same_as_one_that_never_was(client: FlaskClient, earned: Earned) -> None:
    old = link_of(earned)
    with transaction() as session:
        renew_link(session, earned.services.clock, earned.badge.uuid)
    dead, never = (client.get(path, headers={"Accept": "application/json"}) for path in (old, f"/share/{'x' * 43}"))
    assert dead.status_code == 404 and dead.json == never.json


def test_a_badge_may_be_framed_by_any_site_but_only_on_its_small_page(client: FlaskClient, earned: Earned) -> None:
    for path in (earned.path, link_of(earned)):
        assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]
    embed = client.get(f"{earned.path}/embed")
    assert "frame-ancestors *" in embed.headers["Content-Security-Policy"]
    assert "<script" not in embed.text and embed.text.count('rel="icon"') == 1
    assert "Questioner" in embed.text and "Valid" in embed.text


def test_the_frame_names_the_earner_only_with_an_open_badge_and_her_word(client: FlaskClient, earned: Earned) -> None:
    link_of(earned, shows_name=True)
    assert "Okafor" not in client.get(f"{earned.path}/embed").text
    earned.open(shows_name=True)
    assert "Ben Okafor 本" in client.get(f"{earned.path}/embed").text


def test_the_frame_says_when_a_badge_was_revoked(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    earned.revoke("By mistake.")
    assert "Revoked" in client.get(f"{earned.path}/embed").text


def test_social_pages_get_a_title_and_a_picture_and_never_a_name(client: FlaskClient, earned: Earned) -> None:
    earned.open(shows_name=True)
    link = link_of(earned, shows_name=True)
    for path in (earned.path, link):
        head = client.get(path).text.partition("</head>")[0]
        assert f'<meta property="og:url" content="http://localhost:8000{path}">' in head
        assert '<meta property="og:title" content="Questioner">' in head and "Okafor" not in head
        picture = re.search(r'og:image" content="http://localhost:8000([^"]+)"', head)
        assert picture is not None and client.get(picture[1]).mimetype == "image/png"


def test_evidence_of_a_closed_badge_says_that_it_was_reviewed_and_nothing_else(
    client: FlaskClient, earned: Earned
) -> None:
    path = evidence_path(earned)
    for _ in range(2):
        page = client.get(path, headers={"Accept": "text/html"})
        assert page.status_code == 200 and "Reviewed for the badge; not public." in page.text
        document = client.get(path, headers={"Accept": "application/ld+json"}).json
        assert document == {
            "id": f"http://localhost:8000{path}",
            "type": ["Evidence"],
            "name": "Evidence",
            "narrative": "Reviewed for the badge; not public.",
        }
        for hidden in ("Lesson plan", "Questioner", "Okafor", earned.badge.uuid):
            assert hidden not in page.text
        link_of(earned)


def test_evidence_of_an_open_badge_has_its_name(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    path = evidence_path(earned)
    assert "Lesson plan" in client.get(path).text
    document = client.get(path, headers={"Accept": "application/json"}).json
    assert document is not None and (document["name"], document["genre"]) == ("Lesson plan", "Text")


def test_evidence_that_nobody_knows_is_not_there(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    for path in (f"/evidence/{uuid4()}", f"/evidence/{uuid4()}/1", f"/evidence/{earned.badge.uuid}", "/evidence/1"):
        assert client.get(path).status_code == 404
    assert client.get(f"{evidence_path(earned)}/1").status_code == 404


def test_a_stacks_badge_leads_to_its_parts_and_opens_none_of_them(
    database: Flask, client: FlaskClient, services: Services
) -> None:
    with transaction() as session:
        publish_stacks(session, services, PAIR)
        world = courses(session, services)
        ben = world["asking"].ben
        parts = [earn(session, services, world[slug], ben) for slug in ("asking", "listening")]
        sign_due(session, services)
        (stack,) = stacks_of(session, ben)
        share(session, services.clock, stack.uuid, Visibility.PUBLIC)
    page = client.get(f"/credentials/{stack.uuid}").text
    assert "What it is made of" in page and "Evidence that was reviewed" not in page
    for part in parts:
        assert f'href="{part.url}"' in page
        closed = client.get(f"/credentials/{part.uuid}").text
        assert "The rest is the earner's to show" in unescape(closed)
        assert client.get(f"/credentials/{part.uuid}.json").status_code == 404
