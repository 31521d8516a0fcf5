import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from app.db import Base, NestedTransactionError, reading, transaction
from app.lti import models as lti_models

Table = lti_models.UsedState


def count(session) -> int:
    return session.execute(text("SELECT count(*) FROM lti_used_state")).scalar_one()


def row(digest: str, expires: datetime) -> Base:
    return Table(digest=digest, expires_at=expires)


NOW = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)


def test_leaving_a_transaction_commits(database: Flask) -> None:
    with transaction() as session:
        session.add(row("a", NOW))
    with reading() as session:
        assert count(session) == 1


def test_raising_inside_a_transaction_leaves_nothing_behind(database: Flask) -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        session.add(row("a", NOW))
        session.flush()
        raise RuntimeError
    with reading() as session:
        assert count(session) == 0


def test_what_a_reader_changes_is_dropped(database: Flask) -> None:
    with reading() as session:
        session.add(row("a", NOW))
        session.flush()
    with reading() as session:
        assert count(session) == 0


def test_entering_twice_raises_and_the_outer_one_goes_on(database: Flask) -> None:
    with transaction() as session:
        with pytest.raises(NestedTransactionError), reading():
            pass
        session.add(row("a", NOW))
    with reading() as session:
        assert count(session) == 1


def test_after_a_failed_commit_the_next_transaction_works(database: Flask) -> None:
    for expected in (None, IntegrityError):
        if expected is None:
            with transaction() as session:
                session.add(row("a", NOW))
        else:
            with pytest.raises(expected), transaction() as session:
                session.add(row("a", NOW))
    with transaction() as session:
        session.add(row("b", NOW))


def test_moments_come_back_in_utc_and_naive_ones_are_refused(database: Flask) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    with transaction() as session:
        session.add(row("a", elsewhere))
    with reading() as session:
        stored = session.get(Table, "a")
        assert stored.expires_at == NOW
        assert stored.expires_at.utcoffset() == timedelta(0)
    with pytest.raises(StatementError, match="without a time zone"), transaction() as session:
        session.add(row("b", NOW.replace(tzinfo=None)))


def test_two_writers_wait_for_each_other_instead_of_failing(app: Flask) -> None:
    def add(name: str) -> None:
        with app.app_context():
            for number in range(20):
                with transaction() as session:
                    before = count(session)
                    session.add(row(f"{name}{number}", NOW))
                    session.flush()
                    assert count(session) == before + 1

    threads = [threading.Thread(target=add, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context(), reading() as session:
        assert count(session) == 60


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
def test_a_durable_commit_is_synced_and_a_quick_one_is_not(database: Flask, durable: bool, level: int) -> None:
    with transaction(durable=durable) as session:
        assert session.execute(text("PRAGMA synchronous")).scalar_one() == level


def test_the_log_is_written_back_seldom_on_every_connection(database: Flask) -> None:
    with transaction(durable=False) as session:
        assert session.execute(text("PRAGMA wal_autocheckpoint")).scalar_one() == 4000


@pytest.mark.postgres
def test_the_same_holds_on_postgresql(postgres_app: Flask) -> None:
    with postgres_app.app_context():
        with transaction(durable=False) as session:
            assert session.execute(text("SHOW synchronous_commit")).scalar_one() == "off"
            session.add(row("a", NOW))
        with transaction() as session:
            assert session.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
            assert session.get(Table, "a").expires_at == NOW
