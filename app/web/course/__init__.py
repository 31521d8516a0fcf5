"""The course as a whole: its dashboard, the way from it into each activity, and the way in from the gradebook."""

from app.web.course import asked, dashboard, opening
from app.web.course.blueprint import blueprint

__all__ = ["asked", "blueprint", "dashboard", "opening"]
