"""Steps, slots and resources: unique ids, references that lead somewhere, hours that add up."""

from decimal import Decimal

from app.catalog.errors import Finding
from app.catalog.rules.shapes import Findings, Tree, group, is_number, items, known_only, names, rows


def ids_are_used_once(tree: Tree) -> Findings:
    rubric = group(tree, "rubric")
    for owner, path, key, name in (
        (tree, (), "steps", "id"),
        (tree, (), "slots", "id"),
        (tree, (), "resources", "id"),
        (rubric, ("rubric",), "criteria", "id"),
        (rubric, ("rubric",), "levels", "key"),
    ):
        seen: set[str] = set()
        for place, row in rows(owner, key):
            own = row.get(name)
            if isinstance(own, str) and own in seen:
                yield Finding((*path, key, place, name), f"“{own}” is used twice; give this one another {name}.")
            seen.add(str(own))


def references(tree: Tree) -> Findings:
    rubric = group(tree, "rubric")
    slots, resources = names(tree, "slots"), names(tree, "resources")
    for place, step in rows(tree, "steps"):
        yield from known_only(step, "slots", slots, ("steps", place), "slot")
        yield from known_only(step, "resources", resources, ("steps", place), "resource")
    for place, criterion in rows(rubric, "criteria"):
        yield from known_only(criterion, "slots", slots, ("rubric", "criteria", place), "slot")


def each_slot_belongs_to_one_step(tree: Tree) -> Findings:
    asked = [name for _, step in rows(tree, "steps") for name in items(step, "slots")]
    for place, slot in rows(tree, "slots"):
        times = asked.count(slot.get("id"))
        if times == 0:
            yield Finding(("slots", place, "id"), "No step asks for this; name it in the slots of one step.")
        elif times > 1:
            yield Finding(("slots", place, "id"), f"{times} steps ask for this; name it in one of them only.")


def hours_add_up(tree: Tree) -> Findings:
    hours = group(tree, "credit_suggestion").get("hours")
    minutes = [step.get("minutes") for _, step in rows(tree, "steps")]
    if not is_number(hours) or not minutes or not all(map(is_number, minutes)):
        return
    total = sum((Decimal(str(value)) for value in minutes), Decimal(0))
    if abs(Decimal(str(hours)) * 60 - total) > Decimal("0.5"):
        sums = f"{total / 60:.2f}".rstrip("0").rstrip(".")
        words = f"The steps add up to {sums} hours ({total} minutes), not {hours}; mend the steps or this number."
        yield Finding(("credit_suggestion", "hours"), words)


def alignments_say_what(tree: Tree) -> Findings:
    for place, alignment in rows(tree, "alignment"):
        if not {"code", "name"} & set(alignment):
            yield Finding(("alignment", place), "Say which standard: add a code or a name.")
