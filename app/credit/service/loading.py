"""Rules are loaded once for each version and never changed."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.catalog import CatalogError, Problem, content_hash, yaml_files
from app.clock import Clock
from app.credit import queries
from app.credit.definition import Rule
from app.credit.models import CreditRule
from app.credit.reading import ParsedRule, parse_rule


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """One rule that is known after loading."""

    rule: Rule
    is_new: bool


def load_rules(session: Session, clock: Clock, places: list[Path]) -> tuple[LoadedRule, ...]:
    """Every rule of these files and folders. What is known already stays as it is.

    Raises CatalogError with the problems of all files, also where a known version says something else now; then
    nothing has been loaded.
    """
    loaded: list[LoadedRule] = []
    problems: list[Problem] = []
    for path in (file for place in places for file in yaml_files(place)):
        try:
            loaded.append(_load(session, clock, parse_rule(_text(path), str(path)), str(path)))
        except CatalogError as error:
            problems += error.problems
    if problems:
        raise CatalogError(problems)
    return tuple(loaded)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError([Problem(str(path), 1, "", f"The file can't be read as UTF-8 text: {error}.")]) from error


def _load(session: Session, clock: Clock, parsed: ParsedRule, file: str) -> LoadedRule:
    rule, digest = parsed.rule, content_hash(parsed.document)
    there = queries.rule_row(session, rule.key, rule.version)
    if there is not None and there.content_hash != digest:
        words = (
            f"Version {rule.version} of “{rule.key}” is known already with other content, and a version never "
            "changes: lines of the ledger rest on it. Give this one a higher number."
        )
        raise CatalogError([Problem(file, 1, "version", words)])
    if there is None:
        session.add(_row(clock, parsed, digest))
        session.flush()
    return LoadedRule(rule, there is None)


def _row(clock: Clock, parsed: ParsedRule, digest: str) -> CreditRule:
    rule = parsed.rule
    return CreditRule(
        key=rule.key,
        version=rule.version,
        jurisdiction=rule.jurisdiction,
        content_hash=digest,
        document=parsed.document,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        loaded_at=clock.now(),
    )
