"""What every page of the console has around it: its places, and who is asking."""

from collections.abc import Mapping
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
    ("badges", "Badges", False),
    ("credit", "Credit", False),
    ("keys", "Keys", False),
    ("audit_log", "Audit log", False),
    ("sessions", "Sessions", True),
)
"""Endpoint, label, and whether it is only behind `/admin/`."""
FOR_OPERATORS = frozenset({"organisations"})
OF_BADGES = (("badges", "Awarded"), ("stacks", "To look at"), ("pictures", "Pictures"), ("issuers", "Issuers and keys"))
"""Second row on the pages about badges. All but the first are of issuers, which only organisations have."""
BELONGS = {
    "registration": "registrations",
    "make_invitation": "invitations",
    "badge": "badges",
    "stacks": "badges",
    "pictures": "badges",
    "picture": "badges",
    "issuers": "badges",
}
WITHIN = {"badge": "badges", "picture": "pictures"}
"""The same for the second row."""


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
    of_badges: tuple[ConsolePlace, ...]
    """The second row of places; empty on pages that aren't about badges."""


def frame() -> Frame:
    """The frame of the present page."""
    scope, inside = current_scope(), request.blueprint != admin.name
    places = tuple(
        ConsolePlace(label, url_for(f".{name}"), _current(name, BELONGS))
        for name, label, outside_only in PLACES
        if not (outside_only and inside) and (scope.is_operator or name not in FOR_OPERATORS)
    )
    return Frame(scope, places, "administrator" in g, _places_of_badges(scope))


def _places_of_badges(scope: Scope) -> tuple[ConsolePlace, ...]:
    if "badges" not in {_here(), BELONGS.get(_here())}:
        return ()
    offered = OF_BADGES if scope.is_operator or scope.organisation_id is not None else OF_BADGES[:1]
    return tuple(ConsolePlace(label, url_for(f".{name}"), _current(name, WITHIN)) for name, label in offered)


def _here() -> str:
    return (request.endpoint or "").rsplit(".", 1)[-1]


def _current(name: str, belongs: Mapping[str, str]) -> str:
    if _here() == name:
        return "page"
    return "true" if belongs.get(_here()) == name else ""
