"""What reviewers see and do in their pages."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.badges import BADGE
from app.badges.models import Credential
from app.catalog import SlotType
from app.db import transaction
from app.evidence import (
    AttemptRequest,
    AttemptState,
    AttemptView,
    NewFile,
    add_file,
    attempt_view,
    freeze_attempt,
)
from app.files import ReceivingRules, receive
from app.flows.revoke_badge import ask_to_revoke, revoke_badge
from app.journey import start
from app.lti import Context
from app.outbox.models import OutboxItem, OutboxState
from app.people import OpenedLaunch, record_launch
from app.review import Outcome, decision_for, draft_of, open_for_review
from app.services import Services
from tests.conftest import ManualClock
from tests.review.world import World, hand_in, launch_of
from tests.signing import sign_what_is_due
from tests.web.reviewer.conftest import Browser

EARNED = {
    "level-responds": "proficient",
    "level-active": "exemplary",
    "level-honest": "proficient",
    "note": "Good work.",
}
NOT_YET = EARNED | {"level-active": "not_yet", "feedback-active": "Let them work themselves."}


def review(browser: Browser, attempt_id: int, fields: dict[str, str]) -> None:
    """Take, fill in, check and release."""
    assert browser.post(f"{attempt_id}/take").status_code == 303
    answer = browser.post(f"{attempt_id}/draft", fields | {"then": "check"})
    assert answer.status_code == 303 and answer.location.endswith(f"{attempt_id}/summary")
    answer = browser.post(f"{attempt_id}/release")
    assert answer.status_code == 303, answer.get_data(as_text=True)


def test_the_queue_shows_what_waits_under_code_names(tess: Browser, attempt_id: int) -> None:
    page = tess.text()
    assert "Earner " in page and "Submission 1" in page and "less than an hour" in page
    assert "Ada" not in page


def test_an_empty_queue_says_so(tess: Browser) -> None:
    assert "Nothing waits for a review" in tess.text()
    assert "Nothing has been reviewed yet" in tess.text("?show=done")


def test_work_can_be_read_before_it_is_taken(tess: Browser, attempt_id: int) -> None:
    page = tess.text(f"{attempt_id}/")
    assert "Start reviewing" in page and "Responds to needs" in page
    assert "Check and release" not in page


def test_text_evidence_is_shown_as_safe_markdown(tess: Browser, attempt_id: int) -> None:
    page = tess.text(f"{attempt_id}/")
    assert "<strong>ask</strong>" in page
    assert "<script>alert" not in page


def test_taking_work_opens_the_form_and_others_read_only(tess: Browser, omar: Browser, attempt_id: int) -> None:
    assert tess.post(f"{attempt_id}/take").status_code == 303
    assert "Check and release" in tess.text(f"{attempt_id}/")
    page = omar.text(f"{attempt_id}/")
    assert "Tess Example is reviewing this work" in page and "Check and release" not in page
    refused = omar.post(f"{attempt_id}/take")
    assert refused.status_code == 409 and "Tess Example" in refused.get_data(as_text=True)
    assert "With Tess Example" in omar.text()


def test_what_was_given_back_waits_again_with_the_notes_kept(
    tess: Browser, omar: Browser, world: World, attempt_id: int
) -> None:
    tess.post(f"{attempt_id}/take")
    tess.post(f"{attempt_id}/draft", {"feedback-active": "So far so good."})
    assert tess.post(f"{attempt_id}/give-back").status_code == 303
    assert "Waiting" in omar.text()
    with transaction() as session:
        assert attempt_view(session, attempt_id).state is AttemptState.SUBMITTED
        draft = draft_of(session, attempt_id, world.person("tess"))
        assert draft is not None and draft.results["active"].feedback == "So far so good."


def test_the_script_saves_and_gets_a_receipt(tess: Browser, attempt_id: int) -> None:
    tess.post(f"{attempt_id}/take")
    answer = tess.post(f"{attempt_id}/autosave", EARNED, headers={"Accept": "application/json"})
    assert answer.get_json() == {"saved_at": "2026-11-15T09:30:00+00:00", "rated": 3, "total": 3, "warning": ""}
    page = tess.text(f"{attempt_id}/")
    assert 'value="exemplary" checked' in page and "3 of 3 criteria rated" in page and "Good work." in page


def test_the_script_is_told_in_words_when_somebody_else_took_over(
    tess: Browser, omar: Browser, attempt_id: int, clock: ManualClock
) -> None:
    tess.post(f"{attempt_id}/take")
    clock.advance(seconds=8 * 3600)
    omar.post(f"{attempt_id}/take")
    receipt = tess.post(f"{attempt_id}/autosave", EARNED).get_json()
    assert receipt["warning"].startswith("Omar Example has taken this work over")
    assert "The notes that you wrote are kept" in tess.text(f"{attempt_id}/")


def test_the_summary_names_what_is_missing(tess: Browser, attempt_id: int) -> None:
    tess.post(f"{attempt_id}/take")
    tess.post(f"{attempt_id}/draft", {"level-responds": "not_yet", "then": "check"})
    page = tess.text(f"{attempt_id}/summary")
    assert "3 things are missing" in page and "Responds to needs: Write feedback" in page
    assert f"/reviews/{attempt_id}/#criterion-responds" in page


def test_the_summary_says_what_will_happen_before_anything_does(tess: Browser, attempt_id: int, world: World) -> None:
    tess.post(f"{attempt_id}/take")
    tess.post(f"{attempt_id}/draft", EARNED)
    page = tess.text(f"{attempt_id}/summary")
    assert ": Earned</h1>" in page and "77.78 of 100" in page and "The badge is awarded and signed." in page
    with transaction() as session:
        assert decision_for(session, attempt_id) is None


def test_a_release_leads_on_to_the_next_in_the_queue(
    tess: Browser, attempt_id: int, world: World, clock: ManualClock
) -> None:
    clock.advance(seconds=60)
    with transaction() as session:
        following = hand_in(session, clock, world, "ben").id
    review(tess, attempt_id, EARNED)
    page = tess.text(f"{attempt_id}/done")
    assert "Earned" in page and f"/reviews/{following}/" in page and "/credentials/" in page
    assert "Reviewed" in tess.text("?show=done")


def test_not_yet_asks_for_words_and_shows_them(tess: Browser, attempt_id: int) -> None:
    review(tess, attempt_id, NOT_YET)
    page = tess.text(f"{attempt_id}/")
    assert "Not yet earned" in page and "Let them work themselves." in page
    with transaction() as session:
        decision = decision_for(session, attempt_id)
        assert decision is not None and decision.outcome is Outcome.NOT_YET


def test_returning_as_incomplete(tess: Browser, attempt_id: int) -> None:
    tess.post(f"{attempt_id}/take")
    answer = tess.post(f"{attempt_id}/draft", {"note": "The plan is cut off.", "then": "incomplete"})
    assert answer.location.endswith("summary?kind=incomplete")
    assert "uses up one of their attempts" not in tess.text(f"{attempt_id}/summary")
    assert "use up one of their attempts" in tess.text(f"{attempt_id}/summary?kind=incomplete")
    assert tess.post(f"{attempt_id}/release", {"kind": "incomplete"}).status_code == 303
    with transaction() as session:
        assert attempt_view(session, attempt_id).state is AttemptState.RETURNED_INCOMPLETE


def test_a_decision_is_changed_with_a_reason_and_the_badge_asked_about(tess: Browser, attempt_id: int) -> None:
    review(tess, attempt_id, EARNED)
    assert tess.post(f"{attempt_id}/change", {"reason": " "}).status_code == 422
    assert tess.post(f"{attempt_id}/change", {"reason": "A page was missed."}).status_code == 303
    assert "You are changing a decision" in tess.text(f"{attempt_id}/")
    tess.post(f"{attempt_id}/draft", NOT_YET)
    assert "It stays valid" in tess.text(f"{attempt_id}/summary")
    assert tess.post(f"{attempt_id}/release").status_code == 422
    assert tess.post(f"{attempt_id}/release", {"badge": "revoke"}).status_code == 303
    page = tess.text(f"{attempt_id}/")
    assert "Changed because: A page was missed." in page and "Earlier decisions on this submission" in page
    assert "About to be revoked" in tess.text(f"{attempt_id}/done")


def test_a_revocation_can_be_undone_until_it_is_carried_out(
    app: Flask, services: Services, tess: Browser, attempt_id: int, clock: ManualClock
) -> None:
    review(tess, attempt_id, EARNED)
    tess.post(f"{attempt_id}/change", {"reason": "A page was missed."})
    tess.post(f"{attempt_id}/draft", NOT_YET)
    tess.post(f"{attempt_id}/release", {"badge": "revoke"})
    assert tess.post(f"{attempt_id}/keep-badge").status_code == 303
    page = tess.text(f"{attempt_id}/done")
    assert "About to be revoked" not in page and "What strangers see of it" in page
    with app.app_context(), transaction() as session:
        (uuid,) = session.query(Credential.uuid).one()
        revoke_badge(session, services, uuid, "A page was missed.")
    refused = tess.post(f"{attempt_id}/keep-badge")
    assert refused.status_code == 409 and "taken back already" in refused.text


def test_the_page_says_how_the_badge_stands_from_its_award_to_its_end(
    app: Flask, services: Services, tess: Browser, attempt_id: int
) -> None:
    assert "badge-title" not in tess.text(f"{attempt_id}/")
    review(tess, attempt_id, EARNED)
    for page in (tess.text(f"{attempt_id}/"), tess.text(f"{attempt_id}/done")):
        assert "Being signed" in page and "Cairn is signing it now" in page
    with app.app_context(), transaction() as session:
        (uuid,) = session.query(Credential.uuid).one()
        session.query(OutboxItem).filter_by(kind=BADGE, key=uuid).one().state = OutboxState.STOPPED
    page = tess.text(f"{attempt_id}/")
    assert "Not signed yet" in page and "administrators see the reason in their console" in page
    sign_what_is_due(app)
    assert "Signed and valid" in tess.text(f"{attempt_id}/")
    with app.app_context(), transaction() as session:
        ask_to_revoke(session, services, uuid, "Not their own.")
    page = tess.text(f"{attempt_id}/")
    assert "About to be revoked" in page and "15 minutes left" in page and "Not their own." in page
    assert "Keep the badge" in page and "countdown.js" in page
    with app.app_context(), transaction() as session:
        revoke_badge(session, services, uuid, "Not their own.")
    page = tess.text(f"{attempt_id}/")
    assert "Taken back at" in page and "Reason: Not their own." in page and "Keep the badge" not in page


def test_met_criteria_of_an_earlier_submission_are_shown_and_not_asked_again(
    tess: Browser, attempt_id: int, world: World, clock: ManualClock
) -> None:
    review(tess, attempt_id, NOT_YET)
    clock.advance(seconds=60)
    with transaction() as session:
        second = hand_in(session, clock, world, text="Now they work.").id
    tess.post(f"{second}/take")
    page = tess.text(f"{second}/")
    assert "met in submission 1" in page and 'name="level-responds"' not in page
    assert "0 of 2 criteria rated" in page
    assert "Earlier submissions" in page and "Let them work themselves." in page


def test_releasing_twice_is_refused_and_decides_once(tess: Browser, attempt_id: int) -> None:
    review(tess, attempt_id, EARNED)
    assert tess.post(f"{attempt_id}/release").status_code == 409


def test_a_learner_gets_no_page_of_the_reviewers(ada: Browser, attempt_id: int) -> None:
    for path in ("", f"{attempt_id}/", f"{attempt_id}/summary", f"{attempt_id}/done"):
        assert ada.get(path).status_code == 403
    assert ada.post(f"{attempt_id}/take").status_code == 403


def test_a_form_without_its_token_is_refused(tess: Browser, attempt_id: int) -> None:
    assert tess.client.post(tess.address(f"{attempt_id}/take")).status_code == 403


def test_work_of_another_course_is_not_there(tess: Browser, attempt_id: int) -> None:
    assert tess.get(f"{attempt_id + 1}/").status_code == 404


def test_work_of_another_course_stays_hidden_from_its_reviewers(
    client: FlaskClient, world: World, clock: ManualClock, attempt_id: int
) -> None:
    opened = launch_for(world, clock, context=Context("course-2", "PD 102", "Another"), link="link-2")
    stranger = Browser(client, replace(world, launches={**world.launches, "tess": opened}), "tess")
    for path in (f"{attempt_id}/", f"{attempt_id}/summary", f"{attempt_id}/done"):
        assert stranger.get(path).status_code == 404
    for path in ("take", "give-back", "draft", "autosave", "release", "change"):
        assert stranger.post(f"{attempt_id}/{path}", EARNED).status_code == 404


def test_files_come_under_a_neutral_name_and_only_to_reviewers(
    tess: Browser, ada: Browser, world: World, services: Services, clock: ManualClock
) -> None:
    attempt = hand_in_file(world, services, clock, "Ada Example, room 4.txt")
    item = next(item for item in attempt.items if item.file_key)
    with tess.get(f"{attempt.id}/files/{item.id}") as answer:
        assert answer.status_code == 200 and answer.data == b"Seen in the room."
        assert "What they need 1.txt" in answer.headers["Content-Disposition"]
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Ada" not in tess.text(f"{attempt.id}/")
    assert ada.get(f"{attempt.id}/files/{item.id}").status_code == 403
    assert tess.get(f"{attempt.id}/files/{item.id + 1000}").status_code == 404


def launch_for(world: World, clock: ManualClock, **wanted: Any) -> OpenedLaunch:
    actor = world.actors["tess"]
    launch = launch_of("tess", "Instructor", actor.registration_id, actor.deployment_id, **wanted)
    with transaction() as session:
        return record_launch(session, clock, launch)


def hand_in_file(world: World, services: Services, clock: ManualClock, name: str) -> AttemptView:
    """One attempt with a text file in the first slot, whatever that slot is for."""
    stored = receive(services.files, BytesIO(b"Seen in the room."), name, ReceivingRules((), 1_000))
    slot = replace(world.definition.slots[0], type=SlotType.FILE)
    with transaction() as session:
        ids = {"placement_id": world.placement.id, "person_id": world.person("ada")}
        start(session, clock, version_id=world.placement.version_id, **ids)
        add_file(session, clock, slot=slot, new=NewFile(stored), **ids)
        request = AttemptRequest(version_id=world.placement.version_id, attestations={}, **ids)
        attempt = freeze_attempt(session, clock, request)
        open_for_review(session, clock, attempt)
    return attempt
