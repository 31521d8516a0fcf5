"""`flask badges image`: what an administrator types, and how the badge looks then."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from PIL import Image

from app.badges import picture_of
from app.db import reading, transaction
from app.services import Services
from tests.badges.world import a_world

KEY = "questioning-1.2.0"


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["badges", "image", *words])


@pytest.fixture
def there(app: Flask, services: Services) -> Flask:
    """A tool with a micro-credential that nobody has earned yet."""
    with app.app_context(), transaction() as session:
        a_world(session, services.clock)
    return app


def test_a_level_and_a_colour_are_drawn(there: Flask) -> None:
    result = run(there, "--achievement", KEY, "--level", "Level 2", "--colour", "teal")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "Questioner: Badge: Questioner, over a cairn of stacked stones",
        f"http://localhost:8000/achievements/{KEY}/image.png",
    ]
    with there.app_context(), reading() as session:
        assert (picture_of(session, KEY).level, picture_of(session, KEY).hue) == ("Level 2", 168)


def test_a_file_of_ones_own_needs_its_words(there: Flask, tmp_path: Path) -> None:
    path = tmp_path / "badge.jpg"
    Image.new("RGB", (300, 300), "teal").save(path)
    assert "needs words that say what it shows" in run(there, "--achievement", KEY, "--file", str(path)).output
    result = run(there, "--achievement", KEY, "--file", str(path), "--alt", "A teal square")
    assert "Questioner: A teal square" in result.output


def test_what_cant_be_is_refused_in_a_sentence(there: Flask, tmp_path: Path) -> None:
    path = tmp_path / "badge.svg"
    path.write_text("<svg/>")
    refused = run(there, "--achievement", KEY, "--file", str(path), "--alt", "x")
    assert refused.exit_code == 1 and "no PNG, JPEG or WebP" in refused.output
    assert run(there, "--achievement", "nothing-1.0.0").exit_code == 1
    assert run(there, "--achievement", KEY, "--colour", "mauve").exit_code == 2
