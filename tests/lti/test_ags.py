"""Gradebooks: what goes out, letter by letter, and what each answer means."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.lti import (
    ActivityProgress,
    CanvasSubmission,
    GradingProgress,
    NewLineItem,
    ReplyKind,
    ScoreMessage,
    ServiceRefused,
    SubmissionType,
)
from app.lti.replies import scrubbed
from tests.lti.platform_server import Answer, ags_of, known, running_platform

ITEM = "/services/2/lineitems/7/lineitem"
ITEMS = "/services/2/lineitems"
SCORES = f"{ITEM}/scores"
RESULTS = f"{ITEM}/results"
DECIDED = datetime(2026, 11, 15, 9, 29, 58, 250000, tzinfo=UTC)


@pytest.fixture
def platform(database):
    with running_platform() as platform:
        yield platform


@pytest.fixture
def ags(services):
    return ags_of(services)


@pytest.fixture
def registration(platform, services):
    return known(platform, services)


def score(platform, **changes) -> ScoreMessage:
    values = {
        "lineitem_url": f"{platform.url}{ITEM}?type_id=1",
        "user_id": "4",
        "score_given": 1250,
        "score_maximum": 2000,
        "activity_progress": ActivityProgress.COMPLETED,
        "grading_progress": GradingProgress.FULLY_GRADED,
        "timestamp": DECIDED,
        "comment": "Earned. http://localhost:8000/credentials/x",
        **changes,
    }
    return ScoreMessage(**values)


def refusal(call):
    with pytest.raises(ServiceRefused) as caught:
        call()
    return caught.value.reply


def test_a_score_has_all_that_the_specification_asks_for(platform, ags, registration):
    platform.on("POST", SCORES, Answer(200))
    assert ags.send_score(registration, score(platform)).kind is ReplyKind.DONE
    heard = platform.heard("POST", SCORES)[0]
    assert heard.path == f"{SCORES}?type_id=1"
    assert heard.headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
    assert heard.headers["Authorization"] == "Bearer token-1"
    assert json.loads(heard.body) == {
        "userId": "4",
        "scoreGiven": 12.5,
        "scoreMaximum": 20,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-11-15T09:29:58.250Z",
        "comment": "Earned. http://localhost:8000/credentials/x",
    }


def test_a_zero_is_a_score_and_not_a_missing_one(platform, ags, registration):
    platform.on("POST", SCORES, Answer(204))
    ags.send_score(registration, score(platform, score_given=0, comment=None))
    body = platform.said("POST", SCORES)
    assert body["scoreGiven"] == 0
    assert "comment" not in body


def test_a_message_without_a_score_names_none(platform, ags, registration):
    platform.on("POST", SCORES, Answer(200))
    message = score(platform, score_given=None, score_maximum=None, grading_progress=GradingProgress.PENDING_MANUAL)
    ags.send_score(registration, message)
    assert not {"scoreGiven", "scoreMaximum"} & set(platform.said("POST", SCORES))


def test_canvas_is_told_that_this_is_no_new_attempt(platform, ags, registration):
    platform.on("POST", SCORES, Answer(200))
    canvas = CanvasSubmission(
        prioritize_non_tool_grade=True, submission_type="basic_lti_launch", submission_data="http://localhost:8000/x"
    )
    ags.send_score(registration, score(platform, canvas=canvas, submitted_at=DECIDED - timedelta(days=1)))
    body = platform.said("POST", SCORES)
    assert body["https://canvas.instructure.com/lti/submission"] == {
        "new_submission": False,
        "prioritize_non_tool_grade": True,
        "submission_type": "basic_lti_launch",
        "submission_data": "http://localhost:8000/x",
    }
    assert body["submission"] == {"submittedAt": "2026-11-14T09:29:58.250Z"}


def test_a_success_is_never_read_whatever_its_body(platform, ags, registration):
    """pylti1p3 raises on a non-JSON body though the score was stored."""
    platform.on("POST", SCORES, Answer(200, body=b"<br />\nNotice: something in score.php"))
    assert ags.send_score(registration, score(platform)).kind is ReplyKind.DONE


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (Answer(400, [], reason="Incorrect score received: user 3 is not gradable"), ReplyKind.STOP, "not-gradable"),
        (Answer(400, {"status": 400, "reason": "Bad Request"}), ReplyKind.STOP, "not-accepted"),
        (Answer(401), ReplyKind.STOP, "not-permitted"),
        (Answer(403, {"errors": [{"message": "unauthorized"}]}), ReplyKind.STOP, "permission-lost"),
        (Answer(404), ReplyKind.STOP, "line-item-gone"),
        (Answer(410), ReplyKind.STOP, "line-item-gone"),
        (Answer(412), ReplyKind.STOP, "link-mismatch"),
        (
            Answer(422, {"errors": {"message": "maximum number of attempts reached"}}),
            ReplyKind.STOP,
            "attempts-used-up",
        ),
        (Answer(422, {"errors": {"message": "This course has concluded"}}), ReplyKind.STOP, "course-concluded"),
        (
            Answer(422, {"errors": {"message": "User not found in course or is not a student"}}),
            ReplyKind.STOP,
            "not-gradable",
        ),
        (Answer(422, {"errors": {"message": "ScoreMaximum must be greater than 0"}}), ReplyKind.STOP, "not-accepted"),
        (Answer(408), ReplyKind.RETRY, "lms-fault"),
        (Answer(500, body=b"<html>grade is locked</html>"), ReplyKind.RETRY, "lms-fault"),
        (Answer(502), ReplyKind.RETRY, "lms-fault"),
    ],
)
def test_each_answer_has_one_meaning(platform, ags, registration, answer, kind, code):
    platform.on("POST", SCORES, answer)
    reply = ags.send_score(registration, score(platform))
    assert (reply.kind, reply.code, reply.status) == (kind, code, answer.status)
    assert reply.words.endswith(".")
    assert not reply.gates_platform


def test_a_hand_in_time_ahead_of_their_clock_waits_for_it(platform, ags, registration):
    platform.on(
        "POST", SCORES, Answer(400, {"errors": {"message": "Provided submitted_at timestamp is in the future"}})
    )
    reply = ags.send_score(registration, score(platform))
    assert (reply.kind, reply.code, reply.gates_platform) == (ReplyKind.RETRY, "their-clock-is-behind", False)


def test_throttling_by_403_pauses_the_whole_platform(platform, ags, registration):
    platform.on("POST", SCORES, Answer(403, body=b"403 Forbidden (Rate Limit Exceeded)"))
    reply = ags.send_score(registration, score(platform))
    assert (reply.kind, reply.code, reply.gates_platform) == (ReplyKind.RETRY, "throttled", True)
    assert 60 <= reply.retry_after < 90


@pytest.mark.parametrize(
    ("status", "value", "seconds"),
    [
        (429, "120", 120),
        (429, "Sun, 15 Nov 2026 09:31:00 GMT", 60),
        (503, "7", 7),
        (503, "999999999", 24 * 3600),
        (503, "Sun, 15 Nov 2020 09:31:00 GMT", 0),
    ],
)
def test_retry_after_pauses_the_whole_platform(platform, ags, registration, status, value, seconds):
    platform.on("POST", SCORES, Answer(status, headers={"Retry-After": value}))
    reply = ags.send_score(registration, score(platform))
    assert (reply.kind, reply.retry_after, reply.gates_platform) == (ReplyKind.RETRY, seconds, True)


@pytest.mark.parametrize("value", ["\xb2", "soon", "-1", "1.5e400", ""])
def test_a_retry_after_that_makes_no_sense_is_passed_over(platform, ags, registration, value):
    platform.on("POST", SCORES, Answer(503, headers={"Retry-After": value}))
    reply = ags.send_score(registration, score(platform))
    assert (reply.kind, reply.retry_after, reply.gates_platform) == (ReplyKind.RETRY, None, False)


def test_an_expired_token_costs_one_more_try(platform, ags, registration):
    platform.on("POST", SCORES, Answer(401), Answer(200))
    assert ags.send_score(registration, score(platform)).kind is ReplyKind.DONE
    assert [one.headers["Authorization"] for one in platform.heard("POST", SCORES)] == [
        "Bearer token-1",
        "Bearer token-2",
    ]


def test_an_lms_that_is_down_leaves_a_certain_retry(platform, ags, registration):
    message = score(platform, lineitem_url=f"http://127.0.0.1:9{ITEM}")
    reply = ags.send_score(registration, message)
    assert (reply.kind, reply.code, reply.uncertain) == (ReplyKind.RETRY, "platform-unreachable", False)


def test_an_answer_that_never_came_leaves_an_uncertain_retry(platform, ags, registration):
    def break_off(_heard):
        raise ConnectionResetError

    platform.on("POST", SCORES, break_off)
    reply = ags.send_score(registration, score(platform))
    assert (reply.kind, reply.uncertain) == (ReplyKind.RETRY, True)


REFUSED_TIMES = [
    Answer(409, {"reason": "Refusing score with an earlier timestamp for item 7 and user 4"}),
    Answer(400, {"errors": {"message": "Provided timestamp of 1 before last updated timestamp of 2"}}),
]


@pytest.mark.parametrize("answer", REFUSED_TIMES)
def test_a_newer_entry_in_the_gradebook_is_a_conflict(platform, ags, registration, answer):
    platform.on("POST", SCORES, answer)
    held = {"userId": "4", "resultScore": 31.25, "resultMaximum": 50, "timestamp": "2026-11-15T09:40:00+00:00"}
    platform.on("GET", RESULTS, Answer(document=[held]))
    reply = ags.send_score(registration, score(platform))
    assert (reply.kind, reply.code) == (ReplyKind.CONFLICT, "newer-in-gradebook")


def test_a_conflict_with_our_own_earlier_try_is_done(platform, ags, registration):
    platform.on("POST", SCORES, REFUSED_TIMES[0])
    held = {"userId": "4", "resultScore": 31.25, "resultMaximum": 50, "timestamp": "2026-11-15T09:29:58+00:00"}
    platform.on("GET", RESULTS, Answer(document=[held]))
    reply = ags.send_score(registration, score(platform))
    assert (reply.kind, reply.code) == (ReplyKind.DONE, "arrived-before")
    assert platform.heard("GET", RESULTS)[0].path == f"{RESULTS}?type_id=1&user_id=4"


@pytest.mark.parametrize(
    "held",
    [
        [{"userId": "4", "resultScore": 40, "resultMaximum": 50, "timestamp": "2026-11-15T09:29:58+00:00"}],
        [{"userId": "5", "resultScore": 31.25, "resultMaximum": 50, "timestamp": "2026-11-15T09:29:58+00:00"}],
        [{"userId": "4", "resultScore": 31.25, "resultMaximum": 50}],
        [{"userId": "4"}],
        [],
        "rubbish",
    ],
)
def test_a_conflict_with_anything_else_stays_one(platform, ags, registration, held):
    platform.on("POST", SCORES, REFUSED_TIMES[0])
    platform.on("GET", RESULTS, Answer(document=held))
    assert ags.send_score(registration, score(platform)).kind is ReplyKind.CONFLICT


def test_a_conflict_whose_result_cannot_be_read_stays_one(platform, ags, registration):
    platform.on("POST", SCORES, REFUSED_TIMES[0])
    platform.on("GET", RESULTS, Answer(500))
    assert ags.send_score(registration, score(platform)).kind is ReplyKind.CONFLICT


def test_a_400_about_an_unreadable_timestamp_is_no_conflict(platform, ags, registration):
    platform.on("POST", SCORES, Answer(400, {"errors": {"message": "Provided timestamp of x not valid."}}))
    assert ags.send_score(registration, score(platform)).kind is ReplyKind.STOP


def test_what_an_lms_says_is_kept_without_names_tokens_and_markup():
    said = "<p>User tina@example.com</p> see https://x.example/?t=1 eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0 " + "x " * 500
    kept = scrubbed(said)
    assert "tina" not in kept and "eyJ" not in kept and "<p>" not in kept and "x.example" not in kept
    assert len(kept) <= 300


def test_line_items_are_found_even_where_the_lms_does_not_filter(platform, ags, registration):
    items = [
        {"id": f"{platform.url}/a", "label": "A", "scoreMaximum": 12.5, "resourceId": "x", "tag": "mc-total"},
        {"id": f"{platform.url}/b", "label": "B", "scoreMaximum": 100, "resourceId": "y", "tag": "mc-total"},
    ]
    platform.on("GET", ITEMS, Answer(document=items))
    found = ags.find_line_items(registration, f"{platform.url}{ITEMS}?type_id=1", resource_id="x", tag="mc-total")
    assert [(item.label, item.score_maximum) for item in found] == [("A", 1250)]
    heard = platform.heard("GET", ITEMS)[0]
    assert parse_qs(urlsplit(heard.path).query) == {"type_id": ["1"], "resource_id": ["x"], "tag": ["mc-total"]}
    assert heard.headers["Accept"] == "application/vnd.ims.lis.v2.lineitemcontainer+json"


def test_pages_are_followed_through_curly_quotes(platform, ags, registration):
    def pages(heard):
        start = int(parse_qs(urlsplit(heard.path).query).get("from", ["0"])[0])
        link = f"<{platform.url}{ITEMS}?type_id=1&amp;limit=1&amp;from={start + 1}>; rel=“next”".encode().decode(
            "latin-1"
        )
        document = [{"id": f"{platform.url}/{start}", "label": f"Item {start}", "scoreMaximum": 1}]
        return Answer(document=document, headers={"Link": link} if start < 2 else {})

    platform.on("GET", ITEMS, pages)
    found = ags.find_line_items(registration, f"{platform.url}{ITEMS}?type_id=1")
    assert [item.label for item in found] == ["Item 0", "Item 1", "Item 2"]


def test_a_page_that_names_itself_as_the_next_ends_the_list(platform, ags, registration):
    link = {"Link": f'<{platform.url}{ITEMS}>; rel="next"'}
    platform.on("GET", ITEMS, Answer(document=[{"id": "1", "label": "A"}], headers=link))
    assert len(ags.find_line_items(registration, f"{platform.url}{ITEMS}")) == 1


def test_a_token_is_not_carried_to_another_server(platform, ags, registration):
    with running_platform() as elsewhere:
        link = {"Link": f'<{elsewhere.url}{ITEMS}>; rel="next"'}
        platform.on("GET", ITEMS, Answer(document=[], headers=link))
        reply = refusal(lambda: ags.find_line_items(registration, f"{platform.url}{ITEMS}"))
        assert elsewhere.server.heard == []
    assert (reply.kind, reply.code) == (ReplyKind.STOP, "paging-elsewhere")


def test_a_next_page_that_is_no_address_is_not_called(platform, ags, registration):
    platform.on("GET", ITEMS, Answer(document=[], headers={"Link": '<http://[>; rel="next"'}))
    reply = refusal(lambda: ags.find_line_items(registration, f"{platform.url}{ITEMS}"))
    assert (reply.kind, reply.code) == (ReplyKind.STOP, "paging-elsewhere")


def test_a_line_item_is_made_with_its_exact_media_type(platform, ags, registration):
    made = {"id": f"{platform.url}{ITEM}?type_id=1", "label": "Adult Learning", "scoreMaximum": 12.5}
    platform.on("POST", ITEMS, Answer(201, made))
    item = ags.create_line_item(
        registration,
        f"{platform.url}{ITEMS}?type_id=1",
        NewLineItem("Adult Learning", 1250, resource_id="mc", tag="mc-total", extra={"vendor": {"a": 1}}),
    )
    assert (item.url, item.score_maximum) == (f"{platform.url}{ITEM}?type_id=1", 1250)
    assert platform.heard("POST", ITEMS)[0].headers["Content-Type"] == "application/vnd.ims.lis.v2.lineitem+json"
    assert platform.said("POST", ITEMS) == {
        "label": "Adult Learning",
        "scoreMaximum": 12.5,
        "resourceId": "mc",
        "tag": "mc-total",
        "vendor": {"a": 1},
    }


def test_a_changed_line_item_keeps_what_we_do_not_know(platform, ags, registration):
    held = {"id": "x", "label": "Old", "scoreMaximum": 50, "tag": "mc-total", "vendor": {"colour": "red"}, "zero": 0}
    platform.on("GET", ITEM, Answer(document=held))
    platform.on("PUT", ITEM, Answer(200, body=b"not json"))
    item = ags.change_line_item(registration, f"{platform.url}{ITEM}?type_id=1", {"label": "New"})
    assert platform.said("PUT", ITEM) == {**held, "label": "New"}
    assert (item.label, item.score_maximum) == ("New", 5000)


def test_a_field_that_came_as_null_does_not_go_back(platform, ags, registration):
    """Open edX gives dates and links as null, and answers 400 where they come back so."""
    held = {"id": "x", "label": "Old", "scoreMaximum": 50, "resourceLinkId": None, "startDateTime": None}
    platform.on("GET", ITEM, Answer(document=held))
    platform.on("PUT", ITEM, Answer(200))
    ags.change_line_item(registration, f"{platform.url}{ITEM}", {"label": "New"})
    assert platform.said("PUT", ITEM) == {"id": "x", "label": "New", "scoreMaximum": 50}


def test_a_change_is_not_written_over_somebody_elses_change_of_the_same(platform, ags, registration):
    held = {"id": "x", "label": "Old", "scoreMaximum": 50}
    platform.on("GET", ITEM, Answer(document=held), Answer(document={**held, "label": "Theirs"}))
    seen = ags.get_line_item(registration, f"{platform.url}{ITEM}")
    change = {"label": "New"}
    reply = refusal(lambda: ags.change_line_item(registration, f"{platform.url}{ITEM}", change, seen=seen))
    assert (reply.kind, reply.code) == (ReplyKind.CONFLICT, "line-item-changed")
    assert platform.heard("PUT", ITEM) == []


def test_a_change_of_something_else_meanwhile_is_kept(platform, ags, registration):
    held = {"id": "x", "label": "Old", "scoreMaximum": 50}
    platform.on("GET", ITEM, Answer(document=held), Answer(document={**held, "scoreMaximum": 20}))
    platform.on("PUT", ITEM, Answer(200, {**held, "label": "New", "scoreMaximum": 20, "tag": "theirs"}))
    seen = ags.get_line_item(registration, f"{platform.url}{ITEM}")
    item = ags.change_line_item(registration, f"{platform.url}{ITEM}", {"label": "New"}, seen=seen)
    assert platform.said("PUT", ITEM) == {**held, "label": "New", "scoreMaximum": 20}
    assert (item.label, item.score_maximum, item.tag) == ("New", 2000, "theirs")


def test_canvas_is_told_what_is_behind_a_column(platform, ags, registration):
    platform.on("POST", ITEMS, Answer(201, {"id": "x"}))
    for kind, address in ((SubmissionType.NONE, None), (SubmissionType.EXTERNAL_TOOL, "http://localhost:8000/x")):
        item = NewLineItem("A", 100, submission_type=kind, launch_url=address)
        ags.create_line_item(registration, f"{platform.url}{ITEMS}", item)
        launch = {"external_tool_url": address} if address else {}
        extension = platform.said("POST", ITEMS)["https://canvas.instructure.com/lti/submission_type"]
        assert extension == {"type": kind.value, **launch}


@pytest.mark.parametrize("refused", [401, 403])
def test_line_items_are_read_by_the_wider_scope_where_need_be(platform, ags, registration, refused):
    wide = []

    def token(heard):
        wide.append("lineitem.readonly" not in heard.body.decode())
        return Answer(document={"access_token": f"wide-{wide[-1]}", "expires_in": 3600})

    def item(heard):
        may_read = heard.headers["Authorization"] == "Bearer wide-True"
        return Answer(document={"id": "x", "label": "A"}) if may_read else Answer(refused)

    platform.on("POST", "/token", token)
    platform.on("GET", ITEM, item)
    assert ags.get_line_item(registration, f"{platform.url}{ITEM}").label == "A"
    tries = len(platform.heard("GET", ITEM))
    assert ags.get_line_item(registration, f"{platform.url}{ITEM}").label == "A"
    assert len(platform.heard("GET", ITEM)) == tries + 1


def test_line_items_are_read_by_the_wider_scope_where_no_token_for_reading_is_given(platform, ags, registration):
    def token(heard):
        narrow = "lineitem.readonly" in heard.body.decode()
        return Answer(400, {"error": "invalid_scope"}) if narrow else Answer(document={"access_token": "wide"})

    platform.on("POST", "/token", token)
    platform.on("GET", ITEMS, Answer(document=[]))
    assert ags.find_line_items(registration, f"{platform.url}{ITEMS}") == []


def test_a_platform_that_reads_nothing_says_so(platform, ags, registration):
    platform.on("GET", ITEM, Answer(403))
    assert refusal(lambda: ags.get_line_item(registration, f"{platform.url}{ITEM}")).code == "permission-lost"


def test_results_come_page_by_page_and_no_page_is_fetched_before_it_is_wanted(platform, ags, registration):
    def pages(heard):
        start = int(parse_qs(urlsplit(heard.path).query).get("from", ["0"])[0])
        link = {"Link": f'<{platform.url}{RESULTS}?from={start + 1}>; rel="next"'}
        return Answer(document=[{"userId": str(start), "resultScore": 1}], headers=link if start < 3 else {})

    platform.on("GET", RESULTS, pages)
    walk = ags.walk_results(registration, f"{platform.url}{ITEM}", page_size=100)
    assert [result.user_id for result in next(walk)] == ["0"]
    assert len(platform.heard("GET", RESULTS)) == 1
    assert "limit=100" in platform.heard("GET", RESULTS)[0].path
    assert [result.user_id for page in walk for result in page] == ["1", "2", "3"]


def test_a_line_item_that_is_gone_is_told_apart(platform, ags, registration):
    assert refusal(lambda: ags.get_line_item(registration, f"{platform.url}{ITEM}")).code == "line-item-gone"


def test_deleting_what_is_gone_is_fine_and_what_is_forbidden_is_not(platform, ags, registration):
    ags.delete_line_item(registration, f"{platform.url}{ITEM}")
    platform.on("DELETE", ITEM, Answer(403))
    assert refusal(lambda: ags.delete_line_item(registration, f"{platform.url}{ITEM}")).code == "permission-lost"


def test_results_are_read_in_hundredths_without_a_limit(platform, ags, registration):
    results = [
        {
            "userId": "4",
            "resultScore": 33.33333,
            "resultMaximum": 100,
            "comment": "ok",
            "timestamp": "2026-11-15T09:00:00Z",
        },
        {"userId": "5"},
        "rubbish",
    ]
    platform.on("GET", RESULTS, Answer(document=results))
    first, second = ags.get_results(registration, f"{platform.url}{ITEM}?type_id=1")
    assert (first.user_id, first.score, first.maximum, first.comment) == ("4", 3333, 10000, "ok")
    assert first.timestamp == datetime(2026, 11, 15, 9, tzinfo=UTC)
    assert (second.user_id, second.score, second.timestamp) == ("5", None, None)
    heard = platform.heard("GET", RESULTS)[0]
    assert "limit" not in heard.path
    assert heard.headers["Accept"] == "application/vnd.ims.lis.v2.resultcontainer+json"


@pytest.mark.parametrize("number", ["1e999999", "1e900000", 1e300, 10**12, "Infinity", "NaN", "sNaN", "", [], True])
def test_a_score_that_no_gradebook_holds_counts_as_none(platform, ags, registration, number):
    platform.on("GET", RESULTS, Answer(document=[{"userId": "4", "resultScore": number, "resultMaximum": number}]))
    (result,) = ags.get_results(registration, f"{platform.url}{ITEM}")
    assert (result.score, result.maximum) == (None, None)


def test_rubbish_in_place_of_a_list_is_worth_another_try(platform, ags, registration):
    platform.on("GET", RESULTS, Answer(200, body=b"<html>"))
    reply = refusal(lambda: ags.get_results(registration, f"{platform.url}{ITEM}"))
    assert (reply.kind, reply.code) == (ReplyKind.RETRY, "answer-not-json")


@pytest.mark.parametrize("document", [{"error": "maintenance"}, {}, "closed", 0])
def test_an_error_that_came_as_200_is_no_empty_column_and_no_empty_course(platform, ags, registration, document):
    platform.on("GET", RESULTS, Answer(document=document))
    platform.on("GET", ITEMS, Answer(document=document))
    for call in (
        lambda: ags.get_results(registration, f"{platform.url}{ITEM}"),
        lambda: ags.find_line_items(registration, f"{platform.url}{ITEMS}"),
    ):
        reply = refusal(call)
        assert (reply.kind, reply.code) == (ReplyKind.RETRY, "answer-not-a-list")
