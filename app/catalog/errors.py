"""What is wrong with a definition, all of it at once, in words for its author."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import Invalid

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault at a place inside a document; `path` leads there from the top."""

    path: Path
    words: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault an author can find: `line` counts from 1, `field` is empty where the whole file is meant."""

    file: str
    line: int
    field: str
    words: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}"
        return f"{place}, {self.field}: {self.words}" if self.field else f"{place}: {self.words}"


class CatalogError(Invalid):
    """One or more files can't be used as they are; `problems` are in the order of file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        super().__init__(
            "catalog-not-usable",
            "\n".join(map(str, self.problems)),
            "Mend what is named above and load again. Nothing was changed.",
        )
