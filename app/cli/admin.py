"""`flask admin …`: let an administrator in."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.administration import make_sign_in_link, organisations
from app.db import reading, transaction
from app.errors import Refusal
from app.services import Services

BY = "command line"


class RefusingGroup(AppGroup):
    """Commands whose refusals are sentences, not traces."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except Refusal as refusal:
            raise click.ClickException(" ".join(filter(None, (refusal.words, refusal.way_out)))) from refusal


group = RefusingGroup("admin", help="The administration console and who may come in.")


@group.command("link")
@click.option("--name", default="Administrator", show_default=True, help="Who it is for, as the audit log will say.")
@click.option("--organisation", type=int, help="Look after one organisation only, by its number.")
def link(name: str, organisation: int | None) -> None:
    """Print an address that signs one person in, once, within 15 minutes."""
    if not name.strip():
        raise click.BadParameter("say who the link is for", param_hint="--name")
    services = _services()
    with transaction() as session:
        token = make_sign_in_link(session, services.clock, name=name, organisation_id=organisation, made_by=BY)
    click.echo(f"{services.settings.public_url}/admin/sign-in/{token}")


@group.command("organisations")
def list_organisations() -> None:
    """List the organisations with the numbers that `link` takes."""
    with reading() as session:
        found = organisations(session)
    if not found:
        click.echo("There are no organisations. They are added in the console.")
    for each in found:
        click.echo(f"{each.id}  {each.name}")


def _services() -> Services:
    services: Services = current_app.extensions["cairn"]
    return services
