"""From a registration link to the first launch, as a Moodle and a Canvas do it; updates, places, policies, races."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.administration import (
    AuditFilter,
    assign_registration,
    audit_page,
    create_organisation,
    own_invitation,
    registration_owners,
)
from app.db import reading, transaction
from app.flows.launch import block_deployment
from app.lti import (
    DeploymentPolicy,
    PlatformView,
    Standing,
    list_invitations,
    list_platforms,
    make_invitation,
    set_deployment_policy,
    set_deployment_standing,
    set_platform_standing,
)
from app.lti.manifest.places import CANVAS_PLACES
from app.lti.scopes import ALL_SCOPES, NOTICE_HANDLERS
from app.sandbox import Lms
from app.sandbox.records import Course, Tool
from app.services import Services
from tests.conftest import ManualClock

TOOL = "http://localhost:8000"


def sandbox(temper: str, clock: ManualClock) -> Iterator[Lms]:
    lms = Lms.new(temper=temper, clock=clock)
    lms.furnish()
    with lms.serving():
        yield lms
    lms.close()


@pytest.fixture
def moodle(clock: ManualClock) -> Iterator[Lms]:
    yield from sandbox("moodle", clock)


@pytest.fixture
def canvas(clock: ManualClock) -> Iterator[Lms]:
    yield from sandbox("canvas", clock)


@pytest.fixture(params=["moodle", "canvas"])
def either(request: pytest.FixtureRequest, clock: ManualClock) -> Iterator[Lms]:
    yield from sandbox(request.param, clock)


def invited(app: Flask, services: Services, label: str = "Lakeside") -> str:
    """The path of a new registration link."""
    with app.app_context(), transaction() as session:
        return f"/lti/register/{make_invitation(session, services.clock, label).token}"


def opened(client: FlaskClient, lms: Lms, path: str, updating: Tool | None = None) -> TestResponse:
    """What the frame of the LMS shows when an administrator pasted the link."""
    return client.get(lms.registration_link(f"{TOOL}{path}", updating=updating).removeprefix(TOOL))


def connected(app: Flask, client: FlaskClient, services: Services, lms: Lms) -> Tool:
    """Registered and switched on by the administrator."""
    assert opened(client, lms, invited(app, services)).status_code == 200
    return lms.activate(lms.platform.tools.all()[-1])


def known(app: Flask) -> PlatformView:
    with app.app_context(), reading() as session:
        (platform,) = list_platforms(session)
    return platform


def course_of(lms: Lms) -> Course:
    return lms.platform.directory.courses()[0]


def launched(client: FlaskClient, lms: Lms, tool: Tool) -> TestResponse:
    return lms.launch(client, lms.person_named("Ada"), lms.place(course_of(lms), tool, "A place for a portfolio"))


def test_moodle_needs_one_link_and_the_first_launch_opens(
    app: Flask, client: FlaskClient, services: Services, moodle: Lms
) -> None:
    page = opened(client, moodle, invited(app, services))
    for words in ("Cairn is registered", "presses Activate", "More, LTI External tools", "lti-registered.js"):
        assert words in page.text
    assert "approve-deployment" not in page.text
    (tool,) = moodle.platform.tools.all()
    assert tool.redirect_uris == (f"{TOOL}/lti/launch",)
    assert (tool.scopes, tool.target_url, tool.deep_link_url) == (
        ALL_SCOPES,
        f"{TOOL}/lti/launch",
        f"{TOOL}/lti/launch",
    )
    assert launched(client, moodle, moodle.activate(tool)).status_code == 303


def test_canvas_takes_all_places_and_scopes_and_the_first_launch_waits_for_approval(
    app: Flask, client: FlaskClient, services: Services, canvas: Lms
) -> None:
    page = opened(client, canvas, invited(app, services))
    for words in ("Cairn is registered", "switch Cairn on", "Settings, Navigation", "flask lti approve-deployment"):
        assert words in page.text
    (tool,) = canvas.platform.tools.all()
    assert {place.name for place in tool.placements} == {place.name for place in CANVAS_PLACES}
    assert set(tool.scopes) == {*ALL_SCOPES, NOTICE_HANDLERS}
    canvas.activate(tool)
    waits = launched(client, canvas, tool)
    assert (waits.status_code, "deployment-pending" in waits.text) == (403, True)
    (deployment,) = known(app).deployments
    assert deployment.status is Standing.PENDING
    with app.app_context(), transaction() as session:
        set_deployment_standing(session, deployment.id, Standing.ACTIVE)
    assert launched(client, canvas, tool).status_code == 303


@pytest.mark.parametrize("place", [place.name for place in CANVAS_PLACES])
def test_every_place_of_canvas_leads_into_cairn(
    app: Flask, client: FlaskClient, services: Services, canvas: Lms, place: str
) -> None:
    tool = connected(app, client, services, canvas)
    policy(app, DeploymentPolicy.APPROVE)
    who = canvas.person_named("Sam" if place == "account_navigation" else "Ada")
    answer = canvas.launch(client, who, course=course_of(canvas), tool=tool, placement=place)
    assert answer.status_code == 303
    assert client.get(answer.location, follow_redirects=True).status_code == 200


def policy(app: Flask, wanted: DeploymentPolicy) -> int:
    number = known(app).id
    with app.app_context(), transaction() as session:
        return set_deployment_policy(session, number, wanted)


def test_a_registration_that_approves_lets_new_deployments_in_at_once(
    app: Flask, client: FlaskClient, services: Services, canvas: Lms
) -> None:
    tool = connected(app, client, services, canvas)
    assert policy(app, DeploymentPolicy.APPROVE) == 0
    assert launched(client, canvas, tool).status_code == 303
    assert [each.status for each in known(app).deployments] == [Standing.ACTIVE]


def test_a_deployment_that_waits_comes_in_when_the_policy_changes_and_a_blocked_one_does_not(
    app: Flask, client: FlaskClient, services: Services, canvas: Lms
) -> None:
    tool = connected(app, client, services, canvas)
    assert launched(client, canvas, tool).status_code == 403
    assert policy(app, DeploymentPolicy.APPROVE) == 1
    assert launched(client, canvas, tool).status_code == 303
    (deployment,) = known(app).deployments
    with app.app_context(), transaction() as session:
        block_deployment(session, deployment.id)
    refused = launched(client, canvas, tool)
    assert (refused.status_code, "deployment-blocked" in refused.text) == (403, True)
    assert known(app).deployments[0].status is Standing.BLOCKED


@pytest.mark.parametrize("whole", [True, False])
def test_who_is_inside_already_is_out_when_the_platform_or_its_deployment_is_blocked(
    app: Flask, client: FlaskClient, services: Services, moodle: Lms, whole: bool
) -> None:
    inside = launched(client, moodle, connected(app, client, services, moodle)).location
    assert client.get(inside, follow_redirects=True).status_code == 200
    platform = known(app)
    with app.app_context(), transaction() as session:
        if whole:
            set_platform_standing(session, platform.id, Standing.BLOCKED)
        else:
            block_deployment(session, platform.deployments[0].id)
    assert client.get(inside, follow_redirects=True).status_code == 403


def test_moodle_registers_again_and_everything_stays(
    app: Flask, client: FlaskClient, services: Services, moodle: Lms
) -> None:
    tool = connected(app, client, services, moodle)
    activity, before = moodle.place(course_of(moodle), tool, "A place for a portfolio"), known(app)
    page = opened(client, moodle, invited(app, services, "Another name"), updating=tool)
    assert "renewed" in page.text and "Nothing more" in page.text
    after = known(app)
    assert (after.id, after.client_id, after.label, after.deployments) == (
        before.id,
        before.client_id,
        before.label,
        before.deployments,
    )
    assert moodle.launch(client, moodle.person_named("Ada"), activity).status_code == 303


def test_canvas_registers_again_and_an_administrator_accepts_what_is_new(
    app: Flask, client: FlaskClient, services: Services, canvas: Lms
) -> None:
    tool, before = connected(app, client, services, canvas), known(app)
    page = opened(client, canvas, invited(app, services), updating=tool)
    assert "renewed" in page.text and "accepts it" in page.text
    assert (known(app).id, known(app).client_id) == (before.id, before.client_id)
    assert canvas.accept_update(tool).client_id == tool.client_id


def test_a_blocked_platform_that_registers_again_stays_blocked(
    app: Flask, client: FlaskClient, services: Services, moodle: Lms
) -> None:
    tool = connected(app, client, services, moodle)
    number = known(app).id
    with app.app_context(), transaction() as session:
        set_platform_standing(session, number, Standing.BLOCKED)
    opened(client, moodle, invited(app, services), updating=tool)
    assert known(app).status is Standing.BLOCKED


def test_what_registers_by_an_organisations_link_is_theirs_and_written_down(
    app: Flask, client: FlaskClient, services: Services, either: Lms
) -> None:
    path = invited(app, services)
    with app.app_context(), transaction() as session:
        lakeside = create_organisation(session, services.clock, "Lakeside University")
        (invitation,) = list_invitations(session)
        own_invitation(session, invitation.id, lakeside.id)
    opened(client, either, path)
    with app.app_context(), reading() as session:
        (platform,) = list_platforms(session)
        assert registration_owners(session) == {platform.id: lakeside.id}
        (line,) = audit_page(session, AuditFilter()).entries
    assert (line.action, line.by, line.subject) == (
        "registration-made",
        "registration link",
        f"registration:{platform.id}",
    )


@pytest.mark.parametrize("owned", [True, False])
def test_an_organisations_link_never_renews_what_is_not_its_own(
    app: Flask, client: FlaskClient, services: Services, moodle: Lms, owned: bool
) -> None:
    tool, before = connected(app, client, services, moodle), known(app)
    path = invited(app, services, "Meadow's Moodle")
    with app.app_context(), transaction() as session:
        lakeside = create_organisation(session, services.clock, "Lakeside University").id
        meadow = create_organisation(session, services.clock, "Meadow College").id
        own_invitation(session, list_invitations(session)[0].id, meadow)
        if owned:
            assign_registration(session, before.id, lakeside)
    refused = opened(client, moodle, path, updating=tool)
    assert (refused.status_code, "registration-of-others" in refused.text) == (403, True)
    with app.app_context(), reading() as session:
        assert registration_owners(session) == ({before.id: lakeside} if owned else {})
        assert list_invitations(session)[0].used_at is None


def test_one_link_opened_twice_at_once_makes_one_platform(app: Flask, services: Services, moodle: Lms) -> None:
    path, gate = invited(app, services), Barrier(2)

    def open_it(link: str) -> int:
        gate.wait()
        return app.test_client().get(link.removeprefix(TOOL)).status_code

    links = [moodle.registration_link(f"{TOOL}{path}") for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(open_it, links))
    assert answers[0] == 200 and answers[1] in {403, 409}
    assert known(app).status is Standing.ACTIVE


def test_a_token_of_the_lms_that_is_over_is_explained_and_the_link_stays_good(
    app: Flask, client: FlaskClient, services: Services, either: Lms, clock: ManualClock
) -> None:
    path = invited(app, services)
    link = either.registration_link(f"{TOOL}{path}").removeprefix(TOOL)
    clock.advance(seconds=2 * 3600)
    refused = client.get(link)
    assert (refused.status_code, "can be used again" in refused.text) == (422, True)
    assert opened(client, either, path).status_code == 200
