"""HTTP: thin routes that decide access, open one transaction, call one flow and answer.

`register` mounts every blueprint and the four things that hold for all of them: access, form
tokens, headers and error pages.
"""

from flask import Flask

from app.web import errors, headers, health, home, lti, statics, templating
from app.web.lti import registration


def register(app: Flask) -> None:
    """Mount the blueprints on `app`."""
    for part in (templating, statics, headers, errors):
        part.register(app)
    for blueprint in (health.blueprint, home.blueprint, lti.blueprint, registration.blueprint):
        app.register_blueprint(blueprint)
