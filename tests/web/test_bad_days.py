"""A disk that is full, a database that is busy or gone: what people see, and that nothing is lost or doubled."""

import errno
import io
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from app import evidence
from app.config import Settings
from app.db import db, reading
from app.evidence import ItemView
from tests import cast
from tests.evidence.world import PDF
from tests.web.furnished import app, furnished, world
from tests.world import Window, World

__all__ = ["app", "furnished", "world"]

FULL, READ_ONLY = "max_page_count = 1", "query_only = 1"
LONG = "A thought of mine that takes room. " * 1_000


def database_file(app: Flask) -> Path:
    settings: Settings = app.extensions["cairn"].settings
    return settings.data_dir / "cairn.sqlite3"


@contextmanager
def hampered(app: Flask, pragma: str) -> Iterator[None]:
    """Every connection of the tool with this set; `FULL` is what a full disk does, `READ_ONLY` a broken one."""
    with app.app_context():
        real = db.engine.pool._creator

        def connect(*args: object) -> sqlite3.Connection:
            connection = real(*args)
            connection.execute(f"PRAGMA {pragma}")
            return connection

        db.engine.dispose()
        db.engine.pool._creator = connect
        try:
            yield
        finally:
            db.engine.dispose()
            db.engine.pool._creator = real


def items(app: Flask, world: World) -> tuple[ItemView, ...]:
    dee = world.actors["dee"]
    with app.app_context(), reading() as session:
        return evidence.items_of(session, world.placements[cast.HERE].id, dee.person_id)


def stored_files(app: Flask) -> set[str]:
    return {str(path) for path in (database_file(app).parent / "files").rglob("*") if path.is_file()}


def test_a_text_that_finds_the_disk_full_is_not_saved_and_says_so(app: Flask, world: World) -> None:
    dee, before = Window(app, world, cast.DEE), items(app, world)
    with hampered(app, FULL):
        answer = dee.post("/work/slots/story/text", {"text": LONG, "version": "1"})
        assert dee.get("/work/steps/s1").status_code == 200
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503 and "database-down" in page
    assert "Nothing was changed" in page and "try again in a few minutes" in page and "Traceback" not in page
    assert items(app, world) == before
    again = dee.post("/work/slots/story/text", {"text": "It began with a question of mine.", "version": "1"})
    assert again.status_code == 303


def test_a_script_that_saves_is_told_the_same(app: Flask, world: World) -> None:
    dee = Window(app, world, cast.DEE)
    form = {"text": LONG, "version": "1", "csrf_token": dee.token}
    with hampered(app, FULL):
        answer = dee.client.post(
            dee.address("/work/slots/story/text"), data=form, headers={"Accept": "application/json"}
        )
    assert answer.status_code == 503 and (answer.json or {})["code"] == "database-down"


def test_a_file_that_finds_the_disk_full_leaves_nothing_and_says_so(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dee, before, files = Window(app, world, cast.DEE), items(app, world), stored_files(app)

    def no_room(_self: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", no_room)
        path = f"/work/slots/agenda/files?replaces={world.items['dee']}"
        answer = dee.post(path, {"file": (io.BytesIO(PDF), "new.pdf")})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503 and "storage-full" in page and "everything saved before is safe" in page
    assert items(app, world) == before and stored_files(app) == files


def test_a_file_whose_record_finds_the_database_full_is_not_kept(app: Flask, world: World) -> None:
    """The bytes are there already when the record fails; they go again."""
    dee, files = Window(app, world, cast.DEE), stored_files(app)
    form = {"file": (io.BytesIO(PDF), "new.pdf")}
    with hampered(app, READ_ONLY):
        answer = dee.post(f"/work/slots/agenda/files?replaces={world.items['dee']}", form)
    assert answer.status_code == 503 and "database-down" in answer.get_data(as_text=True)
    assert stored_files(app) == files


def test_a_submission_that_finds_the_database_read_only_is_made_once_afterwards(app: Flask, world: World) -> None:
    dee, form = Window(app, world, cast.DEE), {"agree": ["integrity", "student_privacy"]}
    with hampered(app, READ_ONLY):
        assert dee.post("/work/submit", form).status_code == 503
        assert "Waiting for a reviewer" not in dee.text("/work/status")
    assert dee.post("/work/submit", form).status_code == 303
    assert dee.post("/work/submit", form).status_code == 303
    with app.app_context(), reading() as session:
        attempts = evidence.attempts_of(session, world.placements[cast.HERE].id, world.person(cast.DEE))
    assert [attempt.number for attempt in attempts] == [1]


def test_a_fault_of_ours_is_not_called_a_busy_database(app: Flask, world: World) -> None:
    connection = sqlite3.connect(database_file(app))
    connection.execute("ALTER TABLE enrollment RENAME TO gone")
    connection.commit()
    connection.close()
    answer = Window(app, world, cast.DEE).get("/work/steps")
    assert answer.status_code == 500 and "fault" in answer.get_data(as_text=True)
