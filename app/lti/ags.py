"""Assignment and Grade Services 2.0: line items, scores and results of a platform's gradebook.

Every call goes out without an open transaction. A score's answer is a `Reply`; the other calls bring
something back, or raise ServiceRefused whose `reply` says what to do.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.clock import Clock
from app.http import PlatformHttp, Response
from app.lti import ags_messages, quirks, scopes
from app.lti.ags_messages import LineItem, NewLineItem, Result, ScoreMessage
from app.lti.paging import document_of, pages, walk, with_query
from app.lti.replies import Reply, ReplyKind, ServiceRefused, reply_to
from app.lti.tokens import AccessTokens, with_token

GONE = frozenset({404, 410})
UNCLEAR = (
    "The LMS answered with a web page instead of a receipt. Cairn looks whether the score is there and tries again."
)
NO_LIST = "The LMS gave an answer that is no list. Cairn will try again."
LINE_ITEM_CHANGED = "Somebody changed this grade column in the LMS at the same time. Look at it there first."


class AgsClient:
    """Calls to the gradebooks of all platforms. One per process; safe to use from many threads."""

    def __init__(self, http: PlatformHttp, tokens: AccessTokens, clock: Clock) -> None:
        self._http = http
        self._tokens = tokens
        self._clock = clock
        self._readers: dict[int, str] = {}

    def send_score(self, registration_id: int, message: ScoreMessage) -> Reply:
        """Post one score; never raises for what the LMS says or doesn't say.

        A conflict is looked into: if the gradebook already holds just this score with just this time, an
        earlier try had arrived and only its answer was lost, which counts as DONE. A web page is no receipt: the
        next try looks first whether the score is there.
        """
        try:
            response = self._score(registration_id, message)
        except ServiceRefused as refused:
            return refused.reply
        reply = reply_to(response, now=self._clock.now())
        if reply.kind is ReplyKind.CONFLICT and self._arrived_before(registration_id, message):
            return replace(reply, kind=ReplyKind.DONE, code="arrived-before", words="")
        if reply.kind is ReplyKind.DONE and quirks.is_web_page(response.headers.get("Content-Type", ""), response.text):
            return replace(reply, kind=ReplyKind.RETRY, code="answer-unclear", words=UNCLEAR, uncertain=True)
        return reply

    def get_line_item(self, registration_id: int, url: str) -> LineItem:
        """The line item at `url`. Raises ServiceRefused, with code "line-item-gone" if it no longer exists."""
        return ags_messages.line_item_of(self._line_item_fields(registration_id, url))

    def find_line_items(
        self,
        registration_id: int,
        lineitems_url: str,
        *,
        resource_link_id: str | None = None,
        resource_id: str | None = None,
        tag: str | None = None,
    ) -> list[LineItem]:
        """The line items of a course that fit all that is given; what the LMS doesn't filter is filtered here.

        Raises ServiceRefused. No `limit` is sent, since Moodle's paging of line items is broken.
        """
        wanted = {"resource_link_id": resource_link_id, "resource_id": resource_id, "tag": tag}
        url = with_query(lineitems_url, **wanted)
        headers = {"Accept": scopes.LINE_ITEMS_TYPE}
        documents = pages(self._line_item_getter(registration_id, headers), url)
        items = [ags_messages.line_item_of(fields) for document in documents for fields in _entries(document)]
        return [item for item in items if _fits(item, wanted)]

    def create_line_item(self, registration_id: int, lineitems_url: str, item: NewLineItem) -> LineItem:
        """Make a column. Raises ServiceRefused."""
        document = ags_messages.line_item_document(item)
        headers = {"Accept": scopes.LINE_ITEM_TYPE, "Content-Type": scopes.LINE_ITEM_TYPE}
        response = self._call(
            registration_id,
            scopes.LINE_ITEM,
            lambda token: self._http.post(lineitems_url, json=document, headers=_bearing(token, headers)),
        )
        return ags_messages.line_item_of(_mapping(document_of(response)))

    def change_line_item(
        self, registration_id: int, url: str, changes: Mapping[str, Any], *, seen: LineItem | None = None
    ) -> LineItem:
        """Read the line item, change the given fields (by their AGS names) and write the whole back; as it is then.

        A PUT replaces, so fields that we don't know go back as they came; those that came as null stay out, since
        Open edX writes them so and takes them back not at all. There is no ETag: `seen` is what the
        change was decided on, and where one of the fields to change is no longer as it was then, nothing is written
        and ServiceRefused says so (CONFLICT, "line-item-changed"). Raises ServiceRefused otherwise as usual.
        """
        held = self._line_item_fields(registration_id, url)
        if seen is not None and any(held.get(name) != seen.fields.get(name) for name in changes):
            raise ServiceRefused(Reply(ReplyKind.CONFLICT, "line-item-changed", LINE_ITEM_CHANGED))
        document = {name: value for name, value in held.items() if value is not None} | dict(changes)
        headers = {"Accept": scopes.LINE_ITEM_TYPE, "Content-Type": scopes.LINE_ITEM_TYPE}
        response = self._call(
            registration_id,
            scopes.LINE_ITEM,
            lambda token: self._http.put(url, json=document, headers=_bearing(token, headers)),
        )
        return ags_messages.line_item_of({**document, **_answered(response)})

    def delete_line_item(self, registration_id: int, url: str) -> None:
        """Delete a column; one that is gone already is fine. Raises ServiceRefused.

        With the column all that is in it goes, whoever put it there: only for columns of our own making.
        """
        try:
            self._call(
                registration_id,
                scopes.LINE_ITEM,
                lambda token: self._http.delete(url, headers=_bearing(token, {})),
            )
        except ServiceRefused as refused:
            if refused.reply.status not in GONE:
                raise

    def get_results(self, registration_id: int, lineitem_url: str, *, user_id: str | None = None) -> list[Result]:
        """What the gradebook holds for this line item, for everybody or for one learner. Raises ServiceRefused.

        People without a grade may be left out. No `limit` is sent: Moodle answers it with an error page.
        """
        return [result for page in self.walk_results(registration_id, lineitem_url, user_id=user_id) for result in page]

    def walk_results(
        self, registration_id: int, lineitem_url: str, *, user_id: str | None = None, page_size: int | None = None
    ) -> Iterator[list[Result]]:
        """The same page by page, each fetched only when it is asked for, so that no list is ever held whole.

        `page_size` is a wish, for platforms that take one (`quirks.results_page`). Raises ServiceRefused.
        """
        url = with_query(quirks.service_below(lineitem_url, "results"), user_id=user_id, limit=page_size)
        fetch = self._getter(registration_id, scopes.RESULT_READ, {"Accept": scopes.RESULTS_TYPE})
        for page in walk(fetch, url):
            results = [ags_messages.result_of(fields) for fields in _entries(page.document)]
            yield [result for result in results if user_id in (None, result.user_id)]

    def _score(self, registration_id: int, message: ScoreMessage) -> Response:
        url = quirks.service_below(message.lineitem_url, "scores")
        document = json.loads(ags_messages.score_body(message))
        headers = {"Content-Type": scopes.SCORE_TYPE}
        return with_token(
            self._tokens,
            registration_id,
            (scopes.SCORE,),
            lambda token: self._http.post(url, json=document, headers=_bearing(token, headers)),
        )

    def _arrived_before(self, registration_id: int, message: ScoreMessage) -> bool:
        try:
            results = self.get_results(registration_id, message.lineitem_url, user_id=message.user_id)
        except ServiceRefused:
            return False
        return any(_is_of(result, message) for result in results)

    def _line_item_fields(self, registration_id: int, url: str) -> Mapping[str, Any]:
        fetch = self._line_item_getter(registration_id, {"Accept": scopes.LINE_ITEM_TYPE})
        return _mapping(document_of(fetch(url)))

    def _line_item_getter(self, registration_id: int, headers: Mapping[str, str]) -> Callable[[str], Response]:
        """Reads line items with the scope that this platform reads them by, which is learnt at the first refusal."""

        def fetch(url: str) -> Response:
            scope = self._readers.get(registration_id, scopes.LINE_ITEM_READ)
            try:
                return self._getter(registration_id, scope, headers)(url)
            except ServiceRefused as refused:
                if scope == scopes.LINE_ITEM or not quirks.may_read_by_line_item(refused.reply.code):
                    raise
                response = self._getter(registration_id, scopes.LINE_ITEM, headers)(url)
                self._readers[registration_id] = scopes.LINE_ITEM
                return response

        return fetch

    def _getter(self, registration_id: int, scope: str, headers: Mapping[str, str]) -> Callable[[str], Response]:
        def fetch(url: str) -> Response:
            return self._call(
                registration_id, scope, lambda token: self._http.get(url, headers=_bearing(token, headers))
            )

        return fetch

    def _call(self, registration_id: int, scope: str, call: Callable[[str], Response]) -> Response:
        response = with_token(self._tokens, registration_id, (scope,), call)
        if not response.ok:
            raise ServiceRefused(reply_to(response, now=self._clock.now()))
        return response


def _bearing(token: str, headers: Mapping[str, str]) -> dict[str, str]:
    return {**headers, "Authorization": f"Bearer {token}"}


def _answered(response: Response) -> Mapping[str, Any]:
    """What the platform says that a line item is now; nothing where it answers without JSON, as it may."""
    try:
        return _mapping(document_of(response))
    except ServiceRefused:
        return {}


def _mapping(document: Any) -> Mapping[str, Any]:
    return document if isinstance(document, Mapping) else {}


def _entries(document: Any) -> list[Mapping[str, Any]]:
    """Raises ServiceRefused for JSON that is no list: an error that came as 200 must not pass for an empty column."""
    if not isinstance(document, list):
        raise ServiceRefused(Reply(ReplyKind.RETRY, "answer-not-a-list", NO_LIST, status=200))
    return [entry for entry in document if isinstance(entry, Mapping)]


def _fits(item: LineItem, wanted: Mapping[str, str | None]) -> bool:
    has = {"resource_link_id": item.resource_link_id, "resource_id": item.resource_id, "tag": item.tag}
    return all(value is None or has[name] == value for name, value in wanted.items())


def _is_of(result: Result, message: ScoreMessage) -> bool:
    """Whether a result is what this message had stored: the same second, and the same share of the maximum."""
    if result.timestamp is None or int(result.timestamp.timestamp()) != int(message.timestamp.timestamp()):
        return False
    if result.score is None or message.score_given is None:
        return result.score is None and message.score_given is None
    ours, theirs = message.score_given * (result.maximum or 0), result.score * (message.score_maximum or 0)
    return abs(ours - theirs) <= (message.score_maximum or 0)
