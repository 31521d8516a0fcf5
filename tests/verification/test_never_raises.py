"""Whatever stands wherever in a badge: the report says something, and nothing is raised."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.verification.conftest import Check
from tests.verification.issuer import Issuer
from tests.verification.test_hosted import host

ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    1.5,
    10**400,
    "",
    "https://[",
    "did:web:%5B",
    [],
    [[]],
    {},
    {"id": 5},
    "9" * 5000,
)


def places(part: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a document."""
    pairs = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, value in pairs:
        yield (*before, name)
        yield from places(value, (*before, name))


def spoilt(document: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    """The document with one value after the other replaced by something that shouldn't be there."""
    for turn, path in enumerate(places(document)):
        copy: Any = json.loads(json.dumps(document))
        part = copy
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = ODD[(turn + number) % len(ODD)]
        yield copy


@pytest.mark.parametrize("number", (0, 7))
def test_a_spoilt_badge_is_reported_on(issuer: Issuer, checked: Check, number: int) -> None:
    badge = issuer.credential()
    for copy in spoilt(badge, number):
        token = issuer.jws(copy | {"iss": issuer.did}, {"alg": "RS256", "kid": f"{issuer.did}#rs"})
        assert checked(token).checks
    for copy in spoilt(issuer.signed(badge), number):
        assert checked(copy).checks


@pytest.mark.parametrize("number", (0, 7))
def test_a_spoilt_answer_of_the_issuer_is_reported_on(issuer: Issuer, checked: Check, number: int) -> None:
    badge, assertion = issuer.signed(issuer.credential()), host(issuer)
    for path, source in (
        ("/college/did.json", badge),
        ("/status/1", badge),
        ("/assertions/1", assertion),
        ("/classes/1", assertion),
        ("/issuer", assertion),
    ):
        good = issuer.pages[path]
        for copy in spoilt(good, number):
            issuer.pages[path] = copy
            assert checked(source).checks
        issuer.pages[path] = good
