"""Names and Role Provisioning Services 2.0: who is in a course, page by page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.clock import Clock
from app.http import PlatformHttp, Response, host_of
from app.lti import scopes
from app.lti.claims import LONGEST_WORDS, identifier, mail_address, text
from app.lti.paging import Page, walk, with_query
from app.lti.replies import Reply, ReplyKind, ServiceRefused, reply_to
from app.lti.tokens import AccessTokens, with_token

MOST_PAGES = 2000
"""A hundred thousand people at Canvas's fifty a page: more is no course."""
LONGEST_SUBJECT = 255
REFUSED = (
    "The LMS refused the list of participants. Ask your LMS administrator to allow Names and Roles "
    "(the list of participants) for Cairn."
)
GONE = "The LMS no longer finds the list of participants of this course. Open the activity from the course once more."
STOPPED = "The LMS did not give the list of participants. Give your support the code and the time."
WORDS = {
    "scope-refused": REFUSED,
    "not-permitted": REFUSED,
    "permission-lost": REFUSED,
    "line-item-gone": GONE,
}
CODES = {
    "scope-refused": "scope-refused",
    "not-permitted": "roster-refused",
    "permission-lost": "roster-refused",
    "line-item-gone": "roster-gone",
}
KEPT_CODES = frozenset({"platform-inactive", "paging-endless", "paging-elsewhere"})
"""Refusals whose own words fit here too."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a course as the LMS names them; names and email only where the LMS shares them."""

    user_id: str
    active: bool
    roles: tuple[str, ...]
    """Full URNs or short names, as they came."""
    name: str
    given_name: str
    family_name: str
    email: str


@dataclass(frozen=True, slots=True)
class RosterPage:
    """Some of the people of a course, and where the list goes on; None at its end."""

    members: tuple[Member, ...]
    following: str | None


@dataclass(frozen=True, slots=True)
class RosterQuery:
    """Whose names to ask for.

    `resource_link_id` asks for those who can reach that activity; `role` for one role (Moodle knows Learner and
    Instructor only); `limit` is the size of a page, of which Canvas gives fifty at most.
    """

    url: str
    resource_link_id: str | None = None
    role: str | None = None
    limit: int | None = None

    def address(self, *, whole_course: bool = False) -> str:
        rlid = None if whole_course else self.resource_link_id
        return with_query(self.url, rlid=rlid, role=self.role, limit=self.limit)


class NrpsClient:
    """Calls to the rosters of all platforms. One per process; safe to use from many threads."""

    def __init__(self, http: PlatformHttp, tokens: AccessTokens, clock: Clock) -> None:
        self._http = http
        self._tokens = tokens
        self._clock = clock

    def pages(self, registration_id: int, query: RosterQuery, *, start: str | None = None) -> Iterator[RosterPage]:
        """The roster page by page; each is fetched when it is asked for, and none is kept.

        `start` goes on where an earlier reading stopped (`RosterPage.following`). Where the LMS refuses an
        activity's own list (Canvas does after deletions), the whole course is read. Raises ServiceRefused with
        words about the roster; what came before the refusal is then not the whole of it.
        """

        def fetch(page: str) -> Response:
            return self._fetched(registration_id, page)

        if start is not None:
            return map(_roster_page, walk(fetch, start, most=MOST_PAGES))
        return map(_roster_page, self._from_start(fetch, query))

    def _from_start(self, fetch: Callable[[str], Response], query: RosterQuery) -> Iterator[Page]:
        pages = walk(fetch, query.address(), most=MOST_PAGES)
        try:
            first = next(pages)
        except ServiceRefused as refused:
            if query.resource_link_id is None or refused.reply.kind is not ReplyKind.STOP:
                raise
            yield from walk(fetch, query.address(whole_course=True), most=MOST_PAGES)
            return
        yield first
        yield from pages

    def _fetched(self, registration_id: int, page: str) -> Response:
        try:
            response = with_token(
                self._tokens, registration_id, (scopes.MEMBERSHIP_READ,), lambda token: self._get(page, token)
            )
        except ServiceRefused as refused:
            raise ServiceRefused(_of_roster(refused.reply, page)) from refused
        if not response.ok:
            raise ServiceRefused(_of_roster(reply_to(response, now=self._clock.now()), page))
        return response

    def _get(self, url: str, token: str) -> Response:
        return self._http.get(url, headers={"Accept": scopes.MEMBERS_TYPE, "Authorization": f"Bearer {token}"})


def member_of(entry: Mapping[str, Any]) -> Member:
    """One member as the platform describes them; a missing status means active."""
    roles = entry.get("roles")
    user_id = identifier(entry.get("user_id"))
    return Member(
        user_id=user_id if len(user_id) <= LONGEST_SUBJECT else "",
        active=str(entry.get("status") or "Active").strip().lower() == "active",
        roles=tuple(role.strip() for role in roles if isinstance(role, str)) if isinstance(roles, list) else (),
        name=text(entry.get("name"))[:LONGEST_WORDS],
        given_name=text(entry.get("given_name"))[:LONGEST_WORDS],
        family_name=text(entry.get("family_name"))[:LONGEST_WORDS],
        email=mail_address(entry.get("email")),
    )


def _roster_page(page: Page) -> RosterPage:
    """Raises ServiceRefused for JSON that is no roster: an error that came as 200 must not pass for an empty course."""
    members = page.document.get("members") if isinstance(page.document, Mapping) else None
    if not isinstance(members, list):
        words = "The LMS gave an answer that is no list of participants. Cairn will try again."
        raise ServiceRefused(Reply(ReplyKind.RETRY, "roster-unreadable", words))
    found = (member_of(entry) for entry in members if isinstance(entry, Mapping))
    return RosterPage(tuple(member for member in found if member.user_id), page.following)


def _of_roster(reply: Reply, url: str) -> Reply:
    """The same answer in words about participants, where the usual ones are about scores."""
    if reply.kind is ReplyKind.RETRY:
        if reply.code != "throttled":
            return reply
        return replace(reply, words=f"{host_of(url)} asked Cairn to go more slowly. The rest is read a little later.")
    if reply.code in KEPT_CODES or reply.status is None:
        return reply
    words = WORDS.get(reply.code, STOPPED)
    return replace(reply, kind=ReplyKind.STOP, code=CODES.get(reply.code, "roster-not-given"), words=words)
