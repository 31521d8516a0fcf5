"""The migrations build exactly the tables that the code declares, on SQLite and on PostgreSQL."""

from dataclasses import replace
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

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


def test_the_first_migration_can_be_taken_back(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        upgrade()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        db.engine.dispose()


@pytest.mark.postgres
def test_the_migrations_build_the_declared_tables_on_postgresql(settings: Settings, postgres: str) -> None:
    address = new_database(postgres, f"migrated_{uuid4().hex[:8]}").replace("postgresql://", "postgresql+psycopg://")
    assert differences(create_app(replace(settings, database_url=address))) == []
