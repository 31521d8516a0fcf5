"""The command line: `flask <group> <command>`. Thin: parse, one transaction, one flow, print."""

from flask import Flask

from app.cli import badges, catalog, files, lti


def register(app: Flask) -> None:
    """Add the command groups to `flask`."""
    app.cli.add_command(badges.group)
    app.cli.add_command(catalog.group)
    app.cli.add_command(files.group)
    app.cli.add_command(lti.group)
