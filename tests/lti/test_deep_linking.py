"""The form that takes a teacher's choice back to the LMS."""

import jwt
import pytest

from app.db import transaction
from app.errors import Invalid, NotFound
from app.lti import (
    ContentLineItem,
    DeepLinkingSettings,
    PlatformEntry,
    Remarks,
    ResourceLinkItem,
    add_platform,
    build_deep_linking_response,
    deployments,
    ensure_keys,
    public_key_set,
)

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
RETURN = "https://moodle.example/mod/lti/contentitem_return.php?course=2&sesskey=x"
ITEM = ResourceLinkItem(
    title='Adult "Learning"',
    text="Steps & evidence",
    url="http://localhost:8000/lti/launch",
    custom={"cairn_mc": "adult-learning", "cairn_version": "1.0"},
    line_item=ContentLineItem("Adult Learning", 1250, resource_id="adult-learning", tag="mc-total"),
)


def settings(**changes) -> DeepLinkingSettings:
    values = {
        "return_url": RETURN,
        "accept_types": ("ltiResourceLink",),
        "accept_multiple": True,
        "accept_lineitem": None,
        "data": None,
        **changes,
    }
    return DeepLinkingSettings(**values)


@pytest.fixture
def deployment(database, services):
    entry = PlatformEntry(
        "Test", "https://moodle.example", "client-1", RETURN, RETURN, RETURN, deployment_ids=("dep-7",)
    )
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        add_platform(session, services.clock, entry)
        return deployments(session)[0].id


@pytest.fixture
def answer(deployment, services):
    """Build a response and read it as the platform does, with our published keys."""

    def build(*items, deployment_id=deployment, remarks=None, **changes):
        with transaction() as session:
            form = build_deep_linking_response(
                session,
                services.clock,
                services.sealer,
                deployment_id=deployment_id,
                settings=settings(**changes),
                items=items,
                remarks=remarks,
            )
            keys = jwt.PyJWKSet.from_dict(public_key_set(session))
        key = keys[jwt.get_unverified_header(form.jwt)["kid"]]
        options = {"verify_exp": False, "verify_iat": False}
        claims = jwt.decode(form.jwt, key, algorithms=["RS256"], audience="https://moodle.example", options=options)
        return form, claims

    return build


def test_one_activity_with_its_column_goes_back_whole(answer, services):
    form, claims = answer(ITEM)
    assert (form.return_url, form.origin) == (RETURN, "https://moodle.example")
    assert claims["iss"] == "client-1"
    assert claims[LTI + "deployment_id"] == "dep-7"
    assert claims[LTI + "message_type"] == "LtiDeepLinkingResponse"
    assert claims[LTI + "version"] == "1.3.0"
    assert claims[DL + "content_items"] == [
        {
            "type": "ltiResourceLink",
            "title": 'Adult "Learning"',
            "text": "Steps & evidence",
            "url": "http://localhost:8000/lti/launch",
            "custom": {"cairn_mc": "adult-learning", "cairn_version": "1.0"},
            "lineItem": {
                "label": "Adult Learning",
                "scoreMaximum": 12.5,
                "resourceId": "adult-learning",
                "tag": "mc-total",
            },
        }
    ]
    assert claims["iat"] == int(services.clock.now().timestamp())
    assert claims["exp"] - claims["iat"] == 600
    assert claims["nonce"] != answer(ITEM)[1]["nonce"]


def test_data_goes_back_as_it_came_and_only_if_it_came(answer):
    assert answer(ITEM, data="op=1&x=<y>")[1][DL + "data"] == "op=1&x=<y>"
    assert answer(ITEM, data="")[1][DL + "data"] == ""
    assert DL + "data" not in answer(ITEM)[1]


def test_the_gradebook_can_send_a_teacher_to_the_work(answer):
    line_item = ContentLineItem(
        "A", 1000, review_url="http://localhost:8000/lti/launch", review_custom={"cairn_mc": "a"}
    )
    item = ResourceLinkItem("A", "http://localhost:8000/lti/launch", line_item=line_item)
    sent = answer(item)[1][DL + "content_items"][0]
    assert sent["lineItem"]["submissionReview"] == {
        "reviewableStatus": [],
        "url": "http://localhost:8000/lti/launch",
        "custom": {"cairn_mc": "a"},
    }
    assert not {"text", "custom", "icon"} & set(sent)


def test_an_lms_that_wants_no_column_gets_none(answer):
    assert "lineItem" not in answer(ITEM, accept_lineitem=False)[1][DL + "content_items"][0]
    assert "lineItem" in answer(ITEM, accept_lineitem=True)[1][DL + "content_items"][0]


def test_several_activities_go_back_together(answer):
    assert len(answer(ITEM, ITEM)[1][DL + "content_items"]) == 2


def test_no_choice_goes_back_as_an_empty_list_with_a_word(answer):
    _, claims = answer(remarks=Remarks(message="Nothing was chosen."))
    assert claims[DL + "content_items"] == []
    assert claims[DL + "msg"] == "Nothing was chosen."


@pytest.mark.parametrize(
    ("items", "changes", "code"),
    [
        ((ITEM, ITEM), {"accept_multiple": False}, "one-at-a-time"),
        ((ITEM,), {"accept_types": ("link", "file")}, "activities-not-accepted"),
        ((ITEM,), {"return_url": "javascript:alert(1)"}, "return-address"),
        ((ITEM,), {"return_url": "http://moodle.example/x"}, "return-address"),
        ((ResourceLinkItem("A", "x", line_item=ContentLineItem("A", 0)),), {}, "points-not-positive"),
    ],
)
def test_what_the_lms_would_not_take_is_told_before_it_is_sent(answer, items, changes, code):
    with pytest.raises(Invalid) as caught:
        answer(*items, **changes)
    assert caught.value.code == code


def test_a_deployment_that_is_gone_is_told_as_such(answer):
    with pytest.raises(NotFound):
        answer(ITEM, deployment_id=999)


def test_the_form_is_escaped_and_has_a_visible_button(app, answer):
    """pylti1p3 writes the return address into its form as it is."""
    from flask import render_template

    form, _ = answer(ITEM, return_url='https://moodle.example/x?a="><script>&b=1')
    with app.test_request_context("/lti/x"):
        page = render_template("lti/deep_linking_return.html", page=form)
    assert 'action="https://moodle.example/x?a=&#34;&gt;&lt;script&gt;&amp;b=1"' in page
    assert f'name="JWT" value="{form.jwt}"' in page
    assert '<button type="submit"' in page
    assert "submit-now.js" in page
