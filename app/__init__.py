"""Cairn: an educator's micro-credential, run inside the LMS course that she is already in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.clock import Clock
    from app.config import Settings


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Flask:
    """The WSGI application. Raises SettingsError that names everything missing or wrong in the environment.

    The parts are imported here and not above, so that a program which needs one of them, such as the
    sandbox LMS, doesn't load all of them.
    """
    from app.composition import compose

    return compose(settings, clock)
