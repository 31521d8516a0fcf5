"""Cards from the editor's button: whose they are, and what they say."""

import pytest
from flask import Flask

from app.badges import CredentialView, open_to_public, revoke
from app.db import transaction
from app.flows.insert_card import Card, card_item
from app.lti import ContentType, HtmlItem
from app.people.models import LaunchSession
from tests import cast
from tests.cast import Character
from tests.web.returned import DEEP_LINKING, items_of, returned
from tests.world import Window, World

TYPES = ["link", "html", "image"]


@pytest.fixture
def badge(app: Flask, world: World) -> CredentialView:
    """Ben's badge, open to everybody, without his name."""
    with app.app_context(), transaction() as session:
        return open_to_public(session, app.extensions["cairn"].clock, world.badge)


def writing(app: Flask, world: World, who: Character, *, types: list[str] | None = None) -> Window:
    """Somebody at the editor's button of Canvas."""
    with app.app_context(), transaction() as session:
        row = session.get_one(LaunchSession, world.launches[who.key].launch_id)
        row.message_type, row.lms_placement = "LtiDeepLinkingRequest", "editor_button"
        row.deep_linking = {
            "return_url": "https://lms.example/deep",
            "accept_types": TYPES if types is None else types,
            "accept_multiple": True,
            "accept_lineitem": False,
            "data": None,
        }
    return Window(app, world, who)


@pytest.mark.parametrize("who", [cast.ADA, cast.TIA, cast.VAL, cast.ROY, cast.BEN])
def test_the_editors_button_leads_writers_to_the_cards(app: Flask, world: World, who: Character) -> None:
    window = writing(app, world, who)
    assert (window.get("/").location or "").endswith("/cards/")


@pytest.mark.parametrize("who", [cast.MEL, cast.NIL])
def test_nobody_else_is_led_there(app: Flask, world: World, who: Character) -> None:
    assert writing(app, world, who).get("/").status_code == 200


def test_a_teacher_inserts_the_card_of_a_micro_credential(app: Flask, world: World) -> None:
    window = writing(app, world, cast.ADA)
    assert "Leading talks" in window.text("/cards/")
    answer = window.post(f"/cards/micro-credentials/{world.other_version_id}", {"kind": "html"})
    (item,) = items_of(answer)
    assert (item["type"], item["title"]) == ("html", "Leading walks")
    assert 'href="http://localhost:8000/achievements/leading-walks-' in item["html"]
    assert 'alt="Badge: ' in item["html"] and "Awarded by Cairn at localhost:8000" in item["html"]
    assert "form-action 'self' https://lms.example" in answer.headers["Content-Security-Policy"]


def test_the_page_that_a_card_links_to_is_there_before_anybody_has_earned_it(app: Flask, world: World) -> None:
    window = writing(app, world, cast.ADA)
    (item,) = items_of(window.post(f"/cards/micro-credentials/{world.other_version_id}", {"kind": "link"}))
    stranger = app.test_client()
    path = item["url"].removeprefix("http://localhost:8000")
    assert stranger.get(path, headers={"Accept": "text/html"}).status_code == 200
    assert stranger.get(item["icon"]["url"].removeprefix("http://localhost:8000")).mimetype == "image/svg+xml"


def test_a_picture_says_what_it_shows(app: Flask, world: World) -> None:
    window = writing(app, world, cast.ADA)
    (item,) = items_of(window.post(f"/cards/micro-credentials/{world.version_id}", {"kind": "image"}))
    assert item["type"] == "image" and item["url"].endswith("/image.svg") and item["width"] == 160
    assert item["text"].startswith("Badge: ")


def test_an_earner_inserts_their_own_open_badge(app: Flask, world: World, badge: CredentialView) -> None:
    window = writing(app, world, cast.BEN)
    page = window.text("/cards/")
    assert badge.name in page and "Micro-credentials" not in page
    (item,) = items_of(window.post(f"/cards/badges/{world.badge}", {"kind": "html"}))
    assert f'href="{badge.url}"' in item["html"] and "Check this badge" in item["html"]
    assert f"{badge.awarded_at.day} {badge.awarded_at:%B %Y}" in item["html"]
    assert cast.BEN.name not in item["html"]


