"""Organisations: whom Cairn serves. For the people who run it."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.administration import OrganisationView, deployment_owners, operator_only, registration_owners
from app.administration import organisations as all_organisations
from app.db import reading, transaction
from app.flows.administer_tenants import create_organisation as create
from app.flows.administer_tenants import rename_organisation as rename
from app.web.access import current_services
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import admin, current_scope
from app.web.plain import without_nul


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation with what is its own."""

    view: OrganisationView
    connections: int
    deployments: int
    """Single deployments of shared connections."""


@dataclass(frozen=True, slots=True)
class OrganisationsPage:
    """What templates/admin/organisations.html shows."""

    frame: Frame
    rows: tuple[OrganisationRow, ...]


@admin.get("/organisations/")
def organisations() -> ResponseReturnValue:
    """All organisations, by name."""
    if not current_scope().is_operator:
        raise operator_only()
    with reading() as session:
        owned = list(registration_owners(session).values())
        single = list(deployment_owners(session).values())
        rows = tuple(
            OrganisationRow(each, owned.count(each.id), single.count(each.id)) for each in all_organisations(session)
        )
    return render_template("admin/organisations.html", page=OrganisationsPage(frame(), rows))


@admin.post("/organisations/")
def create_organisation() -> ResponseReturnValue:
    """Add an organisation."""
    with transaction() as session:
        create(session, current_services(), current_scope(), _name())
    return redirect(url_for(".organisations"), 303)


@admin.post("/organisations/<int:organisation_id>")
def rename_organisation(organisation_id: int) -> ResponseReturnValue:
    """Give an organisation another name."""
    with transaction() as session:
        rename(session, current_services(), current_scope(), organisation_id, _name())
    return redirect(url_for(".organisations"), 303)


def _name() -> str:
    return without_nul(request.form).get("name", "")
