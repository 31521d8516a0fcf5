"""What administrators change about platforms: who may launch, and how new places are met. Each change is audited."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app import administration, lti, outbox
from app.administration import Scope
from app.flows.launch import block_deployment
from app.lti import DeploymentPolicy, DeploymentView, Standing
from app.services import Services


def set_registration_standing(
    session: Session, services: Services, scope: Scope, registration_id: int, standing: Standing
) -> None:
    """Let a whole platform in or keep it out; its open pages follow at once.

    Raises NotFound for what `scope` doesn't reach, NotAllowed for a registration that is shared.
    """
    _require_whole(session, scope, registration_id)
    lti.set_platform_standing(session, registration_id, standing)
    action = "registration-blocked" if standing is Standing.BLOCKED else "registration-unblocked"
    _audit_registration(session, services, scope, registration_id, action, {})


def set_policy(
    session: Session, services: Services, scope: Scope, registration_id: int, policy: DeploymentPolicy
) -> None:
    """Say how a registration meets deployments that nobody knows yet. Raises as `set_registration_standing` does."""
    _require_whole(session, scope, registration_id)
    waiting = lti.set_deployment_policy(session, registration_id, policy)
    detail = {"policy": policy.value, "waiting": waiting}
    _audit_registration(session, services, scope, registration_id, "policy-changed", detail)


def set_deployment_standing(
    session: Session, services: Services, scope: Scope, deployment_id: int, standing: Standing
) -> DeploymentView:
    """Approve or block one place of a platform; blocking ends its open launches. Raises NotFound if out of reach."""
    if deployment_id not in administration.reach_of(session, scope).deployments:
        raise administration.not_yours("deployment")
    if standing is Standing.BLOCKED:
        view = block_deployment(session, deployment_id)
    else:
        view = lti.set_deployment_standing(session, deployment_id, standing)
    administration.audit(
        session,
        services.clock,
        by=scope.by,
        action="deployment-blocked" if standing is Standing.BLOCKED else "deployment-approved",
        subject=f"deployment:{deployment_id}",
        organisation_id=administration.organisation_of_deployment(session, deployment_id, view.registration_id),
        detail={"registration": view.registration_id, "deployment": view.deployment_id},
    )
    return view


def try_platform_now(session: Session, services: Services, scope: Scope, registration_id: int) -> None:
    """Send to a platform again though it asked for patience or failed. Raises as `set_registration_standing` does."""
    _require_whole(session, scope, registration_id)
    outbox.reopen(session, services.clock, outbox.gate_of(registration_id))
    _audit_registration(session, services, scope, registration_id, "delivery-resumed", {})


def rotate_keys_now(session: Session, services: Services, scope: Scope, *, force: bool) -> str:
    """Let the next key sign at once; returns its kid. Raises NotAllowed for tenants, Conflict as `rotate_keys` does."""
    if not scope.is_operator:
        raise administration.operator_only()
    kid = lti.rotate_keys(session, services.clock, services.sealer, force=force)
    administration.audit(
        session,
        services.clock,
        by=scope.by,
        action="key-rotated",
        subject=f"key:{kid}",
        organisation_id=None,
        detail={"forced": force},
    )
    return kid


def _require_whole(session: Session, scope: Scope, registration_id: int) -> None:
    reach = administration.reach_of(session, scope)
    if registration_id not in reach.registrations:
        raise administration.not_yours("connection")
    if registration_id not in reach.whole:
        raise administration.needs_the_whole()


def _audit_registration(
    session: Session, services: Services, scope: Scope, registration_id: int, action: str, detail: Mapping[str, Any]
) -> None:
    administration.audit(
        session,
        services.clock,
        by=scope.by,
        action=action,
        subject=f"registration:{registration_id}",
        organisation_id=administration.owner_of_registration(session, registration_id),
        detail=detail,
    )
