"""People, courses and launches as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.lti import AgsEndpoint, DeepLinkingSettings
from app.people.models import LinkKind, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: one person in one course, through one launch."""

    launch_id: str
    person_id: int
    course_id: int
    deployment_id: int
    registration_id: int
    role: Role
    display_name: str
    resource_link_id: str | None
    resource_link_title: str
    lineitem_url: str | None
    """The gradebook column of the link, if the launch told one."""
    message_type: str
    is_test: bool
    """The platform's test user (Canvas: test student): earns nothing that lasts."""
    masquerading: bool
    """An administrator is acting as this person."""
    locale: str
    time_zone: str | None
    return_url: str | None
    custom: Mapping[str, str]
    lms_placement: str | None
    """Where in Canvas the tool was opened, in its own word: "course_navigation"; None elsewhere."""
    document_target: str | None
    """"iframe", "frame" or "window", where the launch said it."""
    high_contrast: bool
    mentored: tuple[str, ...] | None = None
    """The LMS's ids of the learners whom a mentor may follow; None where it names nobody."""
    target_link_uri: str = ""
    """The address of ours that the LMS asked for."""


@dataclass(frozen=True, slots=True)
class OpenedLaunch:
    """A launch that was just opened. The secret is for the browser's cookie; only its digest is stored."""

    launch_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class RecordedLaunch(OpenedLaunch):
    """A launch that was just recorded, with whom `find_actor` will find for it."""

    actor: Actor


@dataclass(frozen=True, slots=True)
class LaunchSessionView:
    """A launch with what only some pages need of it."""

    launch_id: str
    person_id: int
    person_name: str
    course_id: int
    course_title: str
    deployment_id: int
    registration_id: int
    role: Role
    message_type: str
    resource_link_id: str | None
    resource_link_title: str
    target_link_uri: str
    custom: Mapping[str, str]
    deep_linking: DeepLinkingSettings | None
    ags: AgsEndpoint | None
    for_user: str | None
    return_url: str | None
    lms_placement: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person; `subjects` are the LMS's ids of them, by registration."""

    id: int
    display_name: str
    given_name: str
    family_name: str
    email: str
    subjects: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class MemberView:
    """A person in a course, with the role of their newest launch or of the LMS's newer roster."""

    person_id: int
    display_name: str
    role: Role
    is_test: bool
    active: bool
    last_seen_at: datetime | None
    """Their newest launch; None for whom only the roster names."""


@dataclass(frozen=True, slots=True)
class RosterView:
    """How a course's list of participants stands."""

    is_offered: bool
    """Whether the LMS has told where the list is."""
    asked_at: datetime | None
    is_being_read: bool
    synced_at: datetime | None
    members: int | None
    trouble: str


@dataclass(frozen=True, slots=True)
class RosterReading:
    """One reading of a course's list of participants; it may take several deliveries."""

    course_id: int
    deployment_id: int
    url: str
    started_at: datetime
    following: str | None
    """The page where it goes on."""


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course as the newest launch described it."""

    id: int
    deployment_id: int
    context_id: str
    title: str
    label: str
    lineitems_url: str | None
    nrps_url: str | None
    history: tuple[str, ...]
    """Context ids of the courses that this one was copied from, the nearest first."""
    copying_put_off: bool
    """Whether a teacher has answered what to take over from them, so that it isn't asked again by itself."""


@dataclass(frozen=True, slots=True)
class AccountView:
    """One person as one of several accounts of a human being."""

    person_id: int
    name: str
    platforms: tuple[str, ...]
    """What the LMSs are called that know this person, oldest first."""


@dataclass(frozen=True, slots=True)
class LinkView:
    """Two accounts that count as one human being."""

    id: int
    accounts: tuple[AccountView, AccountView]
    kind: LinkKind
    made_by: str
    reason: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class LinkRequestView:
    """A code that waits: for somebody to enter it, or for one of the two to agree."""

    id: int
    is_maker: bool
    """Whether whoever asks made it; otherwise they entered it."""
    other: AccountView | None
    """The account at the other end; None while nobody has entered the code."""
    has_agreed: bool
    expires_at: datetime
