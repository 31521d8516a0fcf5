"""Rosters: pages, people with little said about them, and activities that are gone."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app.lti import ReplyKind, ServiceRefused
from tests.lti.platform_server import Answer, known, nrps_of, running_platform

ROSTER = "/CourseSection/2/bindings/1/memberships"


@pytest.fixture
def platform(database):
    with running_platform() as platform:
        yield platform


def query(heard) -> dict[str, list[str]]:
    return parse_qs(urlsplit(heard.path).query)


def test_everybody_is_found_over_all_pages_and_nobody_twice(platform, services):
    def pages(heard):
        start = int(query(heard).get("from", ["0"])[0])
        members = [{"user_id": str(start + offset), "roles": ["Learner"]} for offset in (0, 1)]
        following = f'<{ROSTER}?limit=2&from={start + 1}>; rel="next"'
        return Answer(document={"members": members}, headers={"Link": following} if start < 2 else {})

    platform.on("GET", ROSTER, pages)
    members = nrps_of(services).members(known(platform, services), f"{platform.url}{ROSTER}", limit=2)
    assert [member.user_id for member in members] == ["0", "1", "2", "3"]
    assert query(platform.heard("GET", ROSTER)[0]) == {"limit": ["2"]}


def test_members_are_read_with_little_and_with_much_said_about_them(platform, services):
    entries = [
        {"user_id": "5", "roles": ["Learner"], "name": "Zoë O'Neill-García", "email": "z@example.com"},
        {"user_id": 6, "status": "Inactive", "roles": None},
        {"roles": ["Learner"]},
        "rubbish",
    ]
    platform.on("GET", ROSTER, Answer(document={"members": entries}))
    zoe, six = nrps_of(services).members(known(platform, services), f"{platform.url}{ROSTER}")
    assert (zoe.user_id, zoe.active, zoe.roles, zoe.name) == ("5", True, ("Learner",), "Zoë O'Neill-García")
    assert (six.user_id, six.active, six.roles, six.name) == ("6", False, (), "")
    heard = platform.heard("GET", ROSTER)[0]
    assert heard.headers["Accept"] == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
    assert parse_qs(platform.heard("POST", "/token")[0].body.decode())["scope"] == [
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
    ]


def test_an_activity_that_the_lms_no_longer_finds_gives_the_whole_course(platform, services):
    def answer(heard):
        if "rlid" in query(heard):
            return Answer(404, {"errors": "Requested ResourceLink was not found"})
        return Answer(document={"members": [{"user_id": "5"}]})

    platform.on("GET", ROSTER, answer)
    members = nrps_of(services).members(known(platform, services), f"{platform.url}{ROSTER}", resource_link_id="gone")
    assert [member.user_id for member in members] == ["5"]


def test_a_roster_that_is_down_is_not_taken_for_an_empty_one(platform, services):
    platform.on("GET", ROSTER, Answer(503))
    with pytest.raises(ServiceRefused) as caught:
        nrps_of(services).members(known(platform, services), f"{platform.url}{ROSTER}", resource_link_id="1")
    assert caught.value.reply.kind is ReplyKind.RETRY
    assert len(platform.heard("GET", ROSTER)) == 1
