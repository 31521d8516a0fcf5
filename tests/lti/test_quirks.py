"""One LMS oddity per test; each names the function of app/lti/quirks.py that it holds up."""

import inspect
import math
import re
from pathlib import Path

import pytest

from app.lti import quirks


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://m.example/2/lineitems/2/lineitem?type_id=1",
            "https://m.example/2/lineitems/2/lineitem/scores?type_id=1",
        ),
        ("https://c.example/api/lti/courses/1/line_items/2", "https://c.example/api/lti/courses/1/line_items/2/scores"),
        ("https://c.example/line_items/2/", "https://c.example/line_items/2/scores"),
        ("https://c.example/x?a=%2F&b=", "https://c.example/x/scores?a=%2F&b="),
    ],
)
def test_a_service_goes_before_the_query(url, expected):
    assert quirks.service_below(url, "scores") == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('<https://x.example/?page=2>; rel="next"', "https://x.example/?page=2"),
        ("<https://x.example/?page=2>; rel=next", "https://x.example/?page=2"),
        ("<https://x.example/?a=1&amp;from=1>; rel=“next”", "https://x.example/?a=1&from=1"),
        ("<https://x.example/?a=1>; rel=“next”".encode().decode("latin-1"), "https://x.example/?a=1"),
        ('<https://x.example/1>; rel="current", <https://x.example/2>; rel="next"', "https://x.example/2"),
        ('<https://x.example/2>; title="b"; REL="next", <https://x.example/9>; rel="last"', "https://x.example/2"),
        ('<https://x.example/?CURSOR=AbC>; rel="next"', "https://x.example/?CURSOR=AbC"),
        ('<https://x.example/1>; rel="current", <https://x.example/9>; rel="last"', None),
        ('<https://x.example/1>; rel="nextish"', None),
        ("", None),
        (None, None),
    ],
)
def test_the_next_page_is_found_behind_curly_quotes(header, expected):
    assert quirks.next_page(header) == expected


@pytest.mark.parametrize(
    ("life", "usable"), [(3600, 3540), (60, 30), (90, 45), ("3600", 3540), (None, 30), ("soon", 30), (-5, 0)]
)
def test_a_short_life_is_used_by_half(life, usable):
    assert quirks.usable_seconds(life) == usable


@pytest.mark.parametrize("life", [math.nan, math.inf, 1e300, "1e12", pytest.param(10**400, id="huge")])
def test_a_life_that_is_no_number_of_seconds_is_taken_for_a_minute(life):
    assert quirks.usable_seconds(life) == 30
    assert quirks.usable_seconds(-math.inf) == 0


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ('{"error": "invalid_scope"}', "invalid_scope"),
        ('{"error" : ""kid" invalid, unable to lookup"}', "kid"),
        ("<html>", ""),
        ("[]", ""),
        ("", ""),
    ],
)
def test_the_error_word_is_found_in_broken_json(body, word):
    assert quirks.token_error(body) == word


def test_custom_values_stay_on_one_line():
    assert quirks.flat_custom({"Cairn MC": "a\nb=c", "number": 3, "nothing": None}) == {
        "cairn_mc": "a b=c",
        "number": "3",
    }


@pytest.mark.parametrize(
    ("issuer", "address", "may"),
    [
        ("https://moodle.example", "https://moodle.example/mod/lti/x.php", True),
        ("https://moodle.example", "https://MOODLE.example/x", True),
        ("https://moodle.example", "https://moodle.example:8443/x", False),
        ("https://moodle.example", "https://evil.example/x", False),
        ("https://canvas.instructure.com", "https://sso.canvaslms.com/api/lti/security/openid-configuration", True),
        ("https://canvas.instructure.com", "https://school.instructure.com/x", True),
        ("https://canvas.beta.instructure.com", "https://sso.beta.canvaslms.com/x", True),
        ("https://canvas.instructure.com", "https://sso.beta.canvaslms.com/x", False),
        ("https://canvas.test.instructure.com", "https://sso.beta.canvaslms.com/x", False),
        ("https://canvas.instructure.com", "https://canvas.instructure.com.evil.example/x", False),
        ("https://canvas.instructure.com", "https://evil-instructure.com/x", False),
        ("https://canvas.instructure.com", "https://test.instructure.com/x", True),
        ("https://canvas.instructure.com", "https://school.test.instructure.com/x", False),
    ],
)
def test_canvas_may_speak_from_its_own_second_domain(issuer, address, may):
    assert quirks.may_share_host(issuer, address) is may


