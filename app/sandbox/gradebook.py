"""What the gradebook makes of a cell: changed by a person, handed in late."""

from app.sandbox.platform import Platform
from app.sandbox.records import Activity, Change, LineItem, Person, Result


def edit_by_hand(
    platform: Platform, item: LineItem, person: Person, score: float | None, comment: str, who: str
) -> Result:
    """Stores what `who` typed; what later scores of the tool do to it is the temper's business."""
    now = platform.now()
    with platform.store.transaction():
        before = platform.grades.result(item.id, person.id)
        after = platform.temper.edited_by_hand(before, score, comment, who, now)
        words = "took the grade away by hand" if score is None else f"set {score:g} by hand"
        platform.grades.save(after, Change(now, who, words))
    return after


def is_late(activity: Activity | None, result: Result) -> bool:
    """Whether what was handed in came after the due date, by the moment that the tool told."""
    due_at = activity.due_at if activity else None
    handed_at = result.handed.at if result.handed else None
    return due_at is not None and handed_at is not None and handed_at > due_at
