"""`flask lti …` as an administrator types it."""

import re

import pytest

from app.db import reading, transaction
from app.lti import ensure_keys, find_invitation, signing_key

PLATFORM = {
    "--issuer": "https://moodle.example",
    "--client-id": "client-1",
    "--auth-url": "https://moodle.example/auth",
    "--token-url": "https://moodle.example/token",
    "--jwks-url": "https://moodle.example/jwks",
    "--deployment-id": "7",
    "--label": "School",
    "--product": "Moodle",
}


@pytest.fixture
def lti(app):
    """Run one command; its output, or with `fails` its complaint."""

    def run(*words, fails=False):
        result = app.test_cli_runner().invoke(args=["lti", *words])
        assert (result.exit_code != 0) is fails, result.output
        return result.output

    return run


def added(lti, **changes):
    options = {**PLATFORM, **changes}
    return lti("add-platform", *[word for pair in options.items() for word in pair])


def test_an_invitation_is_a_link_of_this_tool(lti, app, services):
    link = lti("invite", "--label", "Test school").strip()
    address, token = link.rsplit("/", 1)
    assert address == "http://localhost:8000/lti/register"
    with app.app_context(), reading() as session:
        assert find_invitation(session, services.clock, token).label == "Test school"


def test_an_invitation_needs_a_name(lti):
    assert "--label" in lti("invite", fails=True)


def test_the_addresses_for_a_manual_registration_are_printed(lti):
    output = lti("addresses")
    for path in ("/lti/login", "/lti/launch", "/lti/jwks.json"):
        assert f"http://localhost:8000{path}" in output


def test_a_sheet_is_printed_with_this_tools_addresses(lti):
    output = lti("sheet", "brightspace")
    assert output.startswith("# Cairn in D2L Brightspace\n")
    assert "`http://localhost:8000/lti/launch`" in output
    lti("sheet", "unheard-of", fails=True)


def test_a_platform_is_added_and_listed_with_its_numbers(lti):
    assert lti("platforms").startswith("No platform is registered yet.")
    assert added(lti) == "Platform 1 is registered.\n"
    assert lti("platforms") == (
        "Platform 1: School (moodle), active\n"
        "  issuer https://moodle.example, client id client-1\n"
        "  deployment 1: 7, active\n"
    )


def test_a_slip_is_explained_in_a_sentence(lti):
    options = {**PLATFORM, "--issuer": "https://moodle.example/"}
    output = lti("add-platform", *[word for pair in options.items() for word in pair], fails=True)
    assert "ends in a slash" in output and "--slash-is-meant" in output
    assert "Traceback" not in output


def test_a_deployment_is_blocked_and_approved_by_its_number(lti):
    added(lti)
    assert "no longer" in lti("block-deployment", "1")
    assert "deployment 1: 7, blocked" in lti("platforms")
    lti("approve-deployment", "1")
    assert "deployment 1: 7, active" in lti("platforms")
    assert "no such deployment" in lti("approve-deployment", "99", fails=True).lower()


def test_a_deployment_is_added_before_it_was_seen(lti):
    added(lti)
    lti("add-deployment", "1", "77:abc")
    assert "77:abc, active" in lti("platforms")


def test_a_platform_is_blocked_and_unblocked(lti):
    added(lti)
    lti("block", "1")
    assert "School (moodle), blocked" in lti("platforms")
    lti("unblock", "1")
    assert "School (moodle), active" in lti("platforms")


def test_a_canvas_of_the_cloud_needs_its_client_id_only(lti):
    output = lti("add-canvas", "--label", "Lakeside", "--client-id", "10000000000001")
    assert output == "Platform 1 is registered: production.\n"
    assert "issuer https://canvas.instructure.com, client id 10000000000001" in lti("platforms")


def test_the_copies_of_a_canvas_become_platforms_of_their_own(lti):
    chosen = ("--environment", "production", "--environment", "beta", "--environment", "test")
    lti("add-canvas", "--label", "Lakeside", "--client-id", "1", "--deployment-id", "1:a", *chosen)
    listed = lti("platforms")
    assert [name in listed for name in ("Lakeside (canvas)", "Lakeside (beta)", "Lakeside (test)")] == [True] * 3
    assert listed.count("1:a, active") == 3


def test_a_policy_is_set_and_shown(lti):
    added(lti)
    assert "let in at once" in lti("policy", "1", "approve")
    assert "new deployments are let in at once" in lti("platforms")
    assert "wait for approval" in lti("policy", "1", "ask")
    assert "let in at once" not in lti("platforms")
    assert "Traceback" not in lti("policy", "9", "ask", fails=True)
    lti("policy", "1", "sometimes", fails=True)


def test_a_platform_is_renamed(lti):
    added(lti)
    lti("rename", "1", "Lakeside")
    assert "Platform 1: Lakeside" in lti("platforms")
    assert "name" in lti("rename", "1", " ", fails=True)


def test_invitations_are_listed_with_their_fate_and_withdrawn(lti, clock):
    assert lti("invitations").startswith("No registration link")
    lti("invite", "--label", "First")
    clock.advance(seconds=6 * 24 * 3600)
    lti("invite", "--label", "Second")
    assert lti("withdraw", "2") == "Invitation 2 no longer works.\n"
    clock.advance(seconds=2 * 24 * 3600)
    assert lti("invitations") == (
        "Invitation 2: Second, withdrawn on 2026-11-21\nInvitation 1: First, over since 2026-11-22\n"
    )
    assert "no longer works" not in lti("withdraw", "7", fails=True)
    assert "name" in lti("invite", "--label", " ", fails=True)


def test_with_the_first_platform_come_the_keys_that_sign_for_it(lti, app, services):
    added(lti)
    with app.app_context(), reading() as session:
        assert signing_key(session, services.sealer).kid


def test_keys_change_only_when_platforms_had_a_day_to_learn_the_next_one(lti, app, services, clock):
    with app.app_context(), transaction() as session:
        ensure_keys(session, clock, services.sealer)
        before = signing_key(session, services.sealer).kid
    lti("rotate-keys", fails=True)
    clock.advance(seconds=25 * 3600)
    kid = re.fullmatch(r"Key (\S+) signs from now on\.\n", lti("rotate-keys")).group(1)
    assert kid != before


def test_a_key_that_got_out_is_changed_at_once(lti, app, services, clock):
    with app.app_context(), transaction() as session:
        ensure_keys(session, clock, services.sealer)
        before = signing_key(session, services.sealer).kid
    assert before not in lti("rotate-keys", "--force")
