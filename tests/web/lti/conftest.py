"""The platform that the pages of `/lti/` are called by."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.services import Services
from tests.conftest import ManualClock
from tests.lti.signer import SigningPlatform, signing_platform


@pytest.fixture
def platform(app: Flask, services: Services, clock: ManualClock) -> Iterator[SigningPlatform]:
    with app.app_context(), signing_platform(services, clock) as running:
        yield running
