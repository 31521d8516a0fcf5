"""Registering Cairn at an LMS: the page behind an invitation link, and the JSON for Canvas.

The LMS opens the link in a frame and adds where its configuration is. Everything happens without a
click; what went wrong is shown as an ordinary refusal, and the link can then be used again.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, g, jsonify, render_template, request

from app.db import reading, transaction
from app.errors import Invalid
from app.lti import (
    Registered,
    canvas_configuration,
    complete_registration,
    ensure_keys,
    find_invitation,
    introduce,
    registration_frames,
)
from app.services import Services
from app.web.access import current_services

blueprint = Blueprint("lti_registration", __name__, url_prefix="/lti")

NEXT_STEPS = {
    "moodle": (
        "A site administrator presses Activate on Cairn's card in Site administration, Plugins, External tool, "
        "Manage tools.",
        "A teacher turns Cairn on for the activity chooser in the course: More, LTI External tools.",
    ),
    "canvas": (
        "An administrator switches the new key on and installs the app in the account or the course.",
        "The first person who opens Cairn from there is asked to wait: approve that place here with "
        "`flask lti approve-deployment`. `flask lti platforms` shows its number.",
    ),
}
OTHER_STEPS = (
    "An administrator of the LMS makes Cairn active and available in courses.",
    "If people are told to wait when they open Cairn, approve that place here with `flask lti approve-deployment`.",
)


@dataclass(frozen=True, slots=True)
class RegisteredPage:
    """What templates/lti/registered.html shows."""

    heading: str
    label: str
    issuer: str
    steps: tuple[str, ...]


@blueprint.get("/register/<token>")
def register(token: str) -> str:
    """Register Cairn at the LMS that opened this page."""
    services = current_services()
    configuration = request.args.get("openid_configuration", "")
    g.frame_origins = registration_frames(configuration)
    return render_template("lti/registered.html", page=_page(_registered(services, token, configuration)))


@blueprint.get("/canvas.json")
def canvas() -> Response:
    """What a Canvas administrator pastes, or gives the address of, where Dynamic Registration is not to be used."""
    return jsonify(canvas_configuration(current_services().settings.public_url))


def _registered(services: Services, token: str, configuration: str) -> Registered:
    with reading() as session:
        invitation = find_invitation(session, services.clock, token)
    if not configuration:
        raise Invalid(
            "not-opened-by-an-lms",
            "This link is for a learning platform, not for a browser.",
            "Paste it into the LMS where it asks for a registration address; it works once, and has not been used.",
        )
    introduction = introduce(
        services.http,
        services.settings.public_url,
        openid_configuration=configuration,
        registration_token=request.args.get("registration_token"),
    )
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        return complete_registration(session, services.clock, invitation, introduction)


def _page(registered: Registered) -> RegisteredPage:
    return RegisteredPage(
        heading="Cairn's registration was renewed" if registered.updated else "Cairn is registered",
        label=registered.label,
        issuer=registered.issuer,
        steps=NEXT_STEPS.get(registered.product_family, OTHER_STEPS),
    )
