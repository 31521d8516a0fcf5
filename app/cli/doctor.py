"""`flask lti doctor`: the launch doctor for whoever has a shell instead of a launch."""

import click
from flask import current_app

from app.cli.lti import RefusingCommand
from app.db import reading
from app.flows.examine import Mark, diagnose, gather_newest, key_of, look, report
from app.services import Services


@click.command("doctor", cls=RefusingCommand)
@click.argument("platform", type=int)
def doctor(platform: int) -> None:
    """Look at the connection with PLATFORM now; ends with 1 if something needs mending.

    PLATFORM is its number in `flask lti platforms`. What depends on a course is looked at in the course of the
    newest launch. The report holds no names and no keys.
    """
    services: Services = current_app.extensions["cairn"]
    with reading() as session:
        facts = gather_newest(session, services, platform)
        key = key_of(session, services)
    findings = diagnose(facts, look(services, facts, key), None)
    click.echo(report(facts, findings))
    if any(finding.mark is Mark.BAD for finding in findings):
        raise click.exceptions.Exit(1)
