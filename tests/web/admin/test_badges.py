"""Badges in the console: how each stands, what got stuck, and taking one back with a reason and time to undo it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.badges import (
    BADGE,
    DEFAULT_ISSUER,
    REVOCATION,
    CredentialView,
    award,
    compromise_key,
    credential_view,
    ensure_issuer,
    open_to_public,
)
from app.badges.models import Credential, IssuerKey
from app.db import reading, transaction
from app.flows.revoke_badge import revoke_badge
from app.outbox.models import OutboxGate, OutboxItem, OutboxState
from app.sealing import Sealer
from app.worker import Deliverer, handlers
from tests import cast
from tests.draining import drain
from tests.flows.stack_world import PAIR, courses, earn, publish_stacks, stacks_of
from tests.web.admin.conftest import Desk, Host, audited, by_launch, home, home_organisation, signed_in
from tests.web.admin.test_tenants import mia, tom
from tests.world import World

__all__ = ["mia", "tom"]

CALM = "Nothing needs you now"
REASON = "Handed in for somebody else."


@pytest.fixture
def uuid(world: World) -> str:
    """Ben's badge, earned in a course of Home School."""
    return world.badge


@pytest.fixture
def roy(app: Flask) -> Desk:
    """Home School's administrator, inside the LMS."""
    return by_launch(app, cast.ROY_OF_ACCOUNT, home(app))


def badge_of(app: Flask, uuid: str) -> CredentialView:
    with app.app_context(), reading() as session:
        return credential_view(session, uuid)


def get_stuck(app: Flask, uuid: str, state: OutboxState, kind: str = BADGE) -> None:
    """What the worker leaves behind when signing or revoking fails: tried on, or given up."""
    now = app.extensions["cairn"].clock.now()
    with app.app_context(), transaction() as session:
        if kind == BADGE:
            row = session.query(Credential).filter_by(uuid=uuid).one()
            row.signed_at, row.unsigned = None, {"id": row.url}
        session.merge(OutboxGate(name="badges:0", failures=0))
        session.query(OutboxItem).filter_by(kind=kind, key=uuid).delete()
        session.flush()
        item = OutboxItem(kind=kind, key=uuid, gate="badges:0", state=state, wanted=1, attempts=7)
        item.due_at = now + timedelta(hours=1) if state is OutboxState.DUE else None
        item.failing_since, item.last_tried_at = now - timedelta(hours=48), now
        item.last_answer = "A stored key can't be opened."
        session.add(item)


def owed_state(app: Flask, uuid: str, kind: str = BADGE) -> OutboxState:
    with app.app_context(), reading() as session:
        return session.query(OutboxItem.state).filter_by(kind=kind, key=uuid).scalar()


def test_the_newest_badges_stand_there_with_their_earners_and_how_they_stand(app: Flask, uuid: str) -> None:
    desk = signed_in(app)
    page = desk.text("/badges/")
    assert "Ben Bakowski" in page and "Signed and valid" in page and f"/admin/badges/{uuid}" in page
    assert "Ben Bakowski" in desk.text("/badges/?name=bako")
    assert "No badge of anybody by this name" in desk.text("/badges/?name=castellano")


@pytest.mark.parametrize("path", ["/badges/", "/badges/issuers", "/pictures/", "/stacks/"])
def test_every_page_about_badges_is_reached_from_the_consoles_places(app: Flask, roy: Desk, path: str) -> None:
    for desk in (signed_in(app), signed_in(app, "Hal", home_organisation(app)), roy):
        assert f'href="{desk.base}/badges/"' in desk.text("/")
        assert f'href="{desk.base}{path}"' in desk.text("/badges/")
        assert desk.get(path).status_code == 200


def test_a_badge_is_taken_back_after_a_quarter_of_an_hour_and_the_log_says_who_wanted_it(app: Flask, uuid: str) -> None:
    desk = signed_in(app)
    assert "Take this badge back" in desk.text(f"/badges/{uuid}")
    assert desk.post(f"/badges/{uuid}/revoke", reason=f"  {REASON} ").status_code == 303
    asked = badge_of(app, uuid)
    assert asked.revoked_at is None and asked.revocation_asked_reason == REASON
    page = desk.text(f"/badges/{uuid}")
    assert "15 minutes left" in page and REASON in page and "Let it stand" in page
    assert "Take this badge back" not in page
    assert "About to be revoked" in desk.text("/badges/")
    assert audited(app)[-1] == ("Olga", "badge-revocation-asked", f"badge:{uuid}")
    assert REASON in desk.text("/audit/")


