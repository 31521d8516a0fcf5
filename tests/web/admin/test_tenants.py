"""Two doors, one house: what each administrator sees and changes, and what they never do."""

from dataclasses import replace

import pytest
from flask import Flask

from app.db import transaction
from app.lti import EventKind, Standing, launch_events, note_launch, note_refusal, registration_view
from app.lti.models import Deployment, Registration
from app.people.models import LaunchSession
from tests import cast
from tests.cast import Kind
from tests.web.admin.conftest import (
    Desk,
    Host,
    audited,
    browser,
    by_launch,
    home,
    signed_in,
    standing_of,
)
from tests.world import launch_of

ADMINISTRATOR = ("http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",)
PAGES = ("/", "/registrations/", "/invitations/", "/keys/", "/audit/")


@pytest.fixture
def mia(app: Flask, host: Host) -> Desk:
    """Meadow's administrator, inside the LMS, on the shared registration."""
    return by_launch(
        app, replace(cast.ROY_OF_ACCOUNT, key="mia", name="Mia Moreno"), (host.registration, host.of_meadow)
    )


@pytest.fixture
def tom(app: Flask, host: Host) -> Desk:
    """An administrator whose deployment nobody has assigned."""
    return by_launch(
        app, replace(cast.ROY_OF_ACCOUNT, key="tom", name="Tom Tanner"), (host.registration, host.of_nobody)
    )


def leave_events(app: Flask, host: Host) -> None:
    services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        for deployment in (host.of_meadow, host.of_harbour):
            launch = launch_of(cast.BEN, host.registration, deployment)
            note_launch(session, services.clock, replace(launch, product_version=f"version-{deployment}"))
        note_refusal(session, services.clock, host.registration, "token-expired", "ABCD1234")


@pytest.mark.parametrize("path", PAGES)
def test_a_tenant_sees_nothing_of_another(app: Flask, host: Host, mia: Desk, path: str) -> None:
    leave_events(app, host)
    for text in (mia.text(path), signed_in(app, "Mia", host.meadow).text(path)):
        for foreign in ("Harbour", "h-1", "x-1", "other-lms", "Home School", "ABCD1234"):
            assert foreign not in text, foreign


def test_a_tenant_sees_its_part_of_a_shared_connection(app: Flask, host: Host, mia: Desk) -> None:
    leave_events(app, host)
    page = mia.text(f"/registrations/{host.registration}")
    assert "m-1" in page and f"version-{host.of_meadow}" in page
    for foreign in ("h-1", "x-1", f"version-{host.of_harbour}", "ABCD1234", "Block this connection", "Harbour"):
        assert foreign not in page, foreign


def test_a_tenant_of_a_shared_connection_sees_no_other_schools_host(app: Flask, host: Host, mia: Desk) -> None:
    with app.app_context(), transaction() as session:
        session.get(Registration, host.registration).frame_origins = ["https://harbour.example"]
    path = f"/registrations/{host.registration}"
    page = mia.text(path)
    assert "<code>https://host.example</code>" in page and "<code>https://harbour.example</code>" not in page
    assert "<code>https://harbour.example</code>" in signed_in(app).text(path)


def test_a_tenant_changes_its_own_deployment_only(app: Flask, host: Host, mia: Desk) -> None:
    with app.app_context(), transaction() as session:
        session.get(Deployment, host.of_harbour).status = Standing.PENDING
    for foreign in (host.of_harbour, host.of_nobody, home(app)[1], 999):
        answer = mia.post(f"/deployments/{foreign}/standing", standing="blocked")
        assert answer.status_code == 404, foreign
    assert standing_of(app, host.of_harbour) == "pending"
    assert mia.post(f"/deployments/{host.of_meadow}/standing", standing="active").status_code == 303
    by, action, subject = audited(app)[-1]
    assert by.startswith("Mia Moreno (launch, person ")
    assert (action, subject) == ("deployment-approved", f"deployment:{host.of_meadow}")


def test_a_shared_connection_is_not_a_tenants_to_change(app: Flask, host: Host, mia: Desk) -> None:
    for path, form in (("policy", {"policy": "approve"}), ("standing", {"standing": "blocked"}), ("try-now", {})):
        answer = mia.post(f"/registrations/{host.registration}/{path}", **form)
        assert answer.status_code == 403 and "registration-shared" in answer.get_data(as_text=True)
        assert mia.post(f"/registrations/{home(app)[0]}/{path}", **form).status_code == 404
    assert mia.get(f"/registrations/{home(app)[0]}").status_code == 404


def test_an_unassigned_deployments_administrator_sees_that_one_alone(app: Flask, host: Host, tom: Desk) -> None:
    leave_events(app, host)
    page = tom.text(f"/registrations/{host.registration}")
    assert "x-1" in page and "m-1" not in page and "h-1" not in page
    assert tom.post(f"/deployments/{host.of_meadow}/standing", standing="blocked").status_code == 404
    assert tom.post("/invitations/", label="Mine").status_code == 403
    assert tom.post(f"/registrations/{host.registration}/policy", policy="approve").status_code == 403
    assert tom.post(f"/deployments/{host.of_nobody}/standing", standing="active").status_code == 303
    log = tom.text("/audit/")
    assert f"deployment:{host.of_nobody}" in log and "Mia" not in log


