"""Adding micro-credentials from the picker: several, with dates, in a new tab, and where the LMS takes less."""

import re

import pytest
from flask import Flask

from app.db import transaction
from app.lti.models import Registration
from app.people.models import LaunchSession
from tests import cast
from tests.cast import Character
from tests.web.furnished import app, furnished, world
from tests.web.instructor.conftest import counted_statements
from tests.web.returned import DEEP_LINKING, items_of, returned
from tests.world import Window, World

__all__ = ["app", "furnished", "world"]


def adding(
    app: Flask,
    world: World,
    who: Character = cast.ADA_ADDING,
    *,
    product: str = "canvas",
    placement: str | None = None,
    zone: str | None = "Europe/Oslo",
    **settings: object,
) -> Window:
    """Somebody at the picker of an LMS that asks like this."""
    with app.app_context(), transaction() as session:
        row = session.get_one(LaunchSession, world.launches[who.key].launch_id)
        row.deep_linking = {
            "return_url": "https://lms.example/deep?x=1&y=2",
            "accept_types": ["ltiResourceLink"],
            "accept_multiple": True,
            "accept_lineitem": None,
            "data": None,
            "accept_targets": ["iframe", "window"],
            **settings,
        }
        row.time_zone, row.lms_placement = zone, placement
        session.get_one(Registration, row.registration_id).product_family = product
    return Window(app, world, who)


def test_one_click_adds_with_the_suggestion(app: Flask, world: World) -> None:
    window = adding(app, world)
    assert "Add as suggested" in window.text("/place/")
    (item,) = items_of(window.post(f"/place/{world.version_id}"))
    assert item["lineItem"]["scoreMaximum"] == 100
    assert not {"window", "available", "submission"} & set(item)


def test_several_are_ticked_and_added_in_one_go(app: Flask, world: World) -> None:
    window = adding(app, world)
    versions = (world.version_id, world.other_version_id)
    page = window.text(f"/place/several?v={versions[0]}&v={versions[1]}")
    assert "Add 2 micro-credentials" in page and "Times are in Europe/Oslo" in page
    answer = window.post(
        "/place/several",
        {
            "v": list(versions),
            f"points-{versions[0]}": "12,5",
            f"due-{versions[0]}": "2031-01-31T23:59",
            f"policy-{versions[1]}": "none",
            f"window-{versions[1]}": "yes",
        },
    )
    first, second = items_of(answer)
    assert first["title"] == "Leading talks" and first["lineItem"]["scoreMaximum"] == 12.5
    assert first["submission"] == {"endDateTime": "2031-01-31T22:59:00.000Z"} and "window" not in first
    assert second["title"] == "Leading walks" and "lineItem" not in second
    assert second["window"] == {"targetName": "_blank"}
    assert first["custom"]["cairn_placement"] != second["custom"]["cairn_placement"]


def test_a_fault_in_one_of_several_is_said_at_its_field_and_the_rest_is_kept(app: Flask, world: World) -> None:
    window, second = adding(app, world), world.other_version_id
    form = {"v": [world.version_id, second], f"points-{world.version_id}": "40", f"due-{second}": "2001-01-01T00:00"}
    answer = window.post("/place/several", form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#due-{second}"' in text and "The due date has passed already." in text
    assert 'value="40"' in text and 'value="2001-01-01T00:00"' in text
    assert text.count('<details class="more" open>') == 1


def test_a_search_forgets_no_tick(app: Flask, world: World) -> None:
    page = adding(app, world).text(f"/place/?q=walks&v={world.version_id}&v=999")
    assert f'<input type="hidden" name="v" value="{world.version_id}">' in page
    assert "1 ticked before" in page and "999" not in page


def test_nothing_ticked_is_said_on_the_list(app: Flask, world: World) -> None:
    window = adding(app, world)
    answer = window.get("/place/several")
    assert answer.status_code == 303
    assert "Tick at least one" in window.text("/place/?tick=one")


def test_where_one_is_taken_nothing_can_be_ticked(app: Flask, world: World) -> None:
    window = adding(app, world, accept_multiple=False)
    page = window.text("/place/")
    assert "Tick to add several" not in page and "takes one activity at a time" in page
    both = [world.version_id, world.other_version_id]
    answer = window.post("/place/several", {"v": both})
    assert answer.status_code == 422 and "one-at-a-time" in answer.get_data(as_text=True)


def test_dates_are_typed_on_the_teachers_own_clock(app: Flask, world: World) -> None:
    window = adding(app, world)
    form = {"opens": "2031-07-01T08:00", "due": "2031-07-31T23:59", "closes": "2031-08-01T08:00", "points": "10"}
    (item,) = items_of(window.post(f"/place/{world.version_id}", form))
    assert item["available"] == {"startDateTime": "2031-07-01T06:00:00.000Z", "endDateTime": "2031-08-01T06:00:00.000Z"}
    assert item["submission"] == {"endDateTime": "2031-07-31T21:59:00.000Z"}


def test_moodle_is_offered_no_dates_and_sent_none(app: Flask, world: World) -> None:
    window = adding(app, world, product="moodle", zone=None)
    page = window.text(f"/place/{world.version_id}")
    assert "takes over no dates" in page and 'name="due"' not in page and "until you press Save there" in page
    (item,) = items_of(window.post(f"/place/{world.version_id}", {"due": "2031-07-31T23:59"}))
    assert "submission" not in item


def test_another_lms_may_keep_dates_and_the_teacher_is_told_to_look(app: Flask, world: World) -> None:
    page = adding(app, world, product="blackboard", zone=None).text(f"/place/{world.version_id}")
    assert "Not every LMS takes over dates" in page and "Times are in UTC" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"placement": "assignment_selection"}, "Canvas adds it unpublished"),
        ({"placement": "module_menu_modal"}, "If Canvas makes no gradebook column"),
        ({"placement": "module_menu_modal", "accept_lineitem": False}, "Cairn makes a column of its own"),
    ],
)
def test_what_the_lms_does_next_is_said_before(
    app: Flask, world: World, changes: dict[str, object], words: str
) -> None:
    window = adding(app, world, **changes)  # type: ignore[arg-type]
    assert words in window.text("/place/") and words in window.text(f"/place/{world.version_id}")


