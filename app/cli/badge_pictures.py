"""`flask badges image`: how a badge looks."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app import badges
from app.db import transaction
from app.flows.change_picture import choose_picture
from app.services import Services


@click.command("image")
@click.option("--achievement", "key", required=True, help="The last part of its address, such as questioning-1.2.0.")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A picture of your own (PNG, JPEG or WebP, best square); without it the badge is drawn.",
)
@click.option("--alt", "alternative", default="", help="What your picture shows, for those who can't see it.")
@click.option("--level", default="", help="Words above the issuer on a drawn badge, such as “Level 2”.")
@click.option("--colour", type=click.Choice(sorted(badges.COLOURS)), help="Colour of a drawn badge.")
@with_appcontext
def image(key: str, path: Path | None, alternative: str, level: str, colour: str | None) -> None:
    """Choose how a badge looks. What isn't given goes back to what its own words draw.

    A new version of a micro-credential is an achievement of its own: give it its picture too.
    """
    services: Services = current_app.extensions["cairn"]
    choice = badges.PictureChoice(
        level=level,
        hue=badges.COLOURS[colour] if colour else None,
        png=badges.prepared(path.read_bytes()) if path else None,
        alternative=alternative,
    )
    with transaction() as session:
        picture = choose_picture(session, services, key.strip(), choice)
    click.echo(f"{picture.title}: {picture.alternative}")
    click.echo(f"{services.settings.public_url}/achievements/{key.strip()}/image.png")
