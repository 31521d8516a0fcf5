"""Status lists: a position for every award, and the signed list that verifiers fetch."""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.badges import queries, signing
from app.badges.errors import status_list_unknown
from app.badges.models import Issuer, KeyAlgorithm, StatusList, StatusPosition
from app.badges.service.issuers import sealed_keys
from app.badges.status_bits import BITS, status_list_document
from app.clock import Clock
from app.sealing import Sealer

DRAWS = 16
"""When so many random positions in a row are taken, the list counts as full (it is then well over half full)."""
SIGNED_ANEW_AFTER = timedelta(days=1)
GOOD_FOR = timedelta(days=7)


def reserve_position(session: Session, issuer: Issuer, public_url: str) -> tuple[StatusList, int]:
    """A random position that was never used, in this very transaction: who fails later gives nothing away."""
    status_list = queries.newest_status_list(session, issuer.id) or _open_list(session, issuer, public_url, 1)
    while (position := _draw(session, status_list)) is None:
        status_list = _open_list(session, issuer, public_url, status_list.number + 1)
    return status_list, position


def note_revoked(session: Session, status_list_id: int, position: int, now: datetime) -> None:
    """Set the bit; the list is signed anew when it is asked for next."""
    place = session.get_one(StatusPosition, (status_list_id, position))
    place.set_at = now
    status_list = session.get_one(StatusList, status_list_id)
    status_list.changes = StatusList.changes + 1
    session.flush()


def signed_status_list(session: Session, slug: str, number: int, now: datetime) -> bytes | None:
    """The list as it is served, or None when it has to be signed anew first. Raises NotFound."""
    status_list = _required(queries.status_list_by_number(session, slug, number))
    return status_list.document if _is_current(status_list, now) else None


def stale_status_lists(session: Session, now: datetime) -> list[tuple[str, int]]:
    """The lists that have to be signed anew, by slug and number: each day, and after each change."""
    return queries.stale_status_lists(session, now - SIGNED_ANEW_AFTER)


def sign_status_list(session: Session, *, clock: Clock, sealer: Sealer, slug: str, number: int) -> bytes:
    """Sign the list as it stands now and keep it. Of several that ask at once the first signs, the others wait
    and find it done. Raises NotFound."""
    status_list = _required(queries.status_list_by_number(session, slug, number, locked=True))
    now = clock.now().replace(microsecond=0)
    if status_list.document is not None and _is_current(status_list, now):
        return status_list.document
    issuer = session.get_one(Issuer, status_list.issuer_id)
    status_list.signed_changes = status_list.changes
    status_list.signed_at = now
    status_list.document = signing.secure(
        status_list_document(
            list_url=status_list.url,
            issuer_did=issuer.did,
            revoked=queries.revoked_positions(session, status_list.id),
            valid_from=now,
            valid_until=now + GOOD_FOR,
        ),
        sealed_keys(session, issuer)[KeyAlgorithm.ED25519].opened(sealer),
        now,
    )
    return status_list.document


def _is_current(status_list: StatusList, now: datetime) -> bool:
    """Whether the signed text knows of every change and isn't a day old."""
    if status_list.signed_at is None or status_list.signed_changes != status_list.changes:
        return False
    return now - status_list.signed_at < SIGNED_ANEW_AFTER


def _draw(session: Session, status_list: StatusList) -> int | None:
    """Insert a random position; the primary key refuses one that is taken, also by an award not yet committed."""
    for _ in range(DRAWS):
        position = secrets.randbelow(BITS)
        if session.get(StatusPosition, (status_list.id, position)) is not None:
            continue
        try:
            with session.begin_nested():
                session.add(StatusPosition(status_list_id=status_list.id, position=position))
        except IntegrityError:
            continue
        return position
    return None


def _open_list(session: Session, issuer: Issuer, public_url: str, number: int) -> StatusList:
    """The issuer's list `number`, made now unless another award is quicker."""
    url = f"{public_url}/status/{issuer.slug}-{number}"
    with suppress(IntegrityError), session.begin_nested():
        session.add(StatusList(issuer_id=issuer.id, number=number, url=url, changes=0))
    return _required(queries.status_list_by_number(session, issuer.slug, number))


def _required(status_list: StatusList | None) -> StatusList:
    if status_list is None:
        raise status_list_unknown()
    return status_list
