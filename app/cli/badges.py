"""`flask badges …`: set issuers up, change their keys, take a badge back."""

import re

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app import badges
from app.administration import organisations
from app.badges import CredentialView, KeyAlgorithm
from app.db import reading, transaction
from app.errors import Refusal
from app.flows.revoke_badge import ask_to_revoke, revoke_badge
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
@click.option("--organisation", help="Award what is earned in this organisation's courses in this name.")
def issuer(slug: str, name: str, email: str, url: str, organisation: str | None) -> None:
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
            organisation_id=_organisation(session, organisation),
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
@click.option(
    "--algorithm",
    type=click.Choice([each.value for each in KeyAlgorithm]),
    default=KeyAlgorithm.ED25519.value,
    show_default=True,
    help="Ed25519 signs the files, RSA the tokens.",
)
def rotate_key(slug: str, algorithm: str) -> None:
    """Sign with a fresh key from now on. The old one stays published, so that its badges still verify."""
    services = _services()
    with transaction() as session:
        fragment = badges.rotate_key(
            session, clock=services.clock, sealer=services.sealer, slug=slug, algorithm=KeyAlgorithm(algorithm)
        )
    click.echo(f"New badges of {slug} are signed with {fragment}.")


@group.command("compromise-key")
@click.option("--slug", default=badges.DEFAULT_ISSUER, show_default=True, help="Whose key.")
@click.option("--key", required=True, help="The name behind the # in did.json, such as ed-2026a.")
@click.confirmation_option(prompt="Badges signed with this key stop verifying at once. Go on?")
def compromise_key(slug: str, key: str) -> None:
    """Take a key that is in other hands out of did.json. Sign its badges anew right afterwards with `reissue`."""
    services = _services()
    with transaction() as session:
        replaced = badges.compromise_key(session, clock=services.clock, sealer=services.sealer, slug=slug, fragment=key)
    click.echo(f"{key} of {slug} isn't published any more." + (f" New badges use {replaced}." if replaced else ""))
    click.echo(f"Badges that it signed don't verify now. Next: flask badges reissue --slug {slug} --key {key}")


@group.command("reissue")
@click.option("--slug", default=badges.DEFAULT_ISSUER, show_default=True, help="Whose key.")
@click.option("--key", required=True, help="The key whose badges are signed anew, such as ed-2026a.")
def reissue(slug: str, key: str) -> None:
    """Sign every badge of a compromised key anew: same id, same award date, a later validFrom.

    The worker does it; the old files are kept. Tell the earners: files that they have saved don't verify any more.
    """
    services = _services()
    with transaction() as session:
        count = badges.reissue(session, services.clock, slug=slug, fragment=key)
    click.echo(f"{count} {'badge is' if count == 1 else 'badges are'} being signed anew.")


@group.command("revoke")
@click.argument("uuid")
@click.option("--reason", required=True, help="One sentence that may be read by everybody.")
@click.option("--now", is_flag=True, help="At once and for good, without time to undo it.")
def revoke(uuid: str, reason: str, *, now: bool) -> None:
    """Take a badge back. The score in the gradebook stays; its comment says what happened."""
    services, act = _services(), revoke_badge if now else ask_to_revoke
    with transaction() as session:
        badge = act(session, services, uuid.strip().lower(), reason)
    click.echo(f"{_revocation_words(badge)} {badge.name}, awarded {badge.awarded_at:%Y-%m-%d}.")


@group.command("undo-revocation")
@click.argument("uuid")
def undo_revocation(uuid: str) -> None:
    """Let a badge stand that was to be taken back, as long as it wasn't."""
    with transaction() as session:
        badge = badges.undo_revocation(session, _services().clock, uuid.strip().lower())
    click.echo(f"Stays valid: {badge.name}, awarded {badge.awarded_at:%Y-%m-%d}.")


def _revocation_words(badge: CredentialView) -> str:
    if badge.revocation_due_at:
        return f"Will be revoked at {badge.revocation_due_at:%Y-%m-%d %H:%M} UTC, unless undone before:"
    return f"Revoked ({badge.revoked_reason}):"


def _organisation(session: Session, name: str | None) -> int | None:
    """The organisation of this name. Raises BadParameter."""
    if name is None:
        return None
    found = next((each for each in organisations(session) if each.name.lower() == name.strip().lower()), None)
    if found is None:
        raise click.BadParameter("no organisation has this name; see the console", param_hint="--organisation")
    return found.id


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
