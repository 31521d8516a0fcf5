"""Lists that a platform hands out page by page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

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


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and where the next one is; None after the last."""

    document: Any
    following: str | None


def walk(
    fetch: Callable[[str], Response], url: str, *, most: int = MOST_PAGES, may_circle: bool = False
) -> Iterator[Page]:
    """The pages of a list from `url` on, each fetched only when it is asked for.

    `fetch` raises ServiceRefused itself where the status is no success. Raises ServiceRefused too for a page
    that isn't JSON, one that leads to another host, and a list of more than `most`. A list that comes back to
    a page it had is refused as well, since a part must not be taken for the whole; or, if it `may_circle`, over.
    """
    seen: set[str] = set()
    following: str | None = url
    while following and not (may_circle and following in seen):
        if following in seen or len(seen) == most:
            words = f"{host_of(url)} sent a list that does not end."
            raise ServiceRefused(Reply(ReplyKind.STOP, "paging-endless", words))
        seen.add(following)
        response = fetch(following)
        document = document_of(response)
        following = _following(response, following)
        yield Page(document, following)


def pages(fetch: Callable[[str], Response], url: str) -> list[Any]:
    """The JSON of each page, from `url` on; a page that names itself as the next is the last. Raises as `walk`."""
    return [page.document for page in walk(fetch, url, may_circle=True)]


def _following(response: Response, url: str) -> str | None:
    """The next page's address; relative ones start from this page, and none goes back from https to http."""
    link = quirks.next_page(response.headers.get("Link"))
    if link is None:
        return None
    here, there = urlsplit(url), _target(url, link)
    if there is None or there.netloc.lower() != here.netloc.lower():
        # The next request would carry our token, which is for this host alone.
        words = f"{host_of(url)} sent Cairn to another server for the rest of a list."
        raise ServiceRefused(Reply(ReplyKind.STOP, "paging-elsewhere", words))
    return urlunsplit(there._replace(scheme=here.scheme, fragment=""))


def _target(url: str, link: str) -> SplitResult | None:
    """Where a link on a page leads; None where it can't be an address."""
    try:
        return urlsplit(urljoin(url, link))
    except ValueError:
        return None


def document_of(response: Response) -> Any:
    """The JSON of an answer. Raises ServiceRefused if it isn't any."""
    try:
        return response.json()
    except TransportError as error:
        words = f"{host_of(response.url)} gave an answer that Cairn can't read. Cairn will try again."
        raise ServiceRefused(Reply(ReplyKind.RETRY, error.code, words, status=response.status)) from error


def mapping_of(response: Response) -> Mapping[str, Any]:
    """The JSON object of an answer, whatever its status; empty where there is none."""
    try:
        document = response.json()
    except TransportError:
        return {}
    return document if isinstance(document, Mapping) else {}
