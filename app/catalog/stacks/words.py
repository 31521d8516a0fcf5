"""What a stack asks for, in plain sentences."""

from collections.abc import Mapping

from app.catalog.stacks.definition import PartKind, PartRef, Requirement, RequirementType, StackPart
from app.catalog.stacks.progress import StackProgress

KIND_WORDS = {PartKind.MICRO_CREDENTIAL: "micro-credential", PartKind.STACK: "stack"}


def requirement_in_words(requirement: Requirement) -> str:
    """The rule as one sentence: "All 3 parts have to be held."."""
    if requirement.type is RequirementType.ALL:
        return f"All {len(requirement.parts)} parts have to be held."
    required = sum(part.required for part in requirement.parts)
    others = len(requirement.parts) - required
    if not required:
        return f"Any {requirement.some} of the {others} parts have to be held."
    parts = "1 required part" if required == 1 else f"{required} required parts"
    return f"The {parts} and any {requirement.some} of the {others} others have to be held."


def requirement_narrative(requirement: Requirement, titles: Mapping[PartRef, str]) -> str:
    """The parts as a numbered list and the rule, as Markdown."""
    some = requirement.type is RequirementType.SOME
    lines = [
        f"{place}. **{titles[part.ref]}** ({KIND_WORDS[part.ref.kind]}{', required' if some and part.required else ''})"
        for place, part in enumerate(requirement.parts, start=1)
    ]
    return "\n".join(lines) + f"\n\n{requirement_in_words(requirement)}"


def missing_in_words(left: StackProgress, titles: Mapping[PartRef, str]) -> str:
    """What is still to be earned, or that nothing is: "Still to earn: A; and one of B, C."."""
    if left.is_complete:
        return "Nothing is missing."
    said = [_names(left.must, titles)] if left.must else []
    if left.choose:
        number = "one" if left.choose == 1 else str(left.choose)
        said.append(f"{'and ' if said else ''}{number} of {_names(left.may, titles)}")
    return f"Still to earn: {'; '.join(said)}."


def _names(parts: tuple[StackPart, ...], titles: Mapping[PartRef, str]) -> str:
    return ", ".join(titles[part.ref] for part in parts)
