"""The other way round: our verification page reads badges that other people's software signed."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import requests

from scripts.elsewhere.foreign import signed_elsewhere
from scripts.elsewhere.making import Tool
from scripts.elsewhere.table import Line, Outcome
from tests.loopback import Heard, loopback_server, reply

GENUINE, OPEN = "This badge is genuine", "This badge couldn't be fully checked"
HEADLINE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
DB, JOSE = "@digitalbazaar/vc", "jose"
EXPECTED = {
    "eddsa-rdfc-2022": (DB, GENUINE),
    "ecdsa-sd-2023": (DB, GENUINE),
    "ecdsa-sd-2023, without an end": (DB, OPEN),
    "ecdsa-sd-2023, kept": (DB, OPEN),
    "ecdsa-rdfc-2019": (DB, OPEN),
    "JWT ES256": (JOSE, GENUINE),
    "JWT EdDSA": (JOSE, GENUINE),
}
"""Who signs, and what our page has to say: open where it can't know, and says so."""


def read_by_us(tool: Tool, folder: Path, versions: dict[str, str]) -> list[Line]:
    """One line for each way of signing; each badge is also handed in changed."""
    with foreign_site(tool.pem) as (site, pages):
        made = signed_elsewhere(folder, f"did:web:{site.removeprefix('https://').replace(':', '%3A')}", site)
        pages["/.well-known/did.json"] = made["didDocument"]
        pages["/status/1"] = made["statusList"]
        return [_line(tool, versions, how, badge, *EXPECTED[how]) for how, badge in made["badges"].items()]


def _line(tool: Tool, versions: dict[str, str], how: str, badge: Any, signer: str, expected: str) -> Line:
    said = verdict(tool, badge if isinstance(badge, str) else json.dumps(badge))
    refused = verdict(tool, _changed(badge))
    outcome = Outcome.RIGHT if said == expected and refused != GENUINE else Outcome.WRONG
    return Line(signer, versions[signer], how, said, refused, outcome)


def verdict(tool: Tool, badge: str) -> str:
    """The headline of our page for a pasted badge."""
    page = requests.post(f"{tool.url}/verify", data={"pasted": badge}, verify=str(tool.pem), timeout=30)
    found = HEADLINE.search(page.text)
    return unescape(found[1]) if page.ok and found else f"answer {page.status_code}"


def _changed(badge: Any) -> str:
    if isinstance(badge, str):
        head, body, signature = badge.split(".")
        return f"{head}.{body}.{signature[:8]}{'AAAA' if signature[8:12] != 'AAAA' else 'BBBB'}{signature[12:]}"
    return json.dumps(badge | {"name": "Doctor of Everything"})


@contextmanager
def foreign_site(pem: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Another issuer's website on this machine, over HTTPS: its address, and its pages by path."""
    pages: dict[str, Any] = {}

    def answer(handler: BaseHTTPRequestHandler, heard: Heard) -> None:
        found = pages.get(heard.path)
        body = json.dumps(found).encode() if found else b""
        reply(handler, 200 if found else 404, body, {"Content-Type": "application/json"})

    with loopback_server(answer, certificate=pem) as server:
        yield server.url, pages
