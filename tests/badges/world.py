"""A small world in which somebody can earn a badge: a course, people in it, a placement, an attempt."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.badges import AwardRequest, CredentialView, EvidenceLine, award, credential_view, review_words
from app.catalog import (
    Achievement,
    Alignment,
    CreditSuggestion,
    CreditUnit,
    Criterion,
    Definition,
    KeyMethod,
    Level,
    PassRule,
    Rubric,
    Slot,
    SlotType,
    Step,
    StepKind,
    publish,
)
from app.clock import Clock
from app.evidence.models import Attempt
from app.lti.models import Deployment, Registration, Standing
from app.people.models import Course, Membership, Person, Role
from app.placement.models import Placement
from app.services import Services
from tests.signing import sign_due

EMAIL = "Ben.Okafor@example.edu"
LEVELS = (Level("not_yet", "Not yet", 0), Level("proficient", "Proficient", 1), Level("exemplary", "Exemplary", 2))


def criterion(identifier: str, title: str) -> Criterion:
    words = ("Recall only.", "Questions bring out reasons.", "Students question each other.")
    return Criterion(identifier, title, ("e1",), words)


DEFINITION = Definition(
    slug="questioning",
    version="1.2.0",
    title="Questioning for Student Reasoning",
    summary="Plans and asks questions that make most students explain their thinking.",
    competency="Plans and asks questions, and uses the answers to steer the lesson.",
    key_method=KeyMethod("Ask, wait, listen"),
    steps=(
        Step("s1", "Baseline", StepKind.REFLECT, 60, "Tally the questions of a lesson.", ("e1",)),
        Step("s2", "Teach and record", StepKind.PRACTISE, 90, "Teach for 15 minutes.\n\n- record it\n- code it"),
    ),
    slots=(Slot("e1", "Lesson plan", SlotType.TEXT),),
    rubric=Rubric(LEVELS, (criterion("c1", "Question design"), criterion("c2", "Use of answers"))),
    pass_rule=PassRule(level="proficient"),
    credit=CreditSuggestion(Decimal("2.5"), (CreditUnit("demo", Decimal("0.5")),)),
    achievement=Achievement("Questioner"),
    alignments=(
        Alignment("InTASC", code="4"),
        Alignment("NBPTS", name="Core Proposition 3", url="https://standards.example.org/cp3"),
    ),
)


@dataclass(frozen=True, slots=True)
class World:
    """Ids of one course with Ben, who can earn, and the course's test student."""

    ben: int
    test_student: int
    placement_id: int
    version_id: int
    definition: Definition

    def attempt(self, session: Session, person_id: int | None = None, number: int = 1) -> int:
        """An attempt that was handed in; its id."""
        now = datetime(2026, 11, 14, 16, 5, tzinfo=UTC)
        row = Attempt(
            placement_id=self.placement_id,
            person_id=person_id or self.ben,
            version_id=self.version_id,
            number=number,
            state="decided",
            state_at=now,
            submitted_at=now,
            attestations={},
        )
        session.add(row)
        session.flush()
        return row.id

    def request(self, attempt_id: int, **changes: Any) -> AwardRequest:
        request = AwardRequest(
            version_id=self.version_id,
            definition=self.definition,
            person_id=self.ben,
            email=EMAIL,
            placement_id=self.placement_id,
            attempt_id=attempt_id,
            levels={"c1": "proficient", "c2": "exemplary"},
            activity_start=datetime(2026, 9, 1, 7, 12, tzinfo=UTC),
            activity_end=datetime(2026, 11, 14, 16, 5, tzinfo=UTC),
            reviewed_by=review_words(1, certified=False),
            evidence=(EvidenceLine("Lesson plan", "Text", slot_id="e1"),),
        )
        return replace(request, **changes)


def a_world(session: Session, clock: Clock, definition: Definition = DEFINITION, link: str = "link-1") -> World:
    """A fresh course on a platform of its own, with `definition` published and placed."""
    now = clock.now()
    loaded = publish(session, clock, definition)
    assert loaded is not None
    address = "https://lms.example.edu"
    registration = Registration(
        issuer=address, client_id=link, auth_url=address, token_url=address, jwks_url=address, created_at=now
    )
    registration.status = Standing.ACTIVE
    session.add(registration)
    session.flush()
    deployment = Deployment(
        registration_id=registration.id, deployment_id="1", status=Standing.ACTIVE, first_seen_at=now
    )
    session.add(deployment)
    session.flush()
    course = Course(deployment_id=deployment.id, context_id="course-1", title="Methods 1", created_at=now)
    ben = Person(display_name="Ben Okafor 本", email=EMAIL, created_at=now)
    test = Person(display_name="Test Student", created_at=now)
    session.add_all([course, ben, test])
    session.flush()
    session.add_all(
        Membership(course_id=course.id, person_id=who.id, role=Role.LEARNER, is_test=who is test, last_seen_at=now)
        for who in (ben, test)
    )
    placement = Placement(
        deployment_id=deployment.id,
        resource_link_id=link,
        course_id=course.id,
        version_id=loaded.version_id,
        title=definition.title,
        points=100_00,
        grade_policy="points_percent",
        on_not_yet="hold",
        attempts_limit=3,
        created_at=now,
    )
    session.add(placement)
    session.flush()
    return World(ben.id, test.id, placement.id, loaded.version_id, definition)


def give_badge(session: Session, services: Services, world: World, **changes: Any) -> CredentialView:
    """Ben earns the badge of `world`, and it is signed."""
    request = world.request(world.attempt(session), **changes)
    return award_signed(session, services, request)


def award_signed(session: Session, services: Services, request: AwardRequest) -> CredentialView:
    """The badge as it is a moment after the award."""
    made = award(
        session,
        clock=services.clock,
        sealer=services.sealer,
        public_url=services.settings.public_url,
        request=request,
    )
    sign_due(session, services)
    return credential_view(session, made.uuid)
