"""`flask catalog load|validate|export`: the catalogue from and to YAML files.

Exit code 0 when all is well, 1 when a file can't be used or isn't there. Problems go to standard error, one a line.
"""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.catalog import (
    CatalogError,
    Definition,
    Outcome,
    definition_of,
    find_version,
    is_stack,
    load_catalog,
    load_stacks,
    parse_all,
    published,
    to_yaml,
    yaml_files,
)
from app.db import reading, transaction
from app.errors import Refusal
from app.services import Services

SHIPPED = Path(__file__).parent.parent.parent / "micro_credentials"

group = AppGroup("catalog", help="Micro-credentials: load, check and export definitions.")


class _PlainCommand(click.Command):
    """A command whose refusals are sentences, and whose problems with files are one line each."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except CatalogError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            number = len(error.problems)
            raise click.ClickException(f"{number} problem{'' if number == 1 else 's'}; nothing was changed.") from error
        except Refusal as refusal:
            raise click.ClickException(" ".join(filter(None, (refusal.words, refusal.way_out)))) from refusal


@group.command("load", cls=_PlainCommand)
@click.argument("places", nargs=-1, type=click.Path(path_type=Path))
def load(places: tuple[Path, ...]) -> None:
    """Publish the definitions in PLACES (files or folders; without any, the shipped ones). All or nothing."""
    services: Services = current_app.extensions["cairn"]
    files = _files(places or (SHIPPED,))
    parse_all(files)
    stacks = [file for file in files if is_stack(file)]
    with transaction() as session:
        loaded = load_catalog(session, services.clock, [file for file in files if file not in stacks])
        loaded += load_stacks(session, services.clock, stacks)
    for one in loaded:
        done = "published" if one.outcome is Outcome.PUBLISHED else "was published already"
        click.echo(f"{one.slug} {one.version} {done}.")


@group.command("validate", cls=_PlainCommand)
@click.argument("places", nargs=-1, required=True, type=click.Path(path_type=Path))
def validate(places: tuple[Path, ...]) -> None:
    """Check the definitions in PLACES and name everything that is wrong; changes nothing."""
    for definition, source in parse_all(_files(places)):
        click.echo(f"{source.file}: {definition.slug} {definition.version} is fine.")


@group.command("export", cls=_PlainCommand)
@click.argument("names", nargs=-1)
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="A folder; without it, the screen."
)
def export(names: tuple[str, ...], folder: Path | None) -> None:
    """Write definitions as YAML. NAMES are slug or slug@version; without any, all newest versions."""
    with reading() as session:
        definitions = _named(session, names)
    for definition in definitions:
        _write(definition, folder)


def _files(places: tuple[Path, ...]) -> list[Path]:
    """The files of these places; those of a folder's own folder "stacks" last."""
    inner = [place / "stacks" for place in places if (place / "stacks").is_dir()]
    return [file for place in (*places, *inner) for file in yaml_files(place)]


def _named(session: Session, names: tuple[str, ...]) -> list[Definition]:
    newest = {entry.slug: entry.version_id for entry in published(session)}
    wanted = [_version_id(session, name, newest) for name in names] or list(newest.values())
    return [definition_of(session, version_id) for version_id in wanted]


def _version_id(session: Session, name: str, newest: dict[str, int]) -> int:
    slug, _, version = name.partition("@")
    if version:
        return find_version(session, slug, version)
    if slug not in newest:
        known = ", ".join(sorted(newest)) or "none"
        raise click.ClickException(f"There is no micro-credential “{slug}”. In the catalogue: {known}.")
    return newest[slug]


def _write(definition: Definition, folder: Path | None) -> None:
    text = to_yaml(definition)
    if folder is None:
        click.echo(text, nl=False)
        return
    file = folder / f"{definition.slug}-{definition.version}.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file} can't be written: {error.strerror}.") from error
    click.echo(f"{file} written.")
