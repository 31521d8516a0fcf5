"""Every SELECT on credit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.credit.definition import Rule
from app.credit.models import CreditEntry, CreditProfile, CreditRule, EntryKind
from app.credit.reading import from_document
from app.credit.rules import Line, outcome
from app.credit.views import CreditView, EntryView, ProfileView

MOST_IN_A_LIST = 200


def rules_by_id(session: Session) -> dict[int, Rule]:
    """Every version of every rule, in the order of key and version."""
    rows = session.scalars(select(CreditRule).order_by(CreditRule.key, CreditRule.version))
    return {row.id: from_document(row.document) for row in rows}


def rule_row(session: Session, key: str, version: int) -> CreditRule | None:
    return session.scalars(select(CreditRule).where(CreditRule.key == key, CreditRule.version == version)).one_or_none()


def profile_of(session: Session, person_ids: Collection[int]) -> ProfileView | None:
    """What any of these accounts of one person said last."""
    chosen = select(CreditProfile).where(CreditProfile.person_id.in_(person_ids))
    row = session.scalars(chosen.order_by(CreditProfile.updated_at.desc(), CreditProfile.person_id).limit(1)).first()
    if row is None:
        return None
    return ProfileView(row.jurisdiction, row.cycle_start, row.cycle_years, row.licence_number)


def licence_numbers(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """By person; only whoever told one."""
    chosen = select(CreditProfile.person_id, CreditProfile.licence_number)
    rows = session.execute(chosen.where(CreditProfile.person_id.in_(person_ids), CreditProfile.licence_number != ""))
    return {row.person_id: row.licence_number for row in rows}


def ledger_of(session: Session, person_ids: Collection[int]) -> tuple[EntryView, ...]:
    """Every line of these accounts, oldest first."""
    chosen = select(CreditEntry).where(CreditEntry.person_id.in_(person_ids)).order_by(CreditEntry.id)
    return _viewed(session, session.scalars(chosen).all())


def ledger_of_deployments(session: Session, deployments: Collection[int], after: int = 0) -> tuple[EntryView, ...]:
    """Every line of what was earned there, oldest first."""
    chosen = select(CreditEntry).where(CreditEntry.deployment_id.in_(deployments), CreditEntry.id > after)
    return _viewed(session, session.scalars(chosen.order_by(CreditEntry.id)).all())


def entries_of_credentials(session: Session, uuids: Collection[str]) -> tuple[EntryView, ...]:
    """Every line about these badges, oldest first."""
    chosen = select(CreditEntry).where(CreditEntry.credential_uuid.in_(uuids)).order_by(CreditEntry.id)
    return _viewed(session, session.scalars(chosen).all())


def newest_credits(
    session: Session, deployments: Collection[int], *, decided: bool, most: int = MOST_IN_A_LIST
) -> tuple[CreditView, ...]:
    """Suggestions that wait for a decision, oldest first; or those that were decided or taken back, newest first."""
    about = select(CreditEntry.of_id).where(CreditEntry.kind == EntryKind.COUNTERED)
    standing = select(CreditEntry.of_id).where(CreditEntry.kind.in_([EntryKind.ACCEPTED, EntryKind.DECLINED]))
    settled = standing.where(CreditEntry.id.not_in(about)).union(about)
    where = CreditEntry.id.in_(settled) if decided else CreditEntry.id.not_in(settled)
    chosen = select(CreditEntry).where(
        CreditEntry.kind == EntryKind.SUGGESTED, CreditEntry.deployment_id.in_(deployments), where
    )
    order = CreditEntry.id.desc() if decided else CreditEntry.id
    rows = session.scalars(chosen.order_by(order).limit(most)).all()
    return _with_history(session, rows)


def waiting(session: Session, deployments: Collection[int]) -> int:
    """How many suggestions nobody has decided on."""
    return len(newest_credits(session, deployments, decided=False, most=MOST_IN_A_LIST + 1))


def credit_by_id(session: Session, suggestion_id: int) -> CreditView | None:
    """One suggestion; None where there is none of this number."""
    chosen = select(CreditEntry).where(CreditEntry.id == suggestion_id, CreditEntry.kind == EntryKind.SUGGESTED)
    return next(iter(_with_history(session, session.scalars(chosen).all())), None)


def turn_about(session: Session, entry_id: int) -> int:
    """The turn of the next row about this one."""
    newest = session.scalar(select(func.max(CreditEntry.turn)).where(CreditEntry.of_id == entry_id))
    return (newest or 0) + 1


def gathered(entries: Iterable[EntryView]) -> tuple[CreditView, ...]:
    """The lines of a ledger by what they began with, in the order of their beginnings."""
    groups: dict[int, list[EntryView]] = defaultdict(list)
    for entry in entries:
        groups[entry.suggestion_id].append(entry)
    return tuple(_credit(group) for _, group in sorted(groups.items()))


def _with_history(session: Session, rows: Sequence[CreditEntry]) -> tuple[CreditView, ...]:
    if not rows:
        return ()
    chosen = select(CreditEntry).where(CreditEntry.suggestion_id.in_([row.id for row in rows]))
    about = session.scalars(chosen.order_by(CreditEntry.id)).all()
    by_id = {credit.suggestion.id: credit for credit in gathered(_viewed(session, [*rows, *about]))}
    return tuple(by_id[row.id] for row in rows)


def _credit(group: list[EntryView]) -> CreditView:
    history = tuple(sorted(group, key=lambda entry: entry.id))
    found = outcome(Line(entry.id, entry.kind, entry.of_id, entry.quantity) for entry in history)
    return CreditView(history[0], found, history)


def _viewed(session: Session, rows: Sequence[CreditEntry]) -> tuple[EntryView, ...]:
    if not rows:
        return ()
    rules = rules_by_id(session)
    return tuple(_view(row, rules[row.rule_id]) for row in rows)


def _view(row: CreditEntry, rule: Rule) -> EntryView:
    return EntryView(
        id=row.id,
        kind=EntryKind(row.kind),
        of_id=row.of_id,
        suggestion_id=row.suggestion_id or row.id,
        person_id=row.person_id,
        credential_uuid=row.credential_uuid,
        deployment_id=row.deployment_id,
        rule=rule,
        micro_credential=row.micro_credential,
        quantity=row.quantity,
        earned_at=row.earned_at,
        at=row.at,
        by=row.by,
        words=row.words,
    )
