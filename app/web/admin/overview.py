"""The console's first page: what needs somebody, and what went wrong lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import credit
from app.administration import Reach, Scope, reach_of
from app.db import reading
from app.flows.look_after_badges import stuck_badges
from app.flows.settle_stack import badges_to_look_at
from app.lti import (
    DeploymentView,
    EventKind,
    EventView,
    KeyStatus,
    PlatformView,
    Standing,
    ToolKeyView,
    launch_events,
    list_platforms,
    tool_key_views,
)
from app.outbox import GateView, gate_of, gates
from app.services import Services
from app.web.access import current_services
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import both, current_scope

ERRORS = 10
LATE = timedelta(hours=2)
"""How long a due key may wait for the hourly job before somebody should look at the worker."""
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A deployment that somebody must decide on."""

    platform: PlatformView
    deployment: DeploymentView


@dataclass(frozen=True, slots=True)
class Held:
    """A platform whose deliveries are held up: it doesn't answer, wants to be left alone, or some of them stopped."""

    platform: PlatformView
    gate: GateView
    may_try: bool
    """Whether this administrator can have it tried at once."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A refused launch of a platform."""

    platform: PlatformView
    event: EventView


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """What templates/admin/overview.html shows."""

    frame: Frame
    waiting: tuple[Waiting, ...]
    closed: tuple[Held, ...]
    """What this administrator can have tried at once."""
    held: tuple[Held, ...]
    """What waits for the platform, for a teacher, or for whose connection it is."""
    problems: tuple[Problem, ...]
    key_due_at: datetime | None
    """When the signing key changes, if that is soon."""
    key_is_late: bool
    badges_stuck: int
    badges_given_up: int
    """Of those, how many wait until somebody has them tried again."""
    stacks_to_look_at: int
    credit_waiting: int
    connections: int
    active_deployments: int

    @property
    def is_calm(self) -> bool:
        badges = self.badges_given_up or self.stacks_to_look_at
        return not (self.waiting or self.closed or self.key_is_late or badges)


@both("/")
def overview() -> ResponseReturnValue:
    """What needs attention among all that this administrator looks after."""
    with reading() as session:
        page = _page(session, current_services(), current_scope())
    return render_template("admin/overview.html", page=page)


def _page(session: Session, services: Services, scope: Scope) -> OverviewPage:
    now, reach = services.clock.now(), reach_of(session, scope)
    platforms = {each.id: each for each in list_platforms(session) if each.id in reach.registrations}
    own = [
        Waiting(platform, each)
        for platform in platforms.values()
        for each in platform.deployments
        if each.id in reach.deployments
    ]
    due = _signing_key(tool_key_views(session, timedelta(days=services.settings.key_rotation_days)))
    step = due.next_step_at if due else None
    held = _held(session, now, reach, platforms)
    stuck = stuck_badges(session, scope, now)
    return OverviewPage(
        frame=frame(),
        waiting=tuple(each for each in own if each.deployment.status is Standing.PENDING),
        closed=tuple(each for each in held if each.may_try),
        held=tuple(each for each in held if not each.may_try),
        problems=_problems(session, reach, platforms),
        key_due_at=step if step is not None and step - now <= SOON else None,
        key_is_late=step is not None and now - step > LATE,
        badges_stuck=len(stuck),
        badges_given_up=sum(each.is_stopped for each in stuck),
        stacks_to_look_at=len(badges_to_look_at(session, scope)),
        credit_waiting=credit.waiting(session, reach.deployments),
        connections=len(platforms),
        active_deployments=sum(each.deployment.status is Standing.ACTIVE for each in own),
    )


def _held(session: Session, now: datetime, reach: Reach, platforms: dict[int, PlatformView]) -> tuple[Held, ...]:
    """The gates of these platforms that are closed, or have something behind them that stopped."""
    named = {gate_of(number): platform for number, platform in platforms.items()}
    found = ((named[gate.name], gate) for gate in gates(session, now) if gate.name in named)
    return tuple(
        Held(platform, gate, gate.may_reopen and platform.id in reach.whole)
        for platform, gate in found
        if gate.closed_until is not None or gate.stopped
    )


def _problems(session: Session, reach: Reach, platforms: dict[int, PlatformView]) -> tuple[Problem, ...]:
    """Refusals of registrations that are theirs alone: of a shared one nobody can say whose launch it was."""
    events = launch_events(session, registration_ids=reach.whole, kind=EventKind.REFUSED, most=ERRORS)
    return tuple(Problem(platforms[event.registration_id], event) for event in events)


def _signing_key(keys: tuple[ToolKeyView, ...]) -> ToolKeyView | None:
    return next((key for key in keys if key.status is KeyStatus.ACTIVE), None)
