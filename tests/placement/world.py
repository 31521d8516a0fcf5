"""A course with a teacher, an earner and launches of any kind, for the tests of placing."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog import parse, publish
from app.lti import AgsEndpoint, Context, DeepLinkingSettings, Launch, MessageType, ResourceLink
from app.lti.models import Deployment, Registration, Standing
from app.people import Actor, OpenedLaunch, find_actor, record_launch
from app.services import Services
from tests.catalog.documents import right, written

ISSUER = "https://lms.example"
ROLES = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
RETURN_URL = f"{ISSUER}/deep-link-return"


def publish_right(session: Session, services: Services, **changes: object) -> int:
    """Publish the small right document, changed as said; its version's id."""
    loaded = publish(session, services.clock, parse(written({**right(), **changes}), "x"))
    assert loaded is not None
    return loaded.version_id


def deployment_of(session: Session, services: Services) -> Deployment:
    """The one deployment of these tests, made when it is asked for first."""
    found = session.scalars(select(Deployment)).first()
    if found is not None:
        return found
    registration = Registration(
        issuer=ISSUER,
        client_id="cairn",
        auth_url=f"{ISSUER}/auth",
        token_url=f"{ISSUER}/token",
        jwks_url=f"{ISSUER}/keys",
        created_at=services.clock.now(),
    )
    session.add(registration)
    session.flush()
    deployment = Deployment(
        registration_id=registration.id,
        deployment_id="1",
        status=Standing.ACTIVE,
        first_seen_at=services.clock.now(),
    )
    session.add(deployment)
    session.flush()
    return deployment


def launch(
    session: Session,
    services: Services,
    *,
    role: str = "Instructor",
    link: str | None = "link-1",
    title: str = "",
    custom: Mapping[str, str] | None = None,
    lineitem: str | None = None,
    adding: bool = False,
    course: str = "course-1",
    history: tuple[str, ...] = (),
    deployment: Deployment | None = None,
    accept_types: tuple[str, ...] = ("ltiResourceLink",),
) -> tuple[Actor, OpenedLaunch]:
    """A verified launch, recorded; `adding` makes it a deep linking request."""
    deployment = deployment or deployment_of(session, services)
    message = Launch(
        registration_id=deployment.registration_id,
        deployment_id=deployment.id,
        deployment_active=True,
        message_type=MessageType.DEEP_LINKING if adding else MessageType.RESOURCE_LINK,
        subject=f"sub-{role}",
        name=role,
        given_name="",
        family_name="",
        email="",
        roles=(f"{ROLES}{role}",) if role else (),
        context=Context(course, "PD 101", "Teaching well"),
        resource_link=None if adding or link is None else ResourceLink(link, title, ""),
        target_link_uri="http://localhost:8000/lti/launch",
        custom=custom or {},
        ags=AgsEndpoint((SCORE,), f"{ISSUER}/lineitems", lineitem),
        nrps_url=None,
        deep_linking=DeepLinkingSettings(RETURN_URL, accept_types, False, True, "their data") if adding else None,
        for_user=None,
        locale="en",
        time_zone=None,
        return_url=f"{ISSUER}/course/1",
        document_target="iframe",
        product_family=None,
        product_version=None,
        platform_guid=None,
        masquerading=False,
        lms_placement=None,
        history=history,
        notices=None,
        high_contrast=False,
    )
    opened = record_launch(session, services.clock, message)
    return find_actor(session, opened.launch_id, opened.secret, services.clock.now()), opened
