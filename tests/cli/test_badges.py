"""`flask badges …`: what an administrator types, and what comes back."""

from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask

from app.administration import create_organisation
from app.badges import CredentialStatus, credential_view, did_document, events_of, issuer_view
from app.badges.models import Issuer
from app.db import reading, transaction
from app.gradebook.models import ScoreSync
from app.services import Services
from tests.badges.world import a_world, give_badge

CAIRN = ["issuer", "--name", "Cairn College", "--email", "badges@example.edu", "--url", "https://example.edu"]


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["badges", *words])


@pytest.fixture
def uuid(app: Flask, services: Services) -> str:
    """A badge that Ben holds."""
    with app.app_context(), transaction() as session:
        return give_badge(session, services, a_world(session, services.clock)).uuid


def test_an_issuer_is_set_up_and_described(app: Flask) -> None:
    result = run(app, *CAIRN)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "Cairn College",
        "did:web:localhost%3A8000:issuers:cairn",
        "http://localhost:8000/issuers/cairn",
    ]
    assert "Cairn College" in run(app, "issuers").output


def test_an_issuers_words_can_be_changed(app: Flask) -> None:
    run(app, *CAIRN)
    run(app, "issuer", "--name", "New name", "--email", "new@example.edu", "--url", "https://new.example.edu")
    with app.app_context(), reading() as session:
        assert issuer_view(session, "cairn").name == "New name"


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--slug", "Big College", "small letters"),
        ("--slug", "../x", "small letters"),
        ("--url", "example.edu", "https://"),
    ],
)
def test_an_issuer_that_could_not_be_published_is_refused_in_words(
    app: Flask, option: str, value: str, words: str
) -> None:
    result = run(app, *CAIRN, option, value)
    assert result.exit_code != 0 and words in result.output


def test_a_key_is_rotated(app: Flask) -> None:
    run(app, *CAIRN)
    assert run(app, "rotate-key", "--algorithm", "RSA").output == "New badges of cairn are signed with rs-2026b.\n"
    assert run(app, "rotate-key").output == "New badges of cairn are signed with ed-2026b.\n"
    assert "no issuer called “nobody”" in run(app, "rotate-key", "--slug", "nobody").output


def test_a_badge_is_revoked_with_its_reason(app: Flask, uuid: str) -> None:
    result = run(app, "revoke", uuid.upper(), "--now", "--reason", "Awarded  in error.")
    assert result.exit_code == 0
    assert result.output == "Revoked (Awarded in error.): Questioner, awarded 2026-11-15.\n"
    with app.app_context(), reading() as session:
        assert credential_view(session, uuid).status is CredentialStatus.REVOKED


def test_without_now_there_is_time_to_undo_it(app: Flask, uuid: str) -> None:
    result = run(app, "revoke", uuid, "--reason", "Awarded in error.")
    assert result.output.startswith("Will be revoked at 2026-11-15 09:45 UTC, unless undone before: Questioner")
    with app.app_context(), reading() as session:
        assert credential_view(session, uuid).status is CredentialStatus.VALID
    assert run(app, "undo-revocation", uuid).output == "Stays valid: Questioner, awarded 2026-11-15.\n"
    with app.app_context(), reading() as session:
        assert credential_view(session, uuid).revocation_due_at is None


def test_what_was_revoked_cannot_be_undone(app: Flask, uuid: str) -> None:
    run(app, "revoke", uuid, "--now", "--reason", "Awarded in error.")
    refused = run(app, "undo-revocation", uuid)
    assert refused.exit_code == 1 and "That can't be undone." in refused.output


def test_revoking_twice_changes_nothing(app: Flask, uuid: str) -> None:
    run(app, "revoke", uuid, "--now", "--reason", "Awarded in error.")
    for again in (
        run(app, "revoke", uuid, "--now", "--reason", "Another reason."),
        run(app, "revoke", uuid, "--reason", "Another reason."),
    ):
        assert again.exit_code == 0 and "Awarded in error." in again.output
    with app.app_context(), reading() as session:
        assert [event.kind for event in events_of(session, uuid)] == ["awarded", "signed", "revoked"]


def test_the_gradebook_hears_of_a_revocation(app: Flask, uuid: str) -> None:
    run(app, "revoke", uuid, "--now", "--reason", "Awarded in error.")
    with app.app_context(), reading() as session:
        assert [row.fact for row in session.query(ScoreSync)] == ["revoked"]


def test_a_key_in_other_hands_is_replaced_and_its_badges_are_signed_anew(app: Flask, uuid: str) -> None:
    refused = run(app, "reissue", "--key", "ed-2026a")
    assert refused.exit_code == 1 and "is still published" in refused.output
    compromised = run(app, "compromise-key", "--key", "ed-2026a", "--yes")
    assert "New badges use ed-2026b." in compromised.output
    assert "flask badges reissue --slug cairn --key ed-2026a" in compromised.output
    assert run(app, "reissue", "--key", "ed-2026a").output == "1 badge is being signed anew.\n"
    for command in (("compromise-key", "--yes"), ("reissue",)):
        unknown = run(app, *command, "--key", "ed-1999z")
        assert unknown.exit_code == 1 and "has no key called “ed-1999z”" in unknown.output


def test_a_key_is_not_given_up_by_a_slip_of_the_hand(app: Flask, uuid: str) -> None:
    assert "Aborted" in run(app, "compromise-key", "--key", "ed-2026a").output
    with app.app_context(), reading() as session:
        assert len(did_document(session, "cairn")["verificationMethod"]) == 2


def test_an_organisations_issuer_is_set_up_by_its_name(app: Flask, services: Services) -> None:
    with app.app_context(), transaction() as session:
        school = create_organisation(session, services.clock, "Hill School").id
    run(app, *CAIRN, "--slug", "hill", "--organisation", "hill school")
    with app.app_context(), reading() as session:
        assert session.query(Issuer.organisation_id).filter_by(slug="hill").scalar() == school
    refused = run(app, *CAIRN, "--slug", "dale", "--organisation", "Dale School")
    assert refused.exit_code != 0 and "no organisation has this name" in refused.output


def test_an_unknown_badge_is_refused_in_words_and_without_a_trace(app: Flask) -> None:
    unknown = str(uuid4())
    result = run(app, "revoke", unknown, "--reason", "Awarded in error.")
    assert result.exit_code == 1
    assert f"There is no badge with the id {unknown} here." in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_a_revocation_needs_a_usable_reason(app: Flask, uuid: str, reason: str) -> None:
    result = run(app, "revoke", uuid, "--reason", reason)
    assert result.exit_code == 1 and "needs a reason" in result.output
    with app.app_context(), reading() as session:
        assert credential_view(session, uuid).status is CredentialStatus.VALID
