"""Table of placements: one row per resource link of a course."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Placement(Base):
    """One appearance of a micro-credential in a course, pinned to a version, with its policies.

    `points` is in hundredths. `template_id` is the uuid drawn when the link was made by deep linking; a
    copied course carries it along. `created_by` is empty when the first launch of such a link made the row.
    `copied_from_id` is the placement whose settings this one began with. A link that an LMS gives out again in
    a copied course stands for another placement there, so the course is part of the key.
    """

    __tablename__ = "placement"
    __table_args__ = (UniqueConstraint("deployment_id", "resource_link_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("lti_deployment.id"))
    resource_link_id: Mapped[str] = mapped_column(String(255))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("micro_credential_version.id"), index=True)
    title: Mapped[str] = mapped_column(String(255))
    points: Mapped[int]
    grade_policy: Mapped[str] = mapped_column(String(40))
    on_not_yet: Mapped[str] = mapped_column(String(40))
    attempts_limit: Mapped[int | None]
    lineitem_url: Mapped[str | None] = mapped_column(String(2000))
    template_id: Mapped[str | None] = mapped_column(String(36), index=True)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"), default=None)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
