"""A foreign issuer and a desk at which its badges are checked."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.config import Settings
from app.http import PlatformHttp
from app.verification import Mark, Report, verify
from tests.conftest import ManualClock
from tests.verification.issuer import Issuer, an_issuer

Check = Callable[[Any], Report]


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with an_issuer() as found:
        yield found


@pytest.fixture
def checked(settings: Settings, clock: ManualClock) -> Check:
    """Verifies a document, a token, a link or bytes, as a tool in development does, which may call this machine."""
    return desk(settings, clock)


@pytest.fixture
def guarded(settings: Settings, clock: ManualClock) -> Check:
    """The same as a tool in production does: no inner address is called."""
    return desk(replace(settings, public_url="https://cairn.example.edu", allow_private_networks=False), clock)


def desk(settings: Settings, clock: ManualClock) -> Check:
    http = PlatformHttp(settings)

    def check(source: Any) -> Report:
        data = json.dumps(source) if isinstance(source, dict) else source
        return verify(data if isinstance(data, bytes) else data.encode(), clock=clock, http=http, settings=settings)

    return check


def marks(report: Report) -> dict[str, Mark]:
    """How each check went; the worst where one code has several."""
    order = list(Mark)
    found: dict[str, Mark] = {}
    for check in report.checks:
        found[check.code] = max(found.get(check.code, check.mark), check.mark, key=order.index)
    return found


def words(report: Report, code: str) -> str:
    return " ".join(check.words for check in report.checks if check.code == code)
