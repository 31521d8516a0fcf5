"""`flask lti add-platform`, `add-canvas`, `platforms`, `rename`: the LMSs that know Cairn."""

import click

from app.cli.lti.group import OPERATOR, RefusingCommand, group, services_here
from app.db import reading, transaction
from app.flows import connect_platforms
from app.lti import DeploymentPolicy, Environment, PlatformEntry, list_platforms


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
    with transaction() as session:
        number = connect_platforms.add_platform(
            session, services_here(), OPERATOR.by, entry, slash_is_meant=slash_is_meant
        )
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
    with transaction() as session:
        numbers = connect_platforms.add_canvas(
            session,
            services_here(),
            OPERATOR.by,
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


@group.command("rename", cls=RefusingCommand)
@click.argument("platform", type=int)
@click.argument("label")
def rename(platform: int, label: str) -> None:
    """Call a platform something else."""
    with transaction() as session:
        connect_platforms.rename_platform(session, services_here(), OPERATOR.by, platform, label)
    click.echo(f"Platform {platform} is called {label} now.")
