"""The blueprint of `/lti/`, what it keeps per application, and how its refusals are shown."""

from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Response, current_app, g
from flask.blueprints import BlueprintSetupState

from app.db import reading
from app.lti import KeySets, LaunchRefused, RegistrationMemory, RegistrationView, States, registration_view
from app.services import Services
from app.web import errors
from app.web.headers import ANYBODY

blueprint = Blueprint("lti", __name__, url_prefix="/lti")
EXTENSION = "cairn_lti"


@dataclass(frozen=True, slots=True)
class Edge:
    """What the edge remembers between requests of one application: nothing that can't be read again."""

    registrations: RegistrationMemory
    key_sets: KeySets
    states: States


@blueprint.record_once
def _prepare(setup: BlueprintSetupState) -> None:
    services = cast(Services, setup.app.extensions["cairn"])
    states = States(services.settings.secret_key)
    setup.app.extensions[EXTENSION] = Edge(RegistrationMemory(), KeySets(), states)


def current_edge() -> Edge:
    return cast(Edge, current_app.extensions[EXTENSION])


def known_registration(registration_id: int) -> RegistrationView:
    """A registration by id, read at most every few seconds. Raises NotFound."""

    def read() -> RegistrationView:
        with reading() as session:
            return registration_view(session, registration_id)

    services = cast(Services, current_app.extensions["cairn"])
    return current_edge().registrations.get((registration_id,), services.clock.now(), read)


@blueprint.before_request
def let_be_framed() -> None:
    """Refusals are shown wherever the launch was opened, though it isn't known yet who that is.

    They have nothing to click that changes anything; a blank frame would help nobody.
    """
    g.frame_origins = ANYBODY


@blueprint.errorhandler(LaunchRefused)
def refused(refusal: LaunchRefused) -> Response:
    g.return_url = refusal.return_url
    return errors.refused(refusal)
