"""Connections: the list of platforms, one page each, and what can be changed there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.administration import organisations, reach_of, registration_owners
from app.db import reading, transaction
from app.errors import Invalid
from app.flows.administer_platforms import (
    set_deployment_standing,
    set_policy,
    set_registration_standing,
    try_platform_now,
)
from app.flows.administer_tenants import give_deployment, give_registration
from app.lti import DeploymentPolicy, PlatformView, Standing, last_launches, list_platforms, product_name
from app.web.access import current_services
from app.web.admin.choices import organisation_in_form
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import admin, both, current_scope
from app.web.admin.registration_page import build_registration
from app.web.admin.words import MESSAGES

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """One platform in the list, with as many of its deployments as this administrator looks after."""

    platform: PlatformView
    product: str
    organisation: str
    deployments: int
    pending: int
    last_launch: datetime | None


@dataclass(frozen=True, slots=True)
class ConnectionsPage:
    """What templates/admin/registrations.html shows."""

    frame: Frame
    rows: tuple[ConnectionRow, ...]


@both("/registrations/")
def registrations() -> ResponseReturnValue:
    """Every connection within reach."""
    scope = current_scope()
    with reading() as session:
        reach, owners = reach_of(session, scope), registration_owners(session)
        names = {each.id: each.name for each in organisations(session)}
        newest = last_launches(session, reach.deployments)
        rows = tuple(
            _row(platform, names.get(owners.get(platform.id, 0), ""), reach.deployments, newest)
            for platform in list_platforms(session)
            if platform.id in reach.registrations
        )
    return render_template("admin/registrations.html", page=ConnectionsPage(frame(), rows))


@both("/registrations/<int:registration_id>")
def registration(registration_id: int) -> ResponseReturnValue:
    """One connection with all that is known of it."""
    with reading() as session:
        page = build_registration(session, current_services(), current_scope(), registration_id)
    return render_template("admin/registration.html", page=page, message_words=MESSAGES)


@both("/registrations/<int:registration_id>/policy", "POST")
def change_policy(registration_id: int) -> ResponseReturnValue:
    """Ask a person about new deployments, or let them in."""
    policy = _choice(DeploymentPolicy, "policy")
    with transaction() as session:
        set_policy(session, current_services(), current_scope(), registration_id, policy)
    return _back_to(registration_id)


@both("/registrations/<int:registration_id>/standing", "POST")
def change_standing(registration_id: int) -> ResponseReturnValue:
    """Block a connection or let it in again."""
    standing = _decision()
    with transaction() as session:
        set_registration_standing(session, current_services(), current_scope(), registration_id, standing)
    return _back_to(registration_id)


@both("/registrations/<int:registration_id>/try-now", "POST")
def try_now(registration_id: int) -> ResponseReturnValue:
    """Send what waits for this platform."""
    with transaction() as session:
        try_platform_now(session, current_services(), current_scope(), registration_id)
    return _back_to(registration_id)


@both("/deployments/<int:deployment_id>/standing", "POST")
def change_deployment(deployment_id: int) -> ResponseReturnValue:
    """Approve a deployment or keep it out."""
    standing = _decision()
    with transaction() as session:
        view = set_deployment_standing(session, current_services(), current_scope(), deployment_id, standing)
    return _back_to(view.registration_id)


@admin.post("/registrations/<int:registration_id>/organisation")
def assign_registration(registration_id: int) -> ResponseReturnValue:
    """Say whose a connection is."""
    with transaction() as session:
        give_registration(session, current_services(), current_scope(), registration_id, organisation_in_form())
    return _back_to(registration_id)


@admin.post("/deployments/<int:deployment_id>/organisation")
def assign_deployment(deployment_id: int) -> ResponseReturnValue:
    """Say whose one deployment is."""
    with transaction() as session:
        number = give_deployment(session, current_services(), current_scope(), deployment_id, organisation_in_form())
    return _back_to(number)


def _row(platform: PlatformView, organisation: str, mine: frozenset[int], newest: dict[int, datetime]) -> ConnectionRow:
    own = [each for each in platform.deployments if each.id in mine]
    return ConnectionRow(
        platform=platform,
        product=product_name(platform.product_family),
        organisation=organisation,
        deployments=len(own),
        pending=sum(each.status is Standing.PENDING for each in own),
        last_launch=max((newest[each.id] for each in own if each.id in newest), default=None),
    )


def _decision() -> Standing:
    """Active or blocked; nobody makes something pending."""
    standing = _choice(Standing, "standing")
    if standing is Standing.PENDING:
        raise Invalid("form-choice", "Choose one of the buttons of the page.")
    return standing


def _choice(kind: type[Choice], name: str) -> Choice:
    try:
        return kind(request.form.get(name, ""))
    except ValueError as error:
        raise Invalid("form-choice", "Choose one of the buttons of the page.") from error


def _back_to(registration_id: int) -> ResponseReturnValue:
    return redirect(url_for(".registration", registration_id=registration_id), 303)
