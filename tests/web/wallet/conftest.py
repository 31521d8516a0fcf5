"""Ben's badge and wallets that may take it, spoken to through the tool's own addresses."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.services import Services
from tests import cast
from tests.conftest import ManualClock
from tests.wallet.holder import Answer, HolderWallet
from tests.web.furnished import app, furnished, world
from tests.world import Window, World, read

__all__ = ["app", "furnished", "world"]
LINK = re.compile(r'href="(openid-credential-offer://[^"]+)"')
CODE = re.compile(r"Transaction code: </span>(\d{3} \d{3})<")


def asking(app: Flask) -> Callable[[str, str, Mapping[str, str], bytes], Answer]:
    """Requests of a program without cookies to the tool."""
    client, own = app.test_client(use_cookies=False), app.extensions["cairn"].settings.public_url

    def ask(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        assert url.startswith(own), url
        answer = read(client.open(url.removeprefix(own), method=method, headers=dict(headers), data=body))
        return Answer(answer.status_code, dict(answer.headers), answer.get_json(silent=True))

    return ask


@dataclass
class Scene:
    """The earner's window, and wallets beside it."""

    app: Flask
    world: World
    window: Window

    @property
    def clock(self) -> ManualClock:
        clock: Any = self.services.clock
        return clock  # type: ignore[no-any-return]

    @property
    def services(self) -> Services:
        services: Services = self.app.extensions["cairn"]
        return services

    @property
    def path(self) -> str:
        return f"/credentials/{self.world.badge}/wallet"

    def page(self) -> str:
        return self.window.text(self.path)

    def offer(self) -> tuple[str, str]:
        """Make an offer in the LMS: the link and the transaction code that the page shows."""
        answer = self.window.post(self.path)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        page = self.window.get(self.path).get_data(as_text=True)
        (link,), (code,) = LINK.findall(page), CODE.findall(page)
        return link.replace("&amp;", "&"), code

    def wallet(self, alg: str = "EdDSA", names_key_by: str = "jwk") -> HolderWallet:
        return HolderWallet(asking(self.app), self.services.clock.now, alg, names_key_by)

    def admitted(self, alg: str = "EdDSA", names_key_by: str = "jwk") -> HolderWallet:
        """A wallet that has its token."""
        link, code = self.offer()
        wallet = self.wallet(alg, names_key_by)
        wallet.open(link)
        assert wallet.redeem(code).status == 200
        return wallet


@pytest.fixture
def scene(app: Flask, world: World) -> Scene:
    return Scene(app, world, Window(app, world, cast.BEN))
