"""`flask badges …`: set issuers up, change their keys, take a badge back."""

import re

import click
from flask import current_app
from flask.cli import AppGroup

from app import badges
from app.db import reading, transaction
from app.errors import Refusal
from app.flows.revoke_badge import revoke_badge
from app.services import Services


class RefusingGroup(AppGroup):
    """Commands whose refusals are sentences, not traces."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except Refusal as refusal:
            raise click.ClickException(" ".join(filter(None, (refusal.words, refusal.way_out)))) from refusal


group = RefusingGroup("badges", help="Issuers of badges, their keys, and badges to take back.")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@group.command("issuer")
@click.option("--slug", default=badges.DEFAULT_ISSUER, show_default=True, help="Short name in addresses; for ever.")
@click.option("--name", required=True, help="The body that stands behind the badges.")
@click.option("--email", required=True, help="Where holders and employers may write to.")
@click.option("--url", required=True, help="The body's own website.")
def issuer(slug: str, name: str, email: str, url: str) -> None:
    """Set an issuer up, or change what its pages and future badges say."""
    _check(slug, url)
    services = _services()
    with transaction() as session:
        view = badges.ensure_issuer(
            session,
            clock=services.clock,
            sealer=services.sealer,
            public_url=services.settings.public_url,
            slug=slug,
            name=name,
            email=email,
            url=url,
        )
    click.echo(f"{view.name}\n{view.did}\n{services.settings.public_url}/issuers/{view.slug}")


@group.command("issuers")
def issuers() -> None:
    """List the issuers."""
    with reading() as session:
        views = badges.issuers(session)
    for view in views:
        click.echo(f"{view.slug}  {view.name}  {view.did}")


@group.command("rotate-key")
@click.option("--slug", default=badges.DEFAULT_ISSUER, show_default=True, help="Whose key.")
def rotate_key(slug: str) -> None:
    """Sign with a fresh key from now on. The old one stays published, so that its badges still verify."""
    services = _services()
    with transaction() as session:
        fragment = badges.rotate_key(session, clock=services.clock, sealer=services.sealer, slug=slug)
    click.echo(f"New badges of {slug} are signed with {fragment}.")


@group.command("revoke")
@click.argument("uuid")
@click.option("--reason", required=True, help="One sentence that may be read by everybody.")
def revoke(uuid: str, reason: str) -> None:
    """Take a badge back for good. The score in the gradebook stays; its comment says what happened."""
    services = _services()
    with transaction() as session:
        badge = revoke_badge(session, services, uuid.strip().lower(), reason)
    click.echo(f"Revoked: {badge.name}, awarded {badge.awarded_at:%Y-%m-%d}. Reason: {badge.revoked_reason}")


def _check(slug: str, url: str) -> None:
    if not SLUG.fullmatch(slug):
        raise click.BadParameter(
            "use small letters, digits and hyphens, such as college-of-education", param_hint="--slug"
        )
    if not url.startswith(("https://", "http://")):
        raise click.BadParameter("write the whole address, beginning with https://", param_hint="--url")


def _services() -> Services:
    services: Services = current_app.extensions["cairn"]
    return services
