"""The migrations build exactly the tables that the code declares, on SQLite and on PostgreSQL."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import JSON, Column, Connection, MetaData, inspect

from app import create_app
from app.config import Settings
from app.db import Base, db
from tests.postgres import new_database


def differences(app: Flask) -> list[object]:
    with app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        db.engine.dispose()
    return list(found)


def test_the_migrations_build_the_declared_tables(settings: Settings) -> None:
    assert differences(create_app(settings)) == []


MOMENT = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
SAMPLES: dict[type, object] = {
    int: 1,
    str: "x",
    bool: True,
    date: MOMENT.date(),
    datetime: MOMENT,
    bytes: b"x",
    dict: {},
}


Rows = dict[str, dict[str, object]]
NOT_FILLED = {"alembic_version", "person_link"}
"""Not the data of users, and what needs two different people."""


def fill(connection: Connection) -> Rows:
    """One row in each table of a database, each referring to the others' rows; what is in them then."""
    tables = MetaData()
    tables.reflect(connection)
    filled = [table for table in tables.sorted_tables if table.name not in NOT_FILLED]
    for table in filled:
        connection.execute(table.insert().values({column.name: sample(column) for column in table.columns}))
    return only_rows(connection, [table.name for table in filled])


def sample(column: Column[Any]) -> object:
    if column.foreign_keys:
        (reference,) = column.foreign_keys
        return sample(reference.column)
    return SAMPLES[dict if isinstance(column.type, JSON) else column.type.python_type]


def only_rows(connection: Connection, names: list[str]) -> Rows:
    """The one row of each of these tables, by their columns."""
    tables = MetaData()
    tables.reflect(connection, only=names)
    return {name: dict(connection.execute(tables.tables[name].select()).mappings().one()) for name in names}


def kept_rows(app: Flask) -> tuple[Rows, Rows]:
    """The row of each table of the first version, before and after all later migrations."""
    with app.app_context():
        upgrade(revision="0001")
        with db.engine.begin() as connection:
            before = fill(connection)
        upgrade()
        with db.engine.connect() as connection:
            after = only_rows(connection, list(before))
        db.engine.dispose()
    return before, after


def common(rows: Rows, others: Rows) -> Rows:
    """These rows in what columns both have."""
    return {name: {key: row[key] for key in row.keys() & others[name].keys()} for name, row in rows.items()}


def test_what_the_first_version_kept_is_there_after_all_later_ones(settings: Settings) -> None:
    before, after = kept_rows(create_app(settings))
    assert all(before.values())
    assert common(after, before) == common(before, after)


@pytest.mark.postgres
def test_what_the_first_version_kept_is_there_after_all_later_ones_on_postgresql(
    settings: Settings, postgres: str
) -> None:
    address = new_database(postgres, f"kept_{uuid4().hex[:8]}").replace("postgresql://", "postgresql+psycopg://")
    before, after = kept_rows(create_app(replace(settings, database_url=address)))
    assert common(after, before) == common(before, after)


def test_after_a_migration_that_was_refused_references_are_watched_again(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        upgrade(revision="0001")
        with sqlite3.connect(str(db.engine.url.database)) as unwatched:
            unwatched.execute(
                "INSERT INTO lti_deployment (registration_id, deployment_id, status, first_seen_at) "
                "VALUES (99, '1', 'active', '2026-11-15 09:30:00')"
            )
        with pytest.raises(SystemExit):
            upgrade()
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        db.engine.dispose()


def test_the_first_migration_can_be_taken_back(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        upgrade()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        db.engine.dispose()


def test_a_badge_that_was_signed_with_its_award_says_so(settings: Settings) -> None:
    _, after = kept_rows(create_app(settings))
    assert after["badge_credential"]["signed_at"] == after["badge_credential"]["awarded_at"]


@pytest.mark.parametrize(
    ("revision", "held"),
    [
        ("0002", "can't hold: 1 columns of single criteria, 1 scores of single criteria"),
        ("0003", "can't hold: 1 badges of stacks, 1 badges that were signed as tokens"),
    ],
)
def test_what_an_older_version_has_no_place_for_is_not_thrown_away_on_the_way_back(
    settings: Settings, caplog: pytest.LogCaptureFixture, revision: str, held: str
) -> None:
    app = create_app(settings)
    with app.app_context():
        upgrade(revision=revision)
        with db.engine.begin() as connection:
            before = fill(connection)
        with pytest.raises(SystemExit):
            downgrade(revision="-1")
        with db.engine.connect() as connection:
            assert only_rows(connection, list(before)) == before
        db.engine.dispose()
    assert held in caplog.text


@pytest.mark.postgres
def test_the_migrations_build_the_declared_tables_on_postgresql(settings: Settings, postgres: str) -> None:
    address = new_database(postgres, f"migrated_{uuid4().hex[:8]}").replace("postgresql://", "postgresql+psycopg://")
    assert differences(create_app(replace(settings, database_url=address))) == []
