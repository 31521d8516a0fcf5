"""What of the evidence a badge names."""

from dataclasses import replace
from datetime import UTC, datetime

from app.badges import EvidenceLine
from app.catalog import Slot, SlotPurpose, SlotType
from app.evidence import AttemptItemView, AttemptState, AttemptView
from app.flows.award_badge import evidence_lines
from tests.badges.world import DEFINITION

NOW = datetime(2026, 11, 14, tzinfo=UTC)
SLOTS = (
    Slot("e1", "Lesson plan", SlotType.TEXT),
    Slot("e2", "Recording", SlotType.FILE),
    Slot("e3", "Optional extra", SlotType.LINK, required=False),
    Slot("e4", "Consent basis", SlotType.TEXT, purpose=SlotPurpose.CONSENT),
    Slot("e5", "Use of AI", SlotType.TEXT, purpose=SlotPurpose.AI_USE),
)


def item(slot_id: str, kind: SlotType) -> AttemptItemView:
    return AttemptItemView(
        1, slot_id, kind, "words", "", "key", "ben-okafor-class-7b.mp4", 9, "sha", "video/mp4", "Ben"
    )


def test_a_badge_names_what_was_judged_and_not_the_files_or_who_is_in_them() -> None:
    handed_in = (
        item("e2", SlotType.FILE),
        item("e2", SlotType.FILE),
        item("e1", SlotType.TEXT),
        item("e4", SlotType.TEXT),
        item("e5", SlotType.TEXT),
    )
    attempt = AttemptView(1, 1, 1, 1, 1, AttemptState.DECIDED, NOW, NOW, None, "", {}, handed_in)
    lines = evidence_lines(replace(DEFINITION, slots=SLOTS), attempt)
    assert lines == (
        EvidenceLine("Lesson plan", "Text", slot_id="e1"),
        EvidenceLine("Recording", "File", slot_id="e2"),
    )
    assert not [line for line in lines if "mp4" in line.narrative]
