"""`/lti/jwks.json`: the keys that platforms check our own messages with."""

from flask import Response, jsonify

from app.db import reading, transaction
from app.lti import ensure_keys, public_key_set
from app.web.access import current_services
from app.web.lti.edge import blueprint

SECONDS = 300


@blueprint.get("/jwks.json")
def jwks() -> Response:
    """The public key set; the very first call makes the keys."""
    services = current_services()
    with reading() as session:
        keys = public_key_set(session)
    if not keys["keys"]:
        with transaction() as session:
            ensure_keys(session, services.clock, services.sealer)
            keys = public_key_set(session)
    response = jsonify(keys)
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return response
