"""A course whose learners have all handed in, with a review of each piece that waits for its release."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from app import create_app, evidence, journey, review
from app.badges import ensure_issuer
from app.catalog import SlotType, definition_of, load_catalog, load_stacks, published, yaml_files
from app.config import read_settings
from app.db import transaction
from app.evidence import AttemptRequest, NewFile
from app.files import StoredFile
from app.flows.release_decision import release_decision
from app.lti import add_platform, deployments, ensure_keys
from app.lti.claims import read_launch
from app.people import Actor, OpenedLaunch, find_actor, record_launch
from app.placement import NewPlacement, PlacementView, place, suggested_settings
from app.services import Services
from bench import cairn
from bench.badges.lms import Arranged, arrange
from bench.platform import CLAIM, LEARNER
from bench.servers import free_port

TEACHER = LEARNER.replace("Learner", "Instructor")
FILE = StoredFile(key="bench", size=1, sha256="0" * 64, media_type="application/pdf", name="agenda.pdf")
"""Names a file that nobody opens here."""


@dataclass(frozen=True, slots=True)
class Classroom:
    """One Cairn and its LMS, both still to be served."""

    app: Flask
    environment: dict[str, str]
    port: int
    lms_folder: Path
    lms_port: int
    teacher: Actor
    learner: OpenedLaunch
    """The launch of one of the learners."""
    attempts: tuple[int, ...]

    @property
    def services(self) -> Services:
        services: Services = self.app.extensions["cairn"]
        return services

    def release(self) -> None:
        """Every piece of work is earned, one transaction each, as a reviewer's clicks would do it."""
        for attempt_id in self.attempts:
            with transaction() as session:
                release_decision(session, self.services, self.teacher, attempt_id)


def make(folder: Path, size: int, *, micro_credentials: int = 1, database_url: str = "") -> Classroom:
    """A class of `size` at so many micro-credentials, on SQLite in `folder` or at `database_url`."""
    port, lms_port = free_port(), free_port()
    environment = cairn.settings(folder, port) | {"DATABASE_URL": database_url}
    (folder / "cairn").mkdir(parents=True)
    app = create_app(read_settings(environment))
    services: Services = app.extensions["cairn"]
    with app.app_context():
        upgrade()
        with transaction() as session:
            _furnish(session, services)
        keys = app.test_client().get("/lti/jwks.json").get_json()
        arranged = arrange(folder / "lms", lms_port, environment["PUBLIC_URL"], keys, size)
        with transaction() as session:
            teacher = _actor(session, services, _launched(session, services, arranged, "teacher", TEACHER))
            versions = [each.version_id for each in published(session)][:micro_credentials]
            placements = [_placed(session, services, arranged, teacher, version) for version in versions]
        attempts, learner = [], None
        for subject in arranged.learners:
            with transaction(durable=False) as session:
                learner = _launched(session, services, arranged, subject, LEARNER)
                person_id = _actor(session, services, learner).person_id
                attempts += [_hand_in(session, services, each, teacher, person_id) for each in placements]
        assert learner is not None
    return Classroom(app, environment, port, folder / "lms", lms_port, teacher, learner, tuple(attempts))


def _furnish(session: Session, services: Services) -> None:
    catalogue = cairn.ROOT / "micro_credentials"
    load_catalog(session, services.clock, catalogue)
    load_stacks(session, services.clock, yaml_files(catalogue / "stacks"))
    ensure_keys(session, services.clock, services.sealer)
    ensure_issuer(session, clock=services.clock, sealer=services.sealer, public_url=services.settings.public_url)


def _launched(session: Session, services: Services, arranged: Arranged, subject: str, role: str) -> OpenedLaunch:
    """This person's launch of the activity, as it is after the message was checked."""
    if not (known := deployments(session)):
        add_platform(session, services.clock, arranged.entry)
        known = deployments(session)
    claims = {
        "sub": subject,
        "name": f"Learner {subject[:8]}",
        "email": f"{subject}@example.edu",
        CLAIM + "message_type": "LtiResourceLinkRequest",
        CLAIM + "roles": [role],
        CLAIM + "context": {"id": arranged.context_id, "title": "Methods of Teaching"},
        CLAIM + "resource_link": {"id": arranged.link_id, "title": "Micro-credential"},
        CLAIM + "target_link_uri": services.settings.public_url,
        CLAIM + "tool_platform": {"product_family_code": "moodle"},
    }
    (deployment,) = known
    where = {"registration_id": deployment.registration_id, "deployment_id": deployment.id}
    return record_launch(session, services.clock, read_launch(claims, **where, deployment_active=True))


def _actor(session: Session, services: Services, launch: OpenedLaunch) -> Actor:
    return find_actor(session, launch.launch_id, launch.secret, services.clock.now())


def _placed(session: Session, services: Services, arranged: Arranged, teacher: Actor, version_id: int) -> PlacementView:
    """The first micro-credential is the LMS's activity with its column; others stand beside it."""
    is_first = published(session)[0].version_id == version_id
    new = NewPlacement(
        deployment_id=teacher.deployment_id,
        resource_link_id=arranged.link_id if is_first else f"beside-{version_id}",
        course_id=teacher.course_id,
        version_id=version_id,
        title="Micro-credential",
        settings=suggested_settings(definition_of(session, version_id)),
        lineitem_url=arranged.line_item_url,
    )
    return place(session, services.clock, new)


def _hand_in(session: Session, services: Services, placement: PlacementView, teacher: Actor, learner: int) -> int:
    """A piece in every slot, frozen, and a review that finds every criterion at the highest level."""
    clock, definition = services.clock, definition_of(session, placement.version_id)
    whose = {"placement_id": placement.id, "person_id": learner}
    journey.start(session, clock, **whose, version_id=placement.version_id)
    for slot in definition.slots:
        if slot.type is SlotType.TEXT:
            evidence.save_text(session, clock, **whose, slot=slot, text="We ask first.", base_version=0)
        elif slot.type is SlotType.FILE:
            evidence.add_file(session, clock, **whose, slot=slot, new=NewFile(FILE))
    request = AttemptRequest(placement.id, learner, placement.version_id, {"own": "This is my own work."})
    attempt = evidence.freeze_attempt(session, clock, request)
    review.open_for_review(session, clock, attempt)
    journey.note_submitted(session, clock, placement.id, learner)
    review.claim(session, clock, attempt.id, teacher.person_id)
    best = definition.rubric.levels[-1].key
    notes = {criterion.id: review.Note(best, "Well done.") for criterion in definition.rubric.criteria}
    review.save_draft(session, clock, attempt.id, teacher.person_id, notes, "Well led.")
    return attempt.id
