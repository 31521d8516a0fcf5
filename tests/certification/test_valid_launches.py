"""1EdTech tool certification, valid launches: each once as Instructor and once as Learner."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import reading
from app.people import Actor, Role, find_actor, person_view
from app.services import Services
from tests.lti.signer import MEMBERSHIP, MISSING, SigningPlatform, launch_id_of

INSTRUCTOR, LEARNER = f"{MEMBERSHIP}#Instructor", f"{MEMBERSHIP}#Learner"
BOTH = pytest.mark.parametrize(("uri", "role"), [(INSTRUCTOR, Role.INSTRUCTOR), (LEARNER, Role.LEARNER)])
NO_NAMES = {"name": MISSING, "given_name": MISSING, "family_name": MISSING}


def actor_of(client: FlaskClient, app: Flask, services: Services, response: Any) -> Actor:
    """The actor behind a launch, found with the cookie that the browser was given."""
    launch_id = launch_id_of(response)
    cookie = client.get_cookie(f"__Host-cairn-{launch_id}")
    assert cookie is not None
    with app.app_context(), reading() as session:
        return find_actor(session, launch_id, cookie.value, services.clock.now())


@pytest.fixture
def launched(client: FlaskClient, app: Flask, services: Services, platform: SigningPlatform):
    def launch(**changes: Any) -> Actor:
        return actor_of(client, app, services, platform.launch(client, **changes))

    return launch


@BOTH
def test_a_launch_with_all_personal_data_shows_the_name(launched, uri: str, role: Role) -> None:
    actor = launched(roles=[uri])
    assert (actor.role, actor.display_name) == (role, "Ben Okri")


@BOTH
def test_of_several_roles_the_highest_in_the_course_counts(launched, uri: str, role: Role) -> None:
    institution = "http://purl.imsglobal.org/vocab/lis/v2/institution/person"
    roles = [f"{MEMBERSHIP}#Mentor", uri, f"{institution}#Student", f"{institution}#Instructor"]
    assert launched(roles=roles).role is role


@pytest.mark.parametrize(("name", "role"), [("Instructor", Role.INSTRUCTOR), ("Learner", Role.LEARNER)])
def test_a_short_role_name_is_a_role_in_the_course(launched, name: str, role: Role) -> None:
    assert launched(roles=[name]).role is role


def test_an_unknown_role_has_the_least_privilege(launched) -> None:
    assert launched(roles=["http://purl.imsglobal.org/vocab/lis/v2/uknownrole/unknown#Helper"]).role is Role.NONE


@pytest.mark.parametrize("roles", [[], [""]])
def test_no_role_at_all_has_the_least_privilege(launched, roles: list[str]) -> None:
    assert launched(roles=roles).role is Role.NONE


@BOTH
def test_a_launch_with_an_email_address_alone_works(launched, app: Flask, uri: str, role: Role) -> None:
    actor = launched(roles=[uri], **NO_NAMES)
    with app.app_context(), reading() as session:
        assert person_view(session, actor.person_id).email == "ben@example.edu"
    assert actor.role is role
    assert actor.display_name.startswith("Participant ")


@BOTH
def test_a_launch_with_names_alone_works(launched, uri: str, role: Role) -> None:
    actor = launched(roles=[uri], email=MISSING, name=MISSING)
    assert (actor.role, actor.display_name) == (role, "Ben Okri")


@BOTH
def test_a_launch_without_personal_data_gets_a_stand_in_name(launched, uri: str, role: Role) -> None:
    actor = launched(roles=[uri], email=MISSING, **NO_NAMES)
    assert actor.role is role
    assert actor.display_name.startswith("Participant ")


@BOTH
def test_a_launch_with_an_email_address_but_no_context_works(launched, uri: str, role: Role) -> None:
    assert launched(roles=[uri], context=MISSING, **NO_NAMES).role is role


def test_links_without_a_context_are_courses_of_their_own(launched) -> None:
    one = launched(context=MISSING)
    other = launched(context=MISSING, resource_link={"id": "link-2"})
    assert one.course_id != other.course_id
    assert one.person_id == other.person_id
