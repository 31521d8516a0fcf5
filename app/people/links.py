"""Several accounts of one human being: who is linked with whom, and how a link is made and undone.

A link changes neither of the two persons: work, decisions and badges stay where they were earned. An equal name or
e-mail address links nobody.
"""

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from app.clock import Clock
from app.lti import list_platforms
from app.people import errors, queries, rules
from app.people.models import LinkKind, PersonLink
from app.people.views import AccountView, LinkView

MOST_ACCOUNTS = 10
LONGEST_REASON = 500
PER_PAGE = 50


def linked_people(session: Session, person_id: int) -> tuple[int, ...]:
    """All persons that are known to be the same human being as this one, itself among them, sorted.

    Links reach further: who is linked with B is linked with whom B is linked.
    """
    return tuple(queries.linked_ids(session, person_id))


def hold_linked_people(session: Session, person_id: int) -> tuple[int, ...]:
    """As `linked_people`, and until the transaction ends nobody else does what takes one human being at a time.

    Take it before any row of theirs, such as a badge: whoever holds those the other way round waits for ever. Who is
    linked is asked again once they are held, since somebody may have linked them in between.
    """
    held: tuple[int, ...] = ()
    while held != (found := linked_people(session, person_id)):
        queries.people_held(session, found)
        held = found
    return held


def accounts_of(session: Session, person_ids: Iterable[int]) -> dict[int, AccountView]:
    """What these people are called, and in which LMSs; by person id, two statements however many."""
    labels = {platform.id: platform.label or platform.issuer for platform in list_platforms(session)}
    names: dict[int, str] = {}
    platforms: dict[int, dict[str, None]] = {}
    for row in queries.account_rows(session, person_ids):
        names[row.id] = rules.shown_name(row.display_name, row.id)
        known = platforms.setdefault(row.id, {})
        if row.registration_id in labels:
            known[labels[row.registration_id]] = None
    return {person_id: AccountView(person_id, name, tuple(platforms[person_id])) for person_id, name in names.items()}


def links_of(session: Session, person_id: int) -> tuple[LinkView, ...]:
    """Every link that makes this person's accounts one, oldest first."""
    return _views(session, queries.standing_links(session, linked_people(session, person_id)))


def merges_among(session: Session, deployment_ids: Collection[int]) -> tuple[LinkView, ...]:
    """The newest merges by administrators whose both ends are members of these deployments' courses."""
    return _views(session, queries.newest_links(session, LinkKind.MERGE, deployment_ids, PER_PAGE))


def people_within(session: Session, deployment_ids: Collection[int], person_ids: Collection[int]) -> tuple[int, ...]:
    """Those of these people who are members of a course of these deployments, and no test users there."""
    return tuple(queries.people_in(session, deployment_ids, among=person_ids, most=len(person_ids)))


def find_people(session: Session, deployment_ids: Collection[int], named: str) -> tuple[AccountView, ...]:
    """People of these deployments whose name holds these letters, by name; at most fifty, none for no letters."""
    wanted = " ".join(named.split())
    if not wanted:
        return ()
    found = queries.people_in(session, deployment_ids, named=wanted, most=PER_PAGE)
    views = accounts_of(session, found)
    return tuple(views[person_id] for person_id in found)


def link_people(
    session: Session, clock: Clock, pair: Iterable[int], *, kind: LinkKind, by: str, reason: str = ""
) -> int:
    """Let two persons count as one human being; returns the link's id.

    Raises NotFound for somebody unknown, Invalid for one and the same, Conflict if they are linked already or
    would become too many.
    """
    first, second = _two(pair)
    if queries.people_held(session, (first, second)) != [first, second]:
        raise errors.person_unknown()
    mine, theirs = linked_people(session, first), linked_people(session, second)
    if second in mine:
        raise errors.linked_already()
    if len(mine) + len(theirs) > MOST_ACCOUNTS:
        raise errors.too_many_accounts(MOST_ACCOUNTS)
    row = PersonLink(first_id=first, second_id=second, kind=kind, made_by=by, reason=reason, made_at=clock.now())
    session.add(row)
    session.flush()
    return row.id


def merge_people(session: Session, clock: Clock, pair: Iterable[int], *, by: str, reason: str) -> int:
    """As `link_people`, on an administrator's word. Raises Invalid without a reason too."""
    return link_people(session, clock, pair, kind=LinkKind.MERGE, by=by, reason=_reason(reason))


def disconnect(session: Session, clock: Clock, person_id: int, other_id: int, *, by: str) -> None:
    """Undo every link of an account that is one of this person's. Raises NotFound for anybody else's."""
    if other_id == person_id or other_id not in linked_people(session, person_id):
        raise errors.not_linked()
    for row in queries.standing_links(session, (other_id,)):
        row.undone_at, row.undone_by = clock.now(), by
    session.flush()


def merged_pair(session: Session, link_id: int) -> tuple[int, int]:
    """The two persons of a merge that stands. Raises NotFound for anything else."""
    row = _merge(session, link_id)
    return row.first_id, row.second_id


def undo_merge(session: Session, clock: Clock, link_id: int, *, by: str) -> None:
    """Let the two be two again. Raises NotFound for what is no merge that stands."""
    row = _merge(session, link_id)
    row.undone_at, row.undone_by = clock.now(), by
    session.flush()


def _merge(session: Session, link_id: int) -> PersonLink:
    row = queries.link(session, link_id)
    if row is None or row.kind != LinkKind.MERGE or row.undone_at is not None:
        raise errors.not_linked()
    return row


def _views(session: Session, rows: list[PersonLink]) -> tuple[LinkView, ...]:
    accounts = accounts_of(session, {end for row in rows for end in (row.first_id, row.second_id)}) if rows else {}
    return tuple(
        LinkView(
            id=row.id,
            accounts=(accounts[row.first_id], accounts[row.second_id]),
            kind=LinkKind(row.kind),
            made_by=row.made_by,
            reason=row.reason,
            made_at=row.made_at,
        )
        for row in rows
    )


def _two(pair: Iterable[int]) -> tuple[int, int]:
    ids = sorted(set(pair))
    if len(ids) != 2:
        raise errors.nobody_to_merge()
    return ids[0], ids[1]


def _reason(written: str) -> str:
    reason = " ".join(written.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise errors.link_without_reason()
    return reason
