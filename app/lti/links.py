"""Link headers (RFC 8288), read as generously as platforms write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_QUOTES = " \t\"'“”„‟«»\u2018\u2019"
_PARAMETER = r";\s*(?P<name>[\w!#$%&+.^`|~*-]+)\s*(?:=\s*(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|(?P<bare>[^;,<]*)))?\s*"
_PARAMETERS = re.compile(_PARAMETER)
_LINK = re.compile(r"<([^<>]*)>\s*((?:" + re.sub(r"\?P<\w+>", "?:", _PARAMETER) + r"|;\s*)*)")


@dataclass(frozen=True, slots=True)
class Link:
    """One link: where to, and its relations in lower case."""

    target: str
    relations: tuple[str, ...]


def links(header: str) -> Iterator[Link]:
    """The links of one header, several of which may be joined by commas.

    A parameter's name counts in any case and any place, its value with right, odd or no quotes. As the
    RFC says, only the first `rel` counts (3.3), and a link with an `anchor` tells of another page (3.2).
    """
    for found in _LINK.finditer(header):
        parameters: dict[str, str] = {}
        for parameter in _PARAMETERS.finditer(found.group(2)):
            value = parameter["quoted"] if parameter["quoted"] is not None else parameter["bare"] or ""
            parameters.setdefault(parameter["name"].lower(), value)
        if "anchor" not in parameters:
            yield Link(found.group(1).strip(), _relations(parameters.get("rel", "")))


def _relations(value: str) -> tuple[str, ...]:
    return tuple(word.strip(_QUOTES).lower() for word in re.split(r"[\s,;]+", value) if word.strip(_QUOTES))
