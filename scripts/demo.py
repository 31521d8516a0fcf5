"""`make demo`: the tool at http://localhost, a small LMS at http://127.0.0.1, connected, with something to do.

Two addresses of one machine are two sites for a browser, on purpose: in the LMS's page the tool's
cookies are third-party, as in real life. Ctrl-C ends both. A second run goes on with the same data.
"""

import argparse
import base64
import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.badges import ensure_issuer
from app.catalog import definition_of, load_catalog, load_stacks, published, yaml_files
from app.credit import load_rules
from app.db import transaction
from app.flows.deep_link import build_content_item
from app.lti import add_deployment, invite, list_platforms
from app.placement import suggested_settings
from app.sandbox import Lms
from app.services import Services
from scripts.demo_learner import WORK, hand_in

ROOT = Path(__file__).parent.parent
FIRST = "adult-learning-for-presenters"
WAITING = "Zo"
"""The learner whose work waits for its review, so that a badge is three clicks away."""
PATIENCE_SECONDS = 30


def main() -> int:
    options = _options()
    for port in (options.port, options.lms_port):
        if not _is_free(port):
            print(f"Port {port} is in use. Choose others: make demo PORT=9000 LMS_PORT=9001")
            return 1
    folder = options.data.absolute()
    if not _same_ports(folder, options):
        return 1
    # Said aloud, because a shell starts background jobs deaf to Ctrl-C and kill -INT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _interrupt)
    environment = _environment(folder, options.port)
    os.environ.update(environment)
    app = create_app()
    _prepare(app)
    try:
        _run(app, folder, options, environment)
    except KeyboardInterrupt:
        print("\nThe demo has ended; its data stays in " + str(options.data))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--lms-port", type=int, default=8001)
    parser.add_argument("--data", type=Path, default=Path("var/demo"))
    parser.add_argument("--temper", choices=("moodle", "canvas"), default="moodle")
    return parser.parse_args()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _same_ports(folder: Path, options: argparse.Namespace) -> bool:
    """Tool and LMS know each other by address, so a folder's data goes with the ports that it was made with."""
    folder.mkdir(parents=True, exist_ok=True)
    kept, wanted = folder / "ports", f"PORT={options.port} LMS_PORT={options.lms_port}"
    if not kept.exists():
        kept.write_text(wanted)
    if kept.read_text() == wanted:
        return True
    print(f"The data in {options.data} was made with {kept.read_text()}. Use these ports again, choose another")
    print("folder (make demo DATA=var/other ...), or start anew (make demo-reset).")
    return False


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _environment(folder: Path, port: int) -> dict[str, str]:
    """Settings of this demo. Its secrets are drawn once and stay in its folder."""
    kept = folder / "secrets.json"
    if not kept.exists():
        key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        kept.touch(mode=0o600)
        kept.write_text(json.dumps({"SECRET_KEY": secrets.token_urlsafe(48), "KEY_ENCRYPTION_KEY": key}))
    return {
        **json.loads(kept.read_text()),
        "PUBLIC_URL": f"http://localhost:{port}",
        "BIND": f"127.0.0.1:{port}",
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "WORKER_IN_PROCESS": "true",
        "LOG_LEVEL": "WARNING",
    }


def _prepare(app: Flask) -> None:
    services: Services = app.extensions["cairn"]
    with app.app_context():
        upgrade()
        with transaction() as session:
            load_catalog(session, services.clock, ROOT / "micro_credentials")
            load_stacks(session, services.clock, yaml_files(ROOT / "micro_credentials" / "stacks"))
            load_rules(session, services.clock, [ROOT / "credit_rules"])
            ensure_issuer(
                session, clock=services.clock, sealer=services.sealer, public_url=services.settings.public_url
            )


def _run(app: Flask, folder: Path, options: argparse.Namespace, environment: dict[str, str]) -> None:
    base_url = f"http://127.0.0.1:{options.lms_port}"
    lms = Lms.new(folder / "lms", base_url=base_url, temper=options.temper)
    lms.furnish()
    with _tool(environment), lms.serving(port=options.lms_port):
        _await(environment["PUBLIC_URL"] + "/healthz")
        if not lms.platform.tools.all():
            _connect(app, lms)
        _welcome(base_url, environment["PUBLIC_URL"], options.temper)
        while True:
            time.sleep(3600)


@contextmanager
def _tool(environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--log-level", "warning", "wsgi:app"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True)
    try:
        yield
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()


def _await(address: str) -> None:
    """Wait until the tool answers. Raises SystemExit when it doesn't."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"The tool did not answer at {address} within {PATIENCE_SECONDS} seconds.")


def _connect(app: Flask, lms: Lms) -> None:
    """Register the tool as an administrator does, and put one micro-credential onto a course page."""
    services: Services = app.extensions["cairn"]
    with app.app_context():
        with transaction() as session:
            token = invite(session, services.clock, "The demo's LMS")
        tool = lms.bootstrap(f"{services.settings.public_url}/lti/register/{token}")
        with transaction() as session:
            # Canvas doesn't say which deployment it made; its administrator would tell ours.
            platform = next(known for known in list_platforms(session) if known.client_id == tool.client_id)
            if not platform.deployments:
                add_deployment(session, services.clock, platform.id, tool.deployment_id)
            entry = next(entry for entry in published(session) if entry.slug == FIRST)
            definition = definition_of(session, entry.version_id)
    item = build_content_item(services, definition, suggested_settings(definition))
    column = item.line_item
    activity = lms.place(
        lms.platform.directory.courses()[0],
        tool,
        item.title,
        url=item.url,
        text=item.text,
        custom=item.custom,
        maximum=column.score_maximum / 100 if column else None,
        resource_id=column.resource_id if column else "",
        tag=column.tag if column else "",
        review={"url": column.review_url, "custom": column.review_custom} if column else None,
    )
    for course in lms.platform.directory.courses():
        lms.show_in_menu(course, tool)
    hand_in(app, lms, activity, lms.person_named(WAITING))


def _welcome(address: str, tool: str, temper: str) -> None:
    print(
        f"""
  Cairn is running beside a small LMS with the manners of {temper.capitalize()}.

      Open  {address}

  In a minute   Sign in as Ada, the teacher, open the course and its activity: Zoë's work waits for
                a review. Release it, then look at the gradebook and follow the badge's link.
  In five       Sign in as Ben, a learner, and go the whole way. Evidence to hand in lies ready in
                {WORK.relative_to(ROOT)}
  After that    My credentials, inside the activity: the earner shares her badge, puts it into a wallet and
                takes a transcript along. Give the badge's file to {tool}/verify, or any other verifier.

  Ctrl-C ends both. `make demo-reset` starts anew.
""",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
