"""Handing an earned badge in for another assignment."""

from datetime import timedelta

import pytest
from flask import Flask

from app.badges import BadgeEventKind, credential_view, events_of, open_to_public, revoke
from app.badges.models import Credential
from app.db import reading, transaction
from app.people.models import LaunchSession
from tests import cast
from tests.cast import Character
from tests.web.furnished import app, furnished, world
from tests.web.returned import DEEP_LINKING, items_of, returned
from tests.world import Window, World

__all__ = ["app", "furnished", "world"]


def handing_in(app: Flask, world: World, who: Character, *types: str) -> Window:
    """Somebody at an assignment that takes these types."""
    change(
        app,
        world,
        who,
        message_type="LtiDeepLinkingRequest",
        lms_placement="homework_submission",
        deep_linking={
            "return_url": "https://lms.example/deep",
            "accept_types": list(types or ("file", "ltiResourceLink")),
            "accept_multiple": False,
            "accept_lineitem": None,
            "data": None,
        },
    )
    return Window(app, world, who)


def change(app: Flask, world: World, who: Character, **columns: object) -> None:
    with app.app_context(), transaction() as session:
        row = session.get_one(LaunchSession, world.launches[who.key].launch_id)
        for name, value in columns.items():
            setattr(row, name, value)


def is_open(app: Flask, world: World) -> bool:
    with app.app_context(), reading() as session:
        return credential_view(session, world.badge).is_public


def test_an_assignment_leads_a_learner_to_their_badges(app: Flask, world: World) -> None:
    window = handing_in(app, world, cast.BEN)
    assert (window.get("/").location or "").endswith("/hand-in/")
    page = window.text("/hand-in/")
    for words in ("Open and hand it in", "Handing in opens the badge", "opens inside your course"):
        assert words in page


@pytest.mark.parametrize(
    ("types", "kind", "ending"),
    [
        (("file", "ltiResourceLink", "link"), "link", ""),
        (("file", "ltiResourceLink"), "ltiResourceLink", ""),
        (("file",), "file", ".json"),
    ],
)
def test_a_badge_is_handed_in_in_the_best_form_and_opened(
    app: Flask, world: World, types: tuple[str, ...], kind: str, ending: str
) -> None:
    (item,) = items_of(handing_in(app, world, cast.BEN, *types).post(f"/hand-in/{world.badge}"))
    assert (item["type"], item["url"]) == (kind, f"http://localhost:8000/credentials/{world.badge}{ending}")
    assert "lineItem" not in item and cast.BEN.name not in str(item)
    assert is_open(app, world)
    assert app.test_client().get(f"/credentials/{world.badge}.json").status_code == 200


def test_a_name_that_is_shown_already_stays(app: Flask, world: World) -> None:
    with app.app_context(), transaction() as session:
        open_to_public(session, app.extensions["cairn"].clock, world.badge, shows_name=True)
    window = handing_in(app, world, cast.BEN)
    assert "Its page shows your name." in window.text("/hand-in/")
    items_of(window.post(f"/hand-in/{world.badge}"))
    with app.app_context(), reading() as session:
        assert credential_view(session, world.badge).shows_name
        assert [event.kind for event in events_of(session, world.badge)].count(BadgeEventKind.OPENED) == 1


def test_a_badge_that_was_taken_back_is_not_offered(app: Flask, world: World) -> None:
    with app.app_context(), transaction() as session:
        revoke(session, app.extensions["cairn"].clock, world.badge, "Found to be copied.")
    window = handing_in(app, world, cast.BEN)
    page = window.text("/hand-in/")
    assert world.badge not in page and "taken back or has expired" in page
    assert window.post(f"/hand-in/{world.badge}").status_code == 409
    assert not is_open(app, world)


def test_a_badge_that_has_expired_is_not_offered(app: Flask, world: World) -> None:
    with app.app_context(), transaction() as session:
        row = session.query(Credential).filter_by(uuid=world.badge).one()
        row.valid_until = app.extensions["cairn"].clock.now() - timedelta(seconds=1)
    window = handing_in(app, world, cast.BEN)
    assert world.badge not in window.text("/hand-in/")
    assert window.post(f"/hand-in/{world.badge}").status_code == 409


@pytest.mark.parametrize("who", [cast.CAM, cast.OTHER_BEN, cast.TESS])
def test_a_badge_of_somebody_else_is_neither_shown_nor_opened(app: Flask, world: World, who: Character) -> None:
    window = handing_in(app, world, who)
    assert world.badge not in window.text("/hand-in/")
    assert window.post(f"/hand-in/{world.badge}").status_code == 404
    assert not is_open(app, world)


@pytest.mark.parametrize(("who", "words"), [(cast.TESS, "test student"), (cast.AS_BEN, "somebody else")])
def test_who_has_no_badge_of_their_own_gets_words(app: Flask, world: World, who: Character, words: str) -> None:
    page = handing_in(app, world, who).text("/hand-in/")
    assert words in page and world.badge not in page


def test_who_acts_as_the_earner_hands_nothing_in(app: Flask, world: World) -> None:
    assert handing_in(app, world, cast.AS_BEN).post(f"/hand-in/{world.badge}").status_code == 403
    assert not is_open(app, world)


def test_an_assignment_that_takes_no_badge_is_told_as_such(app: Flask, world: World) -> None:
    window = handing_in(app, world, cast.BEN, "html")
    assert "in no form that Cairn knows" in window.text("/hand-in/")
    assert window.post(f"/hand-in/{world.badge}").status_code == 422
    assert not is_open(app, world)


def test_cancelling_hands_in_nothing(app: Flask, world: World) -> None:
    claims = returned(handing_in(app, world, cast.BEN).post("/hand-in/cancel"))
    assert (claims[DEEP_LINKING + "content_items"], claims[DEEP_LINKING + "msg"]) == ([], "No badge was handed in.")
    assert not is_open(app, world)


@pytest.mark.parametrize("who", [cast.ADA, cast.BEN, cast.TIA])
def test_what_was_handed_in_opens_as_the_badge_and_not_as_an_activity(app: Flask, world: World, who: Character) -> None:
    url = f"http://localhost:8000/credentials/{world.badge}"
    change(app, world, who, target_link_uri=url, resource_link_id="course-1", lms_placement="assignment_view")
    window = Window(app, world, who)
    assert (window.get("/").location or "").endswith("/hand-in/shown")
    page = window.text("/hand-in/shown")
    assert "Valid" in page and "Only the essentials are public" in page and f'href="{url}"' in page
    assert cast.BEN.name not in page
    with app.app_context(), transaction() as session:
        open_to_public(session, app.extensions["cairn"].clock, world.badge)
    assert "See the whole badge and check it" in window.text("/hand-in/shown")


def test_a_badge_that_was_never_there_is_told_as_such(app: Flask, world: World) -> None:
    url = "http://localhost:8000/credentials/00000000-0000-4000-8000-000000000000"
    change(app, world, cast.ADA, target_link_uri=url)
    assert Window(app, world, cast.ADA).get("/hand-in/shown").status_code == 404
