"""The rubric and its pass rule: levels that rise, a descriptor for each, a bar that can be reached."""

from app.catalog.errors import Finding, Path
from app.catalog.rules.shapes import Findings, Tree, group, is_number, items, known_only, names, rows
from app.catalog.words import did_you_mean

_PASS_RULE_NEEDS = {
    "all_at_least": ("level",),
    "all_at_least_and_total": ("level", "total"),
    "total_at_least": ("total",),
    "required_and_some": ("level", "required", "some"),
}


def levels_rise(tree: Tree) -> Findings:
    before: float | None = None
    for place, level in rows(group(tree, "rubric"), "levels"):
        points = level.get("points")
        if not is_number(points):
            continue
        if before is not None and points <= before:
            words = f"Levels run from lowest to highest: {points} points have to be more than the {before} before."
            yield Finding(("rubric", "levels", place, "points"), words)
        before = points


def one_descriptor_per_level(tree: Tree) -> Findings:
    rubric = group(tree, "rubric")
    levels = len(items(rubric, "levels"))
    for place, criterion in rows(rubric, "criteria"):
        descriptors = items(criterion, "descriptors")
        if descriptors and len(descriptors) != levels:
            words = (
                f"There are {len(descriptors)} descriptors and {levels} levels; write one for each level, lowest first."
            )
            yield Finding(("rubric", "criteria", place, "descriptors"), words)


def pass_rule(tree: Tree) -> Findings:
    rubric = group(tree, "rubric")
    rule = rubric.get("pass_rule")
    if not isinstance(rule, dict):
        return
    path: Path = ("rubric", "pass_rule")
    kind = rule.get("type", "all_at_least")
    needs = _PASS_RULE_NEEDS.get(kind, ()) if isinstance(kind, str) else ()
    for key in needs:
        if key not in rule:
            yield Finding((*path, key), f"A rule of type {kind} needs this field; add it.")
    if needs:
        for key in sorted({"level", "total", "required", "some"} & set(rule) - set(needs)):
            yield Finding((*path, key), f"A rule of type {kind} doesn't use this field; take it away.")
    yield from _pass_level(rule, names(rubric, "levels", "key"), path)
    yield from _pass_criteria(rule, names(rubric, "criteria"), path)
    yield from _pass_total(rule, rubric, path)


def _pass_level(rule: Tree, levels: list[str], path: Path) -> Findings:
    level = rule.get("level")
    if isinstance(level, str) and level not in levels:
        yield Finding((*path, "level"), f"There is no level “{level}”.{did_you_mean(level, levels)}")
    elif isinstance(level, str) and level == levels[0]:
        yield Finding((*path, "level"), "With the lowest level everybody passes; name a higher one.")


def _pass_criteria(rule: Tree, criteria: list[str], path: Path) -> Findings:
    yield from known_only(rule, "required", criteria, path, "criterion")
    others = len(set(criteria) - {name for name in items(rule, "required") if isinstance(name, str)})
    some = rule.get("some")
    if isinstance(some, int) and some > others:
        yield Finding((*path, "some"), f"There are only {others} criteria beside the required ones.")


def _pass_total(rule: Tree, rubric: Tree, path: Path) -> Findings:
    total = rule.get("total")
    points = [level["points"] for _, level in rows(rubric, "levels") if is_number(level.get("points"))]
    weights = [criterion.get("weight", 1) for _, criterion in rows(rubric, "criteria")]
    if not points or not all(map(is_number, weights)) or not is_number(total):
        return
    most = max(points) * sum(weights)
    if total > most:
        yield Finding((*path, "total"), f"Nobody can reach {total} points; the most is {most}.")
