"""Every route of the tool with who may use it, an example, and what the right person gets. A new route needs a line.

In an example, `{ben.attempt}` is the number of Ben's attempt, and so on: see `filled`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.people import Role
from app.web.access import ANYONE, EARN, PLACE, REVIEW, TEACH
from app.web.admin.mount import ADMINISTER
from tests import cast
from tests.cast import (
    ADA,
    ADA_ADDING,
    ADA_IN_COURSE,
    ADA_NEW_LINK,
    ADA_ON_CAM,
    ADA_WRITING,
    BEN,
    BEN_HANDING_IN,
    CAM,
    DEE,
    ROY_OF_ACCOUNT,
    TIA,
    ULF,
    UMA,
    Character,
)
from tests.world import World


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address inside the LMS. `of` says whose thing the example names, if it names one:
    an earner's own, or the course's; who isn't entitled to it gets `foreign`, as if it weren't there."""

    method: str
    rule: str
    roles: frozenset[Role]
    right: Character
    example: str
    status: int
    of: str = ""
    form: Mapping[str, object] = field(default_factory=dict)
    foreign: int = 404

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


RATED = {"level-responds": "proficient", "level-active": "proficient", "note": "Good."}
AGREED = {"agree": ["integrity", "student_privacy"]}

PAGES = (
    Route("GET", "/", ANYONE, ADA, "/", 303),
    Route("GET", "/key", ANYONE, ADA, "/key", 200),
    Route("GET", "/copy/", PLACE, UMA, "/copy/", 200),
    Route("GET", "/copy/waiting", ANYONE, ULF, "/copy/waiting", 200),
    Route("GET", "/course/", ANYONE - {Role.NONE}, ADA, "/course/", 200),
    Route("GET", "/course/asked", EARN | TEACH | PLACE, ADA_ON_CAM, "/course/asked", 303),
    Route("GET", "/console/", ADMINISTER, ROY_OF_ACCOUNT, "/console/", 200),
    Route("GET", "/console/audit/", ADMINISTER, ROY_OF_ACCOUNT, "/console/audit/", 200),
    Route("GET", "/console/invitations/", ADMINISTER, ROY_OF_ACCOUNT, "/console/invitations/", 200),
    Route("GET", "/console/keys/", ADMINISTER, ROY_OF_ACCOUNT, "/console/keys/", 200),
    Route("GET", "/console/registrations/", ADMINISTER, ROY_OF_ACCOUNT, "/console/registrations/", 200),
    Route(
        "GET",
        "/console/registrations/<int:registration_id>",
        ADMINISTER,
        ROY_OF_ACCOUNT,
        "/console/registrations/{roy_of_account.registration}",
        200,
    ),
    Route("GET", "/doctor/", TEACH | PLACE, ADA, "/doctor/", 200),
    Route("GET", "/doctor/browser", TEACH | PLACE, ADA, "/doctor/browser", 200),
    Route("GET", "/place/", PLACE, ADA_ADDING, "/place/", 200),
    Route("GET", "/place/several", PLACE, ADA_ADDING, "/place/several?v={other_version}", 200),
    Route("GET", "/cards/", EARN | TEACH | PLACE, ADA_WRITING, "/cards/", 200),
    Route("GET", "/hand-in/", EARN, BEN_HANDING_IN, "/hand-in/", 200),
    Route("GET", "/hand-in/shown", ANYONE, BEN, "/hand-in/shown", 303),
    Route("GET", "/place/<int:version_id>", PLACE, ADA_ADDING, "/place/{version}", 200),
    Route("GET", "/reviews/", REVIEW, ADA, "/reviews/?show=done&of=course", 200),
    Route("GET", "/reviews/<int:attempt_id>/", REVIEW, TIA, "/reviews/{cam.attempt}/", 200, "course"),
    Route("GET", "/reviews/<int:attempt_id>/done", REVIEW, ADA, "/reviews/{ben.attempt}/done", 200, "course"),
    Route("GET", "/reviews/<int:attempt_id>/summary", REVIEW, ADA, "/reviews/{cam.attempt}/summary", 200, "course"),
    Route(
        "GET",
        "/reviews/<int:attempt_id>/files/<int:item_id>",
        REVIEW,
        ADA,
        "/reviews/{cam.attempt}/files/{cam.file}",
        200,
        "course",
    ),
    Route("GET", "/teach/", TEACH | PLACE, ADA, "/teach/", 200),
    Route("GET", "/teach/about", TEACH | PLACE, ADA, "/teach/about", 200),
    Route("GET", "/teach/gradebook", TEACH, ADA, "/teach/gradebook", 200),
    Route("GET", "/work/", EARN, BEN, "/work/", 200),
    Route("GET", "/work/attempts/<int:number>", EARN, BEN, "/work/attempts/1", 200),
    Route(
        "GET",
        "/work/attempts/<int:number>/items/<int:item_id>",
        EARN,
        BEN,
        "/work/attempts/1/items/{ben.file}",
        200,
        "earner",
    ),
    Route("GET", "/work/badge/file", EARN, BEN, "/work/badge/file", 200, "earner"),
    Route("GET", "/work/items/<int:item_id>", EARN, BEN, "/work/items/{ben.item}", 200, "earner"),
    Route("GET", "/work/ready", EARN, DEE, "/work/ready", 200),
    Route("GET", "/work/status", EARN, BEN, "/work/status", 200),
    Route("GET", "/work/steps", EARN, DEE, "/work/steps", 200),
    Route("GET", "/work/steps/<step_id>", EARN, DEE, "/work/steps/s3", 200),
)

