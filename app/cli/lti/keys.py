"""`flask lti rotate-keys`: Cairn's own keys."""

import click

from app.cli.lti.group import OPERATOR, RefusingCommand, group, services_here
from app.db import transaction
from app.flows.administer_platforms import rotate_keys_now


@group.command("rotate-keys", cls=RefusingCommand)
@click.option("--force", is_flag=True, help="At once, and no longer publish the old ones: for a key that got out.")
def rotate(force: bool) -> None:
    """Let Cairn's next key sign from now on, and publish a new one for the time after."""
    with transaction() as session:
        kid = rotate_keys_now(session, services_here(), OPERATOR, force=force)
    click.echo(f"Key {kid} signs from now on.")
