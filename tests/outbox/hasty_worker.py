"""A worker process with a short lease and short patience, for the test that kills it."""

import os
import time
from dataclasses import replace
from datetime import timedelta

from app import create_app
from app.http import Limits, PlatformHttp
from app.worker import Deliverer, handlers

LEASE = timedelta(seconds=4)
LONGEST_CALL = timedelta(seconds=2)
LIMITS = Limits(connect=1, read=1, total=1.5)


def main() -> None:
    app = create_app()
    services = app.extensions["cairn"]
    services = replace(services, http=PlatformHttp(services.settings, limits=LIMITS))
    deliverer = Deliverer(services.clock, handlers(services), lease=LEASE, longest_call=LONGEST_CALL)
    parent = os.getppid()
    with app.app_context():
        while os.getppid() == parent:
            deliverer.drain()
            time.sleep(0.05)


if __name__ == "__main__":
    main()
