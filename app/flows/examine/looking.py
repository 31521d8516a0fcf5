"""Asking the platform, step by step; what an earlier step made pointless isn't tried."""

from dataclasses import dataclass

from app.flows.examine.facts import Facts
from app.lti import ALL_SCOPES, KeysLook, Look, PlatformProbe, SigningKey, Standing, TokenLook
from app.services import Services


@dataclass(frozen=True, slots=True)
class Looks:
    """What each look brought; None where it wasn't tried."""

    keys: KeysLook
    token: TokenLook | None = None
    refused_scopes: tuple[str, ...] = ()
    line_items: Look | None = None
    column: Look | None = None
    roster: Look | None = None


def look(services: Services, facts: Facts, key: SigningKey) -> Looks:
    """Ask the platform now; call it outside any transaction. Usually takes a second; a platform that
    answers nothing makes each of up to a dozen calls wait for its own limit."""
    probe = PlatformProbe(services.http, facts.registration, services.clock)
    keys = probe.keys()
    if facts.registration.status is not Standing.ACTIVE:
        return Looks(keys)
    token = probe.token(key, ALL_SCOPES)
    refused: tuple[str, ...] = ()
    if token.code == "token-invalid_scope":
        token, refused = _piecemeal(probe, key)
    if not token.ok or facts.launched is None:
        return Looks(keys, token, refused)
    course, column = facts.launched.course, facts.launched.column_url
    return Looks(
        keys=keys,
        token=token,
        refused_scopes=refused,
        line_items=probe.line_items(course.lineitems_url, token.token) if course.lineitems_url else None,
        column=probe.line_item(column, token.token) if column else None,
        roster=probe.roster(course.nrps_url, token.token) if course.nrps_url else None,
    )


def _piecemeal(probe: PlatformProbe, key: SigningKey) -> tuple[TokenLook, tuple[str, ...]]:
    """Which scopes are refused, where the platform takes none of a set with one that it doesn't know."""
    one_by_one = {scope: probe.token(key, (scope,)) for scope in ALL_SCOPES}
    taken = tuple(scope for scope, seen in one_by_one.items() if seen.ok)
    refused = tuple(scope for scope in ALL_SCOPES if scope not in taken)
    token = probe.token(key, taken) if taken else next(iter(one_by_one.values()))
    return token, refused
