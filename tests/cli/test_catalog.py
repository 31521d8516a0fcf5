"""`flask catalog …`."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.catalog import content_hash, parse, to_document
from tests.catalog.documents import right, written


@pytest.fixture
def right_file(tmp_path: Path) -> Path:
    file = tmp_path / "asking.yaml"
    file.write_text(written(right()), encoding="utf-8")
    return file


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["catalog", *map(str, arguments)])


def test_load_without_places_publishes_the_shipped_six_and_their_two_stacks(app: Flask) -> None:
    first, second = run(app, "load"), run(app, "load")
    assert first.exit_code == second.exit_code == 0
    assert first.output.count("published.") == 8
    assert second.output.count("was published already.") == 8


def test_load_takes_files_and_folders(app: Flask, right_file: Path) -> None:
    assert "asking-well 1.0.0 published." in run(app, "load", right_file).output
    assert "asking-well 1.0.0 was published already." in run(app, "load", right_file.parent).output


def test_a_mistake_names_file_line_and_field_and_changes_nothing(app: Flask, right_file: Path) -> None:
    right_file.write_text(written({**right(), "titel": "x"}), encoding="utf-8")
    loaded = run(app, "load", right_file)
    assert loaded.exit_code == 1
    assert f"{right_file}, line " in loaded.stderr
    assert "titel: This field isn't known. Did you mean “title”?" in loaded.stderr
    assert "1 problem; nothing was changed." in loaded.stderr
    assert run(app, "export").output == ""


def test_a_published_version_with_other_words_is_refused(app: Flask, right_file: Path) -> None:
    run(app, "load", right_file)
    right_file.write_text(written({**right(), "title": "Other"}), encoding="utf-8")
    loaded = run(app, "load", right_file)
    assert loaded.exit_code == 1
    assert "Give this one a higher version number." in loaded.stderr


def test_validate_says_what_is_fine_and_publishes_nothing(app: Flask, right_file: Path) -> None:
    checked = run(app, "validate", right_file)
    assert checked.exit_code == 0
    assert checked.output == f"{right_file}: asking-well 1.0.0 is fine.\n"
    assert run(app, "export").output == ""


def test_validate_names_every_problem_of_every_file(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: [", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(written({**right(), "version": "x", "id": "X"}), encoding="utf-8")
    checked = run(app, "validate", tmp_path)
    assert checked.exit_code == 1
    assert "3 problems; nothing was changed." in checked.stderr
    assert "Traceback" not in checked.stderr


def test_an_export_holds_the_same_content(app: Flask, right_file: Path) -> None:
    run(app, "load", right_file)
    exported = run(app, "export", "asking-well")
    assert exported.exit_code == 0
    original = parse(written(right()), "x")
    assert content_hash(to_document(parse(exported.output, "x"))) == content_hash(to_document(original))


def test_an_export_goes_into_a_folder_and_loads_again(app: Flask, right_file: Path, tmp_path: Path) -> None:
    run(app, "load", right_file)
    assert run(app, "export", "--to", tmp_path / "out", "asking-well@1.0.0").exit_code == 0
    assert "was published already" in run(app, "load", tmp_path / "out").output


def test_an_export_of_what_is_not_there_names_what_is(app: Flask, right_file: Path) -> None:
    run(app, "load", right_file)
    unknown = run(app, "export", "asking")
    assert unknown.exit_code == 1
    assert "In the catalogue: asking-well." in unknown.stderr
    wrong_version = run(app, "export", "asking-well@2.0.0")
    assert wrong_version.exit_code == 1
    assert "version 2.0.0" in wrong_version.stderr


def test_a_folder_that_cannot_be_written_is_told_in_words(app: Flask, right_file: Path) -> None:
    run(app, "load", right_file)
    refused = run(app, "export", "--to", right_file / "below-a-file", "asking-well")
    assert refused.exit_code != 0
    assert "Traceback" not in refused.stderr


def test_stacks_are_checked_and_loaded_like_everything_else(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "stack.yaml"
    file.write_text(
        "format: stack/1\nid: pair\nversion: 1.0.0\ntitle: Pair\nsummary: Two.\nrequirement:\n  parts:\n"
        "    - micro_credential: udl-removing-a-barrier\n    - micro_credential: nobody-knows-it\n",
        encoding="utf-8",
    )
    assert "pair 1.0.0 is fine." in run(app, "validate", file).output
    run(app, "load")
    loaded = run(app, "load", file)
    assert loaded.exit_code == 1
    assert f"{file}, line 9, requirement.parts[#2]: “nobody-knows-it” isn't in the catalogue" in loaded.stderr
