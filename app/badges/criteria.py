"""What an achievement asks for, in words: the numbered steps and the rule that it is awarded by. Pure.

Open Badges 3.0 has no term for steps; the criteria narrative (Markdown) carries them.
"""

from app.badges.words import counted
from app.catalog import Definition, PassRuleType, Step, credit_in_words

LIST_INDENT = " " * 4
"""Further lines of a step belong to its number in Markdown."""


def narrative(definition: Definition) -> str:
    """Competency, numbered steps with their hours, and the pass rule, as Markdown."""
    steps = "\n".join(f"{place}. {_step(step)}" for place, step in enumerate(definition.steps, start=1))
    return f"{definition.competency.strip()}\n\n{steps}\n\n{pass_words(definition)}"


def pass_words(definition: Definition) -> str:
    """The pass rule as one sentence that names levels and criteria by their titles."""
    rule = definition.pass_rule
    level = f"**{definition.rubric.level(rule.level).title}** or better" if rule.level else ""
    total = f"at least {rule.total} of {definition.rubric.max_points} rubric points"
    match rule.type:
        case PassRuleType.ALL_AT_LEAST:
            return f"Awarded for {level} on every criterion."
        case PassRuleType.ALL_AT_LEAST_AND_TOTAL:
            return f"Awarded for {level} on every criterion and {total} in all."
        case PassRuleType.TOTAL_AT_LEAST:
            return f"Awarded for {total} in all."
        case PassRuleType.REQUIRED_AND_SOME:
            return f"Awarded for {level} on {_required_titles(definition)}."


def required_level(definition: Definition, criterion_id: str) -> str | None:
    """Key of the level that this criterion by itself must reach, None where the rule doesn't say."""
    rule = definition.pass_rule
    if rule.type is PassRuleType.REQUIRED_AND_SOME and criterion_id not in rule.required:
        return None
    return rule.level


def credit_words(definition: Definition) -> str:
    """The unit behind the bare number in `creditsAvailable`: Open Badges has no field for it."""
    hours = f"{counted(definition.credit.hours)} hours of work"
    units = [credit_in_words(unit) for unit in definition.credit.units]
    return f"Suggested: {', '.join(units)}; {hours}" if units else hours[0].upper() + hours[1:]


def _step(step: Step) -> str:
    hours = counted(round(step.minutes / 60, 2))
    action = f"\n{LIST_INDENT}".join(step.action.strip().splitlines())
    return f"**{step.title}** ({hours} {'hour' if hours == '1' else 'hours'}). {action}"


def _required_titles(definition: Definition) -> str:
    rule = definition.pass_rule
    named = ", ".join(definition.criterion(each).title for each in rule.required)
    return f"{named}, and on at least {rule.some} of the other criteria" if rule.some else named
