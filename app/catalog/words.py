"""A definition's facts in plain words, as lists and pages say them."""

from collections.abc import Sequence
from difflib import get_close_matches

from app.catalog.definition import CreditUnit, Definition, Slot
from app.catalog.vocabulary import DOCUMENTS_AND_IMAGES, FileKind, GradePolicyKind, PassRuleType, SlotType

_FILE_WORDS = {
    FileKind.PDF: "PDF",
    FileKind.DOCX: "Word",
    FileKind.XLSX: "Excel",
    FileKind.PPTX: "PowerPoint",
    FileKind.CSV: "CSV",
    FileKind.PLAIN: "plain text",
    FileKind.IMAGE: "image",
    FileKind.AUDIO: "audio",
    FileKind.VIDEO: "video",
}
_CREDIT_RULES = {
    "wy-ptsb": "by the rule of Wyoming's Professional Teaching Standards Board",
    "demo-half-credit": "by the demo rule of half a credit for each micro-credential",
}
_TYPE_WORDS = {SlotType.TEXT: ("text", "texts"), SlotType.FILE: ("upload", "uploads"), SlotType.LINK: ("link", "links")}
POLICY_WORDS = {
    GradePolicyKind.POINTS_PERCENT: (
        "Rubric points",
        "The score is the share of rubric points that the reviewer gave; every criterion at the highest level "
        "makes the full score.",
    ),
    GradePolicyKind.CRITERIA_MET_FRACTION: (
        "Criteria met",
        "The score is the share of criteria that reach the required level. Going beyond that level adds nothing.",
    ),
    GradePolicyKind.EARNED_ONLY: (
        "All or nothing",
        "The full score once the micro-credential is earned. Until then the gradebook shows no score.",
    ),
    GradePolicyKind.NONE: (
        "No grade",
        "Nothing is sent to the gradebook. Earners see their result and their badge in Cairn only.",
    ),
}


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A question after the most similar known word, with a space before it; empty when nothing is near."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f" Did you mean “{near[0]}”?" if near else ""


def hours_in_words(minutes: int) -> str:
    """Minutes as an author would say them: 90 is "1.5 hours", 60 is "1 hour", 20 is "20 minutes"."""
    if minutes < 60:
        return f"{minutes} minutes" if minutes != 1 else "1 minute"
    hours = f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    return "1 hour" if hours == "1" else f"{hours} hours"


def slot_in_words(slot: Slot) -> str:
    """What a slot asks for, without its label: "a text of 300 to 700 words", "3 to 5 files (PDF, image), optional"."""
    what = _text_in_words(slot) if slot.type is SlotType.TEXT else _items_in_words(slot)
    return what if slot.required else f"{what}, optional"


def asks_in_words(definition: Definition) -> str:
    """All that is required, counted by type: "3 texts, 2 uploads"."""
    required = [slot for slot in definition.slots if slot.required]
    counts = [(sum(slot.type is kind for slot in required), words) for kind, words in _TYPE_WORDS.items()]
    said = [f"{number} {words[number != 1]}" for number, words in counts if number]
    return ", ".join(said) or "nothing that is required"


def pass_rule_in_words(definition: Definition) -> str:
    """The pass rule as one plain sentence that names levels and criteria by their titles."""
    rule, rubric = definition.pass_rule, definition.rubric
    level = f"“{rubric.level(rule.level).title}” or better" if rule.level else ""
    match rule.type:
        case PassRuleType.ALL_AT_LEAST:
            return f"Earned with {level} on every criterion."
        case PassRuleType.ALL_AT_LEAST_AND_TOTAL:
            return f"Earned with {level} on every criterion, and {rule.total} of {rubric.max_points} points or more."
        case PassRuleType.TOTAL_AT_LEAST:
            return f"Earned with {rule.total} of {rubric.max_points} points or more."
        case PassRuleType.REQUIRED_AND_SOME:
            required = ", ".join(definition.criterion(key).title for key in rule.required)
            others = f", and on at least {rule.some} of the other criteria" if rule.some else ""
            return f"Earned with {level} on {required}{others}."


def _text_in_words(slot: Slot) -> str:
    if slot.words is None:
        return "a text"
    least, most = slot.words
    return f"a text of up to {most} words" if not least else f"a text of {least} to {most} words"


def _items_in_words(slot: Slot) -> str:
    noun = "file" if slot.type is SlotType.FILE else "link"
    least, most = slot.count
    number = f"1 {noun}" if most == 1 else f"{least} {noun}s" if least == most else f"{least} to {most} {noun}s"
    any_document = slot.accept == DOCUMENTS_AND_IMAGES
    kinds = "documents or images" if any_document else ", ".join(_FILE_WORDS[kind] for kind in slot.accept)
    return f"{number} ({kinds})" if kinds else number


def credit_in_words(unit: CreditUnit) -> str:
    """What a rule gives: "0.5 credit by the rule of …"; an unknown rule by its name."""
    rule = _CREDIT_RULES.get(unit.rule, f"by the rule {unit.rule}")
    return f"{unit.value.normalize():f} credit{'' if unit.value <= 1 else 's'} {rule}"
