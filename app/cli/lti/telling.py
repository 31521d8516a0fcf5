"""`flask lti addresses`, `sheet`: what an LMS is told of Cairn where it is entered by hand."""

import click

from app.cli.lti.group import RefusingCommand, group, services_here
from app.lti import SHEETS, sheet_for, tool_addresses


@group.command("addresses", cls=RefusingCommand)
def addresses() -> None:
    """Print what an LMS asks for when Cairn is entered by hand."""
    tool = tool_addresses(services_here().settings.public_url)
    for name, value in (
        ("Tool URL and redirect URL", tool.launch),
        ("Login URL", tool.login),
        ("Key set URL", tool.keys),
        ("Content selection URL", tool.launch),
        ("Domain", tool.domain),
    ):
        click.echo(f"{name}: {value}")


@group.command("sheet", cls=RefusingCommand)
@click.argument("product", type=click.Choice(SHEETS))
def sheet(product: str) -> None:
    """Print what the administrator of an LMS fills in by hand, with this Cairn's addresses."""
    click.echo(sheet_for(product, services_here().settings.public_url), nl=False)
