"""What somebody had written into a form that was refused: shown to them once more, so that no words are lost.

Only for a form of our own page, as the browser itself says: nobody else can have their words shown here.
"""

from flask import current_app, request
from werkzeug.exceptions import HTTPException

MOST_BYTES = 400_000
HIDDEN = frozenset({"csrf_token", "version"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def kept_words() -> tuple[str, ...]:
    """Each text of the posted form that has more than one word, in the form's order; often none."""
    if request.method != "POST" or request.mimetype not in FORMS or not _is_ours():
        return ()
    if not 0 < (request.content_length or 0) <= MOST_BYTES:
        return ()
    try:
        fields = request.form.items(multi=True)
    except HTTPException:  # a form of more parts than the server takes has been refused, and is refused again
        return ()
    return tuple(text for name, text in fields if name not in HIDDEN and len(text.split()) > 1)


def _is_ours() -> bool:
    """Older browsers name the origin only; pages under a key name none."""
    came_from = request.headers.get("Sec-Fetch-Site")
    if came_from is not None:
        return came_from == "same-origin"
    own: str = current_app.extensions["cairn"].settings.public_url
    return request.headers.get("Origin") == own
