"""The one character that no address, text or database of ours has: NUL. Nobody types it; PostgreSQL refuses it."""

from flask import Flask, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from app.errors import NotFound

NUL = "\0"


def register(app: Flask) -> None:
    app.before_request(require_plain_address)


def require_plain_address() -> None:
    """Raises NotFound for an address with a NUL in it, before anything is looked up by it."""
    if NUL in request.path or b"%00" in request.query_string:
        raise NotFound("no-such-page", "There is no page at this address.", "Open the activity again from your course.")


def without_nul(form: MultiDict[str, str]) -> MultiDict[str, str]:
    """The same fields, their values without NUL. For what people write; a platform's message is never changed."""
    if not any(NUL in value for _, value in form.items(multi=True)):
        return form
    return ImmutableMultiDict([(name, value.replace(NUL, "")) for name, value in form.items(multi=True)])
