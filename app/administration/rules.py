"""Pure rules: how far an administrator's arm reaches."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Who administers, and as whose: the operator, one organisation, or the one deployment that a launch came from."""

    by: str
    """What the audit log calls this person."""
    organisation_id: int | None = None
    deployment_id: int | None = None
    """Only for a launch whose deployment belongs to no organisation."""

    @property
    def is_operator(self) -> bool:
        return self.organisation_id is None and self.deployment_id is None


@dataclass(frozen=True, slots=True)
class Holding:
    """One deployment as these rules see it. `organisation_id` is its own, else its registration's."""

    deployment_id: int
    registration_id: int
    organisation_id: int | None
    platform_guid: str | None


@dataclass(frozen=True, slots=True)
class Reach:
    """The ids that a scope may see and change."""

    registrations: frozenset[int]
    whole: frozenset[int]
    """Registrations that are theirs alone, to be changed or blocked as one."""
    deployments: frozenset[int]


def reach(scope: Scope, owners: Collection[tuple[int, int | None]], holdings: Iterable[Holding]) -> Reach:
    """What `scope` reaches among `owners` (registration, its organisation or None) and their deployments.

    A registration of a host that many schools share is never one school's to change as a whole. Where nobody
    has said whose a deployment is, a launch reaches the deployments of the same platform, told by its guid.
    """
    held = tuple(holdings)
    everything = frozenset(registration_id for registration_id, _ in owners)
    if scope.is_operator:
        return Reach(everything, everything, frozenset(each.deployment_id for each in held))
    mine = _theirs(scope, held)
    kept = {each.deployment_id for each in mine}
    others = {each.registration_id for each in held if each.deployment_id not in kept}
    owned = {one for one, owner in owners if owner is not None and owner == scope.organisation_id}
    return Reach(
        registrations=frozenset(owned | {each.registration_id for each in mine}),
        whole=frozenset(owned - others),
        deployments=frozenset(kept),
    )


def _theirs(scope: Scope, held: tuple[Holding, ...]) -> list[Holding]:
    if scope.organisation_id is not None:
        return [each for each in held if each.organisation_id == scope.organisation_id]
    own = next((each for each in held if each.deployment_id == scope.deployment_id), None)
    if own is None or own.organisation_id is not None:
        return []
    near = [each for each in held if each.registration_id == own.registration_id]
    if own.platform_guid is None and any(each.platform_guid is not None for each in near):
        return [own]
    return [each for each in near if each.organisation_id is None and each.platform_guid == own.platform_guid]
