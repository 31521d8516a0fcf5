"""A tool that runs for a few minutes, and the files that it gives to strangers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from flask import Flask
from openvc.keys import Ed25519SigningKey
from sqlalchemy.orm import Session

from app import create_app
from app.badges import (
    DEFAULT_ISSUER,
    CredentialView,
    HolderForm,
    compromise_key,
    ensure_issuer,
    open_to_public,
    prepare_clr,
    prepare_for_holder,
    read_badge,
    rotate_key,
    sign_clr,
    sign_for_holder,
    signed_document,
)
from app.clock import SystemClock
from app.config import read_settings
from app.db import db, reading, transaction
from app.flows.revoke_badge import revoke_badge
from app.services import Services
from app.transcript import Asked, pdf_file, transcript_of
from tests.badges.world import EMAIL, a_world, award_signed
from tests.conftest import test_environment
from tests.flows.stack_world import PAIR, courses, earn, micro, publish_stacks, stacks_of
from tests.journeys.secure import certificate, tls_of, trust_in_tool
from tests.serving import port_of, reserved, served
from tests.verification.issuer import multikey

FORMS = ("json", "jwt", "png", "svg")


@dataclass(frozen=True, slots=True)
class Tool:
    """A running tool. `pem` is the certificate that its visitors have to trust."""

    app: Flask
    url: str
    pem: Path

    @property
    def services(self) -> Services:
        found: Services = self.app.extensions["cairn"]
        return found

    def get(self, address: str, status: int = 200) -> bytes:
        """What any stranger gets at an address of this tool. Raises ValueError where it answers otherwise."""
        answer = requests.get(address, verify=str(self.pem), timeout=20, allow_redirects=False)
        if answer.status_code != status:
            raise ValueError(f"{address} answered {answer.status_code}")
        return answer.content


@dataclass(frozen=True, slots=True)
class Awarded:
    """Badges of one person: an ordinary one, a stack's, one that was taken back, and one whose key got out.

    The key of the ordinary one was changed in the usual way since, so what reads it finds an older key in did.json.
    """

    badge: CredentialView
    stack: CredentialView
    revoked: CredentialView
    withdrawn: CredentialView


@contextmanager
def running_tool(folder: Path) -> Iterator[Tool]:
    """A tool at https://localhost with nothing in it, until the block ends."""
    pem, bound = certificate(folder), reserved()
    url = f"https://localhost:{port_of(bound)}"
    app = create_app(read_settings(test_environment(folder) | {"PUBLIC_URL": url}), clock=SystemClock())
    trust_in_tool(app, pem)
    with app.app_context():
        db.create_all()
        with served(app, bound, tls=tls_of(pem)):
            yield Tool(app, url, pem)
        db.session.remove()
        db.engine.dispose()


def give_badges(tool: Tool) -> Awarded:
    """Award, sign and open the badges, and take one of them back."""
    services = tool.services
    with transaction() as session:
        ensure_issuer(session, clock=services.clock, sealer=services.sealer, public_url=tool.url)
        awarded = _earned(session, services)
        for each in (awarded.badge, awarded.stack, awarded.revoked, awarded.withdrawn):
            open_to_public(session, services.clock, each.uuid, shows_name=False)
        revoke_badge(session, services, awarded.revoked.uuid, "Awarded in error.")
    return awarded


def collected(tool: Tool, awarded: Awarded) -> dict[str, bytes]:
    """Every file by its name, fetched from the tool; record and transcript as it hands them to their earner."""
    files = {
        f"{name}.{form}": tool.get(f"{badge.url}.{form}")
        for name, badge in (("badge", awarded.badge), ("stack", awarded.stack))
        for form in FORMS
    }
    files["badge.ob2.json"] = tool.get(f"{awarded.badge.url}/ob2.json")
    files["stack.ob2.json"] = tool.get(f"{awarded.stack.url}/ob2.json")
    files["revoked.ob2.json"] = tool.get(f"{awarded.revoked.url}/ob2.json", 410)
    files["revoked.json"] = tool.get(f"{awarded.revoked.url}.json")
    files["withdrawn.json"] = tool.get(f"{awarded.withdrawn.url}.json")
    status: dict[str, Any] = json.loads(files["badge.json"])["credentialStatus"]
    files["list.json"] = tool.get(status["statusListCredential"])
    return files | _for_a_wallet(tool, awarded) | _of_the_person(tool, awarded)


def _earned(session: Session, services: Services) -> Awarded:
    publish_stacks(session, services, PAIR)
    worlds = courses(session, services)
    first, ben = worlds["asking"], worlds["asking"].ben
    keys = {"clock": services.clock, "sealer": services.sealer, "slug": DEFAULT_ISSUER}
    withdrawn = earn(session, services, a_world(session, services.clock, micro("wondering"), link="wondering"), ben)
    compromise_key(session, **keys, fragment=_key_of(session, withdrawn))
    badge = award_signed(session, services, first.request(first.attempt(session), email=EMAIL))
    rotate_key(session, **keys)
    earn(session, services, worlds["listening"], ben)
    revoked = earn(session, services, worlds["coaching"], ben)
    return Awarded(badge, stacks_of(session, ben)[0], revoked, withdrawn)


def _key_of(session: Session, badge: CredentialView) -> str:
    return read_badge(signed_document(session, badge.uuid)).signing_key.partition("#")[2]


def _for_a_wallet(tool: Tool, awarded: Awarded) -> dict[str, bytes]:
    """The badge as a wallet gets it in each form, with the holder's key as its subject."""
    services, files = tool.services, {}
    holder = f"did:key:{multikey(Ed25519SigningKey.generate('holder'))}"
    for form, name in ((HolderForm.FILE, "wallet.json"), (HolderForm.JWT, "wallet.jwt")):
        with reading() as session:
            job = prepare_for_holder(session, services.clock, awarded.badge.uuid, form)
        files[name] = sign_for_holder(job, services.sealer, holder).text.encode()
    return files


def _of_the_person(tool: Tool, awarded: Awarded) -> dict[str, bytes]:
    services, uuids = tool.services, [awarded.badge.uuid, awarded.stack.uuid]
    person = awarded.badge.person_id
    with reading() as session:
        asked = Asked(person, (person,), tool.url, services.clock.now())
        transcript = pdf_file(transcript_of(session, asked))
        job = prepare_clr(session, clock=services.clock, public_url=tool.url, uuids=uuids, email=EMAIL, is_partial=True)
    return {"record.json": sign_clr(job, services.sealer), "transcript.pdf": transcript}
