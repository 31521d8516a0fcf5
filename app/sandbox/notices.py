"""Platform Notification Service: which tools asked to be told of what, and telling them.

As Canvas does it (its doc/api/pns.md): a notice is a JWT with a nonce and an id of its own but without `jti`
or `sub`; it is posted once, and nobody asks what came of it.
"""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.http import TransportError
from app.sandbox.platform import Platform
from app.sandbox.records import Course, Tool
from app.sandbox.vocabulary import CLAIM

CONTEXT_COPY = "LtiContextCopyNotice"
HELLO_WORLD = "LtiHelloWorldNotice"
TYPES = (HELLO_WORLD, CONTEXT_COPY)
SECONDS = 3600


@dataclass(frozen=True, slots=True)
class SentNotice:
    """One notice that was sent; `status` is 0 where nobody answered."""

    type: str
    handler: str
    jwt: str
    status: int


def handlers(platform: Platform, tool: Tool) -> dict[str, str]:
    """The addresses that a tool left, by type of notice; an empty one where it left none."""
    rows = platform.store.all("SELECT * FROM notice_handler WHERE tool_id = ?", tool.id)
    return dict.fromkeys(TYPES, "") | {row["type"]: row["url"] for row in rows}


def leave_handler(platform: Platform, tool: Tool, notice_type: str, url: str) -> None:
    """Keeps one address per type, and greets a new one for greetings."""
    sql = "INSERT OR REPLACE INTO notice_handler (tool_id, type, url) VALUES (?, ?, ?)"
    platform.store.change(sql, tool.id, notice_type, url)
    if notice_type == HELLO_WORLD:
        _send(platform, tool, HELLO_WORLD, {"https://www.instructure.com/hello_world": {"title": "Hello World!"}})


def tell_of_copy(platform: Platform, course: Course, origin: Course) -> None:
    """Tells every tool that asked that a course was copied, whether or not the tool is used in it."""
    if not platform.temper.sends_notices:
        return
    temper = platform.temper
    told = {
        f"{CLAIM}context": temper.context(course),
        f"{CLAIM}origin_contexts": [temper.context_id(origin)],
    }
    for tool in platform.tools.active():
        _send(platform, tool, CONTEXT_COPY, told)


def sent(platform: Platform) -> list[SentNotice]:
    """All notices that were sent, oldest first."""
    rows = platform.store.all("SELECT * FROM notice_sent ORDER BY id")
    return [SentNotice(row["type"], row["handler"], row["jwt"], row["status"]) for row in rows]


def _send(platform: Platform, tool: Tool, notice_type: str, told: Mapping[str, Any]) -> None:
    handler = handlers(platform, tool)[notice_type]
    if not handler:
        return
    token = platform.keys.sign(_claims(platform, tool, notice_type) | dict(told))
    try:
        status = platform.http.post(handler, json={"notices": [{"jwt": token}]}).status
    except TransportError:
        status = 0
    sql = "INSERT INTO notice_sent (tool_id, type, handler, jwt, status) VALUES (?, ?, ?, ?, ?)"
    platform.store.add(sql, tool.id, notice_type, handler, token, status)


def _claims(platform: Platform, tool: Tool, notice_type: str) -> dict[str, Any]:
    now = platform.now()
    issued = int(now.timestamp())
    return {
        "iss": platform.issuer,
        "aud": tool.client_id,
        "azp": tool.client_id,
        "iat": issued,
        "exp": issued + SECONDS,
        "nonce": secrets.token_hex(16),
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": tool.deployment_id,
        f"{CLAIM}notice": {"id": str(uuid.uuid4()), "timestamp": now.isoformat(), "type": notice_type},
    }
