"""`flask lti invite`, `invitations`, `withdraw`: links by which an LMS registers Cairn."""

from datetime import datetime

import click

from app.cli.lti.group import OPERATOR, RefusingCommand, group, services_here
from app.db import reading, transaction
from app.flows import administer_tenants
from app.lti import InvitationRow, list_invitations


@group.command("invite", cls=RefusingCommand)
@click.option("--label", required=True, help="A name for the platform, such as the school's.")
@click.option("--organisation", type=int, help="Whose it will be, by the number in `flask admin organisations`.")
def invite_platform(label: str, organisation: int | None) -> None:
    """Print a link that registers Cairn at one LMS, once, within a week."""
    services = services_here()
    with transaction() as session:
        made = administer_tenants.make_invitation(session, services, OPERATOR, label, organisation)
    click.echo(f"{services.settings.public_url}/lti/register/{made.token}")


@group.command("invitations", cls=RefusingCommand)
def invitations() -> None:
    """List the registration links that were made, the newest first; what they were is not stored."""
    with reading() as session:
        found = list_invitations(session)
    now = services_here().clock.now()
    if not found:
        click.echo("No registration link was made yet. `flask lti invite` makes one.")
    for each in found:
        click.echo(f"Invitation {each.id}: {each.label}, {_fate(each, now)}")


def _fate(invitation: InvitationRow, now: datetime) -> str:
    if invitation.used_at:
        return f"used on {invitation.used_at:%Y-%m-%d}, platform {invitation.registration_id}"
    if invitation.withdrawn_at:
        return f"withdrawn on {invitation.withdrawn_at:%Y-%m-%d}"
    return f"{'works until' if invitation.is_open(now) else 'over since'} {invitation.expires_at:%Y-%m-%d}"


@group.command("withdraw", cls=RefusingCommand)
@click.argument("invitation", type=int)
def withdraw(invitation: int) -> None:
    """Make a registration link useless, by its number in `flask lti invitations`."""
    with transaction() as session:
        administer_tenants.withdraw_invitation(session, services_here(), OPERATOR, invitation)
    click.echo(f"Invitation {invitation} no longer works.")
