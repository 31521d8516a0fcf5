"""From a file's text to a Definition, or to everything that is wrong with it."""

import re
from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Any, TypeVar

from app.catalog.definition import Definition
from app.catalog.errors import CatalogError, Path, Problem
from app.catalog.reading import from_document
from app.catalog.rules import rule_findings
from app.catalog.schema_check import STACK, schema_findings
from app.catalog.stacks.definition import StackDefinition
from app.catalog.stacks.documents import stack_from_document, stack_rule_findings
from app.catalog.yaml_source import Source, read_source

_SUFFIXES = {".yaml", ".yml"}
_CRITERIA: Path = ("rubric", "criteria")
_SAYS_STACK = re.compile(r"^format:\s*[\"']?stack/", re.MULTILINE)
_T = TypeVar("_T")


def parse(text: str, file: str) -> Definition:
    """The definition that `text` holds; `file` is the name used in messages. Raises CatalogError with all problems."""
    return parse_source(text, file)[0]


def parse_source(text: str, file: str) -> tuple[Definition, Source]:
    """As `parse`, with the source, for faults that only show later (a version that is taken)."""
    source = _with_long_names(read_source(text, file))
    findings = [*schema_findings(source.value), *rule_findings(source.value)]
    if findings:
        raise CatalogError(source.problem(finding) for finding in findings)
    document: Any = source.value
    return from_document(document), source


def parse_stack(text: str, file: str) -> tuple[StackDefinition, Source]:
    """The stack that `text` holds, with its source. Raises CatalogError with all problems."""
    source = read_source(text, file)
    findings = list(schema_findings(source.value, STACK)) or list(stack_rule_findings(source.value))
    if findings:
        raise CatalogError(source.problem(finding) for finding in findings)
    document: Any = source.value
    return stack_from_document(document), source


def parse_stacks(paths: list[FilePath]) -> list[tuple[StackDefinition, Source]]:
    """All of these files as stacks, or CatalogError with the problems of all of them."""
    return _parse_each(paths, parse_stack)


def is_stack(path: FilePath) -> bool:
    """Whether a file says that it holds a stack; one that can't be read says nothing. Raises CatalogError if it
    isn't there."""
    return bool(_SAYS_STACK.search(_read(path)))


def parse_all(paths: list[FilePath]) -> list[tuple[Definition | StackDefinition, Source]]:
    """Micro-credentials and stacks alike, or CatalogError with the problems of all files."""
    return _parse_each(paths, _parse_either)


def parse_files(paths: list[FilePath]) -> list[tuple[Definition, Source]]:
    """All of these files, or CatalogError with the problems of all of them."""
    return _parse_each(paths, parse_source)


def _parse_each(paths: list[FilePath], parse_one: Callable[[str, str], tuple[_T, Source]]) -> list[tuple[_T, Source]]:
    parsed: list[tuple[_T, Source]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            parsed.append(parse_one(_read(path), str(path)))
        except CatalogError as error:
            problems += error.problems
    if problems:
        raise CatalogError(problems)
    return parsed


def yaml_files(place: FilePath) -> list[FilePath]:
    """The YAML files in a folder (in order of name), or the file itself. Raises CatalogError when there is none."""
    if place.is_dir():
        found = sorted(path for path in place.iterdir() if path.suffix in _SUFFIXES)
        if not found:
            raise CatalogError([Problem(str(place), 1, "", "There is no .yaml file in this folder.")])
        return found
    if not place.exists():
        raise CatalogError([Problem(str(place), 1, "", "There is no such file or folder.")])
    return [place]


def _parse_either(text: str, file: str) -> tuple[Definition | StackDefinition, Source]:
    return parse_stack(text, file) if _SAYS_STACK.search(text) else parse_source(text, file)


def _read(path: FilePath) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogError([Problem(str(path), 1, "", "The file isn't UTF-8 text; save it again as UTF-8.")]) from error
    except OSError as error:
        words = f"The file can't be read: {error.strerror or error}."
        raise CatalogError([Problem(str(path), 1, "", words)]) from error


def _with_long_names(source: Source) -> Source:
    """Authors may write `d` for a criterion's descriptors; from here on there is one name."""
    document: Any = source.value
    rubric = document.get("rubric") if isinstance(document, dict) else None
    criteria = rubric.get("criteria") if isinstance(rubric, dict) else None
    for criterion in criteria if isinstance(criteria, list) else []:
        if isinstance(criterion, dict) and "d" in criterion and "descriptors" not in criterion:
            criterion["descriptors"] = criterion.pop("d")
    lines = {_long_path(path): line for path, line in source.lines.items()}
    return Source(source.file, source.value, lines)


def _long_path(path: Path) -> Path:
    if path[:2] == _CRITERIA and path[3:4] == ("d",):
        return (*path[:3], "descriptors", *path[4:])
    return path
