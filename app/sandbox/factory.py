"""Puts one sandbox LMS together as a Flask application."""

import base64
import hashlib
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from app.clock import Clock, SystemClock
from app.config import LOOPBACK_NAMES, Settings, read_settings
from app.http import PlatformHttp
from app.sandbox import pages, services
from app.sandbox.platform import Platform
from app.sandbox.store import Store
from app.sandbox.tempers import Temper, temper_named
from app.sandbox.wire import Wire

DEFAULT_URL = "http://127.0.0.1:8001"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src * data:; connect-src 'self'; "
    "frame-src *; base-uri 'none'; frame-ancestors 'self'"
)


def create_lms(
    data_dir: Path | None = None,
    *,
    base_url: str = DEFAULT_URL,
    temper: str | Temper = "moodle",
    clock: Clock | None = None,
    shared_issuer: str | None = None,
    allow_private_networks: bool = True,
) -> Flask:
    """The LMS as a WSGI application; `app.extensions["sandbox"]` is its Platform.

    Without a `data_dir` it lives in memory. `temper` is "moodle", "canvas" or an object of your own;
    with `shared_issuer` a Canvas temper names that `iss`, as all tenants in the cloud do. It is a
    toy with open doors, so `base_url` must be a loopback address: raises ValueError otherwise.
    """
    require_loopback(base_url)
    kind = temper_named(temper, shared_issuer=shared_issuer) if isinstance(temper, str) else temper
    store = Store(_file_in(data_dir, kind))
    http = PlatformHttp(_settings(base_url, allow_private_networks))
    platform = Platform.build(store, kind, clock or SystemClock(), http, base_url)
    platform.keys.ensure(platform.now())
    app = Flask(__name__, static_folder="static", template_folder="templates")
    key = _session_key(store)
    # Cookies know no ports: a name of its own keeps two sandboxes on one machine apart.
    name = f"sandbox_{kind.name}_{hashlib.sha256(key.encode()).hexdigest()[:6]}"
    app.config.update(SECRET_KEY=key, SESSION_COOKIE_NAME=name, SESSION_COOKIE_SAMESITE="Lax")
    app.extensions["sandbox"] = platform
    app.before_request(_refuse_other_hosts)
    app.after_request(_add_headers)
    services.register(app)
    pages.register(app)
    app.wsgi_app = Wire(app.wsgi_app, platform)  # type: ignore[method-assign]
    return app


def require_loopback(url: str) -> None:
    """Raises ValueError for an address that other machines could reach."""
    if not _is_local(urlsplit(url).hostname or ""):
        raise ValueError(f"the sandbox answers on this machine only, not at {url}")


def _is_local(host: str) -> bool:
    return host in LOOPBACK_NAMES or host.endswith(".localhost")


def _refuse_other_hosts() -> None:
    """A name that points here from outside (DNS rebinding) gets nothing."""
    if not _is_local(urlsplit(f"//{request.host}").hostname or ""):
        abort(403)


def _add_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CSP)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _file_in(data_dir: Path | None, temper: Temper) -> Path | None:
    if data_dir is None:
        return None
    data_dir.mkdir(parents=True, exist_ok=True)
    return data_dir / f"sandbox-{temper.name}.sqlite3"


def _session_key(store: Store) -> str:
    known = store.remembered("session_key")
    if known is None:
        known = secrets.token_hex(32)
        store.remember("session_key", known)
    return known


def _settings(base_url: str, allow_private_networks: bool) -> Settings:
    """Settings of its own for the way out; nothing of the tool's settings is read."""
    return read_settings(
        {
            "PUBLIC_URL": base_url,
            "SECRET_KEY": secrets.token_hex(32),
            "KEY_ENCRYPTION_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "ALLOW_PRIVATE_NETWORKS": str(allow_private_networks),
        }
    )