def test_while_there_is_time_it_can_be_left_to_stand(app: Flask, uuid: str, roy: Desk) -> None:
    signed_in(app).post(f"/badges/{uuid}/revoke", reason=REASON)
    assert roy.post(f"/badges/{uuid}/keep").status_code == 303
    assert badge_of(app, uuid).revocation_due_at is None
    assert "Left to stand after all" in roy.text(f"/badges/{uuid}")
    before = audited(app)
    assert [line[1] for line in before[-2:]] == ["badge-revocation-asked", "badge-revocation-undone"]
    assert roy.post(f"/badges/{uuid}/keep").status_code == 303
    assert audited(app) == before


def test_what_is_revoked_for_good_is_said_and_cant_be_undone(app: Flask, uuid: str) -> None:
    desk = signed_in(app)
    desk.get(f"/badges/{uuid}")
    with app.app_context(), transaction() as session:
        revoke_badge(session, app.extensions["cairn"], uuid, REASON)
    before = audited(app)
    page = desk.text(f"/badges/{uuid}")
    assert "Revoked for good" in page and REASON in page and "Let it stand" not in page
    assert desk.post(f"/badges/{uuid}/keep").status_code == 409
    assert desk.post(f"/badges/{uuid}/revoke", reason="Again.").status_code == 409
    assert badge_of(app, uuid).revoked_reason == REASON and audited(app) == before


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_without_a_usable_reason_nothing_is_taken_back(app: Flask, uuid: str, reason: str) -> None:
    desk = signed_in(app)
    desk.get(f"/badges/{uuid}")
    before = audited(app)
    assert desk.post(f"/badges/{uuid}/revoke", reason=reason).status_code == 422
    assert badge_of(app, uuid).revocation_due_at is None and audited(app) == before


def test_a_form_without_its_token_takes_nothing_back(app: Flask, uuid: str) -> None:
    assert signed_in(app).post(f"/badges/{uuid}/revoke", token=False, reason=REASON).status_code == 403
    assert badge_of(app, uuid).revocation_due_at is None


def test_another_tenant_neither_sees_nor_touches_it(app: Flask, host: Host, uuid: str, mia: Desk, tom: Desk) -> None:
    get_stuck(app, uuid, OutboxState.STOPPED)
    for desk in (mia, tom, signed_in(app, "Mia", host.meadow)):
        for path in ("/badges/", "/badges/?name=ben", "/"):
            text = desk.text(path)
            assert "Ben Bakowski" not in text and uuid not in text and "given up" not in text.lower()
        assert desk.get(f"/badges/{uuid}").status_code == 404
        assert desk.post(f"/badges/{uuid}/revoke", reason=REASON).status_code == 404
        assert desk.post(f"/badges/{uuid}/keep").status_code == 404
        assert desk.post("/badges/try-again", badge=uuid).status_code == 404
        assert desk.post("/badges/try-again").status_code == 303
    assert badge_of(app, uuid).revocation_due_at is None and owed_state(app, uuid) is OutboxState.STOPPED


def test_what_the_operator_did_to_a_tenants_badge_stands_in_the_tenants_log(app: Flask, uuid: str) -> None:
    desk = signed_in(app)
    desk.get(f"/badges/{uuid}")
    desk.post(f"/badges/{uuid}/revoke", reason=REASON)
    assert REASON in signed_in(app, "Hal", home_organisation(app)).text("/audit/")


def test_a_stacks_badge_is_looked_after_by_those_who_issue_it(app: Flask) -> None:
    services, school = app.extensions["cairn"], home_organisation(app)
    with app.app_context(), transaction() as session:
        ensure_issuer(
            session,
            clock=services.clock,
            sealer=services.sealer,
            public_url=services.settings.public_url,
            slug="home",
            name="Home School",
            organisation_id=school,
        )
        publish_stacks(session, services, replace(PAIR, issuer="home"))
        made = courses(session, services)
        for slug in ("asking", "listening"):
            earn(session, services, made[slug], made["asking"].ben)
        badge = stacks_of(session, made["asking"].ben)[0]
    ours, theirs = signed_in(app, "Hal", home_organisation(app)), signed_in(app)
    assert ours.get(f"/badges/{badge.uuid}").status_code == theirs.get(f"/badges/{badge.uuid}").status_code == 200
    assert ours.post(f"/badges/{badge.uuid}/revoke", reason=REASON).status_code == 303
    assert audited(app)[-1] == ("Hal", "badge-revocation-asked", f"badge:{badge.uuid}")


def test_whom_the_earner_shows_it_to_is_not_told(app: Flask, uuid: str) -> None:
    with app.app_context(), transaction() as session:
        open_to_public(session, app.extensions["cairn"].clock, uuid, shows_name=True)
    page = signed_in(app).text(f"/badges/{uuid}")
    assert "Awarded" in page and "Signed" in page and "Opened" not in page and "with the earner" not in page


