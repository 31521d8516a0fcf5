"""A process that awards and signs a badge and kills itself (SIGKILL) at the step that it is told.

Run as `python -m tests.badges.killed STEP BEN PLACEMENT VERSION ATTEMPT MOMENT` with the tool's settings in the
environment. It ends by itself only where nothing was to be killed.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app import create_app
from app.badges import BADGE, SigningJob, award
from app.config import read_settings
from app.db import transaction
from app.flows.sign_badge import BadgeSigner
from app.outbox import Sent
from app.services import Services
from app.worker import Deliverer
from tests.badges.world import DEFINITION, World
from tests.conftest import ManualClock

STEPS = ("awarding", "awarded", "preparing", "signing", "signed", "noting", "noted")


class MortalSigner(BadgeSigner):
    """Signs like any other until its hour has come."""

    def __init__(self, services: Services, last: str) -> None:
        super().__init__(services)
        self._last = last

    def prepare(self, session: Session, key: str) -> SigningJob | None:
        job = super().prepare(session, key)
        die_at("preparing", self._last)
        return job

    def send(self, message: SigningJob, may_start: Callable[[], bool]) -> Sent:
        die_at("signing", self._last)
        sent = super().send(message, may_start)
        die_at("signed", self._last)
        return sent

    def note(self, session: Session, message: SigningJob, sent: Sent) -> None:
        super().note(session, message, sent)
        session.flush()
        die_at("noting", self._last)


def die_at(step: str, last: str) -> None:
    if step == last:
        os.kill(os.getpid(), signal.SIGKILL)


def main(last: str, ben: str, placement: str, version: str, attempt: str, moment: str) -> None:
    clock = ManualClock(datetime.fromisoformat(moment))
    tool = create_app(read_settings(os.environ), clock=clock)
    services: Services = tool.extensions["cairn"]
    request = World(int(ben), 0, int(placement), int(version), DEFINITION).request(int(attempt))
    with tool.app_context():
        with transaction() as session:
            award(
                session,
                clock=clock,
                sealer=services.sealer,
                public_url=services.settings.public_url,
                request=request,
            )
            die_at("awarding", last)
        die_at("awarded", last)
        Deliverer(clock, {BADGE: MortalSigner(services, last)}).drain()
        die_at("noted", last)


if __name__ == "__main__":
    main(*sys.argv[1:])
