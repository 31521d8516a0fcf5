"""`flask files sweep`: remove stored bytes that no record names any more."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.db import reading
from app.flows.sweep_files import sweep_files
from app.services import Services

group = AppGroup("files", help="Stored files.")


@group.command("sweep")
def sweep() -> None:
    """Remove what crashed uploads and removals left behind, once it is a day old. Safe at any time."""
    services: Services = current_app.extensions["cairn"]
    with reading() as session:
        gone = sweep_files(session, services)
    click.echo(f"{gone} file{'' if gone == 1 else 's'} removed.")
