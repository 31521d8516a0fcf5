"""What the console says of deliveries that are held up, and where it offers to do something about them."""

from datetime import timedelta

import pytest
from flask import Flask

from app.db import transaction
from app.outbox import gate_of
from app.outbox.models import OutboxGate, OutboxItem, OutboxState
from tests.web.admin.conftest import Desk, Host, home, signed_in
from tests.web.admin.test_tenants import mia

__all__ = ["mia"]

CALM = "Nothing needs you now"


def hold_up(app: Flask, registration_id: int, *, closed: int = 0, asked: int = 0, stopped: int = 0) -> None:
    """Close a platform's gate for so many minutes, as many of them as it asked for itself, with stopped deliveries."""
    now, name = app.extensions["cairn"].clock.now(), gate_of(registration_id)
    with app.app_context(), transaction() as session:
        gate = session.merge(OutboxGate(name=name, failures=3))
        gate.closed_until = now + timedelta(minutes=closed) if closed else None
        gate.asked_until = now + timedelta(minutes=asked) if asked else None
        session.flush()
        for number in range(stopped):
            state = OutboxState.STOPPED
            session.add(OutboxItem(kind="letter", key=str(number), gate=name, state=state, wanted=1, due_at=None))


@pytest.mark.parametrize(("closed", "asked"), [(30, 0), (30, 10)])
def test_a_platform_that_does_not_answer_can_be_tried_at_once(app: Flask, closed: int, asked: int) -> None:
    number = home(app)[0]
    hold_up(app, number, closed=closed, asked=asked)
    desk = signed_in(app)
    first = desk.text("/")
    assert CALM not in first and "doesn't answer as it should; the next try is at" in first.replace("&#39;", "'")
    assert "Try now" in desk.text(f"/registrations/{number}")
    assert desk.post(f"/registrations/{number}/try-now").status_code == 303
    assert "Try now" not in desk.text(f"/registrations/{number}")


def test_a_platform_that_asked_to_be_left_alone_is_left_alone(app: Flask) -> None:
    number = home(app)[0]
    hold_up(app, number, closed=30, asked=30)
    desk = signed_in(app)
    first, page = desk.text("/"), desk.text(f"/registrations/{number}")
    assert CALM in first and "asked to be left alone until" in first
    assert "asked to be left alone until" in page and "Cairn keeps to that" in page and "Try now" not in page


def test_what_stopped_is_for_its_teachers_to_decide(app: Flask) -> None:
    number = home(app)[0]
    hold_up(app, number, stopped=2)
    desk = signed_in(app)
    for page in (desk.text("/"), desk.text(f"/registrations/{number}")):
        assert "2 stopped: their teachers decide under Gradebook" in page
    assert CALM in desk.text("/")


def test_a_part_of_a_shared_connection_is_told_and_asked_for_nothing(app: Flask, host: Host, mia: Desk) -> None:
    hold_up(app, host.registration, closed=30)
    page = mia.text("/")
    assert CALM in page and "the next try is at" in page
