"""What the doctor says: one finding for each thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How a thing stands. UNKNOWN: it couldn't be looked at, which is not yet a fault."""

    GOOD = "good"
    NOTICE = "notice"
    BAD = "bad"
    UNKNOWN = "unknown"


class Mender(StrEnum):
    """Who can put it right."""

    NOBODY = ""
    TEACHER = "a teacher of the course"
    LMS = "the administrator of your LMS"
    CAIRN = "the person who runs Cairn"


class Way(StrEnum):
    """How this launch got into the browser."""

    COOKIE = "cookie"
    STORAGE = "storage"


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable and names what was looked at; `detail` is for whoever mends it; neither names a person."""

    code: str
    title: str
    mark: Mark
    words: str
    mender: Mender = Mender.NOBODY
    detail: str = ""
