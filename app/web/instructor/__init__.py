"""Pages of the teachers: placing, learners, gradebook."""

from app.web.instructor import gradebook, overview
from app.web.instructor.blueprint import blueprint

__all__ = ["blueprint", "gradebook", "overview"]
