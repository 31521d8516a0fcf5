"""The awarded file, checked by an implementation that is not the signer's, against the running server.

openvc-core (another author, another code base) fetches the badge, did.json and the status list over HTTP. What
did:web resolves over https is fetched over http here, because the server is on this machine.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from socket import socket
from typing import Any

import pytest
import requests
from flask import Flask
from openbadgeslib.ob3.contexts import bundled_contexts
from openvc import VerificationPolicy, VerificationResult, verify_credential
from openvc.did.did_web import DidWebResolver
from openvc.errors import OpenvcError
from openvc.status.status_list import CredentialRevoked

from app.badges import rotate_key
from app.config import Settings
from app.db import transaction
from tests.serving import port_of, reserved, served
from tests.web.public.conftest import Earned

Document = dict[str, Any]
NOW = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
"""What the tool's clock says in these tests; the machine's own may be years later."""


@pytest.fixture
def bound() -> Iterator[socket]:
    with reserved() as bound:
        yield bound


@pytest.fixture
def settings(settings: Settings, bound: socket) -> Settings:
    return replace(settings, public_url=f"http://localhost:{port_of(bound)}")


@pytest.fixture
def served_badge(app: Flask, earned: Earned, bound: socket) -> Iterator[Earned]:
    """An opened badge on a server that answers; no transaction is open meanwhile."""
    earned.open()
    with served(app, bound):
        yield earned


def fetch(address: str) -> Document:
    """What is at an address of the server, as any program would get it."""
    answer = requests.get(
        address.replace("https://localhost", "http://localhost"),
        headers={"Accept": "application/vc+ld+json, application/json"},
        timeout=10,
        allow_redirects=False,
    )
    assert answer.status_code == 200, (address, answer.text)
    found: Document = answer.json()
    return found


def verify(badge: Document, **wishes: Any) -> VerificationResult:
    """All checks: proof, key from did.json, dates, status from the list, whose own proof is checked as well."""
    resolver = DidWebResolver(fetch)
    contexts = bundled_contexts()

    def status_list(address: str) -> Document:
        listed = fetch(address)
        verify_credential(listed, policy=VerificationPolicy(now=NOW), resolver=resolver, extra_contexts=contexts)
        return listed

    policy = VerificationPolicy(
        now=NOW, expected_types=["OpenBadgeCredential"], require_status_issuer_binding=True, **wishes
    )
    return verify_credential(
        badge, policy=policy, resolver=resolver, resolve_status_list=status_list, extra_contexts=contexts
    )


def test_the_served_badge_verifies_elsewhere(served_badge: Earned) -> None:
    result = verify(fetch(served_badge.badge.url))
    assert result.format == "data-integrity:eddsa-rdfc-2022"
    assert result.issuer == served_badge.badge.issuer.did
    assert result.status is not None and not result.status.revoked


def test_any_change_to_the_file_is_noticed(served_badge: Earned) -> None:
    good = fetch(served_badge.badge.url)
    for path, value in (
        (("name",), "Questioner, with honours"),
        (("validFrom",), "2020-01-01T00:00:00Z"),
        (("issuer", "name"), "Somebody else"),
        (("credentialSubject", "creditsEarned"), 5),
        (("credentialSubject", "result", 0, "achievedLevel"), good["credentialSubject"]["result"][1]["achievedLevel"]),
        (("credentialStatus", "statusListIndex"), "1"),
    ):
        tampered = json.loads(json.dumps(good))
        part = tampered
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value
        with pytest.raises(OpenvcError):
            verify(tampered, require_status=False)


def test_after_a_revocation_the_same_file_is_found_revoked(served_badge: Earned) -> None:
    badge = fetch(served_badge.badge.url)
    assert verify(badge)
    served_badge.revoke("Awarded in error.")
    result = verify(badge, require_not_revoked=False)
    assert result.status is not None and result.status.revoked
    with pytest.raises(CredentialRevoked):
        verify(badge)


def test_a_downloaded_file_verifies_while_its_page_is_closed(served_badge: Earned) -> None:
    badge = fetch(served_badge.badge.url)
    served_badge.close()
    assert requests.get(served_badge.badge.url + ".json", timeout=10).status_code == 404
    assert verify(badge).issuer == served_badge.badge.issuer.did


def test_badges_of_a_retired_key_still_verify(served_badge: Earned) -> None:
    badge = fetch(served_badge.badge.url)
    services = served_badge.services
    with transaction() as session:
        rotate_key(session, clock=services.clock, sealer=services.sealer, slug="cairn")
    assert verify(badge).issuer == served_badge.badge.issuer.did
    keys = fetch(f"{services.settings.public_url}/issuers/cairn/did.json")
    assert len(keys["verificationMethod"]) == 3


def test_a_file_that_names_another_issuer_does_not_pass_with_our_key(served_badge: Earned) -> None:
    badge = fetch(served_badge.badge.url)
    badge["issuer"]["id"] = "did:web:elsewhere.example:issuers:cairn"
    with pytest.raises(OpenvcError):
        verify(badge, require_status=False)
