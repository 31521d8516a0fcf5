"""What people see of the sandbox: sign-in, courses, activities, gradebook, administration, the record of calls."""

from flask import Flask

from app.sandbox.pages import (
    activities,
    calls,
    chrome,
    copies,
    courses,
    grades,
    homework,
    launches,
    picking,
    places,
    sign_in,
    texts,
    tools,
    trouble,
)


def register(app: Flask) -> None:
    """Mounts every page."""
    chrome.register(app)
    for part in (
        sign_in,
        courses,
        copies,
        activities,
        launches,
        picking,
        places,
        texts,
        homework,
        grades,
        tools,
        trouble,
        calls,
    ):
        app.register_blueprint(part.blueprint)
