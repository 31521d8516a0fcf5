"""The console's two doors: `/admin/` for who signed in, `/l/<launch>/console/` for an LMS's administrators.

The pages are the same; what they show and change is decided by the `Scope` of whoever came in.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from app.administration import Administrator, Scope, find_administrator, launch_scope, needs_note, note_seen
from app.db import reading, transaction
from app.errors import NotAllowed
from app.people import Actor, Role
from app.web import csrf
from app.web.access import ACCOUNT, allowed, current_actor, current_services, lms_blueprint

View = TypeVar("View", bound=Callable[..., Any])

ADMINISTER = frozenset({Role.ADMINISTRATOR})
COOKIE = "__Host-cairn-admin"
ACCOUNT_ID, ROOT_ACCOUNT_ID = "canvas_account_id", "canvas_root_account_id"
"""Custom fields of the manifest (`lti.manifest.variables`)."""
HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})

admin = Blueprint("admin", __name__, url_prefix="/admin")
console = lms_blueprint("console", __name__, "/console")


def both(rule: str, method: str = "GET") -> Callable[[View], View]:
    """Serve a view behind both doors. Its `url_for(".name")` stays behind the door that was used."""

    def declare(view: View) -> View:
        allowed(ADMINISTER)(view)
        for blueprint in (admin, console):
            blueprint.add_url_rule(rule, view_func=view, methods=[method])
        return view

    return declare


def current_scope() -> Scope:
    """As whose administrator somebody asks; there is one on every page of the console."""
    return cast(Scope, g.scope)


def current_administrator() -> Administrator:
    """Who signed in; only behind `/admin/`."""
    return cast(Administrator, g.administrator)


@admin.before_request
def admit_administrator() -> None:
    """Raises NotAllowed without a session that is still open, or for a form without its token."""
    services = current_services()
    now, secret = services.clock.now(), request.cookies.get(COOKIE, "")
    with reading() as session:
        administrator = find_administrator(session, now, secret)
    g.administrator = administrator
    g.scope = Scope(by=administrator.name, organisation_id=administrator.organisation_id)
    g.form_binding = (f"admin-{administrator.session_id}", secret)
    if request.method not in HARMLESS:
        csrf.check(services.settings.secret_key, *g.form_binding)
    if needs_note(administrator, now):
        with transaction(durable=False) as session:
            note_seen(session, now, administrator.session_id)


@console.before_request
def admit_tenant() -> None:
    """After the launch was admitted: as whose administrator this is. Nobody administers through another's eyes.

    Nor from a course: whoever is an administrator there, such as of that one course, need not be the organisation's.
    """
    actor = current_actor()
    if actor.masquerading or actor.is_test:
        raise NotAllowed(
            "console-not-yourself",
            "You are looking through somebody else's eyes, so there is nothing to administer here.",
            "Stop acting as that person, then open this page again.",
        )
    if actor.lms_placement != ACCOUNT:
        raise NotAllowed(
            "console-from-the-account",
            "Cairn is administered from your LMS's own administration, not from a course.",
            "In Canvas, open Cairn in the account's navigation. Elsewhere, ask the people who run Cairn for a link.",
        )
    _require_root_account(actor)
    with reading() as session:
        g.scope = launch_scope(
            session,
            by=f"{actor.display_name} (launch, person {actor.person_id})",
            deployment_id=actor.deployment_id,
            registration_id=actor.registration_id,
        )


def _require_root_account(actor: Actor) -> None:
    """Raises NotAllowed in an account below the root, and where the LMS doesn't say which account it is."""
    account, root = (actor.custom.get(name, "") for name in (ACCOUNT_ID, ROOT_ACCOUNT_ID))
    if not (account and root):
        raise NotAllowed(
            "console-account-unknown",
            "Your LMS doesn't say of which account this is, so Cairn can't be administered from here.",
            f"Add the custom fields {ACCOUNT_ID}=$Canvas.account.id and {ROOT_ACCOUNT_ID}=$Canvas.rootAccount.id to "
            "Cairn's key in Canvas, then open this page again. Or ask the people who run Cairn for a link.",
        )
    if account != root:
        raise NotAllowed(
            "console-of-the-root-account",
            "Cairn belongs to the whole of your organisation, so it is administered from its root account.",
            "Ask an administrator of the root account, or the people who run Cairn.",
        )


def keep_out_of_caches(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


admin.after_request(keep_out_of_caches)
