"""`flask lti …`: invite platforms, add them by hand, let them in or keep them out, change Cairn's keys."""

from datetime import datetime, timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from app.db import reading, transaction
from app.errors import Refusal
from app.flows.launch import block_deployment
from app.lti import (
    SHEETS,
    DeploymentPolicy,
    Environment,
    InvitationRow,
    PlatformEntry,
    Standing,
    add_canvas,
    add_deployment,
    add_platform,
    ensure_keys,
    list_invitations,
    list_platforms,
    make_invitation,
    rename_platform,
    rotate_keys,
    set_deployment_policy,
    set_deployment_standing,
    set_platform_standing,
    sheet_for,
    tool_addresses,
    withdraw_invitation,
)
from app.services import Services

group = AppGroup("lti", help="Connections with learning platforms.")


def _services() -> Services:
    services: Services = current_app.extensions["cairn"]
    return services


class RefusingCommand(click.Command):
    """A command whose refusals are sentences, not traces."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except Refusal as refusal:
            raise click.ClickException(" ".join(filter(None, (refusal.words, refusal.way_out)))) from refusal


@group.command("invite", cls=RefusingCommand)
@click.option("--label", required=True, help="A name for the platform, such as the school's.")
@click.option("--days", default=7, show_default=True, help="For how long the link works.")
def invite_platform(label: str, days: int) -> None:
    """Print a link that registers Cairn at one LMS, once, within a week."""
    services = _services()
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        made = make_invitation(session, services.clock, label, life=timedelta(days=days))
    click.echo(f"{services.settings.public_url}/lti/register/{made.token}")


@group.command("invitations", cls=RefusingCommand)
def invitations() -> None:
    """List the registration links that were made, the newest first; what they were is not stored."""
    with reading() as session:
        found = list_invitations(session)
    now = _services().clock.now()
    if not found:
        click.echo("No registration link was made yet. `flask lti invite` makes one.")
    for each in found:
        click.echo(f"Invitation {each.id}: {each.label}, {_fate(each, now)}")


def _fate(invitation: InvitationRow, now: datetime) -> str:
    if invitation.used_at:
        return f"used on {invitation.used_at:%Y-%m-%d}, platform {invitation.registration_id}"
    if invitation.withdrawn_at:
        return f"withdrawn on {invitation.withdrawn_at:%Y-%m-%d}"
    return f"{'works until' if invitation.is_open(now) else 'over since'} {invitation.expires_at:%Y-%m-%d}"


@group.command("withdraw", cls=RefusingCommand)
@click.argument("invitation", type=int)
def withdraw(invitation: int) -> None:
    """Make a registration link useless, by its number in `flask lti invitations`."""
    with transaction() as session:
        withdraw_invitation(session, _services().clock, invitation)
    click.echo(f"Invitation {invitation} no longer works.")


@group.command("addresses", cls=RefusingCommand)
def addresses() -> None:
    """Print what an LMS asks for when Cairn is entered by hand."""
    tool = tool_addresses(_services().settings.public_url)
    for name, value in (
        ("Tool URL and redirect URL", tool.launch),
        ("Login URL", tool.login),
        ("Key set URL", tool.keys),
        ("Content selection URL", tool.launch),
        ("Domain", tool.domain),
    ):
        click.echo(f"{name}: {value}")


@group.command("sheet", cls=RefusingCommand)
@click.argument("product", type=click.Choice(SHEETS))
def sheet(product: str) -> None:
    """Print what the administrator of an LMS fills in by hand, with this Cairn's addresses."""
    click.echo(sheet_for(product, _services().settings.public_url), nl=False)


@group.command("add-platform", cls=RefusingCommand)
@click.option("--issuer", required=True, help="Platform ID; letter by letter as the LMS shows it.")
@click.option("--client-id", required=True, help="What the platform calls this tool.")
@click.option("--auth-url", required=True, help="Authentication request URL.")
@click.option("--token-url", required=True, help="Access token URL.")
@click.option("--jwks-url", required=True, help="Public keyset URL.")
@click.option("--deployment-id", "deployment_ids", multiple=True, help="May be given several times.")
@click.option("--label", default="", help="A name for the platform; its issuer if left out.")
@click.option("--token-audience", help="Only where the LMS wants another audience than its token URL.")
@click.option("--product", help="moodle, canvas or another product's code.")
@click.option("--slash-is-meant", is_flag=True, help="The issuer really ends in a slash.")
def add_platform_by_hand(
    issuer: str,
    client_id: str,
    auth_url: str,
    token_url: str,
    jwks_url: str,
    deployment_ids: tuple[str, ...],
    label: str,
    token_audience: str | None,
    product: str | None,
    slash_is_meant: bool,
) -> None:
    """Register a platform with what its administrator reads out."""
    entry = PlatformEntry(
        label=label or issuer,
        issuer=issuer,
        client_id=client_id,
        auth_url=auth_url,
        token_url=token_url,
        jwks_url=jwks_url,
        deployment_ids=deployment_ids,
        token_audience=token_audience,
        product_family=product.lower() if product else None,
    )
    services = _services()
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        number = add_platform(session, services.clock, entry, slash_is_meant=slash_is_meant)
    click.echo(f"Platform {number} is registered.")


