"""HTTP: thin routes that decide access, open one transaction, call one flow and answer.

`register` mounts every blueprint and the things that hold for all of them: templates, static files,
headers and error pages.
"""

from flask import Flask

from app.web import (
    accounts,
    admin,
    cards,
    credentials,
    doctor,
    earner,
    errors,
    headers,
    health,
    home,
    instructor,
    limits,
    lti,
    plain,
    public,
    renewing,
    reviewer,
    statics,
    templating,
    transcript,
    wallet,
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
    renewing.blueprint,
    course,
    earner.blueprint,
    reviewer.blueprint,
    placing.blueprint,
    copying.blueprint,
    cards.blueprint,
    doctor.blueprint,
    handing_in.blueprint,
    instructor.blueprint,
    public.blueprint,
    public.documents,
    public.pictures,
    public.shared,
    public.verify,
    credentials.blueprint,
    transcript.blueprint,
    transcript.public,
    wallet.blueprint,
    wallet.api,
    accounts.blueprint,
    admin.signing_in.blueprint,
    admin.admin,
    admin.console,
)


def register(app: Flask) -> None:
    """Mount the blueprints on `app`."""
    app.url_map.converters["int"] = RowNumber
    for part in (plain, templating, statics, headers, errors):
        part.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    limits.register(app)
