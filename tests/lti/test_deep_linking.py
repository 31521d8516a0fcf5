"""The form that takes a teacher's choice back to the LMS."""

from datetime import UTC, datetime

import jwt
import pytest

from app.db import transaction
from app.errors import Invalid, NotFound
from app.lti import (
    ContentLineItem,
    DeepLinkingSettings,
    FileItem,
    HtmlItem,
    ImageItem,
    LinkItem,
    Period,
    Picture,
    PlatformEntry,
    Remarks,
    ResourceLinkItem,
    add_platform,
    build_deep_linking_response,
    deployments,
    ensure_keys,
    public_key_set,
    takes_dates,
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
    absent = {"text", "custom", "icon", "thumbnail", "window", "iframe", "available", "submission"}
    assert not absent & set(sent)


def item_sent(answer, item, **changes):
    return answer(item, **changes)[1][DL + "content_items"][0]


MARK = Picture("https://cairn.example/mark.svg", 64, 64)
MARK_SENT = {"url": "https://cairn.example/mark.svg", "width": 64, "height": 64}


@pytest.mark.parametrize(
    ("item", "members"),
    [
        (
            LinkItem("Badge", "https://cairn.example/b", "Check it", icon=MARK, thumbnail=MARK),
            {
                "type": "link",
                "title": "Badge",
                "url": "https://cairn.example/b",
                "text": "Check it",
                "icon": MARK_SENT,
                "thumbnail": MARK_SENT,
            },
        ),
        (HtmlItem("<p>Badge</p>", "Badge"), {"type": "html", "title": "Badge", "html": "<p>Badge</p>"}),
        (ImageItem(MARK, "Badge", "A badge"), {"type": "image", "title": "Badge", "text": "A badge", **MARK_SENT}),
        (
            FileItem("badge.json", "https://cairn.example/b.json", "application/json"),
            {
                "type": "file",
                "title": "badge.json",
                "url": "https://cairn.example/b.json",
                "mediaType": "application/json",
            },
        ),
    ],
)
def test_each_type_of_item_is_written_as_the_specification_says(answer, item, members):
    assert item_sent(answer, item, accept_types=(item.type,)) == members


def test_dates_go_out_in_utc_and_only_those_that_were_set(answer):
    opens = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)
    due = datetime(2027, 1, 31, 22, 59, tzinfo=UTC)
    item = ResourceLinkItem("A", "https://c.example/x", available=Period(start=opens), submission=Period(end=due))
    sent = item_sent(answer, item)
    assert sent["available"] == {"startDateTime": "2027-01-04T07:00:00.000Z"}
    assert sent["submission"] == {"endDateTime": "2027-01-31T22:59:00.000Z"}


def test_a_new_window_is_asked_for_where_the_lms_offers_one(answer):
    item = ResourceLinkItem("A", "https://c.example/x", new_window=True)
    assert item_sent(answer, item, accept_targets=("iframe", "window"))["window"] == {"targetName": "_blank"}
    assert "window" not in item_sent(answer, item, accept_targets=("iframe",))
    assert "window" not in item_sent(answer, ITEM, accept_targets=("window",))


def test_words_of_an_item_hold_no_markup(answer):
    sent = item_sent(answer, ResourceLinkItem("If a < b", "https://c.example/x", text="<b>Bold</b>\n\nwords"))
    left, right = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
    assert sent["title"] == f"If a {left} b"
    assert sent["text"] == f"{left}b{right}Bold{left}/b{right} words"


def test_a_long_title_is_cut_with_a_sign(answer):
    long = ResourceLinkItem("x" * 300, "https://c.example/x", line_item=ContentLineItem("y" * 300, 1000))
    sent = item_sent(answer, long)
    assert (len(sent["title"]), sent["title"][-2:]) == (255, "x…")
    assert (len(sent["lineItem"]["label"]), sent["lineItem"]["label"][-2:]) == (255, "y…")
    assert item_sent(answer, ResourceLinkItem("x" * 255, "https://c.example/x"))["title"] == "x" * 255


@pytest.mark.parametrize(("product", "kept"), [("canvas", True), ("moodle", False), ("blackboard", None), ("", None)])
def test_canvas_keeps_dates_and_moodle_does_not(product, kept):
    assert takes_dates(product) is kept


def test_the_audience_is_the_issuer_and_the_nonce_tells_nothing(answer):
    _, claims = answer(ITEM)
    assert claims["aud"] == "https://moodle.example"
    assert int(claims["nonce"].removeprefix("nonce-"), 16) < 2**128


def test_trouble_goes_back_in_words_and_for_the_log(answer):
    _, claims = answer(remarks=Remarks(error="Nothing fits.", error_log="accept_types: file", log="7"))
    assert (claims[DL + "errormsg"], claims[DL + "errorlog"], claims[DL + "log"]) == (
        "Nothing fits.",
        "accept_types: file",
        "7",
    )
    assert DL + "msg" not in claims
    assert not {DL + name for name in ("msg", "log", "errormsg", "errorlog")} & set(answer(ITEM)[1])


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
        ((LinkItem("A", "https://c.example/x"),), {}, "type-not-accepted"),
        ((ITEM, HtmlItem("<p>x</p>", "A")), {}, "type-not-accepted"),
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