ACTIONS = (
    Route("POST", "/nothing-to-add", ANYONE, ADA_ADDING, "/nothing-to-add", 200),
    Route("POST", "/doctor/", TEACH | PLACE, ADA, "/doctor/", 200),
    Route("POST", "/course/add", PLACE, ADA, "/course/add", 303),
    Route(
        "POST",
        "/course/open/<int:placement_id>",
        EARN | TEACH | PLACE,
        ADA_IN_COURSE,
        "/course/open/{placement}",
        303,
        "course",
        {"to": "reviews"},
    ),
    Route("POST", "/copy/take", PLACE, UMA, "/copy/take", 303, form={"all": "yes", "this": "1"}),
    Route("POST", "/copy/not-now", PLACE, UMA, "/copy/not-now", 303),
    Route(
        "POST",
        "/place/<int:version_id>",
        PLACE,
        ADA_NEW_LINK,
        "/place/{other_version}",
        303,
        form={"points": "100", "policy": "points_percent"},
    ),
    Route("POST", "/place/cancel", PLACE, ADA_ADDING, "/place/cancel", 200),
    Route("POST", "/place/several", PLACE, ADA_ADDING, "/place/several?v={other_version}", 200),
    Route("POST", "/cards/cancel", EARN | TEACH | PLACE, ADA_WRITING, "/cards/cancel", 200),
    Route(
        "POST",
        "/cards/micro-credentials/<int:version_id>",
        TEACH | PLACE,
        ADA_WRITING,
        "/cards/micro-credentials/{version}",
        200,
        form={"kind": "html"},
    ),
    Route(
        "POST",
        "/cards/badges/<uuid:uuid>",
        EARN | TEACH | PLACE,
        BEN,
        "/cards/badges/{badge}",
        409,
        "earner",
        {"kind": "html"},
        foreign=409,
    ),
    Route("POST", "/hand-in/cancel", EARN, BEN_HANDING_IN, "/hand-in/cancel", 200),
    Route("POST", "/hand-in/<uuid:uuid>", EARN, BEN_HANDING_IN, "/hand-in/{badge}", 200, "earner", foreign=422),
    Route("POST", "/reviews/<int:attempt_id>/take", REVIEW, ADA, "/reviews/{cam.attempt}/take", 303, "course"),
    Route(
        "POST", "/reviews/<int:attempt_id>/give-back", REVIEW, ADA, "/reviews/{cam.attempt}/give-back", 303, "course"
    ),
    Route("POST", "/reviews/<int:attempt_id>/draft", REVIEW, ADA, "/reviews/{cam.attempt}/draft", 303, "course", RATED),
    Route(
        "POST",
        "/reviews/<int:attempt_id>/autosave",
        REVIEW,
        ADA,
        "/reviews/{cam.attempt}/autosave",
        200,
        "course",
        RATED,
    ),
    Route("POST", "/reviews/<int:attempt_id>/release", REVIEW, ADA, "/reviews/{cam.attempt}/release", 303, "course"),
    Route(
        "POST",
        "/reviews/<int:attempt_id>/change",
        REVIEW,
        ADA,
        "/reviews/{ben.attempt}/change",
        303,
        "course",
        {"reason": "I overlooked the second page."},
    ),
    Route(
        "POST", "/teach/gradebook/<int:sync_id>/retry", TEACH, ADA, "/teach/gradebook/{ben.sync}/retry", 303, "course"
    ),
    Route(
        "POST", "/teach/gradebook/<int:sync_id>/check", TEACH, ADA, "/teach/gradebook/{ben.sync}/check", 303, "course"
    ),
    Route("POST", "/teach/gradebook/<int:sync_id>/send", TEACH, ADA, "/teach/gradebook/{ben.sync}/send", 303, "course"),
    Route("POST", "/teach/gradebook/<int:sync_id>/keep", TEACH, ADA, "/teach/gradebook/{ben.sync}/keep", 409, "course"),
    Route("POST", "/teach/learners/refresh", TEACH, ADA, "/teach/learners/refresh", 303),
    Route("POST", "/teach/gradebook/retry-all", TEACH, ADA, "/teach/gradebook/retry-all", 303),
    Route("POST", "/teach/gradebook/check-all", TEACH, ADA, "/teach/gradebook/check-all", 303),
    Route("POST", "/teach/gradebook/column", TEACH, ADA, "/teach/gradebook/column", 303),
    Route("POST", "/teach/gradebook/criteria/remove", TEACH, ADA, "/teach/gradebook/criteria/remove", 303),
    Route("POST", "/teach/gradebook/criteria", TEACH, ADA, "/teach/gradebook/criteria", 303, form={"on": "1"}),
    Route(
        "POST",
        "/teach/learners/<int:person_id>/attempt",
        TEACH,
        ADA,
        "/teach/learners/{dee.person}/attempt",
        409,
        "course",
        foreign=409,
    ),
    Route(
        "POST",
        "/console/deployments/<int:deployment_id>/standing",
        ADMINISTER,
        ROY_OF_ACCOUNT,
        "/console/deployments/{roy_of_account.deployment}/standing",
        303,
        form={"standing": "active"},
    ),
    Route(
        "POST",
        "/console/invitations/",
        ADMINISTER,
        ROY_OF_ACCOUNT,
        "/console/invitations/",
        200,
        form={"label": "A Moodle"},
    ),
    Route(
        "POST",
        "/console/invitations/<int:invitation_id>/withdraw",
        ADMINISTER,
        ROY_OF_ACCOUNT,
        "/console/invitations/1/withdraw",
        404,
    ),
    Route(
        "POST",
        "/console/registrations/<int:registration_id>/policy",
        ADMINISTER,
        ROY_OF_ACCOUNT,
        "/console/registrations/{roy_of_account.registration}/policy",
        303,
        form={"policy": "approve"},
    ),
    Route(
        "POST",
        "/console/registrations/<int:registration_id>/standing",
        ADMINISTER,
        ROY_OF_ACCOUNT,
        "/console/registrations/{roy_of_account.registration}/standing",
        303,
        form={"standing": "active"},
    ),
    Route(
        "POST",
        "/console/registrations/<int:registration_id>/try-now",
        ADMINISTER,
        ROY_OF_ACCOUNT,
        "/console/registrations/{roy_of_account.registration}/try-now",
        303,
    ),
    Route("POST", "/work/start", EARN, BEN, "/work/start", 303),
    Route("POST", "/work/submit", EARN, DEE, "/work/submit", 303, form=AGREED),
    Route("POST", "/work/withdraw", EARN, CAM, "/work/withdraw", 409),
    Route("POST", "/work/steps/<step_id>/done", EARN, DEE, "/work/steps/s2/done", 303, form={"done": "yes"}),
    Route(
        "POST",
        "/work/slots/<slot_id>/text",
        EARN,
        DEE,
        "/work/slots/story/text",
        303,
        form={"text": "It began with a question of mine.", "version": "1"},
    ),
    Route("POST", "/work/slots/<slot_id>/files", EARN, DEE, "/work/slots/pictures/files", 422),
    Route(
        "POST",
        "/work/slots/<slot_id>/links",
        EARN,
        DEE,
        "/work/slots/forum/links",
        303,
        form={"url": "https://forum.example/2", "caption": "More"},
    ),
    Route(
        "POST",
        "/work/items/<int:item_id>/caption",
        EARN,
        DEE,
        "/work/items/{dee.item}/caption",
        303,
        "earner",
        {"caption": "The agenda"},
    ),
    Route("POST", "/work/items/<int:item_id>/remove", EARN, DEE, "/work/items/{dee.item}/remove", 303, "earner"),
    Route("POST", "/work/badge/open", EARN, BEN, "/work/badge/open", 303, "earner"),
    Route("POST", "/work/badge/close", EARN, BEN, "/work/badge/close", 303, "earner"),
)

