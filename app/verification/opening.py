"""What was handed in: a file, a pasted text, or a link to one of them. Finds the badge in it; checks nothing yet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.badges import Baked, read_png, read_svg
from app.errors import Invalid
from app.verification.documents import Document, NotReadable, read_json
from app.verification.fetching import Fetcher, NotFetched
from app.verification.report import Check, Stopped, failed, noted, passed, unknown
from app.verification.tokens import Token, read_token

CODE = "file"
MOST_BYTES = 3 * 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n"
LINK = re.compile(rb"https?://[^\s<>\"']{1,2000}", re.IGNORECASE)
COMPACT = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]*")
LOOK_FOR_SVG = 4096
ANY_BADGE = "application/vc+ld+json, application/vc+jwt;q=0.9, application/json;q=0.8, image/png;q=0.5, */*;q=0.1"
A_PAGE = "It is a web page, not a badge. On most pages of a badge there is a button that downloads the signed file."
NO_BADGE = "There is no badge in it. A badge is a JSON file, a signed token (JWT), or an image with one of them inside."


class Form(StrEnum):
    """The form a badge came in, for people."""

    JSON = "JSON"
    TOKEN = "JWT"  # noqa: S105 - the name of a format
    PNG = "PNG image"
    SVG = "SVG image"


@dataclass(frozen=True, slots=True)
class Opened:
    """The badge that was found: a document, or a token. `checks` says how it was found."""

    form: Form
    checks: tuple[Check, ...]
    document: Document | None = None
    token: Token | None = None


def open_source(data: bytes, fetcher: Fetcher) -> Opened:
    """Raises Stopped with a check that says why there is nothing to verify."""
    if len(data) > MOST_BYTES:
        raise Stopped(failed(CODE, "It is far larger than a badge can be."))
    text = data.strip()
    if LINK.fullmatch(text):
        return _found(_behind(text, fetcher), fetcher)
    return _found(data, fetcher)


def _behind(link: bytes, fetcher: Fetcher) -> bytes:
    try:
        response = fetcher.get(link.decode(errors="replace"), ANY_BADGE)
    except NotFetched as error:
        raise Stopped(unknown(CODE, f"Nothing could be fetched from this link: {error}")) from error
    if not response.ok:
        words = f"The link was answered with “{response.status}”: nothing is shown there to strangers."
        raise Stopped(unknown(CODE, words))
    return response.body


def _found(data: bytes, fetcher: Fetcher) -> Opened:
    try:
        if data.startswith(PNG):
            return _baked(read_png(data), Form.PNG, fetcher)
        text = data.removeprefix(b"\xef\xbb\xbf").strip()
        if text.startswith(b"<"):
            return _marked_up(text, fetcher)
        return _read(text, Form.JSON, ())
    except NotReadable as error:
        raise Stopped(failed(CODE, str(error))) from error
    except Invalid as refusal:
        raise Stopped(failed(CODE, refusal.words)) from refusal


def _marked_up(text: bytes, fetcher: Fetcher) -> Opened:
    if b"<svg" not in text[:LOOK_FOR_SVG]:
        raise NotReadable(A_PAGE if b"<html" in text[:LOOK_FOR_SVG].lower() else NO_BADGE)
    return _baked(read_svg(text), Form.SVG, fetcher)


def _baked(baked: Baked, form: Form, fetcher: Fetcher) -> Opened:
    """The badge inside an image: of two kinds, the signed one."""
    inside = (baked.credential or baked.assertion or "").strip().encode()
    if not inside:
        raise NotReadable("It is an ordinary image: there is no badge inside.")
    if LINK.fullmatch(inside):
        inside = _behind(inside, fetcher)
    return _read(inside, form, tuple(_beside(baked)))


def _beside(baked: Baked) -> Iterator[Check]:
    if baked.credential and baked.assertion:
        yield noted(CODE, "It also holds the badge in the older form (Open Badges 2.0); the signed one was checked.")
    if baked.active:
        yield noted(CODE, "The image holds a script or the like, which was not run. Don't open it in a browser.")


def _read(text: bytes, form: Form, beside: tuple[Check, ...]) -> Opened:
    inside = "" if form is Form.JSON else f" inside the {form}"
    if COMPACT.fullmatch(text):
        checks = (passed(CODE, f"There is a badge in it, as a signed token (JWT){inside}."), *beside)
        shown = Form.TOKEN if form is Form.JSON else form
        return Opened(shown, checks, token=read_token(text.decode("ascii")))
    if not text.startswith(b"{"):
        raise NotReadable(NO_BADGE)
    checks = (passed(CODE, f"There is a badge in it, as JSON{inside}."), *beside)
    return Opened(form, checks, document=read_json(text))
