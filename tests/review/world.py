"""A small course for the tests of reviewing: two reviewers, some earners, one placed micro-credential."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import evidence, journey, review
from app.badges import ensure_issuer
from app.catalog import (
    Achievement,
    CreditSuggestion,
    Criterion,
    Definition,
    KeyMethod,
    Level,
    PassRule,
    PassRuleType,
    Rubric,
    Slot,
    SlotType,
    Step,
    StepKind,
    definition_of,
    publish,
)
from app.clock import Clock
from app.evidence import AttemptRequest, AttemptView
from app.lti import Context, Launch, MessageType, ResourceLink
from app.lti.models import Deployment, Registration, Standing
from app.people import Actor, OpenedLaunch, find_actor, record_launch
from app.placement import NewPlacement, PlacementView, place, suggested_settings
from app.review import Note
from app.services import Services

ISSUER = "https://lms.example"
COURSE = Context("course-1", "PD 101", "Teaching well")
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
LEVELS = (Level("not_yet", "Not yet", 0), Level("proficient", "Proficient", 2), Level("exemplary", "Exemplary", 3))
WORDS = ("Nothing of it shows", "It shows in the plan", "It shows, and its limits are discussed")

PLAN = Definition(
    slug="planning-a-session",
    version="1.0.0",
    title="Planning a session",
    summary="Plan one session well.",
    competency="Plans a session around what participants need.",
    key_method=KeyMethod("Ask, plan, check"),
    steps=(
        Step("s1", "Ask", StepKind.COLLECT, 60, "Ask your participants.", ("needs",)),
        Step("s2", "Plan", StepKind.PRACTISE, 90, "Write the plan.", ("plan",)),
    ),
    slots=(Slot("needs", "What they need", SlotType.TEXT), Slot("plan", "The plan", SlotType.TEXT)),
    rubric=Rubric(
        LEVELS,
        (
            Criterion("responds", "Responds to needs", ("needs", "plan"), WORDS),
            Criterion("active", "Active session", ("plan",), WORDS),
            Criterion("honest", "Honest about limits", ("plan",), WORDS, rescore_always=True),
        ),
    ),
    pass_rule=PassRule(PassRuleType.ALL_AT_LEAST, "proficient"),
    credit=CreditSuggestion(Decimal("2.5")),
    achievement=Achievement("Planner of sessions"),
)


@dataclass(frozen=True, slots=True)
class World:
    """What the tests need to name. Actors by their LMS names."""

    placement: PlacementView
    definition: Definition
    actors: Mapping[str, Actor]
    launches: Mapping[str, OpenedLaunch]

    def person(self, name: str) -> int:
        return self.actors[name].person_id


def build_world(session: Session, services: Services, definition: Definition = PLAN) -> World:
    """Registration, deployment, course, people and a placement, each through its own package."""
    clock = services.clock
    registration = Registration(
        issuer=ISSUER,
        client_id="cairn",
        auth_url=f"{ISSUER}/auth",
        token_url=f"{ISSUER}/token",
        jwks_url=f"{ISSUER}/keys",
        created_at=clock.now(),
    )
    session.add(registration)
    session.flush()
    deployment = Deployment(
        registration_id=registration.id, deployment_id="1", status=Standing.ACTIVE, first_seen_at=clock.now()
    )
    session.add(deployment)
    session.flush()
    people = {"tess": "Instructor", "omar": "Instructor", "ada": "Learner", "ben": "Learner", "test": "Learner"}
    launches = {
        name: record_launch(session, clock, launch_of(name, role, registration.id, deployment.id))
        for name, role in people.items()
    }
    actors = {name: find_actor(session, each.launch_id, each.secret, clock.now()) for name, each in launches.items()}
    loaded = publish(session, clock, definition)
    assert loaded is not None
    new = NewPlacement(
        deployment_id=deployment.id,
        resource_link_id="link-1",
        course_id=actors["tess"].course_id,
        version_id=loaded.version_id,
        title="Plan a session",
        settings=suggested_settings(definition),
        lineitem_url=f"{ISSUER}/lineitems/1",
    )
    ensure_issuer(session, clock=clock, sealer=services.sealer, public_url=services.settings.public_url)
    return World(place(session, clock, new), definition, actors, launches)


def launch_of(
    name: str,
    role: str,
    registration_id: int,
    deployment_id: int,
    *,
    context: Context = COURSE,
    link: str = "link-1",
    for_user: str | None = None,
) -> Launch:
    """A verified launch of a person called by their subject."""
    roles = (ROLE + role, TEST_USER) if name == "test" else (ROLE + role,)
    return Launch(
        registration_id=registration_id,
        deployment_id=deployment_id,
        deployment_active=True,
        message_type=MessageType.SUBMISSION_REVIEW if for_user else MessageType.RESOURCE_LINK,
        subject=name,
        name=f"{name.capitalize()} Example",
        given_name=name.capitalize(),
        family_name="Example",
        email=f"{name}@school.example",
        roles=roles,
        context=context,
        resource_link=ResourceLink(link, "Plan a session", ""),
        target_link_uri="http://localhost:8000/",
        custom={},
        ags=None,
        nrps_url=None,
        deep_linking=None,
        for_user=for_user,
        locale="en",
        time_zone=None,
        return_url=f"{ISSUER}/course/1",
        document_target="iframe",
        product_family="moodle",
        product_version="5",
        platform_guid="lms",
        masquerading=False,
        lms_placement=None,
        history=(),
        notices=None,
        high_contrast=False,
    )


def hand_in(
    session: Session, clock: Clock, world: World, name: str = "ada", text: str = "We ask first."
) -> AttemptView:
    """An attempt of this earner, open for review."""
    person_id, placement = world.person(name), world.placement
    journey.start(session, clock, placement_id=placement.id, person_id=person_id, version_id=placement.version_id)
    version = {item.slot_id: item.version for item in evidence.items_of(session, placement.id, person_id)}
    for slot in world.definition.slots:
        if slot.type is SlotType.TEXT:
            evidence.save_text(
                session,
                clock,
                placement_id=placement.id,
                person_id=person_id,
                slot=slot,
                text=f"{text} ({slot.label})",
                base_version=version.get(slot.id, 0),
            )
    request = AttemptRequest(placement.id, person_id, placement.version_id, {"own": "This is my own work."})
    attempt = evidence.freeze_attempt(session, clock, request)
    review.open_for_review(session, clock, attempt)
    journey.note_submitted(session, clock, placement.id, person_id)
    return attempt


def notes(**levels: str) -> dict[str, Note]:
    """A level per criterion, with words where it is the lowest."""
    return {key: Note(level, "Show more of it." if level == "not_yet" else "") for key, level in levels.items()}


ALL_MET = notes(responds="proficient", active="exemplary", honest="proficient")
ONE_MISSING = notes(responds="exemplary", active="not_yet", honest="proficient")


def version_definition(session: Session, world: World) -> Definition:
    return definition_of(session, world.placement.version_id)


def count_rows(session: Session, model: type) -> int:
    return len(session.scalars(select(model)).all())
