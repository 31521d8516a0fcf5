"""What a gradebook's link on one piece of work opens: for whoever may see it the very submission, for others words."""

from dataclasses import dataclass, replace

import pytest
from flask import Flask

from app.db import reading, transaction
from app.gradebook import whose_score
from app.gradebook.models import ScoreSync
from app.lti import AgsEndpoint, MessageType
from app.people import record_launch
from app.services import Services
from tests import cast
from tests.cast import Character
from tests.web.furnished import app, furnished, world
from tests.world import LINE_ITEMS, Window, World, launch_of

__all__ = ["app", "furnished", "world"]


@dataclass(frozen=True, slots=True)
class Asking:
    """How a launch asks: by the address of a score, or for a person with the column."""

    score: str = ""
    attempt: str = "1"
    for_user: str = ""
    lineitem: str | None = None
    has_link: bool = True


def opened(app: Flask, world: World, who: Character, asking: Asking) -> Window:
    """Somebody's launch that asks for a piece of work, in a browser of its own."""
    services: Services = app.extensions["cairn"]
    actor = world.actors[who.key]
    launch = launch_of(who, actor.registration_id, actor.deployment_id)
    changes = {"resource_link": launch.resource_link if asking.has_link else None}
    if asking.score:
        changes |= {
            "target_link_uri": f"http://localhost:8000/lti/launch?score={asking.score}&attempt={asking.attempt}"
        }
    if asking.for_user:
        ags = AgsEndpoint(("s",), LINE_ITEMS, asking.lineitem)
        changes |= {"message_type": MessageType.SUBMISSION_REVIEW, "for_user": asking.for_user, "ags": ags}
    with app.app_context(), transaction() as session:
        recorded = record_launch(session, services.clock, replace(launch, **changes))
    launches = {**world.launches, who.key: recorded}
    return Window(app, replace(world, launches=launches), who)


def reference(app: Flask, world: World, who: str) -> str:
    """What the address of somebody's score calls it."""
    with app.app_context(), reading() as session:
        row = session.get(ScoreSync, world.syncs[who])
        assert row is not None
        assert whose_score(session, row.reference)
        return row.reference


def led(window: Window) -> str:
    """Where the launch leads, through all doors."""
    answer = window.get("/")
    assert answer.location == window.address("/course/asked")
    answer = window.get("/course/asked")
    return answer.location.removeprefix(window.address("")) if answer.location else answer.get_data(as_text=True)


@pytest.mark.parametrize("who", [cast.ADA, cast.TIA, cast.ADA_IN_COURSE, cast.ADA_NEW_LINK], ids=lambda who: who.key)
def test_speedgrader_opens_the_very_submission_whatever_link_it_names(app: Flask, world: World, who: Character) -> None:
    window = opened(app, world, who, Asking(score=reference(app, world, "ben")))
    path = led(window)
    assert path == f"/reviews/{world.attempts['ben']}/"
    page = window.text(path)
    assert "Reviews</a>" in page
    assert window.get("/reviews/").status_code == 200


def test_an_earner_gets_their_own_result(app: Flask, world: World) -> None:
    for who in (cast.BEN, cast.BEN_IN_COURSE):
        assert led(opened(app, world, who, Asking(score=reference(app, world, "ben")))) == "/work/attempts/1"


def test_somebody_elses_score_is_not_shown_to_a_learner(app: Flask, world: World) -> None:
    page = led(opened(app, world, cast.DEE, Asking(score=reference(app, world, "ben"))))
    assert "This is not your work" in page and "Go to your own work" in page


@pytest.mark.parametrize("who", [cast.ADA, cast.BEN], ids=lambda who: who.key)
def test_a_number_that_no_submission_has_is_said_to_be_missing(app: Flask, world: World, who: Character) -> None:
    page = led(opened(app, world, who, Asking(score=reference(app, world, "ben"), attempt="7")))
    assert "This submission isn't there" in " ".join(page.replace("&#39;", "'").split())


def test_a_score_of_another_course_is_part_of_nothing_here(app: Flask, world: World) -> None:
    window = opened(app, world, cast.OMA, Asking(score=reference(app, world, "ben")))
    for path in ("/", "/course/asked"):
        answer = window.get(path)
        assert answer.status_code == 404 and "asked-for-nothing-here" in answer.get_data(as_text=True)
    assert "Back to the course" in window.get("/").get_data(as_text=True)


@pytest.mark.parametrize("score", ["4711", "x", "1' OR 1=1", "%00", "9" * 400])
def test_a_made_up_score_is_part_of_nothing_or_no_question_at_all(app: Flask, world: World, score: str) -> None:
    assert opened(app, world, cast.ADA, Asking(score=score)).get("/").status_code in {303, 404}


def test_an_administrator_is_told_that_reviews_are_for_teachers(app: Flask, world: World) -> None:
    page = led(opened(app, world, cast.ROY, Asking(score=reference(app, world, "ben"))))
    assert "You can't review work here" in page.replace("&#39;", "'")


def test_a_mentor_lands_on_the_progress_whatever_was_asked_for(app: Flask, world: World) -> None:
    window = opened(app, world, cast.MAE, Asking(score=reference(app, world, "ben")))
    assert window.get("/").location == window.address("/course/")
    assert window.get("/course/asked").status_code == 403


@pytest.mark.parametrize("has_link", [True, False])
def test_moodles_submission_review_opens_the_latest_submission_with_and_without_a_link(
    app: Flask, world: World, has_link: bool
) -> None:
    column = f"{LINE_ITEMS}/{world.placements[cast.HERE].course_id}"
    asking = Asking(for_user=cast.CAM.subject, lineitem=column, has_link=has_link)
    window = opened(app, world, cast.ADA, asking)
    assert led(window) == f"/reviews/{world.attempts['cam']}/"
    own = opened(app, world, cast.CAM, asking)
    assert led(own) == "/work/attempts/1"


@pytest.mark.parametrize("for_user", [cast.DEE.subject, "nobody-we-know"])
def test_nothing_handed_in_yet_is_said_so(app: Flask, world: World, for_user: str) -> None:
    assert "Nothing to review yet" in led(opened(app, world, cast.ADA, Asking(for_user=for_user)))


def test_a_column_that_nobody_knows_asks_for_nothing_here(app: Flask, world: World) -> None:
    asking = Asking(for_user=cast.CAM.subject, lineitem=f"{LINE_ITEMS}/999", has_link=False)
    assert opened(app, world, cast.ADA, asking).get("/").status_code == 404
    of_next_course = Asking(
        for_user=cast.OLU.subject,
        lineitem=f"{LINE_ITEMS}/{world.placements[cast.NEXT_DOOR].course_id}",
        has_link=False,
    )
    assert opened(app, world, cast.ADA, of_next_course).get("/").status_code == 404


def test_an_ordinary_launch_asks_for_nothing(app: Flask, world: World) -> None:
    assert Window(app, world, cast.ADA).get("/course/asked").status_code == 404
