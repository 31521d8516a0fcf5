"""The whole claim over real HTTP: the wallet knows nothing but the link and the six digits."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.badges import did_document
from app.badges.signing import check_proof
from app.config import read_settings
from app.db import db, reading, transaction
from app.services import Services
from app.wallet import find_offer, make_offer, offer_link
from tests.badges.world import a_world, give_badge
from tests.conftest import ManualClock, test_environment
from tests.serving import port_of, reserved, served
from tests.wallet.holder import HolderWallet, over_http


@pytest.fixture
def served_tool(tmp_path: Path, empty_database: Path, clock: ManualClock) -> Iterator[Flask]:
    """The tool under its own public address on this machine."""
    bound = reserved()
    settings = read_settings(test_environment(tmp_path) | {"PUBLIC_URL": f"http://127.0.0.1:{port_of(bound)}"})
    settings.data_dir.mkdir(parents=True)
    shutil.copy(empty_database, settings.data_dir / "cairn.sqlite3")
    tool = create_app(settings, clock=clock)
    with served(tool, bound):
        yield tool
    with tool.app_context():
        db.engine.dispose()


def offered(tool: Flask) -> tuple[str, str]:
    """The link and the transaction code, as the earner's page shows them."""
    services: Services = tool.extensions["cairn"]
    with tool.app_context(), transaction() as session:
        world = a_world(session, services.clock)
        uuid = give_badge(session, services, world).uuid
        whose = {"person_ids": (world.ben,), "uuid": uuid}
        make_offer(session, services.clock, services.sealer, person_id=world.ben, **whose)
        offer = find_offer(session, services.sealer, services.clock.now(), **whose)
    assert offer is not None
    return offer_link(services.settings.public_url, offer.secret), offer.transaction_code


def test_a_wallet_that_knows_the_link_and_the_digits_gets_both_forms(served_tool: Flask, clock: ManualClock) -> None:
    link, code = offered(served_tool)
    wallet = HolderWallet(over_http, clock.now, "ES256", "did:jwk")
    wallet.open(link)
    assert wallet.redeem("x" + code).error == "invalid_grant"
    assert wallet.redeem(code).status == 200
    file, token = wallet.claim("ldp_vc"), wallet.claim("jwt_vc_json")
    assert (file.status, token.status) == (200, 200), (file.body, token.body)
    credential = file.body["credentials"][0]["credential"]
    with served_tool.app_context(), reading() as session:
        issuer = did_document(session, "cairn")
    check_proof(json.dumps(credential).encode(), issuer, credential["proof"]["verificationMethod"])
    assert credential["credentialSubject"]["id"] == wallet.did()
    assert token.body["credentials"][0]["credential"].count(".") == 2
    assert wallet.tell(file.body["notification_id"], "credential_accepted").status == 204
