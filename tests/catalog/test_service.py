"""Publishing, listing, reading back."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from app.catalog import (
    CatalogError,
    Outcome,
    definition_of,
    definitions_of,
    find_version,
    load_catalog,
    memory,
    parse,
    publish,
    published,
    to_yaml,
)
from app.catalog.memory import MOST, DefinitionMemory
from app.catalog.models import MicroCredential
from app.catalog.reading import from_document
from app.catalog.writing import to_document
from app.db import db, reading, transaction
from app.errors import NotFound
from tests.catalog.documents import right, written
from tests.conftest import ManualClock

SHIPPED = Path(__file__).parent.parent.parent / "micro_credentials"


def folder_of(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_loading_publishes_and_loading_again_changes_nothing(
    database: Flask, clock: ManualClock, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, a=written(right()))
    with transaction() as session:
        (first,) = load_catalog(session, clock, folder)
    clock.advance(seconds=60)
    with transaction() as session:
        (second,) = load_catalog(session, clock, folder)
    assert (first.outcome, second.outcome) == (Outcome.PUBLISHED, Outcome.UNCHANGED)
    assert first.version_id == second.version_id


def test_the_same_version_with_other_words_is_refused(database: Flask, clock: ManualClock, tmp_path: Path) -> None:
    with transaction() as session:
        load_catalog(session, clock, folder_of(tmp_path, a=written(right())))
    changed = {**right(), "title": "Asking better"}
    with pytest.raises(CatalogError) as refused, transaction() as session:
        load_catalog(session, clock, folder_of(tmp_path, a=written(changed)))
    (problem,) = refused.value.problems
    assert (problem.line, problem.field) == (3, "version")
    assert "a published version never changes" in problem.words
    with reading() as session:
        assert [entry.title for entry in published(session)] == ["Asking well"]


def test_layout_and_spelled_out_defaults_are_the_same_content(
    database: Flask, clock: ManualClock, tmp_path: Path
) -> None:
    spelled = {
        **right(),
        "language": "en",
        "attempts": {"limit": 3, "then": "coach_gate"},
        "summary": right()["competency"],
    }
    spelled["rubric"]["criteria"] = [
        {"d" if key == "descriptors" else key: value for key, value in criterion.items()}
        for criterion in spelled["rubric"]["criteria"]
    ]
    with transaction() as session:
        load_catalog(session, clock, folder_of(tmp_path, a=written(right())))
        (again,) = load_catalog(session, clock, folder_of(tmp_path, a="# a remark\n" + written(spelled)))
    assert again.outcome is Outcome.UNCHANGED


def test_one_bad_file_keeps_all_out_and_all_faults_are_named(
    database: Flask, clock: ManualClock, tmp_path: Path
) -> None:
    bad = {**right(), "version": "one"}
    worse = "title: [\n"
    folder = folder_of(tmp_path, a=written(right()), b=written(bad), c=worse)
    with pytest.raises(CatalogError) as refused, transaction() as session:
        load_catalog(session, clock, folder)
    assert [Path(problem.file).name for problem in refused.value.problems] == ["b.yaml", "c.yaml"]
    with reading() as session:
        assert published(session) == ()


def test_two_files_with_the_same_version_and_other_content_are_refused(
    database: Flask, clock: ManualClock, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, a=written(right()), b=written({**right(), "title": "Other"}))
    with pytest.raises(CatalogError, match=r"b\.yaml, line 3, version"), transaction() as session:
        load_catalog(session, clock, folder)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe\x00", "isn't UTF-8"), (None, "can't be read")],
)
def test_a_file_that_cannot_be_read_is_named(
    database: Flask, clock: ManualClock, tmp_path: Path, content: bytes | None, words: str
) -> None:
    place = tmp_path / "a.yaml"
    place.mkdir() if content is None else place.write_bytes(content)
    with pytest.raises(CatalogError, match=words), transaction() as session:
        load_catalog(session, clock, tmp_path)


def test_a_place_that_is_not_there_or_empty_is_named(database: Flask, clock: ManualClock, tmp_path: Path) -> None:
    with transaction() as session:
        with pytest.raises(CatalogError, match=r"no \.yaml file"):
            load_catalog(session, clock, tmp_path)
        with pytest.raises(CatalogError, match="no such file or folder"):
            load_catalog(session, clock, tmp_path / "nowhere")


def test_the_list_shows_the_highest_version_by_number(database: Flask, clock: ManualClock) -> None:
    definition = parse(written(right()), "x")
    with transaction() as session:
        for version in ("1.9.0", "1.10.0", "1.2.0"):
            publish(session, clock, replace(definition, version=version, changes=version))
        (entry,) = published(session)
        assert entry.version == "1.10.0"
        assert definition_of(session, entry.version_id).changes == "1.10.0"


def test_search_needs_every_word_and_looks_at_title_summary_and_standards(database: Flask, clock: ManualClock) -> None:
    definition = parse(written(right()), "x")
    with transaction() as session:
        publish(session, clock, definition)
        publish(session, clock, replace(definition, slug="other", title="Überlegen", alignments=()))
        found = {
            words: [entry.slug for entry in published(session, words)]
            for words in ("INTASC well", "überlegen", "nowhere", " ")
        }
    assert found == {
        "INTASC well": ["asking-well"],
        "überlegen": ["other"],
        "nowhere": [],
        " ": ["asking-well", "other"],
    }


def test_what_is_retired_is_off_the_list_but_can_be_read(database: Flask, clock: ManualClock) -> None:
    definition = parse(written(right()), "x")
    with transaction() as session:
        loaded = publish(session, clock, definition)
        assert loaded is not None
        row = session.get_one(MicroCredential, 1)
        row.retired_at = clock.now()
        session.flush()
        assert published(session) == ()
        assert definition_of(session, find_version(session, "asking-well", "1.0.0")) == definition


def test_reading_a_version_again_needs_one_small_statement(database: Flask, clock: ManualClock) -> None:
    definition = parse(written({**right(), "title": "Read twice"}), "x")
    with transaction() as session:
        loaded = publish(session, clock, definition)
        assert loaded is not None
        definition_of(session, loaded.version_id)
    statements: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    with reading() as session:
        assert definition_of(session, loaded.version_id).title == "Read twice"
    event.remove(db.engine, "before_cursor_execute", note)
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 1
    assert "document" not in statements[-1]


def test_what_is_not_in_the_catalogue_is_refused_with_words_for_what_is_missing(
    database: Flask, clock: ManualClock
) -> None:
    with transaction() as session:
        publish(session, clock, parse(written(right()), "x"))
        with pytest.raises(NotFound, match="micro-credential-unknown"):
            definition_of(session, 99)
        with pytest.raises(NotFound, match="micro-credential-unknown"):
            find_version(session, "nothing", "1.0.0")
        with pytest.raises(NotFound, match=r"version 9\.0\.0"):
            find_version(session, "asking-well", "9.0.0")


def test_memory_starts_anew_when_it_is_full() -> None:
    known = DefinitionMemory(from_document)
    document = to_document(parse(written(right()), "x"))
    for number in range(MOST + 1):
        known.keep(str(number), document)
    assert known.get("0") is None
    assert known.get(str(MOST)) is not None


def test_a_memory_that_starts_anew_in_between_gives_every_definition_all_the_same(
    database: Flask, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST", 1)
    files = {name: written({**right(), "id": f"asking-{name}", "title": name}) for name in ("a", "b")}
    with transaction() as session:
        versions = [each.version_id for each in load_catalog(session, clock, folder_of(tmp_path, **files))]
    with reading() as session:
        definition_of(session, versions[1])
        found = definitions_of(session, versions)
    assert [found[each].title for each in versions] == ["a", "b"]


@pytest.mark.postgres
def test_what_is_stored_reads_back_equal_on_postgresql_too(postgres_app: Flask, clock: ManualClock) -> None:
    definition = parse((SHIPPED / "adult-learning-for-presenters.yaml").read_text(encoding="utf-8"), "x")
    with postgres_app.app_context():
        with transaction() as session:
            loaded = publish(session, clock, definition)
        assert loaded is not None
        with reading() as session:
            found = definition_of(session, loaded.version_id)
    assert to_yaml(found) == to_yaml(definition)
