"""The places that a page's navigation offers."""

import re

import pytest
from flask import Flask

from tests import cast
from tests.cast import Character
from tests.web.furnished import app, furnished, world
from tests.world import Window, World

__all__ = ["app", "furnished", "world"]

PLACES = [
    (cast.BEN, "/work/", ["Overview", "Steps", "Status", "My credentials"]),
    (cast.ADA, "/teach/", ["Learners", "Reviews", "Gradebook", "About"]),
    (cast.TIA, "/teach/", ["Learners", "Reviews", "Gradebook", "About"]),
    (cast.ROY, "/teach/", ["Learners", "Gradebook", "About"]),
    (cast.VAL, "/teach/about", ["About"]),
    (cast.BEN, "/credentials/", ["Overview", "Steps", "Status", "My credentials"]),
    (cast.BEN, "/credentials/transcript/", ["Overview", "Steps", "Status", "My credentials"]),
    (cast.BEN, "/credentials/credit/", ["Overview", "Steps", "Status", "My credentials"]),
    (cast.BEN, "/credentials/accounts/", ["Overview", "Steps", "Status", "My credentials"]),
    (cast.BEN_IN_COURSE, "/credentials/", ["All in this course"]),
    (cast.ROY_OF_ACCOUNT, "/credentials/", []),
    (cast.MEL, "/course/", []),
    (cast.ADA_IN_COURSE, "/course/", []),
    (cast.ADA_NEW_LINK, "/place/", []),
]


def places(page: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is the present page."""
    found = re.search(r'<nav aria-label="This activity".*?</nav>', page)
    links = re.findall(r'<a ([^>]*)href="([^"]+)"([^>]*)>(.*?)</a>', found.group() if found else "")
    return [
        (re.sub("<[^>]+>", "", label).strip(), url, "aria-current" in before + after)
        for before, url, after, label in links
    ]


@pytest.mark.parametrize(("who", "path", "labels"), PLACES, ids=[f"{who.key} {path}" for who, path, _ in PLACES])
def test_each_role_is_offered_the_places_it_may_go_to(
    app: Flask, world: World, who: Character, path: str, labels: list[str]
) -> None:
    window = Window(app, world, who)
    offered = places(window.text(path))
    assert [label for label, _, _ in offered] == labels
    for _, url, _ in offered:
        assert window.client.get(url).status_code in {200, 303}


def test_the_present_place_is_marked(app: Flask, world: World) -> None:
    offered = places(Window(app, world, cast.ADA).text("/teach/gradebook"))
    assert [label for label, _, current in offered if current] == ["Gradebook"]


@pytest.mark.parametrize(
    ("path", "value", "place"), [("/work/steps", "page", "Steps"), ("/work/attempts/1", "true", "Status")]
)
def test_a_page_that_belongs_to_a_place_marks_it_but_not_as_the_page_itself(
    app: Flask, world: World, path: str, value: str, place: str
) -> None:
    page = Window(app, world, cast.BEN).text(path)
    assert re.findall(r'aria-current="(\w+)"', page) == [value]
    assert [label for label, _, current in places(page) if current] == [place]


@pytest.mark.parametrize("below", ["", "wallet"])
def test_a_page_below_ones_credentials_marks_them_in_both_rows(app: Flask, world: World, below: str) -> None:
    page = Window(app, world, cast.BEN).text(f"/credentials/{world.badge}/{below}")
    assert re.findall(r'aria-current="(\w+)">([^<]+)<', page) == [("true", "My credentials")] * 2
