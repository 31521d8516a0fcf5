"""The registered tools."""

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.sandbox.records import MessageType, Tool, ToolPlacement, ToolStatus
from app.sandbox.store import Store, from_json, to_json


@dataclass(frozen=True, slots=True)
class ToolForm:
    """What a registration says about a tool, from the form, from Dynamic Registration or from a test.

    The tool's public keys are either at `jwks_url` or, without a server to ask, in `jwks`.
    """

    name: str
    login_url: str
    target_url: str
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    jwks_url: str = ""
    jwks: Mapping[str, Any] | None = None
    deep_link_url: str = ""
    claims: tuple[str, ...] = ("iss", "sub", "name", "given_name", "family_name", "email")
    custom: Mapping[str, str] = field(default_factory=dict)
    placements: tuple[ToolPlacement, ...] = ()


class Tools:
    """Reads and writes tools."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, form: ToolForm, *, client_id: str, created_at: str) -> Tool:
        """A new tool, pending and without a deployment."""
        new = self._store.add(
            "INSERT INTO tool (client_id, deployment_id, status, name, login_url, target_url, deep_link_url, jwks_url, "
            "jwks, redirect_uris, scopes, claims, custom, placements, created_at) "
            "VALUES (?, '', 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            client_id,
            *_columns(form),
            created_at,
        )
        return self.get(new)

    def replace(self, tool_id: int, form: ToolForm) -> Tool:
        """All that a registration says, anew; ids and status stay."""
        self._store.change(
            "UPDATE tool SET name = ?, login_url = ?, target_url = ?, deep_link_url = ?, jwks_url = ?, jwks = ?, "
            "redirect_uris = ?, scopes = ?, claims = ?, custom = ?, placements = ? WHERE id = ?",
            *_columns(form),
            tool_id,
        )
        return self.get(tool_id)

    def set_status(self, tool_id: int, status: ToolStatus) -> None:
        self._store.change("UPDATE tool SET status = ? WHERE id = ?", status.value, tool_id)

    def set_deployment(self, tool_id: int, deployment_id: str) -> None:
        self._store.change("UPDATE tool SET deployment_id = ? WHERE id = ?", deployment_id, tool_id)

    def get(self, tool_id: int) -> Tool:
        """Raises LookupError."""
        row = self._store.one("SELECT * FROM tool WHERE id = ?", tool_id)
        if row is None:
            raise LookupError(f"no tool {tool_id}")
        return _tool(row)

    def find(self, client_id: str) -> Tool | None:
        row = self._store.one("SELECT * FROM tool WHERE client_id = ?", client_id)
        return _tool(row) if row else None

    def all(self) -> list[Tool]:
        return [_tool(row) for row in self._store.all("SELECT * FROM tool ORDER BY id")]

    def active(self) -> list[Tool]:
        return [tool for tool in self.all() if tool.status is ToolStatus.ACTIVE]


def _tool(row: sqlite3.Row) -> Tool:
    return Tool(
        id=row["id"],
        client_id=row["client_id"],
        deployment_id=row["deployment_id"],
        status=ToolStatus(row["status"]),
        name=row["name"],
        login_url=row["login_url"],
        target_url=row["target_url"],
        deep_link_url=row["deep_link_url"],
        jwks_url=row["jwks_url"],
        jwks=from_json(row["jwks"]),
        redirect_uris=tuple(from_json(row["redirect_uris"])),
        scopes=tuple(from_json(row["scopes"])),
        claims=tuple(from_json(row["claims"])),
        custom=from_json(row["custom"]),
        placements=tuple(_placement(place) for place in from_json(row["placements"])),
    )


def _columns(form: ToolForm) -> tuple[object, ...]:
    return (
        form.name,
        form.login_url,
        form.target_url,
        form.deep_link_url,
        form.jwks_url,
        to_json(form.jwks) if form.jwks else None,
        to_json(form.redirect_uris),
        to_json(form.scopes),
        to_json(form.claims),
        to_json(dict(form.custom)),
        to_json([asdict(place) for place in form.placements]),
    )


def _placement(document: dict[str, Any]) -> ToolPlacement:
    return ToolPlacement(**{**document, "message": MessageType(document["message"])})