OUTSIDE: Mapping[str, tuple[str, int]] = {
    "GET /": ("/", 200),
    "GET /achievements/<key>": ("/achievements/nothing", 404),
    "GET /achievements/<key>/<path:part>": ("/achievements/nothing/criteria", 404),
    "GET /achievements/<key>/image.svg": ("/achievements/nothing/image.svg", 404),
    "GET /admin/": ("/admin/", 403),
    "GET /admin/audit/": ("/admin/audit/", 403),
    "GET /admin/invitations/": ("/admin/invitations/", 403),
    "GET /admin/keys/": ("/admin/keys/", 403),
    "GET /admin/organisations/": ("/admin/organisations/", 403),
    "GET /admin/registrations/": ("/admin/registrations/", 403),
    "GET /admin/registrations/<int:registration_id>": ("/admin/registrations/1", 403),
    "GET /admin/sessions/": ("/admin/sessions/", 403),
    "GET /admin/sign-in/<token>": ("/admin/sign-in/nothing", 404),
    "GET /bootstrap/static/<path:filename>": ("/bootstrap/static/css/bootstrap.min.css", 200),
    "GET /credentials/<uuid:uuid>": ("/credentials/{badge}", 200),
    "GET /credentials/<uuid:uuid>.json": ("/credentials/{badge}.json", 403),
    "GET /healthz": ("/healthz", 200),
    "GET /issuers/<slug>": ("/issuers/cairn", 200),
    "GET /issuers/<slug>/did.json": ("/issuers/cairn/did.json", 200),
    "GET /issuers/<slug>/mark.svg": ("/issuers/cairn/mark.svg", 200),
    "GET /lti/canvas.json": ("/lti/canvas.json", 200),
    "GET /lti/jwks.json": ("/lti/jwks.json", 200),
    "GET /lti/login": ("/lti/login", 422),
    "GET /lti/register/<token>": ("/lti/register/nothing", 404),
    "GET /readyz": ("/readyz", 503),
    "GET /static/<path:filename>": ("/static/css/tokens.css", 200),
    "GET /status/<slug>-<int:number>": ("/status/cairn-1", 200),
    "POST /admin/deployments/<int:deployment_id>/organisation": ("/admin/deployments/1/organisation", 403),
    "POST /admin/deployments/<int:deployment_id>/standing": ("/admin/deployments/1/standing", 403),
    "POST /admin/invitations/": ("/admin/invitations/", 403),
    "POST /admin/invitations/<int:invitation_id>/withdraw": ("/admin/invitations/1/withdraw", 403),
    "POST /admin/keys/rotate": ("/admin/keys/rotate", 403),
    "POST /admin/organisations/": ("/admin/organisations/", 403),
    "POST /admin/organisations/<int:organisation_id>": ("/admin/organisations/1", 403),
    "POST /admin/registrations/<int:registration_id>/organisation": ("/admin/registrations/1/organisation", 403),
    "POST /admin/registrations/<int:registration_id>/policy": ("/admin/registrations/1/policy", 403),
    "POST /admin/registrations/<int:registration_id>/standing": ("/admin/registrations/1/standing", 403),
    "POST /admin/registrations/<int:registration_id>/try-now": ("/admin/registrations/1/try-now", 403),
    "POST /admin/sessions/<int:session_id>/end": ("/admin/sessions/1/end", 403),
    "POST /admin/sign-in/<token>": ("/admin/sign-in/nothing", 403),
    "POST /admin/sign-out": ("/admin/sign-out", 403),
    "POST /lti/launch": ("/lti/launch", 422),
    "POST /lti/login": ("/lti/login", 422),
    "POST /lti/proven": ("/lti/proven", 403),
    "POST /lti/notices": ("/lti/notices", 400),
    "POST /lti/resume": ("/lti/resume", 403),
}
"""Routes that need no launch: what a stranger who knows nothing gets there."""


def filled(example: str, world: World) -> str:
    """The example's address in this world."""
    known: dict[str, object] = {
        "version": world.version_id,
        "other_version": world.other_version_id,
        "badge": world.badge,
        "placement": world.placements[cast.HERE].id,
    }
    kinds = {"attempt": world.attempts, "file": world.attempt_files, "item": world.items, "sync": world.syncs}
    known |= {f"{key}.person": actor.person_id for key, actor in world.actors.items()}
    known |= {f"{key}.registration": actor.registration_id for key, actor in world.actors.items()}
    known |= {f"{key}.deployment": actor.deployment_id for key, actor in world.actors.items()}
    known |= {f"{key}.{kind}": value for kind, values in kinds.items() for key, value in values.items()}
    return re.sub(r"\{([\w.]+)\}", lambda match: str(known[match.group(1)]), example)
