"""What a placement may be: points, policies, and the ids that travel in a link's custom parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.catalog import Definition, GradePolicyKind, OnNotYet
from app.errors import Invalid

DEFAULT_POINTS = 100_00
MAX_POINTS = 10_000_00
CENT = Decimal("0.01")
CUSTOM_SLUG, CUSTOM_VERSION, CUSTOM_PLACEMENT = "cairn_mc", "cairn_version", "cairn_placement"
TEMPLATE_LENGTH = 36
CUSTOM_POINTS, CUSTOM_POLICY = "cairn_points", "cairn_policy"
DASHBOARD = "cairn:"
WAITING = "copy:"
"""How the link of a placement begins that was taken over from another course before its own link was ever opened."""


@dataclass(frozen=True, slots=True)
class PlacementSettings:
    """What a teacher decides for one placement; `points` in hundredths."""

    points: int
    grade_policy: GradePolicyKind
    on_not_yet: OnNotYet
    attempts_limit: int | None


@dataclass(frozen=True, slots=True)
class LinkIds:
    """What a deep-linked item's custom parameters say; `points` and `policy` as they were written."""

    slug: str
    version: str
    template_id: str | None
    points: str | None
    policy: str | None


def suggested_settings(definition: Definition) -> PlacementSettings:
    """The author's suggestion, which a teacher may change."""
    return PlacementSettings(
        points=definition.grade.max_points,
        grade_policy=definition.grade.policy,
        on_not_yet=definition.grade.on_not_yet,
        attempts_limit=definition.attempts.limit,
    )


def chosen_settings(definition: Definition, points: str | None, policy: str | None) -> PlacementSettings:
    """The author's suggestion with a teacher's points and grade policy; None keeps the suggestion.

    Raises Invalid with words for the field that can't be used.
    """
    suggested = suggested_settings(definition)
    return PlacementSettings(
        points=suggested.points if points is None else parse_points(points),
        grade_policy=suggested.grade_policy if policy is None else parse_policy(policy),
        on_not_yet=suggested.on_not_yet,
        attempts_limit=suggested.attempts_limit,
    )


def parse_points(text: str) -> int:
    """Points as a teacher writes them ("100", "12.5", "12,5") in hundredths; raises Invalid."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or not CENT <= value <= MAX_POINTS // 100 or value != value.quantize(CENT):
        raise Invalid(
            "points-not-usable",
            "Points have to be a number above 0 and at most 10,000, with no more than two decimals.",
            "Write for example 100 or 12.5.",
        )
    return int(value * 100)


def points_text(points: int) -> str:
    """Hundredths as a teacher would write them: 10000 is "100", 1250 is "12.5"."""
    return f"{Decimal(points) / 100:f}"


def parse_policy(text: str) -> GradePolicyKind:
    """The grade policy with this name; raises Invalid."""
    try:
        return GradePolicyKind(text)
    except ValueError:
        raise Invalid(
            "grade-policy-unknown", "This way of grading isn't known here.", "Choose one of the ways offered."
        ) from None


def link_ids(custom: Mapping[str, str]) -> LinkIds | None:
    """What the custom parameters of a link name, or None when they name no micro-credential.

    A value that the LMS left as an unresolved variable ("$Something") counts as absent.
    """
    known = {key: value.strip() for key, value in custom.items() if value.strip() and not value.startswith("$")}
    if CUSTOM_SLUG not in known or CUSTOM_VERSION not in known:
        return None
    return LinkIds(
        slug=known[CUSTOM_SLUG],
        version=known[CUSTOM_VERSION],
        template_id=known.get(CUSTOM_PLACEMENT, "")[:TEMPLATE_LENGTH] or None,
        points=known.get(CUSTOM_POINTS),
        policy=known.get(CUSTOM_POLICY),
    )


def custom_parameters(definition: Definition, settings: PlacementSettings, template_id: str) -> dict[str, str]:
    """The custom parameters of a new link: lower snake case and one line each, as Moodle demands."""
    return {
        CUSTOM_SLUG: definition.slug,
        CUSTOM_VERSION: definition.version,
        CUSTOM_PLACEMENT: template_id,
        CUSTOM_POINTS: points_text(settings.points),
        CUSTOM_POLICY: settings.grade_policy.value,
    }


def dashboard_link(key: str) -> str:
    """The link of a placement that a teacher makes on the course's dashboard, where the LMS has no activity for it."""
    return f"{DASHBOARD}{key}"


def is_on_dashboard(resource_link_id: str) -> bool:
    """Whether this is a link of our own, which no LMS knows."""
    return resource_link_id.startswith(DASHBOARD)


def is_waiting(resource_link_id: str) -> bool:
    """Whether this stands in for a link that isn't known yet."""
    return resource_link_id.startswith(WAITING)
