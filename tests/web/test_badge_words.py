"""How a badge stands, in a word; and what is left of the time to undo something."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.badges import CredentialView, IssuerView, Visibility
from app.web.badge_words import standing_words, time_left

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
PLAIN = CredentialView(
    uuid="6f0a7a52-2a10-4f6b-9f6e-0d7f6a1b2c3d",
    url="http://localhost:8000/credentials/6f0a7a52-2a10-4f6b-9f6e-0d7f6a1b2c3d",
    name="Questioner",
    person_id=1,
    placement_id=1,
    version_id=1,
    attempt_id=1,
    stack_version_id=None,
    achievement_key="questioning-1.2.0",
    issuer=IssuerView("cairn", "did:web:localhost%3A8000:issuers:cairn", "Cairn", "", "http://localhost:8000"),
    awarded_at=NOW - timedelta(days=1),
    valid_until=None,
    visibility=Visibility.PRIVATE,
    shows_name=False,
    share_token=None,
    is_signed=True,
    revocation_due_at=None,
    revocation_asked_reason=None,
    revoked_at=None,
    revoked_reason=None,
)


@pytest.mark.parametrize(
    ("facts", "stuck", "word"),
    [
        ({}, False, "Signed and valid"),
        ({"valid_until": LATER}, False, "Signed and valid"),
        ({"valid_until": NOW}, False, "Expired"),
        ({"is_signed": False}, False, "Being signed"),
        ({"is_signed": False}, True, "Not signed yet"),
        ({"revocation_due_at": LATER}, False, "About to be revoked"),
        ({"is_signed": False, "revocation_due_at": LATER}, True, "About to be revoked"),
        ({"revoked_at": NOW, "is_signed": False}, True, "Revoked"),
        ({"revoked_at": NOW, "valid_until": NOW}, False, "Revoked"),
    ],
)
def test_the_word_is_that_of_what_matters_most(facts: dict[str, Any], stuck: bool, word: str) -> None:
    assert standing_words(replace(PLAIN, **facts), NOW, is_stuck=stuck)[0] == word


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (900, "15 minutes left"),
        (899, "14 minutes left"),
        (60, "1 minute left"),
        (59, "less than a minute left"),
        (0, "the time is over"),
        (-5, "the time is over"),
    ],
)
def test_the_time_left_is_never_told_longer_than_it_is(seconds: int, words: str) -> None:
    assert time_left(NOW + timedelta(seconds=seconds), NOW) == words
