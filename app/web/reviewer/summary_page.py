"""The page between a draft and its release: what will be told to whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.catalog import Definition, definition_of
from app.evidence import AttemptView
from app.flows.release_decision import standing_badge
from app.people import Actor, pseudonym
from app.placement import placement_view
from app.review import Outcome, Preview, draft_of, preview
from app.web.reviewer.consequences import consequences_of
from app.web.reviewer.rubric_part import ResultLine, lines_of
from app.web.reviewer.words import OUTCOME_WORDS


@dataclass(frozen=True, slots=True)
class Problem:
    """What is still missing, and the field that mends it."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """A decision before it is released."""

    attempt_id: int
    who: str
    activity: str
    number: int
    incomplete: bool
    problems: tuple[Problem, ...]
    outcome: str
    kind: str
    lines: tuple[ResultLine, ...]
    note: str
    reason: str
    points: int
    out_of: int
    consequences: tuple[str, ...]
    badge_at_stake: str


def build_summary(
    session: Session, actor: Actor, attempt: AttemptView, now: datetime, *, incomplete: bool = False
) -> SummaryPage:
    """What releasing would do now. Raises what `review.preview` raises."""
    definition = definition_of(session, attempt.version_id)
    placement = placement_view(session, attempt.placement_id)
    shown = preview(session, attempt.id, actor.person_id, incomplete=incomplete)
    draft = draft_of(session, attempt.id, actor.person_id)
    badge = standing_badge(session, attempt)
    verdict = shown.verdict
    outcome, kind = OUTCOME_WORDS[verdict.outcome] if verdict else ("Not ready yet", "neutral")
    falls = badge is not None and verdict is not None and verdict.outcome is not Outcome.EARNED
    return SummaryPage(
        attempt_id=attempt.id,
        who=pseudonym(attempt.person_id, attempt.placement_id),
        activity=placement.title,
        number=attempt.number,
        incomplete=incomplete,
        problems=_problems(definition, shown),
        outcome=outcome,
        kind=kind,
        lines=lines_of(definition, shown.results, verdict.met) if verdict and not incomplete else (),
        note=draft.note if draft else "",
        reason=draft.reason if draft else "",
        points=verdict.points if verdict else 0,
        out_of=verdict.out_of if verdict else 0,
        consequences=consequences_of(session, placement, attempt, verdict, badge is not None, now) if verdict else (),
        badge_at_stake=badge.name if badge and falls else "",
    )


def _problems(definition: Definition, shown: Preview) -> tuple[Problem, ...]:
    return tuple(
        Problem(f"criterion-{gap.criterion_id}", f"{definition.criterion(gap.criterion_id).title}: {gap.words}")
        if gap.criterion_id
        else Problem("note", gap.words)
        for gap in shown.gaps
    )