def test_a_badge_that_is_not_open_is_not_offered(app: Flask, world: World) -> None:
    window = writing(app, world, cast.BEN)
    page = window.text("/cards/")
    assert "One badge of yours is not open to everybody" in page and world.badge not in page
    answer = window.post(f"/cards/badges/{world.badge}", {"kind": "html"})
    assert answer.status_code == 409 and "badge-not-opened" in answer.get_data(as_text=True)


def test_a_badge_that_was_taken_back_is_not_offered(app: Flask, world: World, badge: CredentialView) -> None:
    with app.app_context(), transaction() as session:
        revoke(session, app.extensions["cairn"].clock, world.badge, "Found to be copied.")
    window = writing(app, world, cast.BEN)
    assert world.badge not in window.text("/cards/")
    assert window.post(f"/cards/badges/{world.badge}", {"kind": "html"}).status_code == 409


@pytest.mark.parametrize("who", [cast.CAM, cast.ADA, cast.OTHER_BEN])
def test_a_badge_of_somebody_else_is_not_found(app: Flask, world: World, badge: CredentialView, who: Character) -> None:
    window = writing(app, world, who)
    assert world.badge not in window.text("/cards/")
    assert window.post(f"/cards/badges/{world.badge}", {"kind": "html"}).status_code == 404


def test_who_acts_as_somebody_else_inserts_nothing(app: Flask, world: World, badge: CredentialView) -> None:
    window = writing(app, world, cast.AS_BEN)
    page = window.text("/cards/")
    assert "somebody else" in page and world.badge not in page
    assert window.post(f"/cards/badges/{world.badge}", {"kind": "html"}).status_code == 403


def test_only_what_the_editor_takes_is_offered_and_taken(app: Flask, world: World) -> None:
    window = writing(app, world, cast.ADA, types=["link", "file"])
    page = window.text("/cards/")
    assert "Insert a link" in page and "Insert the card" not in page
    for kind, code in (("html", "type-not-accepted"), ("file", "card-kind-unknown"), ("", "card-kind-unknown")):
        answer = window.post(f"/cards/micro-credentials/{world.version_id}", {"kind": kind})
        assert answer.status_code == 422 and code in answer.get_data(as_text=True)


def test_an_editor_that_takes_no_card_is_told_as_such(app: Flask, world: World) -> None:
    assert "takes neither cards nor links nor pictures" in writing(app, world, cast.ADA, types=["file"]).text("/cards/")


def test_a_search_narrows_the_cards(app: Flask, world: World) -> None:
    page = writing(app, world, cast.ADA).text("/cards/?q=walks")
    assert "1 of 2 found" in page and "Leading talks" not in page


def test_cancelling_brings_back_nothing_and_says_so(app: Flask, world: World) -> None:
    claims = returned(writing(app, world, cast.BEN).post("/cards/cancel"))
    assert claims[DEEP_LINKING + "content_items"] == []
    assert claims[DEEP_LINKING + "msg"] == "Nothing was inserted."


def test_a_micro_credential_that_is_not_on_offer_is_not_found(app: Flask, world: World) -> None:
    assert writing(app, world, cast.ADA).post("/cards/micro-credentials/999", {"kind": "html"}).status_code == 404


def test_whatever_people_wrote_is_escaped_in_a_card() -> None:
    nasty = '"><script>alert(1)</script>'
    item = card_item(Card(nasty, nasty, nasty, nasty, (nasty, nasty), nasty), ContentType.HTML)
    assert isinstance(item, HtmlItem)
    assert "<script" not in item.html and '"><' not in item.html.replace('"><img', "").replace('160"></a>', "")
