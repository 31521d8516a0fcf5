"""From a launch that was opened to its first page: with a cookie, or with a key in the path."""

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.people import OpenedLaunch, secret_hash
from app.web.access import COOKIE_PREFIX, current_services
from app.web.launch_keys import DIGEST, new_key
from app.web.lti import cookies


def enter(opened: OpenedLaunch, place: str, **values: object) -> Response:
    """Redirect to the endpoint `place` of a launch, in the form in which the present request came.

    A request whose own launch is open by a key leads on by key, every other one by a cookie that is set here.
    """
    return enter_by_key(opened, place, **values) if g.get("launch_key") else _enter_by_cookie(opened, place, **values)


def enter_by_key(opened: OpenedLaunch, place: str, **values: object) -> Response:
    """The same for a browser that keeps no cookies here, whatever it came with."""
    services = current_services()
    known = opened.secret.startswith(DIGEST)
    digest = opened.secret.removeprefix(DIGEST) if known else secret_hash(opened.secret)
    key = new_key(services.settings.secret_key, opened.launch_id, digest, services.clock.now())
    g.launch_key = key
    return redirect(_address(place, f"{opened.launch_id}.{key}", values), 303)


def _enter_by_cookie(opened: OpenedLaunch, place: str, **values: object) -> Response:
    response = redirect(_address(place, opened.launch_id, values), 303)
    cookies.drop_old_launches(response, request.cookies, but=g.get("launch_id", ""))
    cookies.put(response, COOKIE_PREFIX + opened.launch_id, opened.secret, cookies.LAUNCH_SECONDS)
    return response


def _address(place: str, segment: str, values: dict[str, object]) -> str:
    return url_for(place, **{**values, "launch": segment})  # type: ignore[arg-type]