def test_a_tenants_links_are_its_own(app: Flask, host: Host, mia: Desk) -> None:
    operator = signed_in(app)
    operator.post("/invitations/", label="Somebody else's Moodle")
    answer = mia.post("/invitations/", label="Our Moodle", organisation=str(host.harbour))
    assert answer.status_code == 200 and "/lti/register/" in answer.get_data(as_text=True)
    text = mia.text("/invitations/")
    assert "Our Moodle" in text and "Somebody" not in text
    assert mia.post("/invitations/1/withdraw").status_code == 404
    assert mia.post("/invitations/2/withdraw").status_code == 303
    assert "withdrawn" in mia.text("/invitations/")
    assert "Our Moodle" not in signed_in(app, "Hal", host.harbour).text("/invitations/")


def test_a_tenant_sees_keys_and_never_changes_them(app: Flask, host: Host, mia: Desk) -> None:
    assert "Change the signing key" not in mia.text("/keys/")
    assert mia.post("/keys/rotate").status_code == 404
    limited = signed_in(app, "Mia", host.meadow)
    assert "Change the signing key" not in limited.text("/keys/")
    answer = limited.post("/keys/rotate", force="yes")
    assert answer.status_code == 403 and "operator-only" in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", [cast.BEN, cast.ADA, cast.TIA, cast.VAL, cast.MEL, cast.NIL, cast.TESS])
def test_nobody_but_an_administrator_gets_in_by_a_launch(app: Flask, who: cast.Character) -> None:
    desk = by_launch(app, who)
    for path in PAGES:
        answer = desk.get(path)
        assert answer.status_code == 403 and "not-for-this-role" in answer.get_data(as_text=True), path


@pytest.mark.parametrize("roles", [cast.ROY.roles, ADMINISTRATOR])
def test_an_administrator_of_a_course_administers_no_organisation(app: Flask, roles: tuple[str, ...]) -> None:
    desk = by_launch(app, replace(cast.ROY, key="course_admin", roles=roles))
    for path in PAGES:
        answer = desk.get(path)
        assert answer.status_code == 403 and "console-from-the-account" in answer.get_data(as_text=True), path
    assert desk.post(f"/deployments/{home(app)[1]}/standing", standing="blocked").status_code == 403
    assert standing_of(app, home(app)[1]) == "active"


@pytest.mark.parametrize(
    ("custom", "code"),
    [
        ({"canvas_account_id": "17", "canvas_root_account_id": "1"}, "console-of-the-root-account"),
        ({}, "console-account-unknown"),
        ({"canvas_account_id": "17"}, "console-account-unknown"),
        ({"canvas_account_id": "", "canvas_root_account_id": ""}, "console-account-unknown"),
    ],
)
def test_an_administrator_of_a_part_of_the_account_administers_nothing_of_the_whole(
    app: Flask, custom: dict[str, str], code: str
) -> None:
    desk = by_launch(app, cast.ROY_OF_ACCOUNT)
    with app.app_context(), transaction() as session:
        session.get_one(LaunchSession, desk.base.split("/")[2]).custom = custom
    for path in PAGES:
        answer = desk.get(path)
        assert answer.status_code == 403 and code in answer.get_data(as_text=True), path


@pytest.mark.parametrize("path", PAGES)
def test_whoever_acts_as_an_administrator_gets_nothing(app: Flask, path: str) -> None:
    desk = by_launch(app, replace(cast.ROY, key="as_roy", kind=Kind.MASQUERADING))
    answer = desk.get(path)
    assert answer.status_code == 403 and "console-not-yourself" in answer.get_data(as_text=True)
    assert desk.post(f"/deployments/{home(app)[1]}/standing", standing="blocked").status_code == 403
    assert standing_of(app, home(app)[1]) == "active"


def test_an_administrator_of_the_account_only_is_one_too(app: Flask) -> None:
    assert "Administration" in by_launch(app, replace(cast.ROY_OF_ACCOUNT, key="acc", roles=ADMINISTRATOR)).text("/")


def test_blocking_a_deployment_closes_its_pages_at_once(app: Flask) -> None:
    roy, ada = by_launch(app, cast.ROY_OF_ACCOUNT), by_launch(app, cast.ADA)
    assert signed_in(app).post(f"/deployments/{home(app)[1]}/standing", standing="blocked").status_code == 303
    for desk in (roy, ada):
        assert desk.get("/").status_code == 403


def test_blocking_a_connection_and_letting_it_in_again(app: Flask) -> None:
    desk, roy, number = signed_in(app), by_launch(app, cast.ROY_OF_ACCOUNT), home(app)[0]
    assert "Nobody will be able to open Cairn" in desk.text(f"/registrations/{number}")
    assert desk.post(f"/registrations/{number}/standing", standing="blocked").status_code == 303
    assert "platform-inactive" in roy.get("/").get_data(as_text=True)
    assert "Let it in" in desk.text(f"/registrations/{number}")
    assert desk.post(f"/registrations/{number}/standing", standing="active").status_code == 303
    assert roy.get("/").status_code == 200
    assert [line[1] for line in audited(app)[-2:]] == ["registration-blocked", "registration-unblocked"]


