"""Tables of people: who they are, how each LMS knows them, and the launches that brought them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Role(StrEnum):
    """The role of one launch in its course. NONE is the least: a polite page and nothing else."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    TEACHING_ASSISTANT = "teaching_assistant"
    CONTENT_DEVELOPER = "content_developer"
    MENTOR = "mentor"
    ADMINISTRATOR = "administrator"
    NONE = "none"


class Person(Base):
    """A human being. Names are empty where the LMS doesn't tell them."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    display_name: Mapped[str] = mapped_column(default="")
    given_name: Mapped[str] = mapped_column(default="")
    family_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class LmsAccount(Base):
    """How one registration knows a person."""

    __tablename__ = "lms_account"
    __table_args__ = (UniqueConstraint("registration_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"))
    subject: Mapped[str] = mapped_column(String(255))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class Course(Base):
    """An LTI context. A launch without one gets a course of its own link (`rules.context_key`)."""

    __tablename__ = "course"
    __table_args__ = (UniqueConstraint("deployment_id", "context_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("lti_deployment.id"))
    context_id: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(default="")
    label: Mapped[str] = mapped_column(default="")
    lineitems_url: Mapped[str | None] = mapped_column(default=None)
    nrps_url: Mapped[str | None] = mapped_column(default=None)
    history: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    """Context ids of the courses that this one was copied from, the nearest first, as launches and notices tell."""
    copying_put_off_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a teacher answered the question what to take over, with anything but all of it; empty: it may be asked."""
    created_at: Mapped[datetime]


class MembershipSource(StrEnum):
    """How a membership became known first."""

    LAUNCH = "launch"
    ROSTER = "roster"


class Membership(Base):
    """A person in a course, with the role that their newest launch or the LMS's newer roster gives them."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(String(32))
    is_test: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    """Whether the LMS still lists this person, as far as is known. Nothing of anybody's work hangs on it."""
    source: Mapped[MembershipSource] = mapped_column(
        String(16), default=MembershipSource.LAUNCH, server_default=MembershipSource.LAUNCH
    )
    last_seen_at: Mapped[datetime | None]
    """The newest launch; empty for whom only a roster named so far."""
    seen_in_roster_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the newest reading of the roster that named this person began."""


class CourseRoster(Base):
    """What is known of a course's list of participants in the LMS, and how far a reading of it has come."""

    __tablename__ = "course_roster"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    asked_at: Mapped[datetime]
    """When a reading was last asked for, by a person or by the clock."""
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the reading began that isn't finished; what launches tell after this moment is newer than its pages."""
    following: Mapped[str | None] = mapped_column(default=None)
    """The address of the page where it goes on; empty at the beginning."""
    synced_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a reading last came to its end."""
    members: Mapped[int | None] = mapped_column(default=None)
    """How many active people that one found."""
    trouble: Mapped[str] = mapped_column(default="")
    """What was wrong with the newest reading, in words for a teacher; empty when all was well."""


class LaunchSession(Base):
    """One launch and what it allows for a day. The cookie's secret is kept as a digest only."""

    __tablename__ = "launch_session"
    __table_args__ = (
        Index(
            "ix_launch_session_root_id_resource_link_id",
            "root_id",
            "resource_link_id",
            unique=True,
            sqlite_where=text("root_id IS NOT NULL"),
            postgresql_where=text("root_id IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """8 hex digits of the second it was opened, then 24 random ones: sorts by time, can't be guessed."""
    secret_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    deployment_id: Mapped[int] = mapped_column(ForeignKey("lti_deployment.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"))
    role: Mapped[Role] = mapped_column(String(32))
    message_type: Mapped[str] = mapped_column(String(64))
    resource_link_id: Mapped[str | None] = mapped_column(String(255))
    resource_link_title: Mapped[str]
    target_link_uri: Mapped[str]
    custom: Mapped[dict[str, Any]]
    deep_linking: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    ags: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    for_user: Mapped[str | None] = mapped_column(String(255))
    is_test: Mapped[bool]
    masquerading: Mapped[bool]
    mentored: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    root_id: Mapped[str | None] = mapped_column(String(32))
    """The launch that this one was opened within, for another activity of its course; see `children`."""
    lms_placement: Mapped[str | None] = mapped_column(String(64), default=None)
    document_target: Mapped[str | None] = mapped_column(String(500), default=None)
    high_contrast: Mapped[bool] = mapped_column(default=False, server_default=false())
    locale: Mapped[str] = mapped_column(String(35))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    return_url: Mapped[str | None]
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LinkKind(StrEnum):
    """How two accounts came to count as one human being."""

    CONSENT = "consent"
    """Both accounts agreed, each from its own launch."""
    MERGE = "merge"
    """An administrator knew it, and said why."""


class PersonLink(Base):
    """Two persons that are the same human being. Nothing of either is moved, so taking it back loses nothing."""

    __tablename__ = "person_link"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="ordered"),
        Index(
            "ix_person_link_first_id_second_id",
            "first_id",
            "second_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """The smaller of the two ids: a pair is written one way only."""
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(String(16))
    made_by: Mapped[str] = mapped_column(String(200))
    """Who said so: "person:7", or an administrator as the audit log names them."""
    reason: Mapped[str] = mapped_column(String(500), default="")
    """An administrator's own words."""
    made_at: Mapped[datetime]
    undone_by: Mapped[str | None] = mapped_column(String(200), default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)


class LinkCode(Base):
    """A code that one account shows and another enters; kept as a digest, used once, over after ten minutes."""

    __tablename__ = "link_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    maker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    taker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, default=None)
    """Who entered it. The first one to do so is the only one."""
    maker_agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    taker_agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was used up: both agreed, or one of them declined, or the maker took a new one."""
