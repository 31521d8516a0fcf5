"""Lists that a platform hands out page by page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from app.http import Response, TransportError, host_of
from app.lti import quirks
from app.lti.replies import Reply, ReplyKind, ServiceRefused

MOST_PAGES = 400


def with_query(url: str, **parameters: str | int | None) -> str:
    """`url` with these parameters added to its query; those that are None stay out."""
    parts = urlsplit(url)
    added = [(name, str(value)) for name, value in parameters.items() if value is not None]
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *added])
    return urlunsplit(parts._replace(query=query))


def pages(fetch: Callable[[str], Response], url: str) -> list[Any]:
    """The JSON of each page, from `url` on. Raises ServiceRefused if a page is refused or leads to another host.

    `fetch` raises ServiceRefused itself where the status is no success.
    """
    found: list[Any] = []
    seen: set[str] = set()
    following: str | None = url
    while following and following not in seen:
        if len(found) == MOST_PAGES:
            words = f"{host_of(url)} sent a list that does not end."
            raise ServiceRefused(Reply(ReplyKind.STOP, "paging-endless", words))
        seen.add(following)
        response = fetch(following)
        found.append(document_of(response))
        link = quirks.next_page(response.headers.get("Link"))
        following = urljoin(following, link) if link else None
        if following and urlsplit(following).netloc != urlsplit(url).netloc:
            # The next request would carry our token, which is for this host alone.
            words = f"{host_of(url)} sent Cairn to another server for the rest of a list."
            raise ServiceRefused(Reply(ReplyKind.STOP, "paging-elsewhere", words))
    return found


def document_of(response: Response) -> Any:
    """The JSON of an answer. Raises ServiceRefused if it isn't any."""
    try:
        return response.json()
    except TransportError as error:
        words = f"{host_of(response.url)} gave an answer that Cairn can't read. Cairn will try again."
        raise ServiceRefused(Reply(ReplyKind.RETRY, error.code, words, status=response.status)) from error
