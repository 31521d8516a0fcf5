"""Cairn's calls against an LMS that really checks them, in both tempers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import create_app
from app.config import read_settings
from app.db import db, reading, transaction
from app.http import Limits, PlatformHttp
from app.lti import (
    ActivityProgress,
    CanvasSubmission,
    ContentLineItem,
    DeepLinkingSettings,
    GradingProgress,
    NewLineItem,
    ReplyKind,
    ResourceLinkItem,
    RosterQuery,
    ScoreMessage,
    ServiceRefused,
    add_deployment,
    build_deep_linking_response,
    deployments,
    ensure_keys,
    invite,
    list_platforms,
    rotate_keys,
)
from app.sandbox import CourseRole, FaultKind, Kind, Lms, MessageType, selections
from tests.conftest import test_environment
from tests.lti.platform_server import ags_of, nrps_of
from tests.serving import port_of, reserved, served

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


class Joined:
    """A served Cairn that was registered at a served LMS by its invitation link."""

    def __init__(self, app, lms):
        self.app, self.lms = app, lms
        self.services = app.extensions["cairn"]
        with transaction() as session:
            ensure_keys(session, self.services.clock, self.services.sealer)
            token = invite(session, self.services.clock, "Sandbox")
        public_url = self.services.settings.public_url
        self.tool = lms.bootstrap(f"{public_url}/lti/register/{token}")
        with reading() as session:
            (self.platform,) = list_platforms(session)
        http = PlatformHttp(self.services.settings, limits=Limits(read=3))
        quick = replace(self.services, http=http)
        self.ags, self.nrps = ags_of(quick), nrps_of(quick)
        self.teacher = lms.add_person("Ada Okafor", Kind.TEACHER)
        self.ben = lms.add_person("Ben Castillo")
        self.course = lms.add_course("EDU-510", "Teaching adults", teachers=[self.teacher], learners=[self.ben])
        self.activity = lms.place(self.course, self.tool, "Adult Learning", maximum=50)

    def claims(self, **changes):
        return self.lms.claims(self.lms.login(self.teacher, self.activity, **changes))

    def score(self, person=None, **changes):
        values = {
            "lineitem_url": self.lms.line_item_url(self.activity),
            "user_id": self.lms.subject(person or self.ben),
            "score_given": 1250,
            "score_maximum": 2000,
            "activity_progress": ActivityProgress.COMPLETED,
            "grading_progress": GradingProgress.FULLY_GRADED,
            "timestamp": self.services.clock.now(),
            "comment": "Earned",
            "canvas": CanvasSubmission(),
            **changes,
        }
        return self.ags.send_score(self.platform.id, ScoreMessage(**values))

    def shown(self):
        (result,) = self.ags.get_results(
            self.platform.id, self.lms.line_item_url(self.activity), user_id=self.lms.subject(self.ben)
        )
        return result


@pytest.fixture(params=["moodle", "canvas"])
def joined(request, tmp_path, clock):
    bound = reserved()
    environment = {**test_environment(tmp_path), "PUBLIC_URL": f"http://127.0.0.1:{port_of(bound)}"}
    app = create_app(read_settings(environment), clock=clock)
    lms = Lms.new(temper=request.param, clock=clock)
    with app.app_context():
        db.create_all()
    with served(app, bound), lms.serving(), app.app_context():
        yield Joined(app, lms)
    lms.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_cairn_is_registered_as_the_administrators_frame_does_it(joined):
    assert (joined.platform.issuer, joined.platform.client_id) == (joined.lms.issuer, joined.tool.client_id)
    told = [one.deployment_id for one in joined.platform.deployments]
    assert told == (["1"] if joined.platform.product_family == "moodle" else [])


def test_a_score_arrives_scaled_and_a_second_send_of_it_changes_nothing(joined):
    assert joined.score().kind is ReplyKind.DONE
    assert (joined.shown().score, joined.shown().maximum) == (3125, 5000)
    assert joined.score().kind is ReplyKind.DONE
    assert (joined.shown().score, joined.shown().maximum) == (3125, 5000)


def test_an_older_score_never_replaces_a_newer_one(joined):
    joined.score(score_given=2000)
    reply = joined.score(score_given=0, timestamp=joined.services.clock.now() - timedelta(seconds=5))
    assert (reply.kind, reply.code) == (ReplyKind.CONFLICT, "newer-in-gradebook")
    assert joined.shown().score == 5000


def test_a_lost_answer_is_found_out_by_the_next_try(joined):
    joined.lms.trouble(FaultKind.LOST_ANSWER, "scores")
    first = joined.score()
    assert (first.kind, first.uncertain) == (ReplyKind.RETRY, True)
    assert joined.score().kind is ReplyKind.DONE
    assert joined.shown().score == 3125


TROUBLE = {
    FaultKind.SERVER_ERROR: (ReplyKind.RETRY, False),
    FaultKind.TOO_MANY: (ReplyKind.RETRY, True),
    FaultKind.THROTTLED: (ReplyKind.RETRY, True),
    FaultKind.RESET: (ReplyKind.RETRY, False),
    FaultKind.GONE: (ReplyKind.STOP, False),
    FaultKind.EXPIRED_TOKEN: (ReplyKind.DONE, False),
    FaultKind.GARBAGE: (ReplyKind.RETRY, False),
}


def test_trouble_with_a_score_is_understood(joined):
    understood = {}
    for fault in TROUBLE:
        joined.lms.trouble(fault, "scores")
        reply = joined.score()
        understood[fault] = (reply.kind, reply.gates_platform)
        joined.services.clock.advance(seconds=2)
    assert understood == TROUBLE


def test_a_page_in_place_of_an_answer_is_no_receipt(joined):
    joined.lms.trouble(FaultKind.GARBAGE, "scores")
    first = joined.score()
    assert (first.kind, first.code, first.uncertain) == (ReplyKind.RETRY, "answer-unclear", True)
    assert joined.score().kind is ReplyKind.DONE
    assert joined.shown().score == 3125


def test_a_teacher_has_no_grade_anywhere(joined):
    reply = joined.score(joined.teacher)
    assert (reply.kind, reply.code) == (ReplyKind.STOP, "not-gradable"), reply


def test_a_rotated_key_of_ours_is_taken_at_the_next_token(joined):
    joined.score()
    with transaction() as session:
        rotate_keys(session, joined.services.clock, joined.services.sealer, force=True)
    joined.lms.expire_tokens()
    joined.services.clock.advance(seconds=5)
    assert joined.score().kind is ReplyKind.DONE


def test_line_items_are_made_found_changed_and_deleted(joined):
    number, lineitems = joined.platform.id, joined.claims()[AGS]["lineitems"]
    made = joined.ags.create_line_item(number, lineitems, NewLineItem("Criterion 1", 1250, "mc:1", "mc-criterion"))
    for name in ("a", "b", "c"):
        joined.ags.create_line_item(number, lineitems, NewLineItem(name, 100))
    (found,) = joined.ags.find_line_items(number, lineitems, resource_id="mc:1", tag="mc-criterion")
    assert (found.url, found.score_maximum) == (made.url, 1250)
    joined.ags.change_line_item(number, made.url, {"label": "Criterion one"})
    changed = joined.ags.get_line_item(number, made.url)
    assert (changed.label, changed.tag, changed.resource_id) == ("Criterion one", "mc-criterion", "mc:1")
    joined.ags.delete_line_item(number, made.url)
    with pytest.raises(ServiceRefused) as caught:
        joined.ags.get_line_item(number, made.url)
    assert caught.value.reply.code == "line-item-gone"


def test_the_roster_is_read_over_its_pages(joined):
    for number in range(60):
        person = joined.lms.add_person(f"Learner {number:02}")
        joined.lms.enrol(joined.course, person, CourseRole.LEARNER)
    url = joined.claims()[NRPS]["context_memberships_url"]
    pages = joined.nrps.pages(joined.platform.id, RosterQuery(url, limit=20))
    members = [member for page in pages for member in page.members]
    assert len(members) == 62
    ben = next(member for member in members if member.user_id == joined.lms.subject(joined.ben))
    assert (ben.name, ben.active) == ("Ben Castillo", True)


def test_a_picked_activity_arrives_with_its_column(joined):
    if not joined.platform.deployments:
        with transaction() as session:
            add_deployment(session, joined.services.clock, joined.platform.id, joined.tool.deployment_id)
    login = joined.lms.login(joined.teacher, course=joined.course, tool=joined.tool, message=MessageType.DEEP_LINKING)
    asked = joined.lms.claims(login)[DL]
    settings = DeepLinkingSettings(
        asked["deep_link_return_url"],
        tuple(asked["accept_types"]),
        asked.get("accept_multiple", False),
        asked.get("accept_lineitem"),
        asked.get("data"),
    )
    launch = f"{joined.services.settings.public_url}/lti/launch"
    item = ResourceLinkItem(
        title="Adult Learning",
        url=launch,
        text="Five steps",
        custom={"cairn_mc": "adult-learning"},
        line_item=ContentLineItem("Adult Learning", 1250, resource_id="adult-learning", tag="mc-total"),
    )
    with transaction() as session:
        form = build_deep_linking_response(
            session,
            joined.services.clock,
            joined.services.sealer,
            deployment_id=deployments(session)[0].id,
            settings=settings,
            items=(item,),
        )
    answer = joined.services.http.post(form.return_url, form={"JWT": form.jwt})
    assert (form.origin, answer.ok) == (joined.lms.base_url, True)
    # Moodle's temper waits for the teacher's Save; Canvas's makes the activity at once.
    for row in joined.lms.platform.store.all("SELECT ticket FROM deep_link"):
        selections.create(joined.lms.platform, selections.find(joined.lms.platform, row["ticket"]), joined.tool)
    activity = joined.lms.activities(joined.course)[-1]
    column = joined.lms.line_item(activity)
    assert (column.maximum, column.resource_id, column.tag) == (12.5, "adult-learning", "mc-total")
