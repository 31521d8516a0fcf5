"""YAML as data only, with the line of every field: no tags, no aliases, no twice-used keys, bounded size.

`yaml.safe_load` would take the last of two equal keys, follow aliases (a small file can unfold into
gigabytes) and forget where things stood; authors need the opposite.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from app.catalog.errors import CatalogError, Finding, Path, Problem

MAX_BYTES = 512 * 1024
MAX_DEPTH = 16
LARGEST_NUMBER = 10**15
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")}
_AS_WRITTEN = {"tag:yaml.org,2002:timestamp"}


@dataclass(frozen=True, slots=True)
class Source:
    """One file's content: plain values, and the line at which each path begins."""

    file: str
    value: object
    lines: Mapping[Path, int]

    def problem(self, finding: Finding) -> Problem:
        """The finding with its line and its field's name as an author would say it."""
        path = finding.path
        while path and path not in self.lines:
            path = path[:-1]
        return Problem(self.file, self.lines.get(path, 1), field_name(self.value, finding.path), finding.words)


def field_name(value: object, path: Path) -> str:
    """A path in words: list items by their id where they have one, else by their place counted from 1."""
    name = ""
    for part in path:
        value = _inside(value, part)
        if isinstance(part, int):
            own = value.get("id", value.get("key")) if isinstance(value, dict) else None
            name += f"[{own}]" if isinstance(own, str) else f"[#{part + 1}]"
        else:
            name += f".{part}" if name else part
    return name


def read_source(text: str, file: str) -> Source:
    """Parse one file. Raises CatalogError with every fault that stands in the way of plain data."""
    if len(text.encode()) > MAX_BYTES:
        raise CatalogError(
            [Problem(file, 1, "", f"The file is larger than {MAX_BYTES // 1024} KB; is it the right one?")]
        )
    try:
        _refuse_unsafe(text, file)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise CatalogError([_syntax_problem(error, file)]) from error
    if node is None:
        raise CatalogError([Problem(file, 1, "", "The file is empty.")])
    reader = _Reader()
    source = Source(file, reader.value(node, ()), reader.lines)
    if reader.findings:
        raise CatalogError(source.problem(finding) for finding in reader.findings)
    return source


def _inside(value: object, part: str | int) -> object:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def _refuse_unsafe(text: str, file: str) -> None:
    """Look through the events first, which needs no recursion and unfolds nothing."""
    problems, depth = [], 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = _line(event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            problems.append(Problem(file, line, "", f"An alias (*{anchor}) isn't allowed; write the text out."))
        elif anchor:
            problems.append(Problem(file, line, "", f"An anchor (&{anchor}) isn't allowed; take it away."))
        elif depth > MAX_DEPTH:
            raise CatalogError([Problem(file, line, "", "Lists and fields are nested too deeply here.")])
    if problems:
        raise CatalogError(problems)


def _line(part: yaml.Event | yaml.Node) -> int:
    mark = part.start_mark
    return mark.line + 1 if mark is not None else 1


def _syntax_problem(error: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or "it has a character that YAML doesn't allow"
    return Problem(
        file,
        mark.line + 1 if mark else 1,
        "",
        f"This isn't YAML yet: {said}. Look at the indentation, the quotes and the colons of this line and "
        "the one above; a text with a colon needs quotes.",
    )


class _Reader:
    """Turns nodes into values and remembers lines; collects faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.findings: list[Finding] = []
        self._scalars = yaml.SafeLoader("")

    def value(self, node: yaml.Node, path: Path) -> object:
        self.lines.setdefault(path, _line(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            self._check_tag(node, "tag:yaml.org,2002:seq", path)
            return [self.value(item, (*path, place)) for place, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        self._check_tag(node, "tag:yaml.org,2002:map", path)
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.findings.append(Finding(path, "A field's name has to be one plain word."))
                continue
            key = str(key_node.value)
            if key in values:
                words = f"“{key}” stands here twice (again in line {_line(key_node)}); keep one."
                self.findings.append(Finding((*path, key), words))
                continue
            self.lines[(*path, key)] = _line(key_node)
            values[key] = self.value(value_node, (*path, key))
        return values

    def _scalar(self, node: yaml.Node, path: Path) -> object:
        if node.tag in _AS_WRITTEN:
            return node.value
        if node.tag not in _PLAIN_TAGS:
            self._check_tag(node, "", path)
            return None
        try:
            value: object = self._scalars.construct_object(node)
        except ValueError:
            value = math.nan
        if isinstance(value, int | float) and not abs(value) < LARGEST_NUMBER:
            self.findings.append(Finding(path, f"“{node.value[:40]}” is not a number that can be used."))
            return None
        return value

    def _check_tag(self, node: yaml.Node, expected: str, path: Path) -> None:
        if node.tag != expected:
            self.findings.append(
                Finding(path, f"The tag {node.tag} isn't allowed; write plain text, numbers and lists.")
            )
