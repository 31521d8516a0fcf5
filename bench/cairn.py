"""A Cairn to measure: its own folder and keys, one platform, one course, one micro-credential on its page."""

import base64
import os
import secrets
from pathlib import Path
from unittest.mock import patch
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.catalog import definition_of, load_catalog, load_stacks, published, yaml_files
from app.config import read_settings
from app.db import db, reading, transaction
from app.flows.deep_link import build_content_item
from app.lti import KeySets, PlatformEntry, add_platform, ensure_keys
from app.placement import suggested_settings
from app.services import Services
from bench import platform

ROOT = Path(__file__).parent.parent


def settings(folder: Path, port: int) -> dict[str, str]:
    """The environment of a Cairn in this folder and on this port, with secrets of its own."""
    return {
        "PUBLIC_URL": f"http://localhost:{port}",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "KEY_ENCRYPTION_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "DATA_DIR": str(folder / "cairn"),
        "WORKER_IN_PROCESS": "false",
        "RATE_LIMITS": "off",
        "LOG_LEVEL": "WARNING",
    }


def prepare(folder: Path, port: int) -> dict[str, str]:
    """Make the database with a platform whose keys are known; gives the environment to serve it with."""
    environment = settings(folder, port)
    app = create_app(read_settings(environment))
    services: Services = app.extensions["cairn"]
    with app.app_context():
        upgrade()
        with transaction() as session:
            load_catalog(session, services.clock, ROOT / "micro_credentials")
            load_stacks(session, services.clock, yaml_files(ROOT / "micro_credentials" / "stacks"))
            ensure_keys(session, services.clock, services.sealer)
            registration_id = add_platform(session, services.clock, entry())
            KeySets().store(session, services.clock, registration_id, platform.key_set())
        db.engine.dispose()
    return environment


def entry() -> PlatformEntry:
    return PlatformEntry(
        label="Bench",
        issuer=platform.ISSUER,
        client_id=platform.CLIENT_ID,
        auth_url=platform.ISSUER + "/auth",
        token_url=platform.ISSUER + "/token",
        jwks_url=platform.ISSUER + "/jwks",
        deployment_ids=(platform.DEPLOYMENT_ID,),
        product_family="moodle",
    )


def custom_ids(app: Flask) -> dict[str, str]:
    """What a deep-linked activity carries, so that its first launch makes the placement."""
    services: Services = app.extensions["cairn"]
    with app.app_context(), reading() as session:
        definition = definition_of(session, published(session)[0].version_id)
    return dict(build_content_item(services, definition, suggested_settings(definition)).custom)


def first_page(environment: dict[str, str]) -> str:
    """What a learner sees first; launches once, which also places the micro-credential."""
    with patch.dict(os.environ, environment):
        app = create_app()
        platform.CUSTOM.update(custom_ids(app))
        port = urlsplit(environment["PUBLIC_URL"]).port or 80
        client = app.test_client()
        answer = client.get("/lti/login?" + urlencode(platform.login_parameters(port, 0)))
        query = parse_qs(urlsplit(answer.location).query)
        body = platform.message(port, 0, query["state"][0], query["nonce"][0])
        form = {"content_type": "application/x-www-form-urlencoded", "data": body}
        answer = client.post("/lti/launch", **form, follow_redirects=True)
        if answer.status_code != 200:
            raise SystemExit(f"the launch before the measurement failed: {answer.status_code} {answer.text[:500]}")
        with app.app_context():
            db.engine.dispose()
    return answer.text
