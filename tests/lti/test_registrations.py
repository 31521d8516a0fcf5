"""Finding registrations, and which addresses belong to a platform."""

from dataclasses import replace

import pytest
from flask import Flask

from app.db import reading, transaction
from app.errors import NotFound
from app.lti import (
    Environment,
    LaunchRefused,
    Standing,
    add_canvas,
    frame_origins,
    registration_view,
    set_deployment_standing,
)
from app.lti.addresses import origin_of, web_address
from app.lti.models import Registration
from app.lti.registrations import belongs_to
from app.services import Services
from tests.conftest import ManualClock
from tests.lti.signer import ISSUER, signing_platform


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://LMS.example.edu/path?q", "https://lms.example.edu"),
        ("https://lms.example.edu:443/", "https://lms.example.edu"),
        ("https://lms.example.edu:8443/", "https://lms.example.edu:8443"),
        ("http://localhost:8001/", "http://localhost:8001"),
        ("http://[::1]:8001/", "http://[::1]:8001"),
        ("http://lms.example.edu/", None),
        ("ftp://lms.example.edu/", None),
        ("//lms.example.edu/", None),
        ("https://", None),
        ("https://a:b", None),
        ("https://a:99999/", None),
        ("https://[/", None),
        ("https://a;script-src *", None),
        ("https://a b/", None),
        ("https://ü.example/", None),
        ("", None),
    ],
)
def test_an_origin_is_what_can_stand_in_a_header(url: str, origin: str | None) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize("value", [None, 7, "", "https://a.example/\x00", "https://a.example/" + "x" * 4000])
def test_what_cannot_be_called_is_no_address(value: object) -> None:
    assert web_address(value) is None


def test_an_address_belongs_to_a_platform_by_its_origin(
    database: Flask, services: Services, clock: ManualClock
) -> None:
    with signing_platform(services, clock) as platform, reading() as session:
        registration = registration_view(session, platform.registration_id)
    assert belongs_to(registration, f"{ISSUER}/anything")
    assert belongs_to(registration, f"{platform.server.url}/page")
    assert not belongs_to(registration, "https://elsewhere.example/")
    assert not belongs_to(registration, None)


def test_schools_that_share_a_cloud_may_not_frame_each_others_pages(
    database: Flask, services: Services, clock: ManualClock
) -> None:
    with transaction() as session:
        environments = (Environment.PRODUCTION,)
        (shared,) = add_canvas(session, clock, label="Cloud", client_id="1", environments=environments)
        row = session.get_one(Registration, shared)
        row.frame_origins = ["https://harbour.instructure.com", "https://learn.harbour.example"]
    custom, back = {"canvas_api_domain": "meadow.instructure.com"}, "https://learn.meadow.example/courses/1"
    with reading() as session:
        framed_by = frame_origins(session, shared, back, custom)
    assert {"https://learn.meadow.example", "https://meadow.instructure.com"} <= set(framed_by)
    assert not [origin for origin in framed_by if "harbour" in origin]


def test_the_first_people_of_a_school_in_a_cloud_find_the_way_back(
    database: Flask, services: Services, clock: ManualClock
) -> None:
    with transaction() as session:
        environments = (Environment.PRODUCTION,)
        (shared,) = add_canvas(session, clock, label="Cloud", client_id="1", environments=environments)
        registration = registration_view(session, shared)
    assert belongs_to(registration, "https://meadow.instructure.com/courses/1")
    assert not belongs_to(registration, "https://meadow.beta.instructure.com/courses/1")
    assert not belongs_to(registration, "https://meadow.instructure.com.phish.example/courses/1")
    own = replace(registration, issuer="https://canvas.meadow.example", auth_url="https://canvas.meadow.example/auth")
    assert not belongs_to(own, "https://meadow.instructure.com/courses/1")


def test_an_unknown_registration_has_no_pages(database: Flask) -> None:
    with reading() as session:
        with pytest.raises(LaunchRefused, match="platform-inactive"):
            frame_origins(session, 404, None, {})
        with pytest.raises(NotFound, match="platform-unknown"):
            registration_view(session, 404)


def test_an_unknown_deployment_has_no_standing(database: Flask) -> None:
    with transaction() as session, pytest.raises(NotFound, match="deployment-unknown") as refusal:
        set_deployment_standing(session, 404, Standing.ACTIVE)
    assert "in the console" in refusal.value.way_out
