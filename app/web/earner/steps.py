"""The list of steps, and one step with the places for its evidence."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app import evidence, journey
from app.catalog import Definition, Resource, Slot, Step, slot_in_words
from app.evidence import ItemView
from app.files import browser_accept, kind_of_media_type
from app.flows.open_work import Closed, OpenWork, open_work
from app.placement import PlacementView
from app.web.earner.rubric import RubricRow, rubric_rows
from app.web.earner.words import KINDS

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step in the list."""

    number: int
    title: str
    minutes: int
    url: str
    done: bool
    standing: str
    kind: str
    current: bool


@dataclass(frozen=True, slots=True)
class StepsPage:
    """What templates/earner/steps.html shows."""

    title: str
    state: str
    state_kind: str
    cards: tuple[StepCard, ...]
    done: int
    total: int
    total_minutes: int
    closed: Closed | None
    missing: int


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One file or link that is there."""

    id: int
    label: str
    url: str
    caption: str
    size: int
    kind: str
    sha256: str
    saved_at: datetime
    picture: bool


@dataclass(frozen=True, slots=True)
class SlotCard:
    """One thing to hand in, with what is there and what may be done."""

    slot: Slot
    asks: str
    counts_for: tuple[str, ...]
    text: str
    version: int
    words: int
    saved_at: datetime | None
    items: tuple[ItemLine, ...]
    room: int
    accept: str
    max_bytes: int
    missing: str
    filled: bool
    closed: Closed | None
    feedback: tuple[RubricRow, ...]
    draft_key: str


@dataclass(frozen=True, slots=True)
class StepPage:
    """What templates/earner/step.html shows."""

    title: str
    number: int
    total: int
    step: Step
    resources: tuple[Resource, ...]
    slots: tuple[SlotCard, ...]
    done: bool
    may_mark: bool
    closed: Closed | None
    previous_url: str
    previous_title: str
    next_url: str
    next_title: str


def build_steps(session: Session, placement: PlacementView, person_id: int) -> StepsPage:
    """The plan with how far each step is."""
    work = open_work(session, placement, person_id)
    items = evidence.items_of(session, placement.id, person_id)
    progress = _progress(session, work, items)
    definition = work.definition
    return StepsPage(
        title=definition.title,
        state=journey.state_words(work.enrollment.state),
        state_kind=KINDS[work.enrollment.state],
        cards=tuple(_card(work, progress, number) for number in range(len(definition.steps))),
        done=progress.done,
        total=progress.total,
        total_minutes=definition.total_minutes,
        closed=work.closed,
        missing=len(evidence.missing_pieces(definition, items)),
    )


def build_step(session: Session, placement: PlacementView, person_id: int, step_id: str) -> StepPage | None:
    """One step; None when the micro-credential has no such step."""
    work = open_work(session, placement, person_id)
    definition = work.definition
    place = next((at for at, step in enumerate(definition.steps) if step.id == step_id), None)
    if place is None:
        return None
    items = evidence.items_of(session, placement.id, person_id)
    standing = _progress(session, work, items).step(step_id)
    states = evidence.slot_states(definition, items)
    step = definition.steps[place]
    previous_title, previous_url = _neighbour(definition, place - 1)
    next_title, next_url = _neighbour(definition, place + 1)
    return StepPage(
        title=definition.title,
        number=place + 1,
        total=len(definition.steps),
        step=step,
        resources=tuple(definition.resource(key) for key in step.resources),
        slots=tuple(_slot_card(work, slot_id, items, states[slot_id]) for slot_id in step.slots),
        done=standing.done,
        may_mark=standing.may_mark,
        closed=work.closed,
        previous_url=previous_url,
        previous_title=previous_title,
        next_url=next_url,
        next_title=next_title,
    )


def _progress(session: Session, work: OpenWork, items: tuple[ItemView, ...]) -> journey.Progress:
    filled = evidence.filled_slots(evidence.slot_states(work.definition, items))
    return journey.progress_of(work.definition, filled, journey.marked_steps(session, work.enrollment.id))


def _card(work: OpenWork, progress: journey.Progress, place: int) -> StepCard:
    step = work.definition.steps[place]
    standing = progress.steps[place]
    words, kind = _standing_words(work, step, standing)
    return StepCard(
        number=place + 1,
        title=step.title,
        minutes=step.minutes,
        url=url_for("earner.step", step_id=step.id),
        done=standing.done,
        standing=words,
        kind=kind,
        current=progress.next_step == step.id and work.closed is None,
    )


def _standing_words(work: OpenWork, step: Step, standing: journey.StepStanding) -> tuple[str, str]:
    if work.closed is None and work.decision is not None and step.slots:
        if work.to_be_met & set(step.slots):
            return "Open again", "warn"
        if not work.slots & set(step.slots):
            return "Met", "good"
    if standing.done:
        return "Done", "good"
    if standing.slots_total and standing.slots_done:
        return f"{standing.slots_done} of {standing.slots_total} pieces there", "info"
    return "To do", "neutral"


def _slot_card(work: OpenWork, slot_id: str, items: tuple[ItemView, ...], state: evidence.SlotState) -> SlotCard:
    slot = work.definition.slot(slot_id)
    own = tuple(item for item in items if item.slot_id == slot_id)
    text = own[0].text if own else ""
    criteria = [criterion for criterion in work.definition.rubric.criteria if slot_id in criterion.slots]
    return SlotCard(
        slot=slot,
        asks=slot_in_words(slot),
        counts_for=tuple(criterion.title for criterion in criteria),
        text=text,
        version=own[0].version if own else 0,
        words=evidence.count_words(text),
        saved_at=max((item.saved_at for item in own), default=None),
        items=tuple(_item_line(item) for item in own if item.file_key or item.url),
        room=max(0, slot.count[1] - len(own)),
        accept=browser_accept(slot.accept),
        max_bytes=slot.max_mb * MEBIBYTE,
        missing=state.missing,
        filled=state.filled,
        closed=work.why_closed(slot_id),
        feedback=_feedback(work, slot_id),
        draft_key=f"cairn:draft:{work.enrollment.id}:{slot_id}",
    )


def _feedback(work: OpenWork, slot_id: str) -> tuple[RubricRow, ...]:
    """What the reviewer wrote for the criteria seen in this slot, while they are open again."""
    if work.decision is None or work.closed is not None:
        return ()
    wanted = {criterion.id for criterion in work.definition.rubric.criteria if slot_id in criterion.slots}
    rows = rubric_rows(work.definition, work.decision, work.criteria)
    return tuple(row for row in rows if row.id in wanted and row.still_open and row.feedback)


def _item_line(item: ItemView) -> ItemLine:
    kind = kind_of_media_type(item.media_type)
    return ItemLine(
        id=item.id,
        label=item.file_name or item.url,
        url=url_for("earner.item_file", item_id=item.id) if item.file_key else item.url,
        caption=item.caption,
        size=item.size,
        kind=kind.words if kind else "",
        sha256=item.sha256,
        saved_at=item.saved_at,
        picture=bool(kind and kind.group == "image" and kind.shown_in_page),
    )


def _neighbour(definition: Definition, place: int) -> tuple[str, str]:
    if not 0 <= place < len(definition.steps):
        return "", ""
    step = definition.steps[place]
    return step.title, url_for("earner.step", step_id=step.id)
