"""A furnished sandbox of each temper, with a tool that has just fetched a token."""

from collections.abc import Iterator

import pytest

from app.sandbox import Lms
from tests.conftest import ManualClock
from tests.sandbox.tool import ToolSide, connect


@pytest.fixture
def moodle(clock: ManualClock) -> Iterator[ToolSide]:
    yield from _side("moodle", clock)


@pytest.fixture
def canvas(clock: ManualClock) -> Iterator[ToolSide]:
    yield from _side("canvas", clock)


@pytest.fixture(params=["moodle", "canvas"])
def either(request: pytest.FixtureRequest, clock: ManualClock) -> Iterator[ToolSide]:
    """The same test for both tempers."""
    yield from _side(request.param, clock)


def _side(temper: str, clock: ManualClock) -> Iterator[ToolSide]:
    lms = Lms.new(temper=temper, clock=clock)
    yield connect(lms)
    lms.close()
