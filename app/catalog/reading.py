"""A checked mc/1 document as a Definition. Only documents without findings come here."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from app.catalog.definition import (
    Achievement,
    Alignment,
    Attempts,
    Citation,
    CreditSuggestion,
    CreditUnit,
    Criterion,
    Definition,
    GradePolicy,
    KeyMethod,
    Level,
    PassRule,
    Privacy,
    Rationale,
    Resource,
    Rubric,
    Slot,
    Step,
)
from app.catalog.vocabulary import (
    DEFAULT_MAX_MB,
    DOCUMENTS_AND_IMAGES,
    FeedbackRule,
    FileKind,
    GradePolicyKind,
    OnNotYet,
    PassRuleType,
    Recording,
    Sharing,
    SlotPurpose,
    SlotType,
    StepKind,
)

Tree = Mapping[str, Any]
_T = TypeVar("_T")


def from_document(tree: Tree) -> Definition:
    """The definition that a checked document describes, defaults filled in, texts trimmed."""
    rubric = tree["rubric"]
    steps = _many(_step, tree["steps"])
    hours = nominal_hours(sum(step.minutes for step in steps))
    competency = _text(tree["competency"])
    return Definition(
        slug=tree["id"],
        version=tree["version"],
        title=_text(tree["title"]),
        summary=_text(tree.get("summary", competency)),
        competency=competency,
        key_method=_key_method(tree["key_method"]),
        steps=steps,
        slots=_many(_slot, tree["slots"]),
        rubric=Rubric(_many(_level, rubric["levels"]), _many(_criterion, rubric["criteria"])),
        pass_rule=_pass_rule(rubric["pass_rule"]),
        credit=_credit(tree.get("credit_suggestion", {}), hours),
        achievement=_achievement(tree.get("achievement", {}), _text(tree["title"])),
        rationale=_rationale(tree.get("rationale", {})),
        audience=_text(tree.get("audience", "")),
        resources=_many(_resource, tree.get("resources", ())),
        grade=_grade(tree.get("grade", {})),
        attempts=Attempts(tree.get("attempts", {}).get("limit", Attempts().limit)),
        alignments=_many(_alignment, tree.get("alignment", ())),
        privacy=_privacy(tree.get("privacy", {})),
        language=tree.get("language", "en"),
        issuer=tree.get("issuer", "cairn"),
        authors=_texts(tree.get("authors", ())),
        licence=_text(tree.get("licence", "")),
        changes=_text(tree.get("changes", "")),
    )


def nominal_hours(minutes: int) -> Decimal:
    """Minutes as hours with at most two decimals: 90 is 1.5, 100 is 1.67."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def _many(read: Callable[[Tree], _T], items: Any) -> tuple[_T, ...]:
    return tuple(read(item) for item in items)


def _text(value: str) -> str:
    return value.strip()


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(map(_text, values))


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))


def _pair(value: Any) -> tuple[int, int]:
    least, most = value
    return least, most


def _key_method(tree: Tree) -> KeyMethod:
    return KeyMethod(_text(tree["name"]), _texts(tree.get("components", ())))


def _rationale(tree: Tree) -> Rationale:
    citations = tuple(Citation(_text(item["text"]), item.get("url")) for item in tree.get("citations", ()))
    return Rationale(_text(tree.get("text", "")), citations)


def _resource(tree: Tree) -> Resource:
    return Resource(
        id=tree["id"],
        label=_text(tree["label"]),
        url=tree.get("url"),
        licence=tree.get("licence"),
        minutes=tree.get("minutes"),
        note=_text(tree.get("note", "")),
    )


def _step(tree: Tree) -> Step:
    return Step(
        id=tree["id"],
        title=_text(tree["title"]),
        kind=StepKind(tree["kind"]),
        minutes=tree["minutes"],
        action=_text(tree["action"]),
        slots=tuple(tree.get("slots", ())),
        note=_text(tree.get("note", "")),
        resources=tuple(tree.get("resources", ())),
    )


def _slot(tree: Tree) -> Slot:
    return Slot(
        id=tree["id"],
        label=_text(tree["label"]),
        type=SlotType(tree["type"]),
        accept=_accept(tree),
        words=_pair(tree["words"]) if "words" in tree else None,
        count=_pair(tree.get("count", (1, 1))),
        max_mb=tree.get("max_mb", DEFAULT_MAX_MB),
        required=tree.get("required", True),
        sharing=Sharing(tree.get("sharing", "none")),
        deidentify=tree.get("deidentify", False),
        hint=_text(tree.get("hint", "")),
        purpose=SlotPurpose(tree.get("purpose", "evidence")),
        consent=tree.get("consent"),
    )


def _accept(tree: Tree) -> tuple[FileKind, ...]:
    if tree["type"] != SlotType.FILE:
        return ()
    return tuple(map(FileKind, tree.get("accept", DOCUMENTS_AND_IMAGES)))


def _level(tree: Tree) -> Level:
    return Level(tree["key"], _text(tree.get("title", tree["key"].replace("_", " ").capitalize())), tree["points"])


def _criterion(tree: Tree) -> Criterion:
    return Criterion(
        id=tree["id"],
        title=_text(tree["title"]),
        slots=tuple(tree["slots"]),
        descriptors=_texts(tree["descriptors"]),
        weight=tree.get("weight", 1),
        feedback=FeedbackRule(tree.get("feedback", "required_below_pass")),
        rescore_always=tree.get("rescore_always", False),
    )


def _pass_rule(tree: Tree) -> PassRule:
    return PassRule(
        type=PassRuleType(tree.get("type", "all_at_least")),
        level=tree.get("level"),
        total=tree.get("total"),
        required=tuple(tree.get("required", ())),
        some=tree.get("some"),
    )


def _grade(tree: Tree) -> GradePolicy:
    default = GradePolicy()
    return GradePolicy(
        max_points=int(_decimal(tree["max"]) * 100) if "max" in tree else default.max_points,
        policy=GradePolicyKind(tree.get("policy", default.policy)),
        on_not_yet=OnNotYet(tree.get("on_not_yet", default.on_not_yet)),
    )


def _credit(tree: Tree, hours: Decimal) -> CreditSuggestion:
    units = tuple(CreditUnit(item["rule"], _decimal(item["value"])) for item in tree.get("units", ()))
    return CreditSuggestion(_decimal(tree["hours"]) if "hours" in tree else hours, units)


def _achievement(tree: Tree, title: str) -> Achievement:
    return Achievement(_text(tree.get("name", title)), tree.get("type", "MicroCredential"), tree.get("valid_years"))


def _alignment(tree: Tree) -> Alignment:
    return Alignment(_text(tree["framework"]), tree.get("code"), tree.get("name"), tree.get("url"))


def _privacy(tree: Tree) -> Privacy:
    return Privacy(_recording(tree.get("records_minors", False)), _recording(tree.get("records_adults", False)))


def _recording(value: bool | str) -> Recording:
    """YAML reads a bare `no` as false and `yes` as true, so both spellings are taken."""
    if isinstance(value, bool):
        return Recording.REQUIRED if value else Recording.NEVER
    return Recording(value)
