"""The check before submitting: each missing piece with the way to it, then the two statements."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from app import evidence
from app.catalog import Definition
from app.flows.open_work import OpenWork, open_work
from app.flows.submit_work import needs_change_note
from app.people import Actor
from app.placement import PlacementView
from app.web.earner.words import attempts_left_words


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing asked for: there, or what is missing."""

    label: str
    step: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """What templates/earner/ready.html shows; `problem` is what kept a submission from going through."""

    title: str
    missing: tuple[Piece, ...]
    there: tuple[Piece, ...]
    attestations: tuple[evidence.Attestation, ...]
    asks_change_note: bool
    attempts: str
    attempts_left: bool
    may_submit: bool
    agreed: frozenset[str] = frozenset()
    change_note: str = ""
    problem: str = ""
    problem_field: str = ""


def build_ready(
    session: Session, actor: Actor, placement: PlacementView, *, agreed: frozenset[str] = frozenset(), note: str = ""
) -> ReadyPage | None:
    """What is there and what is missing; None while nothing can be submitted at all (waiting, or earned)."""
    work = open_work(session, placement, actor.person_id)
    if work.closed is not None:
        return None
    items = evidence.items_of(session, placement.id, actor.person_id)
    states = evidence.slot_states(work.definition, items)
    missing = evidence.missing_pieces(work.definition, items)
    lacking = {piece.slot_id for piece in missing}
    there = [slot_id for slot_id in _in_order(work.definition) if slot_id not in lacking and states[slot_id].used]
    used = evidence.count_used(work.attempts)
    return ReadyPage(
        title=work.definition.title,
        missing=tuple(_piece(work, piece.slot_id, piece.words) for piece in missing),
        there=tuple(_piece(work, slot_id, "") for slot_id in there),
        attestations=evidence.ATTESTATIONS,
        asks_change_note=needs_change_note(work),
        attempts=attempts_left_words(work.attempts_limit, used),
        attempts_left=work.has_attempt_left,
        may_submit=not missing and work.has_attempt_left and not actor.masquerading,
        agreed=agreed,
        change_note=note,
    )


def _in_order(definition: Definition) -> list[str]:
    return [slot_id for step in definition.steps for slot_id in step.slots]


def _piece(work: OpenWork, slot_id: str, words: str) -> Piece:
    step = work.definition.step_of(slot_id)
    url = url_for("earner.step", step_id=step.id, _anchor=f"slot-{slot_id}")
    return Piece(work.definition.slot(slot_id).label, step.title, words, url)
