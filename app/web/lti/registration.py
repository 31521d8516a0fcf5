"""Registering Cairn at an LMS: the page behind an invitation link, and the JSON for Canvas.

The LMS opens the link in a frame and adds where its configuration is. Everything happens without a
click; what went wrong is shown as an ordinary refusal, and the link can then be used again. A person
who opens the link is told where it belongs.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, g, jsonify, render_template, request

from app.db import reading, transaction
from app.flows.register_platform import register_platform
from app.lti import (
    InvitationView,
    Registered,
    canvas_configuration,
    find_invitation,
    introduce,
    registration_frames,
)
from app.services import Services
from app.web.access import current_services

blueprint = Blueprint("lti_registration", __name__, url_prefix="/lti")

AFTER_MOODLE = (
    "A site administrator presses Activate on Cairn's card: Site administration, Plugins, External tool, Manage "
    "tools. Until then nobody can open Cairn.",
    "A teacher switches Cairn on in the course: More, LTI External tools. From then on it is in the activity chooser.",
    "The teacher adds an activity, chooses Cairn, presses Select content, and saves.",
)
AFTER_CANVAS = (
    "In the window behind this one, look at the permissions and places and keep them: without the permissions no "
    "score arrives. Then switch Cairn on.",
    "Make it available in the account or in single courses. A teacher can show it in the course's menu under "
    "Settings, Navigation.",
)
AFTER_OTHERS = ("An administrator of the LMS makes Cairn active and available in courses.",)
NEXT_STEPS = {"moodle": AFTER_MOODLE, "canvas": AFTER_CANVAS}

RENEWED_CANVAS = (
    "An administrator of Canvas looks at what is new and accepts it: Admin, Apps, Manage, Cairn. Until then the "
    "former permissions and places hold.",
)
RENEWED_OTHERS = ("Nothing more: courses, activities and grades stay as they were.",)
APPROVAL = (
    "If people are asked to wait when they open Cairn from a new place, approve that place in Cairn's administration "
    "under Connections, or on its machine with flask lti approve-deployment and the number from flask lti platforms."
)


@dataclass(frozen=True, slots=True)
class RegisteredPage:
    """What templates/lti/registered.html shows."""

    heading: str
    label: str
    issuer: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What templates/lti/registration_link.html shows."""

    label: str
    link: str
    expires_at: datetime


@blueprint.get("/register/<token>")
def register(token: str) -> str:
    """Register Cairn at the LMS that opened this page, or tell a person what the link is for."""
    services = current_services()
    configuration = request.args.get("openid_configuration", "")
    g.frame_origins = registration_frames(configuration)
    with reading() as session:
        invitation = find_invitation(session, services.clock, token)
    if not configuration:
        link = f"{services.settings.public_url}/lti/register/{token}"
        page = LinkPage(label=invitation.label, link=link, expires_at=invitation.expires_at)
        return render_template("lti/registration_link.html", page=page)
    return render_template("lti/registered.html", page=_page(_registered(services, invitation, configuration)))


@blueprint.get("/canvas.json")
def canvas() -> Response:
    """What a Canvas administrator pastes, or gives the address of, where Dynamic Registration is not to be used."""
    return jsonify(canvas_configuration(current_services().settings.public_url))


def _registered(services: Services, invitation: InvitationView, configuration: str) -> Registered:
    introduction = introduce(
        services.http,
        services.settings.public_url,
        openid_configuration=configuration,
        registration_token=request.args.get("registration_token"),
    )
    with transaction() as session:
        return register_platform(session, services, invitation, introduction)


def _page(registered: Registered) -> RegisteredPage:
    return RegisteredPage(
        heading="Cairn's registration was renewed" if registered.updated else "Cairn is registered",
        label=registered.label,
        issuer=registered.issuer,
        steps=_steps(registered),
    )


def _steps(registered: Registered) -> tuple[str, ...]:
    """What people do next, by product; Moodle's one deployment is known, others may bring further ones."""
    if registered.updated:
        return RENEWED_CANVAS if registered.product_family == "canvas" else RENEWED_OTHERS
    steps = NEXT_STEPS.get(registered.product_family, AFTER_OTHERS)
    waits = registered.asks_for_deployments and registered.product_family != "moodle"
    return (*steps, APPROVAL) if waits else steps
