"""Substitution of `$…` variables in custom parameters; unknown ones go out as they are written."""

from collections.abc import Mapping

from app.sandbox.records import CourseRole
from app.sandbox.tempers.base import Launch, Temper


def substituted(values: Mapping[str, str], temper: Temper, launch: Launch) -> dict[str, str]:
    """`values` with each known variable replaced by what it stands for in this launch."""
    known = {**_common(temper, launch), **temper.variables(launch)}
    return {name: known.get(value, value) for name, value in values.items()}


def _common(temper: Temper, launch: Launch) -> dict[str, str]:
    person, activity = launch.person, launch.activity
    learner = launch.role is CourseRole.LEARNER or launch.hint.as_learner
    return {
        "$User.id": temper.subject(person),
        "$User.username": person.given_name.lower(),
        "$Person.name.full": person.name,
        "$Person.name.given": person.given_name,
        "$Person.name.family": person.family_name,
        "$Person.email.primary": person.email,
        "$Person.sourcedId": f"ID-{person.id}",
        "$Membership.role": "Learner" if learner else "Instructor",
        "$Context.id": temper.context_id(launch.course),
        "$Context.id.history": ",".join(launch.history),
        "$Context.title": launch.course.title,
        "$CourseSection.sourcedId": launch.course.label.lower(),
        "$ResourceLink.id": temper.link_id(launch),
        "$ResourceLink.title": activity.title if activity else "",
        "$ResourceLink.description": activity.text if activity else "",
        "$Message.documentTarget": "window" if activity and activity.new_window else "iframe",
    }
