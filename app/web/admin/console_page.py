"""What every page of the console has around it: its places, and who is asking."""

from dataclasses import dataclass

from flask import g, request, url_for

from app.administration import Scope
from app.web.admin.mount import admin, current_scope

PLACES = (
    ("overview", "Overview", False),
    ("registrations", "Connections", False),
    ("invitations", "Registration links", False),
    ("organisations", "Organisations", True),
    ("people", "People", False),
    ("credit", "Credit", False),
    ("stacks", "Badges to look at", True),
    ("pictures", "Badge pictures", True),
    ("keys", "Keys", False),
    ("audit_log", "Audit log", False),
    ("sessions", "Sessions", True),
)
"""Endpoint, label, and whether it is only behind `/admin/`."""
FOR_OPERATORS = frozenset({"organisations"})
BELONGS = {"registration": "registrations", "make_invitation": "invitations", "picture": "pictures"}


@dataclass(frozen=True, slots=True)
class ConsolePlace:
    """One entry of the console's navigation; `current` is the value of aria-current, or empty."""

    label: str
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What templates/admin/layout.html shows around a page."""

    scope: Scope
    places: tuple[ConsolePlace, ...]
    signed_in: bool


def frame() -> Frame:
    """The frame of the present page."""
    scope, inside = current_scope(), request.blueprint != admin.name
    places = tuple(
        ConsolePlace(label, url_for(f".{name}"), _current(name))
        for name, label, outside_only in PLACES
        if not (outside_only and inside) and (scope.is_operator or name not in FOR_OPERATORS)
    )
    return Frame(scope, places, "administrator" in g)


def _current(name: str) -> str:
    here = (request.endpoint or "").rsplit(".", 1)[-1]
    if here == name:
        return "page"
    return "true" if BELONGS.get(here) == name else ""