@pytest.mark.parametrize("standing", ["pending", "", "gone"])
def test_nothing_is_made_pending_or_otherwise(app: Flask, standing: str) -> None:
    desk = signed_in(app)
    assert desk.post(f"/registrations/{home(app)[0]}/standing", standing=standing).status_code == 422
    assert desk.post(f"/deployments/{home(app)[1]}/standing", standing=standing).status_code == 422


def test_the_policy_of_a_connection_is_changed_by_who_owns_it_all(app: Flask) -> None:
    number = home(app)[0]
    assert (
        by_launch(app, cast.ROY_OF_ACCOUNT).post(f"/registrations/{number}/policy", policy="approve").status_code == 303
    )
    with app.app_context(), transaction() as session:
        assert registration_view(session, number).deployment_policy == "approve"
    by, action, subject = audited(app)[-1]
    assert by.startswith("Roy Rasmussen (launch, person ")
    assert (action, subject) == ("policy-changed", f"registration:{number}")


def test_what_waits_stands_on_the_first_page_with_its_button(app: Flask, host: Host) -> None:
    with app.app_context(), transaction() as session:
        session.get(Deployment, host.of_nobody).status = Standing.PENDING
        session.get(Deployment, host.of_nobody).platform_name = "Third School"
    desk = signed_in(app)
    text = desk.text("/")
    assert "Third School" in text and "waits for approval" in text
    assert desk.post(f"/deployments/{host.of_nobody}/standing", standing="active").status_code == 303
    assert standing_of(app, host.of_nobody) == "active"
    assert "Nothing needs you now" in desk.text("/")


def test_the_operator_sees_refusals_with_their_references(app: Flask, host: Host) -> None:
    leave_events(app, host)
    desk = signed_in(app)
    assert "ABCD1234" in desk.text("/")
    page = desk.text(f"/registrations/{host.registration}")
    assert "token-expired" in page and "send scores" in page and "not seen" in page
    with app.app_context(), transaction() as session:
        assert launch_events(session, registration_ids=[host.registration], kind=EventKind.REFUSED, most=5)


def test_a_link_is_shown_once_and_its_token_is_nowhere_else(app: Flask) -> None:
    desk = signed_in(app)
    answer = desk.post("/invitations/", label="<b>Meadow</b>")
    page = answer.get_data(as_text=True)
    token = page.split("/lti/register/")[1].split('"')[0]
    assert "&lt;b&gt;Meadow" in page and answer.headers["Cache-Control"] == "no-store"
    for path in PAGES:
        assert token not in desk.text(path)


def test_the_keys_can_be_changed_now_by_who_runs_cairn(app: Flask) -> None:
    desk = signed_in(app)
    assert desk.post("/keys/rotate").status_code == 409
    assert desk.post("/keys/rotate", force="yes").status_code == 303
    assert "Is no longer published after" not in desk.text("/keys/")
    assert audited(app)[-1][1] == "key-rotated"
    app.extensions["cairn"].clock.advance(seconds=24 * 3600)
    desk = signed_in(app)
    assert desk.post("/keys/rotate").status_code == 303
    text = desk.text("/keys/")
    assert "retired" in text and "Is no longer published after" in text


def test_a_late_key_is_told_on_the_first_page(app: Flask) -> None:
    app.extensions["cairn"].clock.advance(seconds=91 * 24 * 3600)
    assert "should have changed by now" in signed_in(app).text("/")


@pytest.mark.parametrize("query", ["?before=x", "?before=99999999999999999999", "?action=nothing", "?before=1&action="])
def test_odd_questions_to_the_log_are_answered(app: Flask, query: str) -> None:
    assert signed_in(app).get(f"/audit/{query}").status_code == 200


def test_a_number_that_no_line_can_have_is_no_place_in_the_log(app: Flask) -> None:
    desk = signed_in(app)
    assert ">Newest</a>" in desk.text("/audit/?before=2147483647")
    assert ">Newest</a>" not in desk.text("/audit/?before=99999999999")


def test_a_refusal_in_the_console_leads_back_to_it(app: Flask, mia: Desk) -> None:
    for desk in (signed_in(app), mia):
        answer = desk.get("/registrations/999")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 404 and f'href="{desk.base}/">Back to the console</a>' in page
    assert "Back to the course" not in page and "Back to your LMS" in page


def test_an_address_that_the_console_does_not_have_leads_back_to_it(app: Flask) -> None:
    answer = signed_in(app).get("/nothing")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404 and 'href="/admin/">Back to the console</a>' in page
    assert "from your course" not in page


def test_who_is_not_let_in_is_not_sent_back_in(app: Flask) -> None:
    stranger, ada = Desk(browser(app)), by_launch(app, cast.ADA)
    for desk in (stranger, ada):
        answer = desk.get("/keys/")
        assert answer.status_code == 403 and "Back to the console" not in answer.get_data(as_text=True)
