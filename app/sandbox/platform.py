"""One sandbox LMS: its memory, its temper, its clock and its way out, handed to every route."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import current_app

from app.clock import Clock
from app.http import PlatformHttp
from app.sandbox.activities import Activities
from app.sandbox.directory import Directory
from app.sandbox.grades import Grades
from app.sandbox.hints import Hints
from app.sandbox.placements import plain_placements
from app.sandbox.records import MessageType, Tool, ToolPlacement, ToolStatus
from app.sandbox.signing import SigningKeys
from app.sandbox.store import Store
from app.sandbox.tempers import Temper
from app.sandbox.toolkeys import ToolKeys
from app.sandbox.tools import ToolForm, Tools


@dataclass(slots=True)
class Platform:
    """The parts, and what several of them need together. `base_url` is settled once the port is known."""

    store: Store
    temper: Temper
    clock: Clock
    http: PlatformHttp
    base_url: str
    keys: SigningKeys
    directory: Directory
    tools: Tools
    activities: Activities
    grades: Grades
    hints: Hints
    tool_keys: ToolKeys

    @classmethod
    def build(cls, store: Store, temper: Temper, clock: Clock, http: PlatformHttp, base_url: str) -> "Platform":
        return cls(
            store,
            temper,
            clock,
            http,
            base_url,
            SigningKeys(store),
            Directory(store),
            Tools(store),
            Activities(store),
            Grades(store),
            Hints(store),
            ToolKeys(http, clock),
        )

    @property
    def issuer(self) -> str:
        return self.temper.issuer(self.base_url)

    def now(self) -> datetime:
        return self.clock.now()

    def url(self, path: str, **query: str) -> str:
        """An absolute address on this site."""
        return f"{self.base_url}{path}" + (f"?{urlencode(query)}" if query else "")

    def plain_placements(self, names: Sequence[str], target_url: str, label: str) -> tuple[ToolPlacement, ...]:
        """The named places, as far as this LMS has them; what an entry by hand comes to."""
        known = [name for name in names if name in self.temper.placements]
        return plain_placements(known, target_url, label)

    def register(self, form: ToolForm, *, client_id: str = "") -> Tool:
        """A new tool, waiting for its activation; its deployment too where this LMS tells it at once."""
        created_at = self.now().isoformat()
        with self.store.transaction():
            tool = self.tools.add(form, client_id=client_id or self.temper.new_client_id(), created_at=created_at)
            if self.temper.tells_deployment_at_registration:
                self.tools.set_deployment(tool.id, self.temper.new_deployment_id(tool.id))
        return self.tools.get(tool.id)

    def activate(self, tool_id: int) -> Tool:
        """The tool may be used from now on; gives it a deployment if it has none yet."""
        with self.store.transaction():
            if not self.tools.get(tool_id).deployment_id:
                self.tools.set_deployment(tool_id, self.temper.new_deployment_id(tool_id))
            self.tools.set_status(tool_id, ToolStatus.ACTIVE)
        return self.tools.get(tool_id)

    def target_of(self, tool: Tool, message: MessageType) -> str:
        """Where a message of this type is meant for if nothing nearer says so."""
        if message is MessageType.DEEP_LINKING:
            return tool.deep_link_url or tool.target_url
        return tool.target_url


def current_platform() -> Platform:
    """The platform of the Flask app that is answering."""
    platform: Platform = current_app.extensions["sandbox"]
    return platform
