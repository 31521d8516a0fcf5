"""Serving files that people handed in. Access is decided before; here only the manner is.

Whatever is in such a file, it never runs in Cairn's name: it comes as an attachment, or, for pictures,
sound and film that a page wants to show, in a sandbox without scripts; never as HTML or SVG.
"""

from urllib.parse import quote

from flask import Response, current_app, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import dump_options_header
from werkzeug.wsgi import wrap_file

from app.evidence import FileView
from app.files import FileStore, kind_of_media_type

SANDBOX = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'self'"


def send_evidence(files: FileStore, file: FileView, *, in_page: bool = False) -> Response:
    """The file as a response that supports ranges. `in_page` asks for showing it, granted to harmless kinds only.

    Raises NotFound or Unavailable.
    """
    kind = kind_of_media_type(file.media_type)
    shown = in_page and kind is not None and kind.shown_in_page
    response = current_app.response_class(
        wrap_file(request.environ, files.open(file.key)),
        mimetype=kind.media_type if kind else "application/octet-stream",
        direct_passthrough=True,
    )
    response.content_length = file.size
    response.set_etag(file.sha256)
    response.headers["Content-Disposition"] = disposition(file.name, "inline" if shown else "attachment")
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=file.size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    return response


def disposition(name: str, manner: str) -> str:
    """A Content-Disposition for any name; letters outside ASCII travel percent-encoded (RFC 6266, appendix D)."""
    stem, dot, ending = name.rpartition(".")
    plain = f"{_ascii(stem) or 'file'}{dot}{_ascii(ending)}"
    header = dump_options_header(manner, {"filename": plain})
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "").strip()