@group.command("add-canvas", cls=RefusingCommand)
@click.option("--client-id", required=True, help="The key's number, such as 10000000000001.")
@click.option("--label", required=True, help="The school's name.")
@click.option("--deployment-id", "deployment_ids", multiple=True, help="May be given several times.")
@click.option(
    "--environment",
    "environments",
    multiple=True,
    type=click.Choice([each.value for each in Environment]),
    help="Production if left out; may be given several times.",
)
def add_canvas_of_the_cloud(
    client_id: str, label: str, deployment_ids: tuple[str, ...], environments: tuple[str, ...]
) -> None:
    """Register a Canvas in Instructure's cloud; beta and test become platforms of their own."""
    wanted = [Environment(each) for each in environments] or [Environment.PRODUCTION]
    services = _services()
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        numbers = add_canvas(
            session,
            services.clock,
            label=label,
            client_id=client_id,
            environments=wanted,
            deployment_ids=deployment_ids,
        )
    for number, environment in zip(numbers, dict.fromkeys(wanted), strict=True):
        click.echo(f"Platform {number} is registered: {environment.value}.")


@group.command("platforms", cls=RefusingCommand)
def platforms() -> None:
    """List the platforms and their deployments with the numbers that the other commands take."""
    with reading() as session:
        found = list_platforms(session)
    if not found:
        click.echo("No platform is registered yet. `flask lti invite` makes a link for one.")
    for platform in found:
        product = f" ({platform.product_family})" if platform.product_family else ""
        click.echo(f"Platform {platform.id}: {platform.label}{product}, {platform.status}")
        click.echo(f"  issuer {platform.issuer}, client id {platform.client_id}")
        if platform.deployment_policy is DeploymentPolicy.APPROVE:
            click.echo("  new deployments are let in at once")
        for deployment in platform.deployments:
            name = f" ({deployment.platform_name})" if deployment.platform_name else ""
            click.echo(f"  deployment {deployment.id}: {deployment.deployment_id}{name}, {deployment.status}")


@group.command("add-deployment", cls=RefusingCommand)
@click.argument("platform", type=int)
@click.argument("deployment_id")
def add_deployment_by_hand(platform: int, deployment_id: str) -> None:
    """Let a deployment of PLATFORM in before anybody has come from it."""
    with transaction() as session:
        add_deployment(session, _services().clock, platform, deployment_id)
    click.echo(f"Deployment {deployment_id} of platform {platform} may use Cairn.")


@group.command("approve-deployment", cls=RefusingCommand)
@click.argument("deployment", type=int)
def approve_deployment(deployment: int) -> None:
    """Let a deployment in, by its number in `flask lti platforms`."""
    with transaction() as session:
        view = set_deployment_standing(session, deployment, Standing.ACTIVE)
    click.echo(f"Deployment {view.deployment_id} may use Cairn.")


@group.command("block-deployment", cls=RefusingCommand)
@click.argument("deployment", type=int)
def block_one_deployment(deployment: int) -> None:
    """Keep a deployment out, by its number in `flask lti platforms`; its open pages close at once."""
    with transaction() as session:
        view = block_deployment(session, deployment)
    click.echo(f"Deployment {view.deployment_id} may no longer use Cairn.")


@group.command("block", cls=RefusingCommand)
@click.argument("platform", type=int)
def block(platform: int) -> None:
    """Keep a whole platform out."""
    with transaction() as session:
        set_platform_standing(session, platform, Standing.BLOCKED)
    click.echo(f"Platform {platform} may no longer use Cairn.")


@group.command("unblock", cls=RefusingCommand)
@click.argument("platform", type=int)
def unblock(platform: int) -> None:
    """Let a platform in again."""
    with transaction() as session:
        set_platform_standing(session, platform, Standing.ACTIVE)
    click.echo(f"Platform {platform} may use Cairn.")


@group.command("rename", cls=RefusingCommand)
@click.argument("platform", type=int)
@click.argument("label")
def rename(platform: int, label: str) -> None:
    """Call a platform something else."""
    with transaction() as session:
        rename_platform(session, platform, label)
    click.echo(f"Platform {platform} is called {label} now.")


@group.command("policy", cls=RefusingCommand)
@click.argument("platform", type=int)
@click.argument("policy", type=click.Choice([each.value for each in DeploymentPolicy]))
def policy_of(platform: int, policy: str) -> None:
    """Say whether new deployments of PLATFORM wait for a person (ask) or are let in at once (approve)."""
    with transaction() as session:
        waiting = set_deployment_policy(session, platform, DeploymentPolicy(policy))
    lets_in = policy == DeploymentPolicy.APPROVE
    click.echo(f"Platform {platform}: new deployments {'are let in at once' if lets_in else 'wait for approval'}.")
    if waiting:
        so = "come in with their next launch" if lets_in else "wait: `flask lti approve-deployment` lets them in"
        click.echo(f"{waiting} that came before {so}.")


@group.command("rotate-keys", cls=RefusingCommand)
@click.option("--force", is_flag=True, help="At once, for a key that got out.")
def rotate(force: bool) -> None:
    """Let Cairn's next key sign from now on, and publish a new one for the time after."""
    services = _services()
    with transaction() as session:
        kid = rotate_keys(session, services.clock, services.sealer, force=force)
    click.echo(f"Key {kid} signs from now on.")
