"""The two tempers of the sandbox."""

from app.sandbox.tempers.base import Temper
from app.sandbox.tempers.canvas import CanvasTemper
from app.sandbox.tempers.moodle import MoodleTemper

__all__ = ["CanvasTemper", "MoodleTemper", "Temper", "temper_named"]


def temper_named(name: str, *, shared_issuer: str | None = None) -> Temper:
    """`moodle` or `canvas`. Raises ValueError."""
    if name == "moodle":
        return MoodleTemper()
    if name == "canvas":
        return CanvasTemper(shared_issuer)
    raise ValueError(f"a temper is moodle or canvas, not {name!r}")
