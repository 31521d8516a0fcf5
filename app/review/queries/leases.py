"""Who holds what."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people import names_of
from app.review.models import ReviewLease
from app.review.queries.views import Lease


def lease_of(session: Session, attempt_id: int, now: datetime) -> Lease | None:
    """Who holds the attempt at `now`; None when it is free or the lease ran out."""
    return leases_of(session, [attempt_id], now).get(attempt_id)


def leases_of(session: Session, attempt_ids: Sequence[int], now: datetime) -> dict[int, Lease]:
    """Those of the attempts that are held at `now`, by attempt; two statements however many there are."""
    rows = session.scalars(
        select(ReviewLease)
        .where(ReviewLease.attempt_id.in_(attempt_ids), ReviewLease.expires_at > now)
        .execution_options(populate_existing=True)
    ).all()
    names = names_of(session, [row.reviewer_id for row in rows if row.reviewer_id is not None])
    return {
        row.attempt_id: Lease(
            row.attempt_id, row.reviewer_id, names.get(row.reviewer_id, ""), row.claimed_at, row.expires_at
        )
        for row in rows
        if row.reviewer_id is not None and row.claimed_at is not None and row.expires_at is not None
    }


def is_open(session: Session, attempt_id: int) -> bool:
    """Whether the attempt was ever handed to the reviewers."""
    return session.get(ReviewLease, attempt_id) is not None
