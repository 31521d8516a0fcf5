"""The sandbox in the hands of a test or a script: everything its pages do, and what no LMS would do.

One class in five pieces, each building on the one before: House, Connections, Arranging, Launches, Lms.
"""

from app.sandbox.lms.aftermath import Lms
from app.sandbox.lms.connections import Registered

__all__ = ["Lms", "Registered"]
