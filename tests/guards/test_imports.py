"""The import table of the house: who may know whom. The table is data; the rest reads the code with `ast`."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"

OPEN = {"errors", "clock"}
INNER = {"config", "db", "sealing"}
DOMAIN = {"lti", "administration", "people", "catalog", "placement", "journey", "evidence", "review", "gradebook"}
DOMAIN |= {"badges", "credit", "transcript", "wallet"}
EDGE = {"flows", "reports", "config", "files", "outbox", "lti", "http", "services", "sealing", "db"} | DOMAIN
EDGE |= {"verification"}

MAY: dict[str, set[str]] = {
    "errors": set(),
    "clock": set(),
    "config": set(),
    "sealing": set(),
    "sqlite": set(),
    "db": {"sqlite"},
    "http": {"config"},
    "files": {"config"},
    "outbox": {"config", "db"},
    "services": {"config", "files", "http", "sealing"},
    "lti": {"config", "db", "http", "sealing"},
    "people": {"db", "lti"},
    "catalog": {"db"},
    "placement": {"db", "people", "catalog"},
    "journey": {"db", "people", "catalog", "placement"},
    "evidence": {"db", "people", "catalog", "placement", "files"},
    "review": {"db", "people", "catalog", "placement", "evidence"},
    "gradebook": {"db", "people", "catalog", "placement", "lti", "outbox"},
    "badges": {"config", "db", "people", "catalog", "placement", "files", "sealing", "outbox"},
    "credit": {"db", "people", "catalog", "placement", "badges"},
    "transcript": {"db", "people", "catalog", "badges", "credit"},
    "wallet": {"db", "badges", "sealing"},
    "verification": {"config", "http", "badges"},
    "administration": {"db", "lti", "people"},
    "reports": {"db"} | DOMAIN,
    "flows": {"services", "files", "outbox"} | DOMAIN,
    "web": EDGE,
    "cli": EDGE,
    "worker": EDGE,
    "sandbox": {"http", "clock", "config"},
}
ONLY = {
    "pylti1p3": {"lti"},
    "jwt": {"lti", "badges", "sandbox", "verification"},
    "requests": {"http"},
    "openbadgeslib": {"badges", "verification"},
    "openvc": {"wallet"},
    "huey": {"worker", "outbox"},
    "typst": {"badges", "transcript"},
    "xlsxwriter": {"transcript"},
}


def package_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imports_of(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            if node.module == "app":
                yield from (f"app.{alias.name}" for alias in node.names)


def edges(path: Path) -> set[str]:
    """The other packages of the house that a module imports."""
    own = package_of(path)
    names = {name.split(".")[1] for name in imports_of(path.read_text()) if name.startswith("app.")}
    return names - {own}


def modules() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if package_of(path) not in {"__init__", "composition"})


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_a_module_imports_only_what_its_row_allows(path: Path) -> None:
    forbidden = edges(path) - MAY[package_of(path)] - OPEN
    assert not forbidden, f"{path} may not import {sorted(forbidden)}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_a_module_names_the_face_of_another_package_and_never_its_inside(path: Path) -> None:
    own = package_of(path)
    deep = {
        name
        for name in imports_of(path.read_text())
        if name.startswith("app.") and name.count(".") > 1 and name.split(".")[1] not in {own, "flows", "reports"}
    }
    assert not deep, f"{path} reaches into {sorted(deep)}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_a_library_is_used_only_where_it_belongs(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports_of(path.read_text())}
    for library, owners in ONLY.items():
        assert library not in roots or package_of(path) in owners, f"{path} may not import {library}"


def test_the_packages_form_no_circle() -> None:
    graph: dict[str, set[str]] = {}
    for path in modules():
        graph.setdefault(package_of(path), set()).update(edges(path))
    assert list(TopologicalSorter(graph).static_order())


def test_the_guard_sees_a_planted_fault() -> None:
    planted = "from app.web import access\nfrom app import flows"
    assert {name.split(".")[1] for name in imports_of(planted) if name.startswith("app.")} == {"web", "flows"}
    assert not {"web", "flows"} <= MAY["people"]