def test_an_lms_that_wants_no_column_gets_none_and_its_ids_all_the_same(app: Flask, world: World) -> None:
    (item,) = items_of(adding(app, world, accept_lineitem=False).post(f"/place/{world.version_id}", {"points": "30"}))
    assert "lineItem" not in item
    assert (item["custom"]["cairn_points"], item["custom"]["cairn_mc"]) == ("30", "leading-talks")


def test_a_new_tab_is_offered_where_the_lms_opens_one(app: Flask, world: World) -> None:
    assert "Open in a new tab" in adding(app, world).text(f"/place/{world.version_id}")
    window = adding(app, world, accept_targets=["iframe"])
    assert "Open in a new tab" not in window.text(f"/place/{world.version_id}")
    assert "window" not in items_of(window.post(f"/place/{world.version_id}", {"window": "yes"}))[0]


def test_where_no_activities_are_taken_the_public_page_is_offered(app: Flask, world: World) -> None:
    window = adding(app, world, accept_types=["link", "html"])
    page = window.text("/place/")
    assert "takes no activities at this place" in page and "Add as suggested" not in page
    assert "Insert the card" in page and "Insert a link" in page and "Insert the picture" not in page
    assert 'name="points"' not in window.text(f"/place/{world.version_id}")
    (item,) = items_of(window.post(f"/cards/micro-credentials/{world.version_id}", {"kind": "link"}))
    assert item["url"].startswith("http://localhost:8000/achievements/leading-talks-")


def test_where_nothing_fits_the_lms_is_told_of_the_trouble(app: Flask, world: World) -> None:
    window = adding(app, world, accept_types=["file"])
    assert "there is nothing that Cairn could add" in window.text("/place/")
    claims = returned(window.post("/place/cancel"))
    assert "there is nothing that Cairn could add" in claims[DEEP_LINKING + "errormsg"]
    assert "(file)" in claims[DEEP_LINKING + "errorlog"] and claims[DEEP_LINKING + "content_items"] == []


def test_cancelling_says_so_to_the_lms(app: Flask, world: World) -> None:
    claims = returned(adding(app, world, data="x=1").post("/place/cancel"))
    assert claims[DEEP_LINKING + "msg"] == "No micro-credential was added."
    assert claims[DEEP_LINKING + "data"] == "x=1" and DEEP_LINKING + "errormsg" not in claims


def test_the_way_back_is_a_form_with_a_button_for_this_lms_alone(app: Flask, world: World) -> None:
    answer = adding(app, world).post(f"/place/{world.version_id}")
    text = answer.get_data(as_text=True)
    assert re.findall(r'<form[^>]*action="([^"]+)"', text) == ["https://lms.example/deep?x=1&amp;y=2"]
    assert '<button type="submit"' in text
    assert "form-action 'self' https://lms.example;" in answer.headers["Content-Security-Policy"] + ";"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_statements_for_several_do_not_grow_with_what_is_ticked(app: Flask, world: World) -> None:
    window = adding(app, world)
    first, second = world.version_id, world.other_version_id
    window.get(f"/place/several?v={first}&v={second}")
    with app.app_context(), counted_statements() as one:
        window.get(f"/place/several?v={first}")
    with app.app_context(), counted_statements() as two:
        window.get(f"/place/several?v={first}&v={second}")
    assert len(two) == len(one)
