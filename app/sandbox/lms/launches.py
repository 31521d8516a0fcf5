"""Launches in a test's hands: correct ones, and all the ways to get one wrong."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from werkzeug.test import Client, TestResponse

from app.sandbox import launching, selections
from app.sandbox.launching import FormPost
from app.sandbox.lms.arranging import Arranging
from app.sandbox.messages import launch_of, message_claims
from app.sandbox.records import Activity, Course, LaunchHint, MessageType, Person, Tool
from app.sandbox.tempers.base import ACCOUNT, USER

Thing = TypeVar("Thing")
OUTSIDE = {"account_navigation": ACCOUNT, "user_navigation": USER}
"""The places that no course is behind."""


class Launches(Arranging):
    """From the login initiation to the posted id_token, each step by itself or all at once."""

    def login(
        self,
        person: Person,
        activity: Activity | None = None,
        *,
        course: Course | None = None,
        tool: Tool | None = None,
        message: MessageType = MessageType.RESOURCE_LINK,
        for_user: Person | None = None,
        target_url: str = "",
        as_learner: bool = False,
        masquerader: Person | None = None,
        placement: str = "",
        into: int | None = None,
    ) -> FormPost:
        """The login initiation that opening an activity begins with: address and fields to post to the tool.

        Without an activity name `course` and `tool`: a launch from the course menu, or for
        DEEP_LINKING the picker, whose return address then carries a ticket of its own. `placement` is
        a place on the pages of a Canvas temper and brings its own message; from "account_navigation"
        and "user_navigation" there is no course. `into` is the text or the homework that a picker's items are for.
        """
        tool_id = activity.tool_id if activity else _needed(tool).id
        course_id = OUTSIDE[placement] if placement in OUTSIDE else _course_id(activity, course)
        place = self.platform.tools.get(tool_id).placement(placement)
        if placement and place is None:
            raise LookupError(f"the tool isn't registered for {placement}")
        message = place.message if place else message
        deep = message is MessageType.DEEP_LINKING
        hint = LaunchHint(
            id=launching.new_hint_id(),
            message=message,
            person_id=person.id,
            tool_id=tool_id,
            course_id=course_id,
            activity_id=activity.id if activity else None,
            for_user_id=for_user.id if for_user else None,
            target_url=target_url,
            as_learner=as_learner,
            masquerader_id=masquerader.id if masquerader else None,
            placement=placement,
            deep_link_ticket=selections.begin(
                self.platform, course_id, tool_id, person.id, placement=placement, into_id=into
            )
            if deep
            else None,
        )
        return launching.initiate(self.platform, hint)

    def answer(
        self,
        auth_request: str | Mapping[str, str],
        *,
        claims: Mapping[str, Any] | None = None,
        without: Sequence[str] = (),
        header: Mapping[str, Any] | None = None,
        checked: bool = True,
    ) -> FormPost:
        """What the platform posts to the tool for its authentication request (address or parameters).

        `claims` replaces claims by full name, `without` drops some, `header` replaces header members
        (None drops `kid`): so every bad payload can be made. `checked=False` skips the platform's own
        checks, to answer requests that a correct platform would refuse. Raises LoginRefusalError.
        """
        params = _params(auth_request)
        hint_id = self.platform.temper.hint_id(params.get("lti_message_hint", ""))
        hint = self.platform.hints.find(hint_id)
        if checked or hint is None:
            hint = launching.authenticate(self.platform, params, hint.person_id if hint else None)
        made = message_claims(self.platform, launch_of(self.platform, hint), params.get("nonce", ""))
        made |= dict(claims or {})
        kept = {name: value for name, value in made.items() if name not in without}
        fields = {"id_token": self.platform.keys.sign(kept, dict(header or {}))}
        if "state" in params:
            fields["state"] = params["state"]
        return FormPost(params["redirect_uri"], fields)

    def claims(self, login: FormPost, nonce: str = "nonce") -> dict[str, Any]:
        """The claims that a login would lead to, unsigned: to look at, or to change and `sign`."""
        hint = self.platform.hints.find(self.platform.temper.hint_id(login.fields["lti_message_hint"]))
        if hint is None:
            raise LookupError("not a login of this platform")
        return message_claims(self.platform, launch_of(self.platform, hint), nonce)

    def sign(self, claims: Mapping[str, Any], header: Mapping[str, Any] | None = None) -> str:
        """Any claims, signed with the platform's present key."""
        return self.platform.keys.sign(dict(claims), dict(header or {}))

    def rotate_key(self, *, keep_old: bool = False) -> str:
        """A new signing key from now on; the old one leaves the key set unless kept. Its kid."""
        return self.platform.keys.rotate(self.platform.now(), keep_old=keep_old)

    def launch(
        self,
        browser: Client,
        person: Person,
        activity: Activity | None = None,
        *,
        claims: Mapping[str, Any] | None = None,
        without: Sequence[str] = (),
        header: Mapping[str, Any] | None = None,
        **opened: Any,
    ) -> TestResponse:
        """A whole launch with a tool's own test client as the browser; the tool's answer to the id_token.

        `opened` goes to `login`, the other words to `answer`. A page between login and platform, where a tool
        has values kept, is gone on from by its link. Raises AssertionError if the login leads nowhere.
        """
        login = self.login(person, activity, **opened)
        redirected = _post(browser, login)
        asked = redirected.location or _link_to(self.platform.url("/auth"), redirected.text)
        if not asked:
            raise AssertionError(f"the login was answered {redirected.status}: {redirected.text[:500]}")
        return _post(browser, self.answer(asked, claims=claims, without=without, header=header))


def _post(browser: Client, form: FormPost) -> TestResponse:
    address = urlsplit(form.url)
    return browser.post(
        f"{address.path}?{address.query}" if address.query else address.path,
        base_url=f"{address.scheme}://{address.netloc}",
        data=dict(form.fields),
    )


def _link_to(address: str, page: str) -> str:
    """The first link of a page that begins with this address; empty if there is none."""
    found = re.search(rf'href="({re.escape(address)}[^"]*)"', page)
    return html.unescape(found.group(1)) if found else ""


def _needed(thing: Thing | None) -> Thing:
    if thing is None:
        raise ValueError("name an activity, or both course and tool")
    return thing


def _course_id(activity: Activity | None, course: Course | None) -> int:
    return activity.course_id if activity else _needed(course).id


def _params(auth_request: str | Mapping[str, str]) -> dict[str, str]:
    if isinstance(auth_request, str):
        return dict(parse_qsl(urlsplit(auth_request).query, keep_blank_values=True))
    return dict(auth_request)
