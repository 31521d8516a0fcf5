"""Pages of the teachers: placing, learners, gradebook."""

from app.web.instructor import columns, gradebook, overview
from app.web.instructor.blueprint import blueprint

__all__ = ["blueprint", "columns", "gradebook", "overview"]
