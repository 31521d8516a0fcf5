"""A process that awards badges as fast as it can, on a status list where two draw the same position all the time.

Run as `python -m tests.badges.racer PLACEMENT VERSION MOMENT PERSON:ATTEMPT…` with the tool's settings in the
environment. It begins when a line comes in, and draws positions in their order.
"""

import os
import sys
from datetime import datetime
from itertools import count

from app import create_app
from app.badges import award
from app.badges.service import status_lists
from app.config import read_settings
from app.db import transaction
from app.services import Services
from tests.badges.world import DEFINITION, World
from tests.conftest import ManualClock


class InOrder:
    """Stands in for chance: every process draws 0, then 1, then 2."""

    def __init__(self) -> None:
        self._next = count()

    def randbelow(self, _bits: int) -> int:
        return next(self._next)


def main(placement: str, version: str, moment: str, *work: str) -> None:
    clock = ManualClock(datetime.fromisoformat(moment))
    tool = create_app(read_settings(os.environ), clock=clock)
    services: Services = tool.extensions["cairn"]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    status_lists.secrets = InOrder()  # type: ignore[assignment]
    with tool.app_context():
        for each in work:
            person, attempt = map(int, each.split(":"))
            request = World(person, 0, int(placement), int(version), DEFINITION).request(attempt)
            with transaction() as session:
                award(
                    session,
                    clock=clock,
                    sealer=services.sealer,
                    public_url=services.settings.public_url,
                    request=request,
                )


if __name__ == "__main__":
    main(*sys.argv[1:])
