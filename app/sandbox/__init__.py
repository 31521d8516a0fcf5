"""A small LMS, the platform side of LTI 1.3 Advantage: the demo's LMS, the fake of the tests, a bench for adopters.

It owns its own database file and pages and promises to behave as one of two products does, quirks
included (`tempers/`). It is another program that happens to live here: of Cairn it uses only the
clock, the settings' words for loopback, and the way out.
"""

from app.sandbox.factory import create_lms
from app.sandbox.faults import FaultKind
from app.sandbox.launching import FormPost
from app.sandbox.lms import Lms, Registered
from app.sandbox.records import CourseRole, Kind, MessageType
from app.sandbox.server import serving

__all__ = [
    "CourseRole",
    "FaultKind",
    "FormPost",
    "Kind",
    "Lms",
    "MessageType",
    "Registered",
    "create_lms",
    "serving",
]
