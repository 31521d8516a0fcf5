"""`flask lti block`, `approve-deployment`, `policy` …: who may launch."""

import click

from app.cli.lti.group import OPERATOR, RefusingCommand, group, services_here
from app.db import transaction
from app.flows import administer_platforms as flows
from app.flows import connect_platforms
from app.lti import DeploymentPolicy, Standing


@group.command("add-deployment", cls=RefusingCommand)
@click.argument("platform", type=int)
@click.argument("deployment_id")
def add_deployment_by_hand(platform: int, deployment_id: str) -> None:
    """Let a deployment of PLATFORM in before anybody has come from it."""
    with transaction() as session:
        connect_platforms.add_deployment(session, services_here(), OPERATOR.by, platform, deployment_id)
    click.echo(f"Deployment {deployment_id} of platform {platform} may use Cairn.")


@group.command("approve-deployment", cls=RefusingCommand)
@click.argument("deployment", type=int)
def approve_deployment(deployment: int) -> None:
    """Let a deployment in, by its number in `flask lti platforms`."""
    with transaction() as session:
        view = flows.set_deployment_standing(session, services_here(), OPERATOR, deployment, Standing.ACTIVE)
    click.echo(f"Deployment {view.deployment_id} may use Cairn.")


@group.command("block-deployment", cls=RefusingCommand)
@click.argument("deployment", type=int)
def block_one_deployment(deployment: int) -> None:
    """Keep a deployment out, by its number in `flask lti platforms`; its open pages close at once."""
    with transaction() as session:
        view = flows.set_deployment_standing(session, services_here(), OPERATOR, deployment, Standing.BLOCKED)
    click.echo(f"Deployment {view.deployment_id} may no longer use Cairn.")


@group.command("block", cls=RefusingCommand)
@click.argument("platform", type=int)
def block(platform: int) -> None:
    """Keep a whole platform out; its open pages close at once."""
    with transaction() as session:
        flows.set_registration_standing(session, services_here(), OPERATOR, platform, Standing.BLOCKED)
    click.echo(f"Platform {platform} may no longer use Cairn.")


@group.command("unblock", cls=RefusingCommand)
@click.argument("platform", type=int)
def unblock(platform: int) -> None:
    """Let a platform in again."""
    with transaction() as session:
        flows.set_registration_standing(session, services_here(), OPERATOR, platform, Standing.ACTIVE)
    click.echo(f"Platform {platform} may use Cairn.")


@group.command("policy", cls=RefusingCommand)
@click.argument("platform", type=int)
@click.argument("policy", type=click.Choice([each.value for each in DeploymentPolicy]))
def policy_of(platform: int, policy: str) -> None:
    """Say whether new deployments of PLATFORM wait for a person (ask) or are let in at once (approve)."""
    wanted = DeploymentPolicy(policy)
    with transaction() as session:
        flows.set_policy(session, services_here(), OPERATOR, platform, wanted)
    words = {
        DeploymentPolicy.ASK: "wait for approval",
        DeploymentPolicy.APPROVE: "are let in at once, and those that wait with their next launch",
    }
    click.echo(f"Platform {platform}: new deployments {words[wanted]}.")
