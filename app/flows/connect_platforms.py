"""Platforms that somebody adds or renames by hand. Each change is audited."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app import administration, lti
from app.lti import Environment, PlatformEntry
from app.services import Services


def add_platform(
    session: Session, services: Services, by: str, entry: PlatformEntry, *, slash_is_meant: bool = False
) -> int:
    """Register a platform by hand; its id. Raises as `lti.add_platform` does."""
    lti.ensure_keys(session, services.clock, services.sealer)
    number = lti.add_platform(session, services.clock, entry, slash_is_meant=slash_is_meant)
    _audit(session, services, by, "registration-added", number, {"issuer": entry.issuer, "label": entry.label})
    return number


def add_canvas(
    session: Session,
    services: Services,
    by: str,
    *,
    label: str,
    client_id: str,
    environments: Sequence[Environment],
    deployment_ids: Sequence[str] = (),
) -> tuple[int, ...]:
    """Register a Canvas of the cloud in each of its environments; their ids. Raises as `lti.add_platform` does."""
    lti.ensure_keys(session, services.clock, services.sealer)
    numbers = lti.add_canvas(
        session,
        services.clock,
        label=label,
        client_id=client_id,
        environments=environments,
        deployment_ids=deployment_ids,
    )
    for number in numbers:
        view = lti.registration_view(session, number)
        detail = {"issuer": view.issuer, "label": view.label}
        _audit(session, services, by, "registration-added", number, detail)
    return numbers


def add_deployment(session: Session, services: Services, by: str, registration_id: int, deployment_id: str) -> None:
    """Let a deployment in before it was ever seen. Raises as `lti.add_deployment` does."""
    lti.add_deployment(session, services.clock, registration_id, deployment_id)
    _audit(session, services, by, "deployment-added", registration_id, {"deployment": deployment_id})


def rename_platform(session: Session, services: Services, by: str, registration_id: int, label: str) -> None:
    """Call a platform something else. Raises as `lti.rename_platform` does."""
    was = lti.registration_view(session, registration_id).label
    lti.rename_platform(session, registration_id, label)
    _audit(session, services, by, "registration-renamed", registration_id, {"was": was, "is": label.strip()[:255]})


def _audit(
    session: Session, services: Services, by: str, action: str, registration_id: int, detail: Mapping[str, Any]
) -> None:
    administration.audit(
        session,
        services.clock,
        by=by,
        action=action,
        subject=f"registration:{registration_id}",
        organisation_id=administration.owner_of_registration(session, registration_id),
        detail=detail,
    )
