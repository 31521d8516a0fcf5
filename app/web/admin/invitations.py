"""Registration links: make one, see what became of it, withdraw it."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.administration import invitation_owners, organisations
from app.db import reading, transaction
from app.flows.administer_tenants import invitations_of
from app.flows.administer_tenants import make_invitation as make
from app.flows.administer_tenants import withdraw_invitation as withdraw
from app.lti import InvitationRow
from app.web.access import current_services
from app.web.admin.choices import organisation_choices, organisation_in_form
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import both, current_scope
from app.web.plain import without_nul


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link in the list."""

    invitation: InvitationRow
    organisation: str
    state: str
    kind: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    """What templates/admin/invitations.html shows."""

    frame: Frame
    rows: tuple[LinkRow, ...]
    organisations: list[tuple[str, str]]
    may_invite: bool


@dataclass(frozen=True, slots=True)
class InvitedPage:
    """What templates/admin/invited.html shows, once."""

    frame: Frame
    label: str
    url: str
    expires_at: datetime


@both("/invitations/")
def invitations() -> ResponseReturnValue:
    """Every link within reach."""
    scope, now = current_scope(), current_services().clock.now()
    with reading() as session:
        tenants, owners = organisations(session), invitation_owners(session)
        names = {each.id: each.name for each in tenants}
        rows = tuple(_row(each, names.get(owners.get(each.id, 0), ""), now) for each in invitations_of(session, scope))
    choices = organisation_choices(scope, tenants, "Nobody's: only who runs Cairn")
    may_invite = scope.is_operator or scope.organisation_id is not None
    return render_template("admin/invitations.html", page=InvitationsPage(frame(), rows, choices, may_invite))


@both("/invitations/", "POST")
def make_invitation() -> ResponseReturnValue:
    """Make a link and show it, this once: it isn't stored, so there is no page to go on to."""
    services = current_services()
    label = without_nul(request.form).get("label", "")
    with transaction() as session:
        made = make(session, services, current_scope(), label, organisation_in_form())
    url = url_for("lti_registration.register", token=made.token)
    page = InvitedPage(frame(), label.strip(), services.settings.public_url + url, made.expires_at)
    return render_template("admin/invited.html", page=page)


@both("/invitations/<int:invitation_id>/withdraw", "POST")
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    """Make a link useless."""
    with transaction() as session:
        withdraw(session, current_services(), current_scope(), invitation_id)
    return redirect(url_for(".invitations"), 303)


def _row(invitation: InvitationRow, organisation: str, now: datetime) -> LinkRow:
    is_open = invitation.is_open(now)
    state, kind = "has run out", "neutral"
    if invitation.used_at is not None:
        state, kind = "used", "good"
    elif invitation.withdrawn_at is not None:
        state = "withdrawn"
    elif is_open:
        state, kind = "open", "info"
    return LinkRow(invitation, organisation, state, kind, is_open)
