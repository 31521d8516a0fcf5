"""What an achievement asks for, in words: the numbered steps and the rule that it is awarded by. Pure.

Open Badges 3.0 has no term for steps; the criteria narrative (Markdown) carries them.
"""

from app.badges.words import counted
from app.catalog import Definition, PassRuleType, Step, credit_in_words, pass_rule_in_words

LIST_INDENT = " " * 4
"""Further lines of a step belong to its number in Markdown."""


def narrative(definition: Definition) -> str:
    """Competency, numbered steps with their hours, and the pass rule, as Markdown."""
    steps = "\n".join(f"{place}. {_step(step)}" for place, step in enumerate(definition.steps, start=1))
    return f"{definition.competency.strip()}\n\n{steps}\n\n{pass_rule_in_words(definition)}"


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
