"""`python -m app.worker`: a process that delivers until SIGTERM or Ctrl-C, finishing what it is at."""

import logging
import sys

import app
from app.config import SettingsError
from app.worker import EXTENSION, Worker


def main() -> int:
    """Run until told to stop; 0, or 2 when the settings are wrong."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        tool = app.create_app()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    worker: Worker = tool.extensions[EXTENSION]
    worker.wake_ups.sweep_now()
    worker.wake_ups.consumer().run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
