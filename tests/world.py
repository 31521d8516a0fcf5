"""A furnished world: three courses on two platforms, with work in every state, made by the tool's own verbs.

It is made once and copied for each test, so a test may break what it likes.
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app, evidence
from app.administration import assign_registration, create_organisation
from app.badges import credential_of, ensure_issuer, evidence_of
from app.catalog import publish
from app.clock import Clock
from app.config import read_settings
from app.db import db, reading, transaction
from app.evidence import NewFile
from app.files import StoredFile
from app.flows.release_decision import release_decision
from app.flows.review_work import save_review, take_up
from app.flows.start_work import start_work
from app.flows.submit_work import Submission, submit_work
from app.gradebook import sync_states
from app.lti import (
    AgsEndpoint,
    Context,
    DeepLinkingSettings,
    Launch,
    MessageType,
    PlatformEntry,
    ResourceLink,
    add_platform,
    ensure_keys,
)
from app.lti.models import Deployment
from app.people import Actor, OpenedLaunch, find_actor, record_launch, secret_hash
from app.placement import NewPlacement, PlacementView, place, suggested_settings
from app.services import Services
from app.transcript import Asked, make_code
from app.web import csrf
from app.web.access import COOKIE_PREFIX
from app.web.launch_keys import new_key
from tests import cast
from tests.cast import Character, Kind, Place
from tests.evidence.world import AGENDA, FORUM, PDF, PICTURES, PNG, STORY, TALKS, store
from tests.pages import PageChecker
from tests.review.world import notes
from tests.signing import sign_due

ASKED_TYPES = {
    Kind.ADDING: ("ltiResourceLink",),
    Kind.WRITING: ("link", "html", "image"),
    Kind.HANDING_IN: ("file", "ltiResourceLink"),
}
LMS_PLACEMENTS = {
    Kind.WRITING: "editor_button",
    Kind.HANDING_IN: "homework_submission",
    Kind.OF_ACCOUNT: "account_navigation",
}
ROOT_ACCOUNT = {"canvas_account_id": "1", "canvas_root_account_id": "1"}
LINE_ITEMS = "https://lms.example/lineitems"


@dataclass(frozen=True, slots=True)
class World:
    """What the tests need to name. Attempts and items by the earner's key."""

    actors: Mapping[str, Actor]
    launches: Mapping[str, OpenedLaunch]
    placements: Mapping[Place, PlacementView]
    attempts: Mapping[str, int]
    attempt_files: Mapping[str, int]
    """The frozen agenda of each attempt."""
    items: Mapping[str, int]
    """The agenda in each working portfolio."""
    syncs: Mapping[str, int]
    badge: str
    evidence: str
    """The line of that badge's evidence that the agenda belongs to."""
    transcript_code: int
    """A code that Ben made for a registrar."""
    typed_code: str
    """The same as it is printed and typed in."""
    version_id: int
    other_version_id: int
    """A second micro-credential, placed nowhere."""

    def person(self, who: Character) -> int:
        return self.actors[who.key].person_id


class Window:
    """One launch, in a browser of its own that holds this launch's cookie."""

    def __init__(self, app: Flask, world: World, who: Character, *, cookie: bool = True) -> None:
        app.test_client_class = PageChecker
        self.client: FlaskClient = app.test_client()
        self.app, self.who, self.opened = app, who, world.launches[who.key]
        if cookie:
            self.client.set_cookie(COOKIE_PREFIX + self.opened.launch_id, self.opened.secret, secure=True)

    @property
    def token(self) -> str:
        services: Services = self.app.extensions["cairn"]
        return csrf.token(services.settings.secret_key, self.opened.launch_id, self.opened.secret)

    def address(self, path: str) -> str:
        return f"/l/{self.opened.launch_id}{path}"

    def key_segment(self) -> str:
        """What stands in the path where this launch is open without a cookie."""
        services: Services = self.app.extensions["cairn"]
        digest, now = secret_hash(self.opened.secret), services.clock.now()
        return f"{self.opened.launch_id}.{new_key(services.settings.secret_key, self.opened.launch_id, digest, now)}"

    def get(self, path: str = "/") -> TestResponse:
        return read(self.client.get(self.address(path)))

    def post(self, path: str, fields: Mapping[str, object] | None = None, *, token: bool = True) -> TestResponse:
        form = {**({"csrf_token": self.token} if token else {}), **(fields or {})}
        return read(self.client.post(self.address(path), data=form))

    def text(self, path: str = "/") -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.status_code
        return " ".join(answer.get_data(as_text=True).split())


def read(response: TestResponse) -> TestResponse:
    """The answer read to its end, so that no file stays open."""
    response.get_data()
    response.close()
    return response


