"""What people see of the sandbox: sign-in, courses, activities, gradebook, administration, the record of calls."""

from flask import Flask


def register(app: Flask) -> None:
    """Mounts every page."""
