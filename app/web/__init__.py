"""HTTP: thin routes that decide access, open one transaction, call one flow and answer.

`register` mounts every blueprint and the things that hold for all of them: templates, static files,
headers and error pages.
"""

from flask import Flask

from app.web import (
    cards,
    earner,
    errors,
    headers,
    health,
    home,
    instructor,
    lti,
    plain,
    public,
    reviewer,
    statics,
    templating,
)
from app.web.course import blueprint as course
from app.web.earner import handing_in
from app.web.instructor import copying, placing
from app.web.lti import registration
from app.web.numbers import RowNumber

BLUEPRINTS = (
    health.blueprint,
    lti.blueprint,
    registration.blueprint,
    home.blueprint,
    course,
    earner.blueprint,
    reviewer.blueprint,
    placing.blueprint,
    copying.blueprint,
    cards.blueprint,
    handing_in.blueprint,
    instructor.blueprint,
    public.blueprint,
)


def register(app: Flask) -> None:
    """Mount the blueprints on `app`."""
    app.url_map.converters["int"] = RowNumber
    for part in (plain, templating, statics, headers, errors):
        part.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
