"""`flask stacks award`: stacks that somebody had earned before they were published.

Exit code 0; it can be run again at any time.
"""

import click
from flask import current_app
from flask.cli import AppGroup

from app.badges import people_with_badges
from app.db import reading, transaction
from app.flows.stacks import award_earned_stacks
from app.services import Services

group = AppGroup("stacks", help="Sets of micro-credentials that earn a badge of their own.")


@group.command("award")
def award() -> None:
    """Award every stack to whoever holds its parts already, after it was published or its issuer was set up."""
    services: Services = current_app.extensions["cairn"]
    number = 0
    with reading() as session:
        holders = people_with_badges(session)
    # One by one, because whoever holds several people at once can wait for each other in a circle.
    for person_id in holders:
        with transaction() as session:
            number += len(award_earned_stacks(session, services, person_id))
    click.echo(f"{number} {'badge' if number == 1 else 'badges'} awarded; the worker signs them now.")
