"""The composition root: the only module that knows every package.

`compose` reads the settings, builds the `Services` that everything below is handed, opens the
database and mounts the blueprints.
"""

import logging
import os
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli, web, worker
from app.clock import Clock, SystemClock
from app.config import Settings, read_settings
from app.db import db, prepare_engine
from app.files import LocalFileStore
from app.http import PlatformHttp
from app.sealing import Sealer
from app.services import Services
from app.web.launch_keys import without_keys

CONNECTIONS = 40
"""Kept open per process, one for each thread of gunicorn and of the worker: none is made anew for a request."""
ROOT = Path(__file__).parent.parent


def compose(settings: Settings | None, clock: Clock | None) -> Flask:
    """The WSGI application. Raises SettingsError that names everything missing or wrong in the environment."""
    settings = settings or read_settings(os.environ)
    _configure_log(settings)
    app = Flask("app", template_folder=str(ROOT / "templates"))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.extensions["cairn"] = build_services(settings, clock or SystemClock())
    _open_database(app, settings)
    Bootstrap5(app)
    web.register(app)
    cli.register(app)
    worker.attach(app)
    _trust_proxies(app, settings)
    return app


def _engine_options(url: str) -> dict[str, Any]:
    """A database in memory is one connection; any other gets one for each thread. No log shows what was stored."""
    options: dict[str, Any] = {"hide_parameters": True}
    return options if url == "sqlite://" else {**options, "pool_size": CONNECTIONS, "max_overflow": 0}


def build_services(settings: Settings, clock: Clock) -> Services:
    """The real parts behind the flows, as the settings say."""
    return Services(
        settings=settings,
        clock=clock,
        sealer=Sealer(settings.key_encryption_keys),
        files=LocalFileStore(settings.data_dir / "files"),
        http=PlatformHttp(settings),
    )


def _configure_log(settings: Settings) -> None:
    """One line per event on standard output, from LOG_LEVEL on. Traces never show the values of variables."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level.lower()),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
            lambda _logger, _method, line: without_keys(str(line)),
        ],
    )
    # Flask's own server, for development, writes each address that is asked for.
    served = logging.getLogger("werkzeug")
    if not any(isinstance(each, WithoutKeys) for each in served.filters):
        served.addFilter(WithoutKeys())


class WithoutKeys(logging.Filter):
    """Takes the keys of launches out of what others log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_keys(record.getMessage()), ()
        return True


def _open_database(app: Flask, settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    with app.app_context():
        prepare_engine(db.engine)


def _trust_proxies(app: Flask, settings: Settings) -> None:
    hops = settings.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
