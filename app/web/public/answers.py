"""Answers for machines beside those for people: negotiation, caching, and who may read them from a script."""

from collections.abc import Sequence

from flask import Response, jsonify, make_response, render_template, request

from app.errors import Refusal
from app.web import errors

HTML = "text/html"
JSON = "application/json"
JSON_TYPES = (JSON, "application/ld+json", "application/vc+ld+json", "application/vc")
"""All of them get the same bytes; `application/vc` is the registered name of what used to be vc+ld+json."""

TOKEN_TYPES = ("application/vc+jwt", "application/jwt", "text/plain")

REVALIDATE = "no-cache"
KEEP_A_MINUTE = "public, max-age=60"
KEEP_AN_HOUR = "public, max-age=3600"
KEEP_A_DAY = "public, max-age=86400"


def wants_token() -> bool:
    """Whether the address (`.jwt`) or the Accept header asks for the compact token."""
    return request.path.endswith(".jwt") or _best([HTML, *JSON_TYPES, *TOKEN_TYPES]) in TOKEN_TYPES


def wants_document() -> bool:
    """Whether the address (`.json`) or the Accept header asks for the document and not for the page."""
    return request.path.endswith(".json") or _best([HTML, *JSON_TYPES]) != HTML


def document(body: bytes, cache: str) -> Response:
    """JSON that scripts of any site may read, under the media type that was asked for."""
    asked = None if request.path.endswith(".json") else _best(JSON_TYPES)
    response = make_response(body)
    response.headers["Content-Type"] = asked or JSON
    response.add_etag()
    return _shared(response, cache)


def token(signed: str) -> Response:
    """A compact token that scripts of any site may read."""
    asked = None if request.path.endswith(".jwt") else _best(TOKEN_TYPES)
    response = make_response(signed)
    response.headers["Content-Type"] = asked or TOKEN_TYPES[0]
    response.add_etag()
    return _shared(response, REVALIDATE)


def image(svg: str) -> Response:
    return picture(svg, "image/svg+xml; charset=utf-8", KEEP_AN_HOUR)


def picture(body: bytes | str, media_type: str, cache: str) -> Response:
    """A picture that any site may show."""
    response = make_response(body)
    response.headers["Content-Type"] = media_type
    response.add_etag()
    return _shared(response, cache)


def page(template: str, shown: object) -> Response:
    """HTML that changes with what its earner allows, and is kept out of search engines."""
    response = make_response(render_template(template, page=shown))
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["X-Robots-Tag"] = "noindex"
    response.vary.add("Accept")
    return response


def refused(refusal: Refusal) -> Response:
    """The refusal as the asker reads best; never kept, because an earner may open a badge at any moment."""
    if wants_document() or wants_token():
        body = {"code": refusal.code, "words": refusal.words, "way_out": refusal.way_out}
        response = make_response(jsonify(body), refusal.status)
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        response = errors.refused(refusal)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _shared(response: Response, cache: str) -> Response:
    response.headers["Cache-Control"] = cache
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.vary.add("Accept")
    response.make_conditional(request)
    return response


def _best(offered: Sequence[str]) -> str | None:
    """The best of `offered`; the first one where the asker has no wish, or none that can be met."""
    if not request.accept_mimetypes:
        return offered[0]
    return request.accept_mimetypes.best_match(offered, offered[0])
