"""Rosters: pages fetched one at a time, people with little said about them, lists that must not be believed."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app.lti import Member, ReplyKind, RosterQuery, ServiceRefused
from tests.lti.platform_server import Answer, Platform, known, nrps_of, running_platform

ROSTER = "/CourseSection/2/bindings/1/memberships"


@pytest.fixture
def platform(database):
    with running_platform() as platform:
        yield platform


@pytest.fixture
def registration(platform, services) -> int:
    return known(platform, services)


def query(heard) -> dict[str, list[str]]:
    return parse_qs(urlsplit(heard.path).query)


def asked(platform: Platform, **parts) -> RosterQuery:
    return RosterQuery(f"{platform.url}{ROSTER}", **parts)


def everybody(services, registration: int, wanted: RosterQuery) -> list[Member]:
    return [member for page in nrps_of(services).pages(registration, wanted) for member in page.members]


def endless(link: str):
    """Pages of one person each; `link` may name the next number and the server."""

    def answer(heard):
        number = int(query(heard).get("from", ["0"])[0])
        following = link.format(next=number + 1, host=heard.headers["Host"])
        return Answer(document={"members": [{"user_id": str(number)}]}, headers={"Link": following})

    return answer


def test_everybody_is_found_over_all_pages(platform, services, registration):
    def pages(heard):
        start = int(query(heard).get("from", ["0"])[0])
        members = [{"user_id": str(start + offset), "roles": ["Learner"]} for offset in (0, 1)]
        following = f'<{ROSTER}?limit=2&from={start + 2}>; rel="next"'
        return Answer(document={"members": members}, headers={"Link": following} if start < 2 else {})

    platform.on("GET", ROSTER, pages)
    members = everybody(services, registration, asked(platform, limit=2, role="Learner"))
    assert [member.user_id for member in members] == ["0", "1", "2", "3"]
    assert query(platform.heard("GET", ROSTER)[0]) == {"limit": ["2"], "role": ["Learner"]}


def test_a_page_is_fetched_only_when_it_is_asked_for(platform, services, registration):
    platform.on("GET", ROSTER, endless(f'<{ROSTER}?from={{next}}>; rel="next"'))
    pages = nrps_of(services).pages(registration, asked(platform))
    for number in range(5):
        assert len(platform.heard("GET", ROSTER)) == number
        assert next(pages).members[0].user_id == str(number)
    assert len(platform.heard("GET", ROSTER)) == 5


def test_a_reading_goes_on_where_it_stopped(platform, services, registration):
    platform.on("GET", ROSTER, endless(f'<{ROSTER}?from={{next}}>; rel="next"'))
    client = nrps_of(services)
    first = next(client.pages(registration, asked(platform)))
    again = next(client.pages(registration, asked(platform), start=first.following))
    assert again.members[0].user_id == "1"


@pytest.mark.parametrize(
    "link",
    [
        '<{roster}?from={{next}}>; rel="next"',
        "<{roster}?from={{next}}>;REL=NEXT",
        "<{roster}?from={{next}}>; rel='next'",
        '<{roster}?from={{next}}>; rel="next last"',
        '<{roster}?from={{next}}>; rel="prev NEXT"',
        '<{roster}?from={{next}}>; title="a, <b>; rel=first"; rel="next"',
        '<{roster}?from=0>; rel="first", <{roster}?from={{next}}>; rel="next", <{roster}?from=9>; rel="last"',
        '<http://{{host}}{roster}?from={{next}}>; rel="next"; type="application/json"',
        "<?from={{next}}>; rel=next",
        "<{roster}?a=b&amp;from={{next}}>; rel=“next”",
    ],
)
def test_the_next_page_is_found_however_its_link_is_written(platform, services, registration, link):
    platform.on("GET", ROSTER, endless(link.format(roster=ROSTER).encode().decode("latin-1")))
    pages = nrps_of(services).pages(registration, asked(platform))
    assert [next(pages).members[0].user_id for _ in range(3)] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("link", "code", "requests"),
    [
        (f'<{ROSTER}>; rel="next"', "paging-endless", 1),
        (f'<{ROSTER}?from=1>; rel="next"', "paging-endless", 2),
        ('<http://127.0.0.2:1/members>; rel="next"', "paging-elsewhere", 1),
        ('<//lms.example/members>; rel="next"', "paging-elsewhere", 1),
    ],
)
def test_a_list_that_comes_back_to_itself_or_leads_elsewhere_is_refused(
    platform, services, registration, link, code, requests
):
    platform.on("GET", ROSTER, endless(link))
    with pytest.raises(ServiceRefused) as caught:
        everybody(services, registration, asked(platform))
    assert (caught.value.reply.kind, caught.value.reply.code) == (ReplyKind.STOP, code)
    assert len(platform.heard("GET", ROSTER)) == requests


def test_a_list_that_never_ends_is_given_up(platform, services, registration, monkeypatch):
    monkeypatch.setattr("app.lti.nrps.MOST_PAGES", 5)
    platform.on("GET", ROSTER, endless(f'<{ROSTER}?from={{next}}>; rel="next"'))
    with pytest.raises(ServiceRefused) as caught:
        everybody(services, registration, asked(platform))
    assert caught.value.reply.code == "paging-endless"
    assert len(platform.heard("GET", ROSTER)) == 5


def test_members_are_read_with_little_and_with_much_said_about_them(platform, services, registration):
    entries = [
        {"user_id": "5", "roles": ["Learner"], "name": "Zoë O'Neill-García", "email": "z@example.com"},
        {"user_id": 6, "status": "Inactive", "roles": None, "name": "A\x00B", "email": "nowhere"},
        {"user_id": "7", "lti11_legacy_user_id": {"odd": 1}, "roles": [7, "Instructor"], "message": "odd"},
        {"roles": ["Learner"]},
        {"user_id": True},
        {"user_id": "x" * 256},
        "rubbish",
    ]
    platform.on("GET", ROSTER, Answer(document={"members": entries}))
    zoe, six, seven = everybody(services, registration, asked(platform))
    assert (zoe.user_id, zoe.active, zoe.roles, zoe.name) == ("5", True, ("Learner",), "Zoë O'Neill-García")
    assert (six.user_id, six.active, six.roles, six.name, six.email) == ("6", False, (), "AB", "")
    assert (seven.user_id, seven.roles) == ("7", ("Instructor",))
    heard = platform.heard("GET", ROSTER)[0]
    assert heard.headers["Accept"] == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
    assert parse_qs(platform.heard("POST", "/token")[0].body.decode())["scope"] == [
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
    ]


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_an_activity_that_the_lms_no_longer_finds_gives_the_whole_course(platform, services, registration, status):
    def answer(heard):
        if "rlid" in query(heard):
            return Answer(status, {"errors": "Requested ResourceLink was not found"})
        return Answer(document={"members": [{"user_id": "5"}]})

    platform.on("GET", ROSTER, answer)
    members = everybody(services, registration, asked(platform, resource_link_id="gone"))
    assert [member.user_id for member in members] == ["5"]


def test_an_activity_that_the_lms_finds_is_not_asked_for_twice(platform, services, registration):
    platform.on("GET", ROSTER, Answer(document={"members": [{"user_id": "5"}]}))
    assert len(everybody(services, registration, asked(platform, resource_link_id="r1"))) == 1
    assert [query(heard) for heard in platform.heard("GET", ROSTER)] == [{"rlid": ["r1"]}]


def test_a_roster_that_is_down_is_not_taken_for_an_empty_one(platform, services, registration):
    platform.on("GET", ROSTER, Answer(503))
    with pytest.raises(ServiceRefused) as caught:
        everybody(services, registration, asked(platform, resource_link_id="1"))
    assert caught.value.reply.kind is ReplyKind.RETRY
    assert len(platform.heard("GET", ROSTER)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=b"<html>Please sign in</html>"),
        Answer(body=b'{"members": [{"user_id": "1"}'),
        Answer(document={"error": "no"}),
        Answer(document=[]),
        Answer(document={"members": None}),
        Answer(),
    ],
)
def test_what_is_no_roster_is_refused_in_plain_words_and_tried_again(platform, services, registration, answer):
    platform.on("GET", ROSTER, answer)
    with pytest.raises(ServiceRefused) as caught:
        everybody(services, registration, asked(platform))
    assert caught.value.reply.kind is ReplyKind.RETRY
    assert "Cairn will try again" in caught.value.reply.words


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (403, "roster-refused", "allow Names and Roles"),
        (401, "roster-refused", "allow Names and Roles"),
        (404, "roster-gone", "Open the activity from the course once more"),
        (400, "roster-not-given", "did not give the list of participants"),
        (409, "roster-not-given", "did not give the list of participants"),
    ],
)
def test_a_refusal_speaks_of_participants_and_not_of_scores(platform, services, registration, status, code, words):
    platform.on("GET", ROSTER, Answer(status, {"message": "timestamp is before"}))
    with pytest.raises(ServiceRefused) as caught:
        everybody(services, registration, asked(platform))
    reply = caught.value.reply
    assert (reply.kind, reply.code) == (ReplyKind.STOP, code)
    assert words in reply.words and "score" not in reply.words and "grade" not in reply.words


def test_a_token_that_may_not_read_names_and_roles_says_who_can_allow_it(platform, services, registration):
    platform.on("POST", "/token", Answer(400, {"error": "invalid_scope"}))
    with pytest.raises(ServiceRefused) as caught:
        everybody(services, registration, asked(platform))
    assert (caught.value.reply.kind, caught.value.reply.code) == (ReplyKind.STOP, "scope-refused")
    assert "allow Names and Roles" in caught.value.reply.words


def test_an_lms_that_asks_for_patience_gets_it(platform, services, registration):
    platform.on("GET", ROSTER, Answer(429, headers={"Retry-After": "90"}))
    with pytest.raises(ServiceRefused) as caught:
        everybody(services, registration, asked(platform))
    reply = caught.value.reply
    assert (reply.kind, reply.retry_after, reply.gates_platform) == (ReplyKind.RETRY, 90, True)
    assert "score" not in reply.words
