"""The command line: `flask <group> <command>`. Thin: parse, one transaction, one flow, print."""

from flask import Flask

from app.cli import admin, badge_pictures, badges, catalog, credit, doctor, files, lti, stacks


def register(app: Flask) -> None:
    """Add the command groups to `flask`."""
    app.cli.add_command(admin.group)
    badges.group.add_command(badge_pictures.image)
    app.cli.add_command(badges.group)
    app.cli.add_command(catalog.group)
    app.cli.add_command(credit.group)
    app.cli.add_command(files.group)
    lti.group.add_command(doctor.doctor)
    app.cli.add_command(lti.group)
    app.cli.add_command(stacks.group)
