"""What is true of Cairn at every LMS: its name, its addresses, what it wants to know and to do.

The redirect address is one and has no query, because Moodle compares it byte for byte; where a launch
leads is told by its signed target instead.
"""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.lti.scopes import ALL_SCOPES, OPTIONAL_SCOPES

NAME = "Cairn"
TOOL_ID = "cairn"
DESCRIPTION = "Micro-credentials for educators: steps, evidence, review against a rubric, score and badge."
CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "email")
"""Name and email go into a badge; everything else that a launch tells comes by itself."""


@dataclass(frozen=True, slots=True)
class ToolAddresses:
    """The addresses that an LMS must know."""

    login: str
    launch: str
    keys: str
    icon: str
    domain: str
    """Host and port without scheme."""


def tool_addresses(public_url: str) -> ToolAddresses:
    """Cairn's addresses below `public_url`, which has no trailing slash."""
    return ToolAddresses(
        login=f"{public_url}/lti/login",
        launch=f"{public_url}/lti/launch",
        keys=f"{public_url}/lti/jwks.json",
        icon=f"{public_url}/static/img/cairn.svg",
        domain=urlsplit(public_url).netloc,
    )


def scopes_wanted(announced: Collection[str]) -> tuple[str, ...]:
    """The scopes to ask for: the usual ones always, the others only where the platform says that it has them.

    Canvas refuses a whole registration for one scope that it doesn't know; Moodle leaves it out.
    """
    return (*ALL_SCOPES, *(scope for scope in OPTIONAL_SCOPES if scope in announced))
