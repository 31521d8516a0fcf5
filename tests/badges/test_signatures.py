"""Signing after the award: both forms, once each, whoever dies in between."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from jwcrypto import jwk, jws
from sqlalchemy.orm import Session

from app.badges import (
    BADGE,
    award,
    compromise_key,
    credential_view,
    credentials_of_person,
    did_document,
    events_of,
    note_signed,
    owe_missing_tokens,
    prepare_signature,
    read_png,
    read_svg,
    sign,
    signed_document,
    signed_jwt,
)
from app.badges.jwts import check_jwt, new_rsa_pair, secure_jwt
from app.badges.models import BadgeEvidence, Credential, StatusPosition
from app.badges.service.pictures import bakeable_badge
from app.badges.signing import SigningError, without_proof
from app.db import reading, transaction
from app.errors import Unavailable
from app.flows.sign_badge import BadgeSigner
from app.outbox import LEASE, OutboxState, statuses
from app.services import Services
from app.worker import Deliverer
from tests.badges.killed import STEPS
from tests.badges.world import World, a_world, give_badge
from tests.conftest import ManualClock, test_environment
from tests.signing import sign_due

ROOT = Path(__file__).parents[2]


@pytest.fixture
def session(database: Flask) -> Iterator[Session]:
    with transaction() as opened:
        yield opened


@pytest.fixture
def world(session: Session, services: Services) -> World:
    return a_world(session, services.clock)


def unsigned(session: Session, services: Services, world: World) -> str:
    """A badge that nobody has signed yet."""
    request = world.request(world.attempt(session))
    return award(
        session,
        clock=services.clock,
        sealer=services.sealer,
        public_url=services.settings.public_url,
        request=request,
    ).uuid


def test_an_award_is_there_at_once_and_its_files_a_moment_later(
    session: Session, services: Services, world: World, clock: ManualClock
) -> None:
    uuid = unsigned(session, services, world)
    assert not credential_view(session, uuid).is_signed
    assert session.query(StatusPosition).count() == 1
    assert statuses(session, BADGE, [uuid], clock.now())[uuid].state is OutboxState.DUE
    for ask in (signed_document, signed_jwt):
        with pytest.raises(Unavailable) as refused:
            ask(session, uuid)
        assert refused.value.code == "badge-being-signed"
    sign_due(session, services)
    assert credential_view(session, uuid).is_signed
    assert signed_document(session, uuid) and signed_jwt(session, uuid)


def test_the_token_says_what_the_file_says_and_names_itself_as_jwts_do(
    session: Session, services: Services, world: World
) -> None:
    """Read by jwcrypto, which is not what signed it, with the key from did.json."""
    uuid = give_badge(session, services, world).uuid
    published = did_document(session, "cairn")
    (method,) = [each for each in published["verificationMethod"] if each["type"] == "JsonWebKey"]
    key = jwk.JWK(**{name: method["publicKeyJwk"][name] for name in ("kty", "n", "e")})
    token = jws.JWS()
    token.allowed_algs = ["RS256"]
    token.deserialize(signed_jwt(session, uuid), key)
    header, payload = token.jose_header, json.loads(token.payload)
    assert header == {"alg": "RS256", "kid": method["id"], "typ": "JWT"}
    said = without_proof(signed_document(session, uuid))
    assert {name: payload[name] for name in said} == said
    assert set(payload) - set(said) == {"iss", "jti", "sub", "nbf"}
    assert payload["iss"] == said["issuer"]["id"] and payload["jti"] == said["id"]
    assert payload["sub"] == said["credentialSubject"]["id"] and payload["nbf"] == 1_794_735_000


def test_a_token_that_was_changed_or_that_another_key_signed_is_refused(
    session: Session, services: Services, world: World
) -> None:
    token, published = signed_jwt(session, give_badge(session, services, world).uuid), did_document(session, "cairn")
    method = published["verificationMethod"][1]["id"]
    head, body, end = token.split(".")
    assert check_jwt(token, published, method)
    for bad in (f"{head}.{body[:-4]}AAAA.{end}", f"{head}.{body}.{end[:-4]}AAAA", f"{head}.{body}.", "no token"):
        with pytest.raises(SigningError):
            check_jwt(bad, published, method)
    with pytest.raises(SigningError, match="names another key"):
        check_jwt(token, published, published["verificationMethod"][0]["id"])


def test_what_would_not_verify_with_the_published_key_is_never_given_out(
    session: Session, services: Services, world: World
) -> None:
    job = prepare_signature(
        session, clock=services.clock, sealer=services.sealer, uuid=unsigned(session, services, world)
    )
    assert job is not None
    other = replace(job.jwt_key, did_document=did_of_somebody_else(session, services))
    with pytest.raises(SigningError):
        secure_jwt(job.document, other.opened(services.sealer))


def did_of_somebody_else(session: Session, services: Services) -> dict:
    """Our did.json with another RSA key under the same name."""
    published = did_document(session, "cairn")
    published["verificationMethod"][1]["publicKeyJwk"] = new_rsa_pair().public_jwk
    return published


def test_the_pictures_give_back_what_was_signed(session: Session, services: Services, world: World) -> None:
    uuid = give_badge(session, services, world).uuid
    files = bakeable_badge(session, uuid)
    assert read_png(files.png()).credential == signed_document(session, uuid).decode()
    assert read_svg(files.svg().encode()).credential == signed_jwt(session, uuid)


def test_each_line_of_evidence_has_an_address_that_tells_nothing(
    session: Session, services: Services, world: World
) -> None:
    uuid = give_badge(session, services, world).uuid
    (line,) = json.loads(signed_document(session, uuid))["evidence"]
    (row,) = session.query(BadgeEvidence)
    assert line["id"] == f"http://localhost:8000/evidence/{row.uuid}"
    assert (row.slot_id, row.name, row.genre) == ("e1", "Lesson plan", "Text")
    assert row.uuid not in uuid and line["narrative"].startswith("Reviewed in the LMS")


def test_a_key_that_falls_into_other_hands_while_it_signs_signs_nothing(
    session: Session, services: Services, world: World, clock: ManualClock
) -> None:
    uuid = unsigned(session, services, world)
    job = prepare_signature(session, clock=clock, sealer=services.sealer, uuid=uuid)
    assert job is not None
    signed = sign(job, services.sealer)
    compromise_key(session, clock=clock, sealer=services.sealer, slug="cairn", fragment="ed-2026a")
    assert note_signed(session, clock, job, signed) is False
    assert not credential_view(session, uuid).is_signed
    assert statuses(session, BADGE, [uuid], clock.now())[uuid].state is OutboxState.DUE
    sign_due(session, services)
    assert json.loads(signed_document(session, uuid))["proof"]["verificationMethod"].endswith("#ed-2026b")


def test_a_badge_of_older_days_gets_its_token_and_keeps_its_file(
    session: Session, services: Services, world: World
) -> None:
    uuid = give_badge(session, services, world).uuid
    row = session.query(Credential).one()
    row.jwt = row.jwt_key_id = None
    before = signed_document(session, uuid)
    assert owe_missing_tokens(session, services.clock) == 1
    sign_due(session, services)
    assert signed_document(session, uuid) == before
    assert check_jwt(signed_jwt(session, uuid), did_document(session, "cairn"), f"{row_did(before)}#rs-2026a")
    assert owe_missing_tokens(session, services.clock) == 0


def row_did(written: bytes) -> str:
    did: str = json.loads(written)["issuer"]["id"]
    return did


def test_signing_twice_changes_nothing(session: Session, services: Services, world: World) -> None:
    uuid = give_badge(session, services, world).uuid
    assert prepare_signature(session, clock=services.clock, sealer=services.sealer, uuid=uuid) is None


@pytest.mark.parametrize("step", STEPS)
def test_kill_9_at_any_step_loses_and_doubles_nothing(
    database: Flask, services: Services, clock: ManualClock, tmp_path: Path, step: str
) -> None:
    with transaction() as session:
        world = a_world(session, clock)
        attempt = world.attempt(session)
    words = (step, world.ben, world.placement_id, world.version_id, attempt, clock.now().isoformat())
    child = subprocess.run(
        [sys.executable, "-m", "tests.badges.killed", *map(str, words)],
        env={**os.environ, **test_environment(tmp_path)},
        cwd=ROOT,
        timeout=120,
        check=False,
        capture_output=True,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    with reading() as session:
        assert len(credentials_of_person(session, world.ben)) == (0 if step == "awarding" else 1)
    clock.advance(seconds=LEASE.total_seconds() + 1)
    with transaction() as session:
        uuid = award(
            session,
            clock=clock,
            sealer=services.sealer,
            public_url=services.settings.public_url,
            request=world.request(attempt),
        ).uuid
    Deliverer(clock, {BADGE: BadgeSigner(services)}).drain()
    with reading() as session:
        assert [each.uuid for each in credentials_of_person(session, world.ben)] == [uuid]
        assert session.query(StatusPosition).count() == 1
        assert [event.kind for event in events_of(session, uuid)] == ["awarded", "signed"]
        assert statuses(session, BADGE, [uuid], clock.now())[uuid].state is OutboxState.DONE
        said = without_proof(signed_document(session, uuid))
        assert said["credentialStatus"]["statusListIndex"] == str(session.query(StatusPosition).one().position)
