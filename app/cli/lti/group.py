"""What all of these commands share: the group, the services, refusals as sentences, and who acts."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.administration import Scope
from app.errors import Refusal
from app.services import Services

group = AppGroup("lti", help="Connections with learning platforms.")
OPERATOR = Scope(by="command line")
"""Whoever has a shell reaches everything; the audit log says so."""


def services_here() -> Services:
    services: Services = current_app.extensions["cairn"]
    return services


class RefusingCommand(click.Command):
    """A command whose refusals are sentences, not traces."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except Refusal as refusal:
            raise click.ClickException(" ".join(filter(None, (refusal.words, refusal.way_out)))) from refusal
