"""`/l/<launch>/key`: a new key for a page that somebody is still at work on (`launch-key.js`)."""

from flask import Response, g, jsonify

from app.web.access import ANYONE, allowed, lms_blueprint

blueprint = lms_blueprint("renewing", __name__, "")


@blueprint.get("/key")
@allowed(ANYONE)
def key() -> Response:
    """The launch's part of the page's addresses, good for another two hours; asking keeps the launch open."""
    return jsonify(launch=g.launch_segment)