def furnish(services: Services) -> World:
    """Build everything; needs an application context and empty tables."""
    clock = services.clock
    with transaction() as session:
        ensure_keys(session, clock, services.sealer)
        ensure_issuer(session, clock=clock, sealer=services.sealer, public_url=services.settings.public_url)
        deployments = {
            issuer: _platform(session, clock, issuer) for issuer in (cast.HOME_PLATFORM, cast.OTHER_PLATFORM)
        }
        school = create_organisation(session, clock, "Home School").id
        assign_registration(session, deployments[cast.HOME_PLATFORM][0], school)
        launches = {
            who.key: record_launch(session, clock, launch_of(who, *deployments[who.place.issuer])) for who in cast.CAST
        }
        actors = {
            key: find_actor(session, opened.launch_id, opened.secret, clock.now()) for key, opened in launches.items()
        }
        version_id = _publish(session, services, "leading-talks")
        other = _publish(session, services, "leading-walks")
        placements = {
            who.place: _place(session, clock, actors[who.key], version_id)
            for who in (cast.ADA, cast.OMA, cast.OTHER_ADA)
        }
    for who in cast.EARNERS:
        with transaction() as session:
            fill(session, services, actors[who.key], placements[who.place], who.keepsake)
    attempts: dict[str, int] = {}
    for who in cast.EARNERS:
        if who is not cast.DEE:
            with transaction() as session:
                attempts[who.key] = submit(session, services, actors[who.key], placements[who.place])
    review(services, actors["ada"], attempts["ben"], release=True)
    review(services, actors["ada"], attempts["cam"], release=False)
    with transaction() as session:
        ben = actors["ben"].person_id
        code = make_code(session, Asked(ben, (ben,), services.settings.public_url, clock.now()))
    with reading() as session:
        return World(
            actors=actors,
            launches=launches,
            placements=placements,
            attempts=attempts,
            attempt_files={key: _agenda_of_attempt(session, attempt_id) for key, attempt_id in attempts.items()},
            items={who.key: _agenda(session, actors[who.key], placements[who.place]) for who in cast.EARNERS},
            syncs=_syncs(session, clock, actors, placements),
            badge=_badge(session, placements[cast.HERE], actors["ben"]),
            evidence=_evidence(session, placements[cast.HERE], actors["ben"]),
            transcript_code=code.id,
            typed_code=code.shown,
            version_id=version_id,
            other_version_id=other,
        )


def launch_of(who: Character, registration_id: int, deployment_id: int) -> Launch:
    """The verified message that brings this person."""
    adding = who.kind in ASKED_TYPES
    message = MessageType.SUBMISSION_REVIEW if who.kind is Kind.ONE_LEARNER else MessageType.RESOURCE_LINK
    return Launch(
        registration_id=registration_id,
        deployment_id=deployment_id,
        deployment_active=True,
        message_type=MessageType.DEEP_LINKING if adding else message,
        subject=who.subject,
        name=who.name,
        given_name=who.name.split()[0],
        family_name=who.name.split()[1],
        email=f"{who.key}@school.example",
        roles=who.roles,
        context=Context(who.place.context_id, who.place.context_id.upper(), f"Course {who.place.context_id}"),
        resource_link=None if adding else ResourceLink(who.place.link_id, "Leading talks", ""),
        target_link_uri="http://localhost:8000/",
        custom=ROOT_ACCOUNT if who.kind is Kind.OF_ACCOUNT else {},
        ags=AgsEndpoint(("https://purl.imsglobal.org/spec/lti-ags/scope/score",), LINE_ITEMS, None),
        nrps_url=None,
        deep_linking=_deep_linking(who) if adding else None,
        for_user=cast.CAM.subject if who.kind is Kind.ONE_LEARNER else None,
        locale="en",
        time_zone=None,
        return_url=f"{who.place.issuer}/course/{who.place.context_id}",
        document_target="iframe",
        product_family="moodle",
        product_version="5",
        platform_guid="lms",
        masquerading=who.kind is Kind.MASQUERADING,
        lms_placement=LMS_PLACEMENTS.get(who.kind),
        history=(),
        notices=None,
        high_contrast=False,
        mentored=who.follows,
    )


def store_files(services: Services, keepsake: str) -> tuple[StoredFile, StoredFile]:
    """An agenda and a picture with the earner's own word in content and name."""
    agenda = store(services, PDF + f"% {keepsake}\n".encode(), f"agenda-{keepsake}.pdf")
    return agenda, store(services, PNG, f"{keepsake}.png")


