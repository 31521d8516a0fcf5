"""Commits happen in one module, and nobody below the web knows of the running application."""

import re

import pytest

from tests.guards.test_imports import APP, modules, package_of


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_only_the_database_module_commits(path) -> None:
    if package_of(path) in {"db", "sandbox"}:
        return
    assert not re.search(r"\.commit\(", path.read_text()), f"{path} commits"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_nothing_below_the_web_asks_for_the_current_app(path) -> None:
    if package_of(path) in {"web", "cli", "sandbox"}:
        return
    assert "current_app" not in path.read_text(), f"{path} uses current_app"
