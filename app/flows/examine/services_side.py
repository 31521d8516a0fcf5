"""Findings about what the LMS lets Cairn do: token, grades, columns, participants, and the role it tells."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.flows.examine.facts import Facts, LaunchFacts
from app.flows.examine.findings import Finding, Mark, Mender
from app.flows.examine.looking import Looks
from app.lti import ALL_SCOPES, Look
from app.people import Role

ROLE_WORDS = {
    Role.LEARNER: "a learner",
    Role.INSTRUCTOR: "an instructor",
    Role.TEACHING_ASSISTANT: "a teaching assistant",
    Role.CONTENT_DEVELOPER: "somebody who builds the course",
    Role.MENTOR: "an observer",
    Role.ADMINISTRATOR: "an administrator",
}
NEEDED_FOR = {
    "lineitem": "make grade columns",
    "lineitem.readonly": "find grade columns",
    "result.readonly": "see what the gradebook shows",
    "score": "send scores",
    "contextmembership.readonly": "read the list of participants",
}
GRADE_SCOPES = frozenset(scope for scope in ALL_SCOPES if "/lti-ags/" in scope)


def role(launched: LaunchFacts) -> Finding:
    """How the launch's roles were understood."""
    found, title = launched.launch.role, "Role in the course"
    if found is Role.NONE:
        words = "The LMS told no role that Cairn knows, so only a polite page is shown."
        return Finding("role", title, Mark.BAD, words, Mender.LMS)
    return Finding("role", title, Mark.GOOD, f"The LMS says that the person who opened this is {ROLE_WORDS[found]}.")


def token(looks: Looks) -> Finding:
    """Whether the LMS trusts our signature, which it can only check with our key page."""
    title, seen = "Trust in Cairn", looks.token
    if seen is None:
        return Finding("token", title, Mark.UNKNOWN, "Not tried while the LMS is switched off here.")
    if seen.ok:
        words = "The LMS could read Cairn's keys and gave it access."
        return Finding("token", title, Mark.GOOD, words, detail=" ".join(map(_short, seen.granted)))
    words = (
        "The LMS gives Cairn no access. Usually it can't reach Cairn's key address, the tool isn't active there, "
        f"or the client id has changed. {seen.words}"
    )
    return Finding("token", title, Mark.BAD, words.strip(), Mender.LMS, seen.code)


def findings(facts: Facts, looks: Looks | None) -> Iterator[Finding]:
    """Grades and participants: what the newest launch offered, and whether it works."""
    yield _scopes(facts, looks)
    if facts.launched is None:
        return
    yield _grades(facts.launched, looks.line_items if looks else None)
    yield _column(facts.launched, looks.column if looks else None)
    yield _roster(facts.launched, looks.roster if looks else None)


def _scopes(facts: Facts, looks: Looks | None) -> Finding:
    title = "Permissions"
    granted = _granted(facts, looks)
    if granted is None:
        return Finding("scopes", title, Mark.UNKNOWN, "Not known before somebody has come from this LMS.")
    missing = tuple(_short(scope) for scope in ALL_SCOPES if scope not in granted)
    if not missing:
        return Finding("scopes", title, Mark.GOOD, "Cairn may do all that it needs.")
    can_not = ", ".join(NEEDED_FOR[name] for name in missing)
    words = f"The LMS doesn't let Cairn {can_not}."
    mark = Mark.NOTICE if "score" not in missing and "result.readonly" not in missing else Mark.BAD
    return Finding("scopes", title, mark, words, Mender.LMS, " ".join(missing))


def _granted(facts: Facts, looks: Looks | None) -> frozenset[str] | None:
    """What the token is good for; else what the launch told, where only grades have their scopes written."""
    if looks is not None and looks.token is not None and looks.token.ok:
        return frozenset(looks.token.granted)
    if facts.launched is None:
        return None
    ags, course = facts.launched.launch.ags, facts.launched.course
    told = frozenset(ags.scopes) if ags else frozenset()
    return told | (frozenset(ALL_SCOPES) - GRADE_SCOPES if course.nrps_url else frozenset())


def _grades(launched: LaunchFacts, seen: Look | None) -> Finding:
    told = _Told(
        "gradebook",
        "Gradebook",
        offered="The LMS offers its gradebook.",
        fails="Cairn can't look into the course's gradebook.",
        works="Cairn can see the columns that belong to it.",
    )
    if launched.course.lineitems_url is None:
        words = "The LMS offered no gradebook with this launch, so scores can't be sent."
        return Finding(told.code, told.title, Mark.BAD, words, Mender.LMS)
    return _looked(told, seen, Mark.BAD, Mender.LMS)


def _column(launched: LaunchFacts, seen: Look | None) -> Finding:
    told = _Told(
        "column",
        "Column of this activity",
        offered="The LMS has told where it is.",
        fails="The LMS doesn't show Cairn this column.",
        works="The gradebook has a column for this activity.",
    )
    if not launched.is_activity:
        words = "This was opened from the course, not from an activity."
        return Finding(told.code, told.title, Mark.UNKNOWN, words)
    if not launched.is_graded:
        return Finding(told.code, told.title, Mark.UNKNOWN, "Nothing is graded here.")
    if launched.column_url is None and launched.is_making_column:
        words = "Cairn makes one for this activity. The gradebook page says how far it is."
        return Finding(told.code, told.title, Mark.UNKNOWN, words)
    if launched.column_url is None:
        words = "No grade column is known for this activity yet. Let it accept grades in the LMS and open it once more."
        return Finding(told.code, told.title, Mark.NOTICE, words, Mender.TEACHER)
    return _looked(told, seen, Mark.BAD, Mender.TEACHER)


def _roster(launched: LaunchFacts, seen: Look | None) -> Finding:
    told = _Told(
        "roster",
        "Participants",
        offered="The LMS offers the list of participants.",
        fails="Cairn can't read the list of participants. It may need Names and Roles (the list) to be allowed for it.",
        works="Cairn can read who takes part, so it can show who has not started.",
    )
    if launched.course.nrps_url is None:
        words = "The LMS doesn't share the list of participants; Cairn knows only those who have opened it."
        return Finding(told.code, told.title, Mark.NOTICE, words, Mender.LMS)
    return _looked(told, seen, Mark.NOTICE, Mender.LMS)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of a service that was offered, that was tried and failed, and that works."""

    code: str
    title: str
    offered: str
    fails: str
    works: str


def _looked(told: _Told, seen: Look | None, failing: Mark, mender: Mender) -> Finding:
    if seen is None:
        return Finding(told.code, told.title, Mark.UNKNOWN, told.offered)
    if not seen.ok:
        return Finding(told.code, told.title, failing, f"{told.fails} {seen.words}".strip(), mender, seen.code)
    return Finding(told.code, told.title, Mark.GOOD, told.works, detail=f"{seen.count} listed")


def _short(scope: str) -> str:
    return scope.rpartition("/")[2]