def test_a_school_on_canvas_may_frame_the_registration():
    assert quirks.frames_of_cloud("https://sso.canvaslms.com") == ("https://*.instructure.com",)
    assert quirks.frames_of_cloud("https://moodle.example") == ()


def test_a_deployment_is_learnt_wherever_the_answer_tells_it():
    tool = "https://purl.imsglobal.org/spec/lti-tool-configuration"
    assert quirks.learnt_deployment({tool: {"deployment_id": 1}}) == "1"
    assert quirks.learnt_deployment({tool: {}}) is None
    assert quirks.learnt_deployment({tool: {"deployment_id": ""}}) is None
    assert quirks.learnt_deployment({}) is None
    assert quirks.learnt_deployment({tool: {}, "deployment_id": "9:8865aa"}) == "9:8865aa"
    assert quirks.learnt_deployment({"deployment_id": {"a": 1}}) is None


def test_the_audience_of_the_assertion_is_what_the_platform_names():
    named = {"authorization_server": "https://auth.example"}
    assert quirks.token_audience(named, "d2l") == "https://auth.example"
    assert quirks.token_audience(named, "canvas") is None
    assert quirks.token_audience({}, "moodle") is None
    assert quirks.token_audience({"authorization_server": "a\x00b"}, "d2l") is None


def test_a_teacher_has_no_grade_in_moodle():
    assert quirks.is_not_gradable(400, "Incorrect score received []")
    assert not quirks.is_not_gradable(500, "Incorrect score received []")


def test_a_launch_from_the_navigation_is_of_the_course():
    assert quirks.is_of_course("course_navigation", "link", "course")
    assert quirks.is_of_course("account_navigation", "link", "account")
    assert quirks.is_of_course(None, "4f2a", "4f2a")
    assert not quirks.is_of_course("assignment_selection", "link", "course")
    assert not quirks.is_of_course(None, "5", "5"), "Moodle's activity 5 of course 5"
    assert not quirks.is_of_course(None, "link", "")


def test_every_quirk_names_its_product_its_source_and_a_test_that_exists():
    tests = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    functions = [
        function
        for name, function in inspect.getmembers(quirks, inspect.isfunction)
        if function.__module__ == quirks.__name__ and not name.startswith("_")
    ]
    assert len(functions) > 8
    for function in functions:
        words = inspect.getdoc(function) or ""
        assert "Source:" in words, function.__name__
        assert re.search(r"Moodle|Canvas|D2L", words), function.__name__
        named = re.search(r"Test:\s+(test_\w+)", words)
        assert named and f"def {named.group(1)}(" in tests, function.__name__


@pytest.mark.parametrize(
    ("told", "origin"),
    [
        ("school.instructure.com", "https://school.instructure.com"),
        ("school.beta.instructure.com", "https://school.beta.instructure.com"),
        ("evil.example", None),
        ("evil.example/.instructure.com", None),
        ("school.instructure.com@evil.example", None),
        ("notinstructure.com", None),
        ("*.instructure.com", None),
        ("$Canvas.api.domain", None),
        ("", None),
    ],
)
def test_a_canvas_host_is_believed_only_within_the_cloud(told: str, origin: str | None) -> None:
    assert quirks.cloud_origin({"canvas_api_domain": told}) == origin
    assert quirks.cloud_origin({}) is None


def test_canvas_is_asked_for_large_pages_of_results_and_moodle_for_none():
    assert quirks.results_page("canvas") == 100
    assert quirks.results_page("moodle") is None
    assert quirks.results_page(None) is None
