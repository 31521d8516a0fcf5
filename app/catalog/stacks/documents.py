"""A stack's definition from and to its stack/1 document. Only documents without findings are read."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.catalog.definition import Achievement
from app.catalog.errors import Finding
from app.catalog.stacks.definition import (
    PartKind,
    PartRef,
    Requirement,
    RequirementType,
    StackDefinition,
    StackPart,
)
from app.catalog.writing import Document

FORMAT = "stack/1"
Tree = Mapping[str, Any]


def stack_from_document(tree: Tree) -> StackDefinition:
    """The definition that a checked document describes, defaults filled in, texts trimmed."""
    title = tree["title"].strip()
    achievement = tree.get("achievement", {})
    return StackDefinition(
        slug=tree["id"],
        version=tree["version"],
        title=title,
        summary=tree["summary"].strip(),
        requirement=_requirement(tree["requirement"]),
        achievement=Achievement(
            achievement.get("name", title).strip(),
            achievement.get("type", "MicroCredential"),
            achievement.get("valid_years"),
        ),
        language=tree.get("language", "en"),
        issuer=tree.get("issuer", "cairn"),
        licence=tree.get("licence", "").strip(),
        changes=tree.get("changes", "").strip(),
    )


def stack_document(definition: StackDefinition) -> Document:
    """The sparse document of a definition; `stack_from_document` reads it back to an equal one."""
    achievement = {"name": definition.achievement.name, "type": definition.achievement.type}
    years = definition.achievement.valid_years
    document: Document = {
        "format": FORMAT,
        "id": definition.slug,
        "version": definition.version,
        "title": definition.title,
        "summary": definition.summary,
        "requirement": _requirement_document(definition.requirement),
        "achievement": achievement | ({"valid_years": years} if years else {}),
        "language": definition.language,
        "issuer": definition.issuer,
    }
    said = {"licence": definition.licence, "changes": definition.changes}
    return document | {name: text for name, text in said.items() if text}


def stack_rule_findings(document: Any) -> Iterator[Finding]:
    """What a schema can't say: parts that stand there twice, the stack inside of itself, numbers that don't add up."""
    refs = [_part(part).ref for part in document["requirement"]["parts"]]
    for place, ref in enumerate(refs):
        if ref in refs[:place]:
            yield Finding(("requirement", "parts", place), f"“{ref.slug}” stands here twice; keep it once.")
        if ref == PartRef(PartKind.STACK, document["id"]):
            yield Finding(("requirement", "parts", place), "A stack can't be a part of itself.")
    yield from _number_findings(_requirement(document["requirement"]))


def _number_findings(requirement: Requirement) -> Iterator[Finding]:
    free = sum(not part.required for part in requirement.parts)
    if requirement.type is RequirementType.ALL:
        if requirement.some is not None or free < len(requirement.parts):
            words = (
                "With all parts needed, neither “some” nor “required” has a meaning; write type: some, or take it away."
            )
            yield Finding(("requirement", "type"), words)
    elif requirement.some is None:
        yield Finding(("requirement", "some"), "Say how many of the parts that aren't required have to be held.")
    elif requirement.some > free:
        words = f"{requirement.some} are asked for, but only {free} of the parts aren't required."
        yield Finding(("requirement", "some"), words)


def _requirement(tree: Tree) -> Requirement:
    parts = tuple(map(_part, tree["parts"]))
    return Requirement(parts, RequirementType(tree.get("type", "all")), tree.get("some"))


def _part(tree: Tree) -> StackPart:
    kind = PartKind.STACK if PartKind.STACK in tree else PartKind.MICRO_CREDENTIAL
    return StackPart(PartRef(kind, tree[kind]), tree.get("required", False))


def _requirement_document(requirement: Requirement) -> Document:
    document: Document = {"type": requirement.type.value, "parts": [_part_document(part) for part in requirement.parts]}
    return document | ({"some": requirement.some} if requirement.some is not None else {})


def _part_document(part: StackPart) -> Document:
    document: Document = {part.ref.kind.value: part.ref.slug}
    return document | ({"required": True} if part.required else {})
