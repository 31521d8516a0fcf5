"""The blueprint of `/lti/`, what it keeps per application, and how its refusals are shown."""

from dataclasses import dataclass
from typing import cast

import structlog
from flask import Blueprint, Response, current_app, g
from flask.blueprints import BlueprintSetupState
from sqlalchemy.exc import SQLAlchemyError

from app.db import reading, transaction
from app.errors import Refusal
from app.lti import (
    KeySets,
    LaunchRefused,
    RefusalBudget,
    RegistrationMemory,
    RegistrationView,
    States,
    note_refusal,
    registration_view,
)
from app.services import Services
from app.web import errors
from app.web.headers import ANYBODY

blueprint = Blueprint("lti", __name__, url_prefix="/lti")
EXTENSION = "cairn_lti"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Edge:
    """What the edge remembers between requests of one application: nothing that can't be read again."""

    registrations: RegistrationMemory
    key_sets: KeySets
    states: States
    refusals: RefusalBudget


@blueprint.record_once
def _prepare(setup: BlueprintSetupState) -> None:
    services = cast(Services, setup.app.extensions["cairn"])
    states = States(services.settings.secret_key)
    setup.app.extensions[EXTENSION] = Edge(RegistrationMemory(), KeySets(), states, RefusalBudget())


def current_edge() -> Edge:
    return cast(Edge, current_app.extensions[EXTENSION])


def known_registration(registration_id: int) -> RegistrationView:
    """A registration by id, read at most every few seconds; a refusal from now on is noted as its. Raises NotFound."""

    def read() -> RegistrationView:
        with reading() as session:
            return registration_view(session, registration_id)

    services = cast(Services, current_app.extensions["cairn"])
    found = current_edge().registrations.get((registration_id,), services.clock.now(), read)
    g.registration_id = found.id
    return found


@blueprint.before_request
def let_be_framed() -> None:
    """Refusals are shown wherever the launch was opened, though it isn't known yet who that is.

    They have nothing to click that changes anything; a blank frame would help nobody.
    """
    g.frame_origins = ANYBODY
    g.launch_key = ""


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> Response:
    """Show a refusal, with the way back where the platform's signature vouches for it, and note it for the console."""
    if isinstance(refusal, LaunchRefused):
        g.return_url = refusal.return_url
    _note(refusal)
    return errors.refused(refusal)


def _note(refusal: Refusal) -> None:
    """Leave code and reference with the registration, where one is known by now. The answer never waits on that."""
    registration_id, services = g.get("registration_id"), cast(Services, current_app.extensions["cairn"])
    if registration_id is None or not current_edge().refusals.may_note(registration_id, services.clock.now()):
        return
    try:
        with transaction(durable=False) as session:
            note_refusal(session, services.clock, registration_id, refusal.code, errors.reference_id())
    except SQLAlchemyError as error:
        log.error("refusal_not_noted", reference=errors.reference_id(), exc_info=error)
