"""A placement in a course of one LMS, and learners in it, put straight into the tables."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog import GradePolicyKind, OnNotYet
from app.catalog.models import MicroCredential, MicroCredentialVersion
from app.clock import Clock
from app.lti.models import Deployment, Registration, Standing
from app.people.models import Course, LmsAccount, Membership, Person, Role
from app.placement import PlacementView, placement_view
from app.placement.models import Placement
from tests.gradebook.fake_lms import COLUMN, HOST


@dataclass
class Stage:
    """Row ids of what was put there."""

    registration_id: int
    deployment_id: int
    course_id: int
    placement: PlacementView

    def learner(self, session: Session, clock: Clock, subject: str, name: str = "") -> int:
        """A learner whom the LMS calls `subject`."""
        person = Person(display_name=name or f"Learner {subject}", created_at=clock.now())
        session.add(person)
        session.flush()
        session.add(LmsAccount(registration_id=self.registration_id, subject=subject, person_id=person.id))
        session.add(
            Membership(course_id=self.course_id, person_id=person.id, role=Role.LEARNER, last_seen_at=clock.now())
        )
        session.flush()
        return person.id


def build_stage(
    session: Session,
    clock: Clock,
    *,
    family: str = "moodle",
    points: int = 100_00,
    policy: GradePolicyKind = GradePolicyKind.POINTS_PERCENT,
    on_not_yet: OnNotYet = OnNotYet.HOLD,
    column: str | None = COLUMN,
    host: str = HOST,
    columns: str | None = f"{HOST}/columns",
) -> Stage:
    """One LMS of a product family with one course and one placement, worth `points` hundredths."""
    registration = Registration(
        issuer=host,
        client_id="cairn",
        auth_url=f"{host}/auth",
        token_url=f"{host}/token",
        jwks_url=f"{host}/jwks",
        product_family=family,
        status=Standing.ACTIVE,
        created_at=clock.now(),
    )
    session.add(registration)
    session.flush()
    deployment = Deployment(
        registration_id=registration.id, deployment_id="1", status=Standing.ACTIVE, first_seen_at=clock.now()
    )
    micro_credential = MicroCredential(slug="listening", title="Listening to learners")
    session.add_all([deployment, micro_credential])
    session.flush()
    course = Course(
        deployment_id=deployment.id, context_id="c1", title="Course", lineitems_url=columns, created_at=clock.now()
    )
    version = MicroCredentialVersion(
        micro_credential_id=micro_credential.id, version="1", content_hash="0", document={}, published_at=clock.now()
    )
    session.add_all([course, version])
    session.flush()
    placement = Placement(
        deployment_id=deployment.id,
        resource_link_id="link-1",
        course_id=course.id,
        version_id=version.id,
        title="Listening to learners",
        points=points,
        grade_policy=policy.value,
        on_not_yet=on_not_yet.value,
        lineitem_url=column,
        created_at=clock.now(),
    )
    session.add(placement)
    session.flush()
    return Stage(registration.id, deployment.id, course.id, placement_view(session, placement.id))
