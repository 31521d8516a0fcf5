"""Names and Role Provisioning Services 2.0: who is in a course."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.clock import Clock
from app.http import PlatformHttp, Response
from app.lti import scopes
from app.lti.paging import pages, with_query
from app.lti.replies import ReplyKind, ServiceRefused, reply_to
from app.lti.tokens import AccessTokens, with_token


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


class NrpsClient:
    """Calls to the rosters of all platforms. One per process; safe to use from many threads."""

    def __init__(self, http: PlatformHttp, tokens: AccessTokens, clock: Clock) -> None:
        self._http = http
        self._tokens = tokens
        self._clock = clock

    def members(
        self, registration_id: int, url: str, *, resource_link_id: str | None = None, limit: int | None = None
    ) -> list[Member]:
        """Everybody in the course, over all pages; `limit` is the size of a page. Raises ServiceRefused.

        With `resource_link_id` those who can reach that activity; where the LMS refuses this (Canvas does after
        deletions), the whole course.
        """
        if resource_link_id is not None:
            try:
                return self._members(registration_id, with_query(url, rlid=resource_link_id, limit=limit))
            except ServiceRefused as refused:
                if refused.reply.kind is not ReplyKind.STOP:
                    raise
        return self._members(registration_id, with_query(url, limit=limit))

    def _members(self, registration_id: int, url: str) -> list[Member]:
        def fetch(page: str) -> Response:
            response = with_token(
                self._tokens, registration_id, (scopes.MEMBERSHIP_READ,), lambda token: self._get(page, token)
            )
            if not response.ok:
                raise ServiceRefused(reply_to(response, now=self._clock.now()))
            return response

        found = [member_of(entry) for document in pages(fetch, url) for entry in _members_of(document)]
        return list({member.user_id: member for member in found if member.user_id}.values())

    def _get(self, url: str, token: str) -> Response:
        return self._http.get(url, headers={"Accept": scopes.MEMBERS_TYPE, "Authorization": f"Bearer {token}"})


def member_of(entry: Mapping[str, Any]) -> Member:
    """One member as the platform describes them; a missing status means active."""
    roles = entry.get("roles")
    return Member(
        user_id=str(entry.get("user_id") or ""),
        active=str(entry.get("status") or "Active").lower() == "active",
        roles=tuple(str(role) for role in roles) if isinstance(roles, list) else (),
        name=str(entry.get("name") or ""),
        given_name=str(entry.get("given_name") or ""),
        family_name=str(entry.get("family_name") or ""),
        email=str(entry.get("email") or ""),
    )


def _members_of(document: Any) -> list[Mapping[str, Any]]:
    members = document.get("members") if isinstance(document, Mapping) else None
    return [entry for entry in members if isinstance(entry, Mapping)] if isinstance(members, list) else []
