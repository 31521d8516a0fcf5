"""What a flow is handed beside the session: settings, clock, storage and the ways to the outside.

Built once by `create_app`, frozen, the same for every request of a process.
"""

from dataclasses import dataclass

from app.clock import Clock
from app.config import Settings
from app.files import FileStore
from app.http import PlatformHttp
from app.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Services:
    """The composition root's product."""

    settings: Settings
    clock: Clock
    sealer: Sealer
    files: FileStore
    http: PlatformHttp
