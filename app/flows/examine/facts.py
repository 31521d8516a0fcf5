"""What Cairn knows of a connection without asking the platform."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import outbox
from app.catalog import GradePolicyKind
from app.gradebook import line_item_url, makes_own_column
from app.lti import (
    DeploymentView,
    RegistrationView,
    SigningKey,
    deployment_view,
    registration_view,
    signing_key,
    signing_since,
)
from app.outbox import GateView
from app.people import CourseView, LaunchSessionView, course_view, find_launch_session, newest_launch
from app.placement import find_placement
from app.services import Services


@dataclass(frozen=True, slots=True)
class LaunchFacts:
    """The launch that is looked at: its own, or the newest of a platform."""

    launch: LaunchSessionView
    course: CourseView
    column_url: str | None
    """The gradebook column of the launched activity, as far as it is known."""
    is_activity: bool
    is_graded: bool = True
    is_making_column: bool = False
    """Whether Cairn makes the column of the activity itself, so that nobody has to do anything."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One connection; `launched` is None for a platform that nobody has come from yet."""

    at: datetime
    public_url: str
    registration: RegistrationView
    deployment: DeploymentView | None
    launched: LaunchFacts | None
    key_since: datetime | None
    worker_seen_at: datetime | None
    gate: GateView | None


def gather(session: Session, services: Services, launch_id: str) -> Facts:
    """The facts around an open launch. Raises NotAllowed for an unknown one."""
    launch = find_launch_session(session, launch_id)
    return _facts(session, services, launch.registration_id, launch)


def gather_newest(session: Session, services: Services, registration_id: int) -> Facts:
    """The facts around a platform's newest launch that is still kept. Raises NotFound for an unknown platform."""
    return _facts(session, services, registration_id, newest_launch(session, registration_id))


def key_of(session: Session, services: Services) -> SigningKey:
    """The key to sign with when the platform is asked for a token. Raises Unavailable before there is one."""
    return signing_key(session, services.sealer)


def _facts(session: Session, services: Services, registration_id: int, launch: LaunchSessionView | None) -> Facts:
    registration = registration_view(session, registration_id)
    now = services.clock.now()
    name = outbox.gate_of(registration_id)
    return Facts(
        at=now,
        public_url=services.settings.public_url,
        registration=registration,
        deployment=deployment_view(session, launch.deployment_id) if launch else None,
        launched=_launched(session, launch) if launch else None,
        key_since=signing_since(session),
        worker_seen_at=outbox.worker_seen_at(session),
        gate=next((gate for gate in outbox.gates(session, now) if gate.name == name), None),
    )


def _launched(session: Session, launch: LaunchSessionView) -> LaunchFacts:
    column = launch.ags.lineitem if launch.ags else None
    placement = None
    if launch.resource_link_id:
        placement = find_placement(session, launch.deployment_id, launch.resource_link_id, course_id=launch.course_id)
    course = course_view(session, launch.course_id)
    if placement is None:
        return LaunchFacts(launch, course, column, is_activity=False)
    return LaunchFacts(
        launch,
        course,
        line_item_url(session, placement) or column,
        is_activity=True,
        is_graded=placement.grade_policy is not GradePolicyKind.NONE,
        is_making_column=makes_own_column(session, placement),
    )
