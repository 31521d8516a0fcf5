"""The sandbox in the hands of a test or a script: everything its pages do, and what no LMS would do."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from flask import Flask

from app.clock import Clock
from app.sandbox import launching, registering, selections, server
from app.sandbox.activities import Column, NewActivity
from app.sandbox.calls import Calls
from app.sandbox.demo import furnish
from app.sandbox.factory import create_lms
from app.sandbox.faults import ALL, Fault, FaultKind, Faults
from app.sandbox.gradebook import edit_by_hand
from app.sandbox.launching import FormPost
from app.sandbox.messages import launch_of, message_claims
from app.sandbox.platform import Platform
from app.sandbox.records import (
    Activity,
    Change,
    Course,
    CourseRole,
    Kind,
    LaunchHint,
    LineItem,
    MessageType,
    Person,
    Result,
    ServiceCall,
    Tool,
)
from app.sandbox.registering import RegistrationError
from app.sandbox.tempers import Temper
from app.sandbox.tools import ToolForm
from app.sandbox.vocabulary import SCOPES

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Registered:
    """What a tool must know of this platform after a registration by hand."""

    issuer: str
    client_id: str
    deployment_id: str
    auth_url: str
    token_url: str
    jwks_url: str


class Lms:
    """One sandbox LMS, used in-process. `platform` is the whole of it for what isn't covered here."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.platform: Platform = app.extensions["sandbox"]
        self.faults = Faults(self.platform.store)

    @classmethod
    def new(
        cls,
        data_dir: Path | None = None,
        *,
        base_url: str = "http://127.0.0.1:8001",
        temper: str | Temper = "moodle",
        clock: Clock | None = None,
        shared_issuer: str | None = None,
    ) -> "Lms":
        """A new LMS, in memory without a `data_dir`; empty until `furnish()` or the `add_…` methods."""
        app = create_lms(data_dir, base_url=base_url, temper=temper, clock=clock, shared_issuer=shared_issuer)
        return cls(app)

    def furnish(self) -> None:
        """The demo's people and courses, unless somebody is here already."""
        furnish(self.platform)

    @contextmanager
    def serving(self, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
        """Answers on a real socket while the block runs; yields the base address, which `issuer` follows."""
        with server.serving(self.app, host, port) as base_url:
            yield base_url

    def close(self) -> None:
        """Ends the store; a temporary one is gone with it."""
        self.platform.store.close()

    @property
    def base_url(self) -> str:
        return self.platform.base_url

    @property
    def issuer(self) -> str:
        return self.platform.issuer

    # -- people and courses

    def add_person(self, name: str, kind: Kind = Kind.LEARNER, *, email: str | None = None, **fields: str) -> Person:
        """Somebody new; `email` is made up unless given (an empty text for none)."""
        address = f"person{len(self.platform.directory.people()) + 1}@example.edu" if email is None else email
        return self.platform.directory.add_person(name, kind, email=address, **fields)

    def add_course(
        self, label: str, title: str, *, teachers: Sequence[Person] = (), learners: Sequence[Person] = ()
    ) -> Course:
        course = self.platform.directory.add_course(label, title)
        for person in teachers:
            self.enrol(course, person, CourseRole.TEACHER)
        for person in learners:
            self.enrol(course, person, CourseRole.LEARNER)
        return course

    def enrol(self, course: Course, person: Person, role: CourseRole, *, suspended: bool = False) -> None:
        self.platform.directory.enrol(course.id, person.id, role, suspended=suspended)

    def conclude(self, course: Course) -> None:
        """Ends a course: a Canvas temper takes no scores for it any more."""
        self.platform.directory.rename_course(course.id, course.title, concluded=True)

    def person_named(self, name: str) -> Person:
        """The first person whose name begins so. Raises LookupError."""
        for person in self.platform.directory.people():
            if person.name.startswith(name):
                return person
        raise LookupError(f"nobody is called {name}")

    def subject(self, person: Person) -> str:
        """The `sub` and `userId` of somebody at this LMS."""
        return self.platform.temper.subject(person)

    def context_id(self, course: Course) -> str:
        return self.platform.temper.context_id(course)

    def link_id(self, activity: Activity) -> str:
        return self.platform.temper.activity_link_id(activity)

    # -- tools

    def register_tool(
        self,
        *,
        login_url: str,
        launch_url: str,
        jwks_url: str = "",
        jwks: Mapping[str, Any] | None = None,
        name: str = "Cairn",
        target_url: str = "",
        deep_link_url: str = "",
        redirect_uris: Sequence[str] = (),
        scopes: Sequence[str] = SCOPES,
        claims: Sequence[str] = ("name", "given_name", "family_name", "email"),
        custom: Mapping[str, str] | None = None,
        client_id: str = "",
        deployment_id: str = "",
        active: bool = True,
    ) -> Tool:
        """Registers a tool by hand. `jwks` spares it a server; `redirect_uris` defaults to `launch_url`."""
        form = ToolForm(
            name=name,
            login_url=login_url,
            target_url=target_url or launch_url,
            redirect_uris=tuple(redirect_uris) or (launch_url,),
            scopes=tuple(scopes),
            jwks_url=jwks_url,
            jwks=jwks,
            deep_link_url=deep_link_url,
            claims=tuple(claims),
            custom=custom or {},
        )
        tool = self.platform.register(form, client_id=client_id)
        if deployment_id:
            self.platform.tools.set_deployment(tool.id, deployment_id)
        return self.platform.activate(tool.id) if active else self.platform.tools.get(tool.id)

    def registered(self, tool: Tool) -> Registered:
        """The values an administrator copies into the tool."""
        url = self.platform.url
        return Registered(self.issuer, tool.client_id, tool.deployment_id, url("/auth"), url("/token"), url("/jwks"))

    def registration_link(self, tool_registration_url: str) -> str:
        """The tool's registration address with the two parameters that the LMS appends, for one use."""
        return registering.registration_link(self.platform, tool_registration_url)

    def bootstrap(self, tool_registration_url: str) -> Tool:
        """Registers a running tool as the administrator's frame would, and activates it.

        The sandbox must be serving, because the tool calls back. Raises RegistrationError with the
        tool's answer if no registration came of it, TransportError if the tool can't be reached.
        """
        before = {tool.id for tool in self.platform.tools.all()}
        answer = self.platform.http.get(self.registration_link(tool_registration_url))
        new = [tool for tool in self.platform.tools.all() if tool.id not in before]
        if not new:
            raise RegistrationError(answer.status, answer.text[:500])
        return self.platform.activate(new[0].id)

    def activate(self, tool: Tool) -> Tool:
        return self.platform.activate(tool.id)

    # -- activities

    def place(
        self,
        course: Course,
        tool: Tool,
        title: str = "Micro-credential",
        *,
        url: str = "",
        text: str = "",
        custom: Mapping[str, str] | None = None,
        maximum: float | None = 100,
        resource_id: str = "",
        tag: str = "",
        review: Mapping[str, Any] | None = None,
        attempts_allowed: int | None = None,
    ) -> Activity:
        """An activity without deep linking; `maximum=None` makes it ungraded."""
        column = None
        if maximum is not None:
            column = Column(maximum=maximum, label=title, resource_id=resource_id, tag=tag, review=review)
        new = NewActivity(
            title=title, text=text, url=url, custom=custom or {}, column=column, attempts_allowed=attempts_allowed
        )
        return self.platform.activities.place(course.id, tool.id, new)

    def place_item(self, course: Course, tool: Tool, item: Mapping[str, Any]) -> Activity:
        """An activity from a deep linking content item. Raises ServiceRefusalError for one that can't be used."""
        new = selections.activity_from_item(self.platform, item, tool)
        return self.platform.activities.place(course.id, tool.id, new)

    def activities(self, course: Course) -> list[Activity]:
        return self.platform.activities.of_course(course.id)

    def line_item(self, activity: Activity) -> LineItem:
        """The column of an activity. Raises LookupError for an ungraded one."""
        items = self.platform.activities.line_items_of(activity.id)
        if not items:
            raise LookupError(f"{activity.title} has no gradebook column")
        return items[0]

    def line_item_url(self, activity: Activity) -> str:
        return self.platform.temper.line_item_url(self.base_url, self.line_item(activity))

    def delete_line_item(self, activity: Activity) -> None:
        """Takes the column away and leaves the activity, as a teacher can."""
        self.platform.activities.delete_line_item(self.line_item(activity).id)

    # -- launches

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
    ) -> FormPost:
        """The login initiation that opening an activity begins with: address and fields to post to the tool.

        Without an activity name `course` and `tool`: a launch from the course menu, or for
        DEEP_LINKING the picker, whose return address then carries a ticket of its own.
        """
        tool_id = activity.tool_id if activity else _needed(tool).id
        course_id = activity.course_id if activity else _needed(course).id
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
            deep_link_ticket=selections.begin(self.platform, course_id, tool_id, person.id) if deep else None,
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

    # -- gradebook

    def result(self, activity: Activity | LineItem, person: Person) -> Result:
        """The gradebook's cell, empty if nothing was ever stored."""
        item = activity if isinstance(activity, LineItem) else self.line_item(activity)
        return self.platform.grades.result(item.id, person.id)

    def history(self, activity: Activity, person: Person) -> list[Change]:
        """What happened to a grade, latest first."""
        return self.platform.grades.history(self.line_item(activity).id, person.id)

    def grade_by_hand(
        self, activity: Activity, person: Person, score: float | None, *, comment: str = "", by: str = "Ada Okafor"
    ) -> Result:
        """Changes a grade as a teacher does in the gradebook."""
        return edit_by_hand(self.platform, self.line_item(activity), person, score, comment, by)

    # -- trouble, and what was said

    def trouble(self, kind: FaultKind, family: str = ALL, *, times: int | None = 1, seconds: float = 1) -> Fault:
        """Switches a fault on for the next `times` service calls of a family; None: until `calm()`."""
        return self.faults.switch_on(kind, family, times=times, seconds=seconds)

    def calm(self) -> None:
        """Switches all faults off."""
        self.faults.switch_off()

    def expire_tokens(self) -> None:
        """Forgets every access token: the next call with one gets 401."""
        self.platform.store.change("DELETE FROM access_token")

    def calls(self, ending: str = "") -> list[ServiceCall]:
        """Service calls, latest first; `ending` keeps those whose path ends so, such as `/scores`."""
        return Calls(self.platform.store).latest(ending)


def _needed(thing: Thing | None) -> Thing:
    if thing is None:
        raise ValueError("name an activity, or both course and tool")
    return thing


def _params(auth_request: str | Mapping[str, str]) -> dict[str, str]:
    if isinstance(auth_request, str):
        return dict(parse_qsl(urlsplit(auth_request).query, keep_blank_values=True))
    return dict(auth_request)
