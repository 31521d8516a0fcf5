"""What people see, page by page."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import Client, TestResponse

from app.sandbox import Lms, create_lms
from app.sandbox.pages.words import linked
from tests.pages import check_page
from tests.sandbox.tool import ToolSide, register, request_body

TEACHERS = ["", "/settings", "/people", "/grades", "/grades/1/3", "/activities/1", "/activities/1/review/3", "/add/1"]


class Checked(Client):
    """A browser that is signed in and looks at the bones of every page it gets."""

    def __init__(self, lms: Lms, who: str) -> None:
        super().__init__(lms.app)
        self.post("/sign-in", data={"person": lms.person_named(who).id})

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        passing = "data-post-at-once" in answer.text or "Storage for tools" in answer.text
        if answer.mimetype == "text/html" and answer.data and answer.status_code < 300 and not passing:
            check_page(answer.text, answer.headers["Content-Security-Policy"])
        return answer


@pytest.mark.parametrize("path", TEACHERS)
def test_a_teacher_sees_the_whole_course(either: ToolSide, path: str) -> None:
    assert Checked(either.lms, "Ada").get(f"/courses/1{path}").status_code == 200


@pytest.mark.parametrize("path", ["/settings", "/people", "/grades/1/3", "/activities/1/review/4", "/add/1"])
def test_a_learner_does_not_see_what_is_for_teachers(either: ToolSide, path: str) -> None:
    assert Checked(either.lms, "Ben").get(f"/courses/1{path}").status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/courses/1", "/courses/1/grades", "/courses/1/activities/1", "/launch?activity=1"]
)
def test_who_is_not_signed_in_is_asked_who_they_are(either: ToolSide, path: str) -> None:
    answer = Client(either.lms.app).get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


@pytest.mark.parametrize("path", ["/admin", "/admin/trouble", "/calls"])
def test_the_administrator_sees_tools_trouble_and_calls(either: ToolSide, path: str) -> None:
    either.score()
    assert Checked(either.lms, "Sam").get(path).status_code == 200
    assert Checked(either.lms, "Ben").get(path).status_code == 403


def test_somebody_outside_a_course_does_not_see_it(either: ToolSide) -> None:
    either.lms.platform.directory.remove(1, either.learner.id)
    browser = Checked(either.lms, "Ben")
    assert "Teaching adult learners" not in browser.get("/").text
    assert browser.get("/courses/1").status_code == 403
    assert browser.get("/launch?activity=1").status_code == 403


def test_signing_in_never_leads_to_another_site(either: ToolSide) -> None:
    person = either.learner.id
    for target in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = Client(either.lms.app).post("/sign-in", data={"person": person, "next": target})
        assert answer.location == "/"


def test_opening_an_activity_posts_the_initiation_to_the_tool(either: ToolSide) -> None:
    browser = Checked(either.lms, "Ben")
    assert 'src="/launch?activity=1"' in browser.get("/courses/1/activities/1").text
    inside = browser.get("/launch?activity=1").text
    assert f'action="{either.tool.login_url}"' in inside
    assert "lti_message_hint" in inside


def test_only_canvas_keeps_values_for_the_tool_and_lets_frames_grow(moodle: ToolSide, canvas: ToolSide) -> None:
    shown = [Checked(side.lms, "Ben").get("/courses/1/activities/1").text for side in (moodle, canvas)]
    assert ["post_message_forwarding" in page for page in shown] == [False, True]
    assert ["data-answers" in page for page in shown] == [False, True]


def test_moodle_reviews_by_a_message_and_canvas_by_relaunching_what_was_handed_in(
    moodle: ToolSide, canvas: ToolSide
) -> None:
    review = "http://localhost:9000/review/7"
    extension = {"submission_type": "basic_lti_launch", "submission_data": review}
    canvas.score(**{"https://canvas.instructure.com/lti/submission": extension})
    pages = [
        Checked(side.lms, "Ada").get(f"/launch?activity=1&review={side.learner.id}").text for side in (moodle, canvas)
    ]
    assert [review in page for page in pages] == [False, True]
    hint = moodle.lms.platform.store.one("SELECT document FROM launch_hint ORDER BY rowid DESC")
    assert hint is not None
    assert "LtiSubmissionReviewRequest" in hint["document"]


def test_a_teacher_changes_a_grade_by_hand_and_the_learner_sees_it(either: ToolSide) -> None:
    Checked(either.lms, "Ada").post(
        f"/courses/1/grades/1/{either.learner.id}", data={"score": "33,5", "comment": "Good"}
    )
    assert (either.stored.score, either.stored.by_hand, either.stored.changed_by) == (33.5, True, "Ada Okafor")
    seen = Checked(either.lms, "Ben").get("/courses/1/grades").text
    assert "33.5" in seen
    assert "Good" in seen


def test_a_score_that_is_no_number_is_not_taken(either: ToolSide) -> None:
    answer = Checked(either.lms, "Ada").post(f"/courses/1/grades/1/{either.learner.id}", data={"score": "much"})
    assert answer.status_code == 400
    assert "must be a number" in answer.text


def test_the_cell_shows_all_that_was_sent(either: ToolSide) -> None:
    either.score(comment="Earned. https://cairn.example.edu/credentials/1")
    page = Checked(either.lms, "Ada").get(f"/courses/1/grades/1/{either.learner.id}").text
    for words in ("FullyGraded", "Completed", "stored 40", 'href="https://cairn.example.edu/credentials/1"'):
        assert words in page


def test_a_comment_never_becomes_markup() -> None:
    assert str(linked("<b>x</b> http://a.example/?a=1&b=2.")) == (
        "&lt;b&gt;x&lt;/b&gt; "
        '<a href="http://a.example/?a=1&amp;b=2" target="_blank" rel="noopener">http://a.example/?a=1&amp;b=2</a>.'
    )


def test_a_teacher_renames_and_concludes_a_course(either: ToolSide) -> None:
    Checked(either.lms, "Ada").post("/courses/1/settings", data={"title": "New title", "concluded": "on"})
    course = either.lms.platform.directory.course(1)
    assert (course.title, course.concluded) == ("New title", True)


def test_a_teacher_adds_a_bare_link_and_deletes_it(either: ToolSide) -> None:
    browser = Checked(either.lms, "Ada")
    form = {"tool": either.tool.id, "title": "Bare", "graded": "on", "points": "10"}
    browser.post("/courses/1/activities", data=form)
    bare = either.lms.activities(either.course)[-1]
    assert (bare.title, bare.custom, either.lms.line_item(bare).maximum) == ("Bare", {}, 10)
    browser.post(f"/courses/1/activities/{bare.id}", data={"action": "delete"})
    assert [one.title for one in either.lms.activities(either.course)] == ["Portfolio"]


def test_a_teacher_in_the_student_role_sees_what_a_student_sees(moodle: ToolSide) -> None:
    browser = Checked(moodle.lms, "Ada")
    browser.post("/student-role")
    assert "Add activity" not in browser.get("/courses/1").text
    assert browser.get("/courses/1/people").status_code == 403
    browser.post("/student-role")
    assert "Add activity" in browser.get("/courses/1").text


def test_an_administrator_acts_as_a_learner_and_comes_back(canvas: ToolSide) -> None:
    browser = Checked(canvas.lms, "Sam")
    browser.post("/act-as", data={"person": canvas.learner.id})
    assert "Sam Whitfield acts as them" in browser.get("/").text
    browser.get("/launch?activity=1")
    hint = canvas.lms.platform.store.one("SELECT document FROM launch_hint ORDER BY rowid DESC")
    assert hint is not None
    assert f'"masquerader_id": {canvas.lms.person_named("Sam").id}' in hint["document"]
    browser.post("/sign-out")
    assert browser.get("/admin").status_code == 200


def test_a_suspended_or_removed_learner_is_changed_on_the_people_page(either: ToolSide) -> None:
    browser = Checked(either.lms, "Ada")
    form = {"person": either.learner.id, "role": "learner"}
    browser.post("/courses/1/people", data={**form, "action": "suspend"})
    member = either.lms.platform.directory.member(1, either.learner.id)
    assert member is not None
    assert member.suspended
    browser.post("/courses/1/people", data={**form, "action": "remove"})
    assert either.lms.platform.directory.member(1, either.learner.id) is None


def test_an_administrator_registers_a_tool_by_hand_and_activates_it(either: ToolSide) -> None:
    browser = Checked(either.lms, "Sam")
    form = {"name": "Second", "login_url": "http://localhost:9/l", "launch_url": "http://localhost:9/x"}
    assert "jwks url" in browser.post("/admin/tools", data=form).text
    browser.post("/admin/tools", data={**form, "jwks_url": "http://localhost:9/jwks"})
    tool = either.lms.platform.tools.all()[-1]
    assert tool.status.value == "pending"
    browser.post(f"/admin/tools/{tool.id}", data={"action": "activate"})
    assert either.lms.platform.tools.get(tool.id).status.value == "active"


def test_a_registration_opens_the_tools_page_with_a_token(either: ToolSide) -> None:
    form = {"url": "http://localhost:9000/register", "as": "new"}
    answer = Checked(either.lms, "Sam").post("/admin/tools/registering", data=form)
    assert "http://localhost:9000/register?openid_configuration=" in answer.text
    assert "registration_token=" in answer.text


def test_a_tool_of_a_known_host_may_be_updated_instead(either: ToolSide) -> None:
    sam = Checked(either.lms, "Sam")
    asked = sam.post("/admin/tools/registering", data={"url": "http://localhost:9000/register"})
    assert "Update Cairn" in asked.text and "registration_token" not in asked.text
    unknown = sam.post("/admin/tools/registering", data={"url": "http://localhost:9001/register"})
    assert "registration_token=" in unknown.text


def test_a_change_that_a_tool_asked_for_waits_for_the_administrator(canvas: ToolSide) -> None:
    lms, sam = canvas.lms, Checked(canvas.lms, "Sam")
    sam.post("/admin/tools/registering", data={"url": "http://localhost:9000/register", "as": "update"})
    body = request_body(client_name="Another name")
    link = lms.registration_link("http://localhost:9000/register?invite=1", updating=canvas.tool)
    token = parse_qs(urlsplit(link).query)["registration_token"][0]
    told = register(lms, token, body)
    assert told.get_json()["client_id"] == canvas.tool.client_id
    assert lms.platform.tools.get(canvas.tool.id).name == "Cairn"
    assert "Accept what it asks for now" in sam.get("/admin").text
    sam.post(f"/admin/tools/{canvas.tool.id}", data={"action": "accept"})
    after = lms.platform.tools.get(canvas.tool.id)
    assert (after.name, after.client_id, after.status) == ("Another name", canvas.tool.client_id, canvas.tool.status)
    assert "Accept what" not in sam.get("/admin").text


def test_a_tool_that_sends_back_leads_out_of_the_frame_unless_it_has_something_to_say(either: ToolSide) -> None:
    browser = Client(either.lms.app)
    browser.post("/sign-in", data={"person": either.learner.id})
    plain = browser.get("/courses/1/return").text
    told = browser.get("/courses/1/return?lti_errormsg=Not%20<ready>").text
    assert ["leaving.js" in page for page in (plain, told)] == [True, False]
    assert "Not &lt;ready&gt;" in told


def test_what_is_not_there_is_a_page_with_a_way_back(either: ToolSide) -> None:
    answer = Checked(either.lms, "Ada").get("/courses/99")
    assert answer.status_code == 404
    assert "To the courses" in answer.text


def test_a_name_that_leads_here_from_outside_gets_nothing(either: ToolSide) -> None:
    assert Client(either.lms.app).get("/sign-in", headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize("address", ["http://0.0.0.0:8001", "http://192.168.0.4", "http://lms.example.edu"])
def test_the_sandbox_answers_on_this_machine_only(address: str) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        create_lms(base_url=address)


def test_two_sandboxes_on_one_machine_keep_their_sessions_apart(moodle: ToolSide, canvas: ToolSide) -> None:
    names = {side.lms.app.config["SESSION_COOKIE_NAME"] for side in (moodle, canvas)}
    assert len(names) == 2
