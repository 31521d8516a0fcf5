"""How often an address may knock: at the doors that need no launch, and far above what a school full of pupils needs.

A class of 500 behind one address that opens an activity in one minute makes 500 logins and 500 launches, some of
them twice. The counts stand in memory, or in Redis where there is one; if that fails they stand in memory until it
is back, and if counting itself fails nobody is turned away: a limit must never take launches down.
"""

import hashlib
import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter, RateLimitExceeded

from app.errors import Refusal
from app.lti import read_launch_post
from app.web import errors
from app.web.access import current_services
from app.web.lti.edge import current_edge

STORE_SECONDS = 0.25
"""How long a launch waits for Redis to count it."""
IPV6_SITE = 64
SHORTEST_WAIT = 1


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many requests a minute, counted by what."""

    a_minute: int
    key: Callable[[], str]


def by_address() -> str:
    """The sender's address, as trusted proxies tell it; of IPv6 the network, since one sender has all of it."""
    address = request.remote_addr or "unknown"
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, IPV6_SITE), strict=False)) if ip.version == 6 else address


def by_platform() -> str:
    """The platform and client that a login names, known or not."""
    named = f"{request.values.get('iss', '')} {request.values.get('client_id', '')}"
    return hashlib.sha256(named.encode(errors="replace")).hexdigest()[:32]


def by_registration() -> str:
    """The registration that a launch's state was made for; its address where the state isn't ours."""
    try:
        post = read_launch_post(request.form.to_dict())
        state = current_edge().states.read_state(post.state, current_services().clock.now())
    except Refusal:
        return by_address()
    return f"registration-{state.registration_id}"


PUPILS = Allowance(3000, by_address)
DOORS: dict[str, tuple[Allowance, ...]] = {
    "lti.login": (PUPILS, Allowance(20000, by_platform)),
    "lti.launch": (PUPILS, Allowance(20000, by_registration)),
    "lti.resume": (PUPILS,),
    "lti.proven": (PUPILS,),
    "lti_registration.register": (Allowance(30, by_address),),
    "sign_in.ask": (Allowance(20, by_address),),
    "sign_in.enter": (Allowance(20, by_address),),
}
"""Every limited endpoint. What has a launch already is limited by that."""


def register(app: Flask) -> None:
    """Count at the doors of `app`, unless the settings say not to. The blueprints must be there already."""
    settings = app.extensions["cairn"].settings
    if not settings.rate_limits:
        return
    limiter = Limiter(
        by_address,
        storage_uri=settings.redis_url or "memory://",
        storage_options=_timeouts(settings.redis_url),
        swallow_errors=True,
        in_memory_fallback_enabled=True,
        key_prefix="cairn",
    )
    limiter.init_app(app)
    for endpoint, allowances in DOORS.items():
        for allowance in allowances:
            limit = limiter.limit(f"{allowance.a_minute} per minute", key_func=allowance.key)
            view: Any = app.view_functions[endpoint]
            app.view_functions[endpoint] = limit(view)
    app.register_error_handler(RateLimitExceeded, lambda error: too_many(error, limiter))


def too_many(error: RateLimitExceeded, limiter: Limiter) -> Response:
    """Our own page, with the seconds until it is worth asking again."""
    response = errors.http_error(error)
    breached = limiter.current_limit
    wait = breached.reset_at - time.time() if breached else SHORTEST_WAIT
    response.headers["Retry-After"] = str(max(SHORTEST_WAIT, round(wait)))
    return response


def _timeouts(redis_url: str | None) -> dict[str, Any]:
    return {"socket_connect_timeout": STORE_SECONDS, "socket_timeout": STORE_SECONDS} if redis_url else {}