def fill(
    session: Session,
    services: Services,
    actor: Actor,
    placement: PlacementView,
    keepsake: str,
    files: tuple[StoredFile, StoredFile] | None = None,
) -> None:
    """Everything that is asked for, each piece with the earner's own word in it; the `files` too if none are given."""
    whose = {"placement_id": placement.id, "person_id": actor.person_id}
    start_work(session, services, actor, placement)
    story = f"A talk helped me because of {keepsake}."
    evidence.save_text(session, services.clock, **whose, slot=STORY, text=story, base_version=0)
    for slot, stored in zip((AGENDA, PICTURES), files or store_files(services, keepsake), strict=True):
        evidence.add_file(session, services.clock, **whose, slot=slot, new=NewFile(stored))
    url = f"https://forum.example/{keepsake}"
    evidence.add_link(session, services.clock, **whose, slot=FORUM, url=url, caption=f"The thread of {keepsake}")


def submit(session: Session, services: Services, actor: Actor, placement: PlacementView, note: str = "") -> int:
    return submit_work(session, services, actor, placement, Submission(("integrity", "student_privacy"), note)).id


def _platform(session: Session, clock: Clock, issuer: str) -> tuple[int, int]:
    entry = PlatformEntry(
        label=issuer,
        issuer=issuer,
        client_id="cairn",
        auth_url=f"{issuer}/auth",
        token_url=f"{issuer}/token",
        jwks_url=f"{issuer}/keys",
        deployment_ids=("1",),
    )
    registration_id = add_platform(session, clock, entry)
    deployment_id = session.scalar(select(Deployment.id).where(Deployment.registration_id == registration_id))
    assert deployment_id is not None
    return registration_id, deployment_id


def _publish(session: Session, services: Services, slug: str) -> int:
    title = slug.replace("-", " ").capitalize()
    loaded = publish(session, services.clock, replace(TALKS, slug=slug, title=title))
    assert loaded is not None
    return loaded.version_id


def _place(session: Session, clock: Clock, actor: Actor, version_id: int) -> PlacementView:
    new = NewPlacement(
        deployment_id=actor.deployment_id,
        resource_link_id=actor.resource_link_id or "",
        course_id=actor.course_id,
        version_id=version_id,
        title="Leading talks",
        settings=suggested_settings(TALKS),
        lineitem_url=f"{LINE_ITEMS}/{actor.course_id}",
    )
    return place(session, clock, new)


def _deep_linking(who: Character) -> DeepLinkingSettings:
    return DeepLinkingSettings(f"{who.place.issuer}/deep", ASKED_TYPES[who.kind], False, True, "their data")


def review(services: Services, actor: Actor, attempt_id: int, *, release: bool, responds: str = "proficient") -> None:
    """A review that is begun, and released if `release` says so: earned, unless `responds` is "not_yet".

    A badge that comes of it is signed.
    """
    with transaction() as session:
        take_up(session, services, actor, attempt_id)
        found = notes(responds=responds, active="exemplary")
        save_review(session, services, actor, attempt_id, found, "Well led.")
        if release:
            release_decision(session, services, actor, attempt_id)
            sign_due(session, services)


def _agenda_of_attempt(session: Session, attempt_id: int) -> int:
    return evidence.attempt_view(session, attempt_id).items_in(AGENDA.id)[0].id


def _agenda(session: Session, actor: Actor, placement: PlacementView) -> int:
    items = evidence.items_of(session, placement.id, actor.person_id)
    return next(item.id for item in items if item.slot_id == AGENDA.id)


def _syncs(
    session: Session, clock: Clock, actors: Mapping[str, Actor], placements: Mapping[Place, PlacementView]
) -> dict[str, int]:
    rows = [row for each in placements.values() for row in sync_states(session, each.id, clock.now())]
    keys = {actors[who.key].person_id: who.key for who in cast.EARNERS}
    return {keys[row.person_id]: row.id for row in rows}


def _badge(session: Session, placement: PlacementView, actor: Actor) -> str:
    badge = credential_of(session, placement.id, actor.person_id)
    assert badge is not None
    return badge.uuid


def _evidence(session: Session, placement: PlacementView, actor: Actor) -> str:
    lines = evidence_of(session, _badge(session, placement, actor))
    return next(line.uuid for line in lines if line.slot_id == AGENDA.id)


def make_once(environment: dict[str, str], clock: Clock, empty_database: Path) -> World:
    """Furnish the data folder of this environment, to be copied for each test."""
    settings = read_settings(environment)
    settings.data_dir.mkdir(parents=True)
    shutil.copy(empty_database, settings.data_dir / "cairn.sqlite3")
    application = create_app(settings, clock=clock)
    with application.app_context():
        world = furnish(application.extensions["cairn"])
        db.engine.dispose()
    return world


def words_in(response: TestResponse) -> set[str]:
    """Whose evidence an answer holds, by the people's keys."""
    text = response.get_data().decode(errors="replace") + str(response.headers)
    return {who.key for who in cast.EARNERS if re.search(who.keepsake + r"(?![a-z])", text)}


def names_in(response: TestResponse) -> set[str]:
    """Which earners an answer names, by their keys."""
    text = response.get_data().decode(errors="replace")
    return {who.key for who in cast.EARNERS if who.name in text}
