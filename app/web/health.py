"""Whether this process lives and whether everything it needs is there. Answers without a launch."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import structlog
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app import outbox
from app.db import reading
from app.errors import Refusal
from app.services import Services
from app.web.access import current_services

blueprint = Blueprint("health", __name__)
log = structlog.get_logger(__name__)

WORKER_SILENT = timedelta(minutes=2)
"""The worker writes its heartbeat several times within this; a longer silence means it is gone."""


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Each part by name with "ok" or what is wrong; 503 while one is missing."""
    services = current_services()
    parts = {name: _said(check, services) for name, check in CHECKS.items()}
    ready = all(words == "ok" for words in parts.values())
    return jsonify(status="ok" if ready else "not ready", parts=parts), 200 if ready else 503


def _said(check: Callable[[Services], str], services: Services) -> str:
    try:
        return check(services)
    except (Refusal, SQLAlchemyError, OSError) as error:
        log.error("not_ready", check=check.__name__, exc_info=error)
        return error.words if isinstance(error, Refusal) else "does not answer; the log says why"


def _database(_services: Services) -> str:
    with reading():
        return "ok"


def _migrations(_services: Services) -> str:
    with reading() as session:
        current = MigrationContext.configure(session.connection()).get_current_heads()
    newest = _newest_migrations(str(Path(current_app.root_path).parent / "migrations"))
    return "ok" if set(current) == newest else "the database is not migrated: run `flask db upgrade`"


@cache
def _newest_migrations(folder: str) -> frozenset[str]:
    config = Config()
    config.set_main_option("script_location", folder)
    return frozenset(ScriptDirectory.from_config(config).get_heads())


def _storage(services: Services) -> str:
    services.files.check()
    return "ok"


def _worker(services: Services) -> str:
    with reading() as session:
        seen = outbox.worker_seen_at(session)
    if seen is None or services.clock.now() - seen > WORKER_SILENT:
        return "no worker was seen lately: deliveries wait until one runs"
    return "ok"


CHECKS = {"database": _database, "migrations": _migrations, "storage": _storage, "worker": _worker}
