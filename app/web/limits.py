"""How often an address may knock: at the doors that need no launch, and far above what a school full of pupils needs.

A school of 500 behind one address that opens an activity in one minute makes 500 logins and 500 launches, some of
them twice. Counted by Flask-Limiter's own engine without Flask-Limiter around it, which takes 200 microseconds of a
login: as much as half the login itself.
"""

import ipaddress
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import TooManyRequests

from app.errors import Refusal
from app.lti import read_launch_post
from app.web import errors
from app.web.access import current_actor, current_services
from app.web.counting import Counter
from app.web.lti.edge import current_edge

View = Callable[..., Any]

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


def by_registration() -> str:
    """The registration that a launch's state was made for; its address where the state isn't ours."""
    try:
        post = read_launch_post(request.form.to_dict())
        state = current_edge().states.read_state(post.state, current_services().clock.now())
    except Refusal:
        return by_address()
    return f"registration-{state.registration_id}"


def by_person() -> str:
    """Whoever asks, in whatever launch of theirs."""
    return f"person-{current_actor().person_id}"


def by_their_platform() -> str:
    """The platform of whoever asks."""
    return f"registration-{current_actor().registration_id}"


PUPILS = Allowance(3000, by_address)
DOORS: dict[str, tuple[Allowance, ...]] = {
    "lti.login": (PUPILS,),
    "lti.launch": (PUPILS, Allowance(20000, by_registration)),
    "lti.resume": (PUPILS,),
    "lti.proven": (PUPILS,),
    "lti.notices": (PUPILS,),
    "lti_registration.register": (Allowance(30, by_address),),
    "sign_in.ask": (Allowance(20, by_address),),
    "sign_in.enter": (Allowance(20, by_address),),
    "verify.form": (Allowance(120, by_address),),
    "verify.check": (Allowance(30, by_address),),
    "transcripts.enter": (Allowance(60, by_address),),
    "transcripts.check": (Allowance(60, by_address),),
    "transcript.download": (Allowance(30, by_person),),
    "transcript.coded": (Allowance(30, by_person),),
    "transcript.record": (Allowance(10, by_person),),
    "accounts.make_code": (Allowance(5, by_person),),
    "accounts.enter": (Allowance(5, by_person), Allowance(60, by_their_platform)),
    "wallet.offer": (Allowance(10, by_person),),
    "wallet_api.offer": (PUPILS,),
    "wallet_api.token": (PUPILS,),
    "wallet_api.nonce": (PUPILS,),
    "wallet_api.credential": (PUPILS,),
    "wallet_api.notification": (PUPILS,),
    "doctor.check": (Allowance(5, by_person), Allowance(30, by_their_platform)),
}
"""Every limited endpoint. The wallets of a class may all knock at once: what is secret there has 192 random bits or
more, and an offer bears few wrong transaction codes, from wherever they come (`wallet.MOST_TRIES`). What has a launch
already is limited by that, but for a page that calls the LMS: each look is several calls to it, and holds one of our
threads for as long as it takes to answer."""


def register(app: Flask) -> None:
    """Count at the doors of `app`, unless the settings say not to. The blueprints must be there already."""
    settings = app.extensions["cairn"].settings
    app.register_error_handler(TooManyRequests, too_many)
    if not settings.rate_limits:
        return
    counter = Counter(settings.redis_url)
    for endpoint, allowances in DOORS.items():
        app.view_functions[endpoint] = _counted(app.view_functions[endpoint], endpoint, allowances, counter)


def too_many(error: TooManyRequests) -> Response:
    """Our own page, with the seconds until it is worth asking again."""
    response = errors.http_error(error)
    response.headers["Retry-After"] = str(error.retry_after or SHORTEST_WAIT)
    return response


def _counted(view: View, endpoint: str, allowances: tuple[Allowance, ...], counter: Counter) -> View:
    """The view behind its allowances; the first that is used up refuses."""

    @wraps(view)
    def behind(*args: Any, **values: Any) -> Any:
        for allowance in allowances:
            passes, wait = counter.may_pass(f"{endpoint}:{allowance.key()}", allowance.a_minute)
            if not passes:
                raise TooManyRequests(retry_after=max(SHORTEST_WAIT, math.ceil(wait)))
        return view(*args, **values)

    return behind
