"""The cookies of logins and launches: one each, never shared between tabs, fit for a frame of another site."""

import re
from collections.abc import Iterable

from werkzeug.wrappers import Response

from app.web.access import COOKIE_PREFIX

LAUNCH_COOKIE = re.compile(COOKIE_PREFIX + r"[0-9a-f]{32}")
RESUME_COOKIE = f"{COOKIE_PREFIX}resume-"
MOST_LAUNCHES = 12
LOGIN_SECONDS = 600
LAUNCH_SECONDS = 48 * 3600
"""As long as a launch can be prolonged to; when it really ends is the server's to say."""
RESUME_SECONDS = 120


def put(response: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie for this host alone, unreadable for script, kept apart per embedding site (CHIPS)."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="None", partitioned=True
    )


def put_own(response: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie that no other site's page can make the browser send."""
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="Strict")


def drop(response: Response, name: str) -> None:
    put(response, name, "", 0)


def drop_old_launches(response: Response, names: Iterable[str], *, but: str = "") -> None:
    """Make room for one more launch: their ids begin with the second they were opened, so the oldest sort first.

    The launch `but` stays: it is the one that leads to the new one.
    """
    launches = sorted(name for name in names if LAUNCH_COOKIE.fullmatch(name) and name != COOKIE_PREFIX + but)
    for name in launches[: max(0, len(launches) - MOST_LAUNCHES + 1)]:
        drop(response, name)
