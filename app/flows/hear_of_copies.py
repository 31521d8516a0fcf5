"""Being told of copied courses: leave our handlers at a platform that tells, and note what it told.

`NoticeSubscriber` is a delivery kind of the outbox, so that no launch waits for a platform; notices that
come in are noted in one transaction, each once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.flows.outcomes import outcome_of
from app.gradebook import platform_of_deployment
from app.lti import (
    Launch,
    Notice,
    NoticeClient,
    NoticeType,
    ServiceRefused,
    VerifiedNotice,
    admit_notice,
    note_notice_service,
    notice_service_of,
)
from app.outbox import Outcome, OutcomeKind, Sent, mark_due
from app.people import note_copied
from app.services import Services

NOTICE_HANDLER = "notice-handler"
HANDLER_PATH = "/lti/notices"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Handlers to leave at one deployment's notification service."""

    registration_id: int
    service_url: str
    types: tuple[NoticeType, ...]
    handler: str


class NoticeSubscriber:
    """The outbox handler of kind "notice-handler"; its key is a deployment's row id."""

    def __init__(self, services: Services, client: NoticeClient) -> None:
        self._handler = services.settings.public_url + HANDLER_PATH
        self._client = client

    def prepare(self, session: Session, key: str) -> Subscription | None:
        """None where the deployment has no such service any more, or nothing to tell that we want to hear."""
        service = notice_service_of(session, int(key))
        types = tuple(each for each in NoticeType if each in service.types) if service else ()
        if service is None or not types:
            return None
        registration_id = platform_of_deployment(session, int(key)).registration_id
        return Subscription(registration_id, service.url, types, self._handler)

    def send(self, message: Subscription, may_start: Callable[[], bool]) -> Sent:
        """One call for each type. Never raises for what the platform says or doesn't say."""
        try:
            for notice_type in message.types:
                if not may_start():
                    return Sent(Outcome(OutcomeKind.RETRY, "The LMS took too long to answer. Cairn will try again."))
                self._client.leave_handler(message.registration_id, message.service_url, notice_type, message.handler)
        except ServiceRefused as refused:
            return Sent(outcome_of(refused.reply))
        return Sent(Outcome(OutcomeKind.DONE))

    def note(self, session: Session, message: Subscription, sent: Sent) -> None:
        """Nothing more to note: the outbox has how it ended."""


def owe_notice_handlers(session: Session, services: Services, launch: Launch) -> None:
    """Owe our handlers to the notification service that a launch tells of, if they weren't left there lately."""
    if launch.notices is None:
        return
    note_notice_service(session, services.clock, launch.deployment_id, launch.notices)
    gate = platform_of_deployment(session, launch.deployment_id).gate
    mark_due(session, services.clock, kind=NOTICE_HANDLER, key=str(launch.deployment_id), gate=gate)


def take_notices(session: Session, services: Services, verified: Sequence[VerifiedNotice]) -> tuple[Notice, ...]:
    """Note what platforms tell, each notice once; the new ones.

    A copied course is noted with where it comes from, also before anybody opens it. Raises LaunchRefused, and
    nothing is to be kept of any of them, if one comes from a deployment that may not speak.
    """
    told = [admit_notice(session, each) for each in verified]
    new = tuple(each for each in told if each is not None)
    for notice in new:
        if notice.type == NoticeType.CONTEXT_COPY and notice.context is not None:
            note_copied(
                session,
                services.clock,
                deployment_id=notice.deployment_id,
                context=notice.context,
                origins=notice.origins,
            )
    return new
