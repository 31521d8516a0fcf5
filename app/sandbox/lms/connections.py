"""Tools connected to the house, and what they need to know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.sandbox import registering
from app.sandbox.lms.house import House
from app.sandbox.placements import PICKERS
from app.sandbox.records import Tool
from app.sandbox.registering import RegistrationError
from app.sandbox.tools import ToolForm
from app.sandbox.vocabulary import SCOPES


@dataclass(frozen=True, slots=True)
class Registered:
    """What a tool must know of this platform after a registration by hand."""

    issuer: str
    client_id: str
    deployment_id: str
    auth_url: str
    token_url: str
    jwks_url: str


class Connections(House):
    """Registration of tools: by hand, by Dynamic Registration, by a running tool's own page."""

    def register_tool(
        self,
        *,
        login_url: str,
        launch_url: str,
        jwks_url: str = "",
        jwks: Mapping[str, Any] | None = None,
        name: str = "Cairn",
        target_url: str = "",
        deep_link_url: str = "",
        redirect_uris: Sequence[str] = (),
        scopes: Sequence[str] = SCOPES,
        claims: Sequence[str] = ("name", "given_name", "family_name", "email"),
        custom: Mapping[str, str] | None = None,
        placements: Sequence[str] = PICKERS,
        client_id: str = "",
        deployment_id: str = "",
        active: bool = True,
    ) -> Tool:
        """Registers a tool by hand. `jwks` spares it a server; `redirect_uris` defaults to `launch_url`.

        `placements` are names of places on the pages of a Canvas temper, all led to `target_url`.
        """
        form = ToolForm(
            name=name,
            login_url=login_url,
            target_url=target_url or launch_url,
            redirect_uris=tuple(redirect_uris) or (launch_url,),
            scopes=tuple(scopes),
            jwks_url=jwks_url,
            jwks=jwks,
            deep_link_url=deep_link_url,
            claims=tuple(claims),
            custom=custom or {},
            placements=self.platform.plain_placements(placements, target_url or launch_url, name),
        )
        tool = self.platform.register(form, client_id=client_id)
        if deployment_id:
            self.platform.tools.set_deployment(tool.id, deployment_id)
        return self.platform.activate(tool.id) if active else self.platform.tools.get(tool.id)

    def registered(self, tool: Tool) -> Registered:
        """The values an administrator copies into the tool."""
        url = self.platform.url
        return Registered(self.issuer, tool.client_id, tool.deployment_id, url("/auth"), url("/token"), url("/jwks"))

    def registration_link(self, tool_registration_url: str, *, updating: Tool | None = None) -> str:
        """The tool's registration address with the two parameters that the LMS appends, for one use.

        `updating` a tool that is registered already keeps its ids; Canvas then waits for `accept_update`.
        """
        return registering.registration_link(self.platform, tool_registration_url, updating)

    def bootstrap(self, tool_registration_url: str) -> Tool:
        """Registers a running tool as the administrator's frame would, and activates it.

        The sandbox must be serving, because the tool calls back. Raises RegistrationError with the
        tool's answer if no registration came of it, TransportError if the tool can't be reached.
        """
        before = {tool.id for tool in self.platform.tools.all()}
        answer = self.platform.http.get(self.registration_link(tool_registration_url))
        new = [tool for tool in self.platform.tools.all() if tool.id not in before]
        if not new:
            raise RegistrationError(answer.status, answer.text[:500])
        return self.platform.activate(new[0].id)

    def accept_update(self, tool: Tool) -> Tool:
        """Changes a tool as it asked when it registered again (Canvas). Raises LookupError if it didn't."""
        return registering.accept_update(self.platform, tool.id)

    def activate(self, tool: Tool) -> Tool:
        return self.platform.activate(tool.id)
