"""`python -m app.sandbox`: the sandbox LMS from the command line, on this machine only."""

import argparse
import json
import logging
import signal
import sys
import threading
from pathlib import Path

from app.errors import Refusal
from app.sandbox.factory import DEFAULT_URL
from app.sandbox.lms import Lms
from app.sandbox.records import Tool
from app.sandbox.registering import RegistrationError
from app.sandbox.server import listen
from app.sandbox.store import OldStoreError

log = logging.getLogger("sandbox")


def main(arguments: list[str] | None = None) -> int:
    """Serves until it is interrupted; 1 if it can't start, 0 at the end."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    options = _parser().parse_args(arguments)
    base_url = f"http://{options.host}:{options.port}"
    try:
        lms = Lms.new(options.data, base_url=base_url, temper=options.temper, shared_issuer=options.shared_issuer)
        server = listen(lms.app, options.host, options.port)
    except (OSError, ValueError, OldStoreError) as error:
        log.error("The sandbox LMS can't start at %s: %s", base_url, error)
        return 1
    lms.furnish()
    # Said aloud, because a shell starts background jobs deaf to Ctrl-C and kill -INT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        if options.tool_registration_url:
            _connect(lms, options.tool_registration_url, options.first_activity)
        log.info("The sandbox LMS (%s) is at %s", lms.platform.temper.imitates, lms.base_url)
        threading.Event().wait()
    except KeyboardInterrupt:
        log.info("The sandbox LMS ends.")
    except (RegistrationError, Refusal) as error:
        log.error("The tool could not be registered: %s", error)
        return 1
    finally:
        server.shutdown()
        server.server_close()
        lms.close()
    return 0


def _connect(lms: Lms, tool_registration_url: str, first_activity: Path | None) -> None:
    """Registers the tool, unless one is registered already, and places the first activity in the second course."""
    tools = lms.platform.tools.all()
    tool = tools[0] if tools else lms.bootstrap(tool_registration_url)
    if first_activity and not tools:
        _place(lms, tool, json.loads(first_activity.read_text(encoding="utf-8")))


def _place(lms: Lms, tool: Tool, item: dict[str, object]) -> None:
    lms.place_item(lms.platform.directory.courses()[-1], tool, item)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.sandbox", description="A small LMS for demos and tests.")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=int(DEFAULT_URL.rpartition(":")[2]))
    parser.add_argument("--data", type=Path, help="folder of its database; without one it forgets everything")
    parser.add_argument("--temper", choices=("moodle", "canvas"), default="moodle", help="whose manners it has")
    parser.add_argument("--shared-issuer", help="an `iss` other than the address, as Canvas tenants in the cloud have")
    parser.add_argument("--tool-registration-url", help="a tool to register by Dynamic Registration at the first start")
    parser.add_argument(
        "--first-activity", type=Path, help="JSON file with a deep linking content item to place in the second course"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