def test_a_signature_that_was_given_up_needs_somebody_and_is_tried_again_at_once(
    app: Flask, uuid: str, roy: Desk
) -> None:
    desk = signed_in(app)
    assert CALM in desk.text("/") and "got stuck" not in desk.text("/badges/")
    get_stuck(app, uuid, OutboxState.STOPPED)
    for each in (desk, roy):
        first = each.text("/")
        assert CALM not in first and f'href="{each.base}/badges/">1 badge</a>' in first
        page = each.text("/badges/").replace("&#39;", "'")
        assert "Given up" in page and "A stored key can't be opened." in page and "Not signed yet" in page
        assert "Given up" in each.text(f"/badges/{uuid}")
    assert desk.post("/badges/try-again", badge=uuid).status_code == 303
    assert owed_state(app, uuid) is OutboxState.DUE
    assert audited(app)[-1] == ("Olga", "badge-tried-again", f"badge:{uuid}")
    assert CALM in desk.text("/") and "Being signed" in desk.text("/badges/")


def test_a_signature_that_only_fails_so_far_is_told_without_alarm(app: Flask, uuid: str) -> None:
    get_stuck(app, uuid, OutboxState.DUE)
    desk = signed_in(app)
    assert CALM in desk.text("/") and "Badges that can't be signed so far" in desk.text("/").replace("&#39;", "'")
    page = desk.text("/badges/")
    assert "Fails so far" in page and "has failed 7 times; the next try is at" in page


def test_a_revocation_that_was_given_up_is_tried_again_too(app: Flask, uuid: str) -> None:
    desk = signed_in(app)
    desk.get(f"/badges/{uuid}")
    desk.post(f"/badges/{uuid}/revoke", reason=REASON)
    get_stuck(app, uuid, OutboxState.STOPPED, REVOCATION)
    assert "Revoking it failed for two days" in desk.text("/badges/")
    assert desk.post("/badges/try-again").status_code == 303
    assert owed_state(app, uuid, REVOCATION) is OutboxState.DUE


def break_sealing(app: Flask) -> Callable[[], None]:
    """As if Cairn had been started with another KEY_ENCRYPTION_KEY; gives back what mends it."""
    with app.app_context(), transaction() as session:
        kept = {row.id: row.private_sealed for row in session.query(IssuerKey)}
        stranger = Sealer(("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",))
        for row in session.query(IssuerKey):
            row.private_sealed = stranger.seal(b"nothing")

    def mend() -> None:
        with app.app_context(), transaction() as session:
            for row in session.query(IssuerKey):
                row.private_sealed = kept[row.id]

    return mend


def test_the_reason_names_what_to_mend_and_once_mended_the_badge_is_signed(app: Flask, uuid: str) -> None:
    services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        made = courses(session, services)["asking"]
    mend = break_sealing(app)
    with app.app_context(), transaction() as session:
        made_uuid = award(
            session,
            clock=services.clock,
            sealer=services.sealer,
            public_url=services.settings.public_url,
            request=made.request(made.attempt(session)),
        ).uuid
    with app.app_context():
        drain(Deliverer(services.clock, handlers(services)))
    desk = signed_in(app)
    page = desk.text("/badges/")
    assert "present KEY_ENCRYPTION_KEY" in page and "Start Cairn with the key that it was set up with" in page
    mend()
    desk.post("/badges/try-again")
    with app.app_context():
        drain(Deliverer(services.clock, handlers(services)))
    assert badge_of(app, made_uuid).is_signed and "got stuck" not in desk.text("/badges/")


def test_issuers_stand_there_with_their_keys_and_the_commands_that_change_them(app: Flask, host: Host) -> None:
    services = app.extensions["cairn"]
    desk = signed_in(app)
    page = desk.text("/badges/issuers")
    assert "did:web:" in page and "Ed25519" in page and "RSA" in page and "flask badges rotate-key" in page
    with app.app_context(), transaction() as session:
        key = session.query(IssuerKey).filter_by(algorithm="Ed25519").first().fragment
        compromise_key(session, clock=services.clock, sealer=services.sealer, slug=DEFAULT_ISSUER, fragment=key)
    page = desk.text("/badges/issuers").replace("&#39;", "'")
    assert "in other hands" in page and "don't verify until they are signed anew" in page
    theirs = signed_in(app, "Mia", host.meadow).text("/badges/issuers")
    assert "No issuer of your own" in theirs and "did:web" not in theirs and "flask badges" not in theirs
