"""`flask credit load|rules`: the rules by which badges could count."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.catalog import CatalogError
from app.credit import current_rules, in_words, load_rules
from app.db import reading, transaction
from app.services import Services

SHIPPED = Path(__file__).parent.parent.parent / "credit_rules"

group = AppGroup("credit", help="Credit rules of states and districts: load and list.")


@group.command("load")
@click.argument("places", nargs=-1, type=click.Path(path_type=Path))
def load(places: tuple[Path, ...]) -> None:
    """Load the rules in PLACES (files or folders; without any, the shipped ones). All or nothing."""
    services: Services = current_app.extensions["cairn"]
    try:
        with transaction() as session:
            loaded = load_rules(session, services.clock, list(places or (SHIPPED,)))
    except CatalogError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException("Nothing was changed.") from error
    for each in loaded:
        done = "loaded" if each.is_new else "was known already"
        click.echo(f"{each.rule.key} {each.rule.version} ({each.rule.place}) {done}. {each.rule.advice}")


@group.command("rules")
def rules() -> None:
    """List the rules that are in force today."""
    services: Services = current_app.extensions["cairn"]
    with reading() as session:
        found = current_rules(session, services.clock.now().date())
    for rule in found:
        needed = f", {in_words(rule.needed)} needed" if rule.needed else ""
        click.echo(f"{rule.key} {rule.version}  {rule.place}: {rule.unit.many}{needed}")
