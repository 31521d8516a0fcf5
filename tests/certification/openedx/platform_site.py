"""Open edX's own LTI consumer as a platform of its own: one Django site around its plug-in, in a process of its own.

Runs in the virtual environment of `make certify-openedx`, never in Cairn's: `python platform_site.py PORT TOOL_URL
FOLDER`. What the consumer asks of the rest of Open edX (courses, grades, rights) is answered here; everything that
the standard speaks of is the consumer's: login, messages, keys, tokens, line items, scores, roster, content items.
"""

import json
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from types import SimpleNamespace
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings

PORT, TOOL, FOLDER = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
HERE = f"http://127.0.0.1:{PORT}"
COURSE = "course-v1:Cairn+CERT+2026"
BLOCK = "block-v1:Cairn+CERT+2026+type@lti_consumer+block@one"
PEOPLE = {11: ("tess", "instructor"), 12: ("ben", "student"), 13: ("cleo", "student"), 14: ("dan", "student")}


def configure() -> None:
    settings.configure(
        SECRET_KEY="only for this stage",
        DEBUG=False,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="platform_site",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "openedx.sqlite3"}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "lti_consumer"],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "platform_site.everybody"],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        LMS_ROOT_URL=HERE,
        LTI_BASE=HERE,
        LTI_API_BASE=HERE,
        LEARNING_MICROFRONTEND_URL=HERE,
        PLATFORM_NAME="Open edX",
        SERVICE_VARIANT="lms",
        USAGE_ID_PATTERN=r"(?P<usage_id>[^/]+)",
    )


def everybody(get_response: Any) -> Any:
    """Everybody is nobody: who may do what is decided by the answers below."""
    from django.contrib.auth.models import AnonymousUser

    def middleware(request: Any) -> Any:
        request.user = AnonymousUser()
        return get_response(request)

    return middleware


def answer_for_open_edx() -> None:
    """What courses, grades and rights would say."""
    from lti_consumer.plugin import compat

    block = SimpleNamespace(display_name="Cairn", lti_1p3_passport_id="", context_id=COURSE, weight=50)
    answers: dict[str, Any] = {
        "load_enough_xblock": lambda _location: block,
        "load_block_as_user": lambda _location: block,
        "get_user_from_external_user_id": lambda number: SimpleNamespace(id=number),
        "publish_grade": lambda *_args, **_more: None,
        "user_has_studio_write_access": lambda *_args: True,
        "nrps_pii_disallowed": lambda: False,
        "get_course_members": lambda _course: {number: _member(number) for number in PEOPLE},
        "merge_course_forum_roles": lambda _course, members: members,
        "batch_get_or_create_externalids": lambda _users: {
            number: SimpleNamespace(external_user_id=f"user-{number}") for number in PEOPLE
        },
    }
    for name, answer in answers.items():
        if not hasattr(compat, name):
            raise LookupError(f"this version of the consumer doesn't ask for {name}")
        setattr(compat, name, answer)


def _member(number: int) -> dict[str, Any]:
    name, role = PEOPLE[number]
    roles = ["instructor"] if role == "instructor" else ["student"]
    return {"id": number, "username": name, "email": f"{name}@example.edu", "name": name.title(), "roles": roles}


def connect() -> None:
    """The tool's registration, with line items that it makes itself, deep linking and the roster."""
    from lti_consumer.models import LtiConfiguration
    from opaque_keys.edx.keys import UsageKey

    configuration = LtiConfiguration.objects.create(
        version=LtiConfiguration.LTI_1P3,
        config_store=LtiConfiguration.CONFIG_ON_DB,
        location=UsageKey.from_string(BLOCK),
        lti_1p3_oidc_url=f"{TOOL}/lti/login",
        lti_1p3_launch_url=f"{TOOL}/lti/launch",
        lti_advantage_ags_mode=LtiConfiguration.LTI_ADVANTAGE_AGS_PROGRAMMATIC,
        lti_advantage_deep_linking_enabled=True,
        lti_advantage_deep_linking_launch_url=f"{TOOL}/lti/launch",
        lti_advantage_enable_nrps=True,
    )
    configuration.get_or_create_lti_1p3_passport()
    passport = configuration.lti_1p3_passport
    passport.lti_1p3_tool_keyset_url = f"{TOOL}/lti/jwks.json"
    passport.save()


def about(_request: Any) -> Any:
    """What a tool must know of this platform."""
    from django.http import JsonResponse
    from lti_consumer.models import LtiConfiguration

    configuration = LtiConfiguration.objects.get()
    passport, number = configuration.passport_id, configuration.id
    consumer = f"{HERE}/api/lti_consumer/v1"
    return JsonResponse(
        {
            "issuer": HERE,
            "client_id": configuration.lti_1p3_client_id,
            "auth_url": f"{consumer}/launch/",
            "token_url": f"{consumer}/token/{passport}",
            "jwks_url": f"{consumer}/public_keysets/{passport}",
            "lineitems": f"{consumer}/lti/{number}/lti-ags",
            "members": f"{consumer}/lti/{number}/memberships",
        }
    )


def begin(request: Any) -> Any:
    """The address that the consumer sends a person's browser to: `?person=12&adding=1&item=1`."""
    from django.http import JsonResponse
    from lti_consumer.api import get_lti_1p3_launch_start_url
    from lti_consumer.data import Lti1p3LaunchData
    from lti_consumer.models import LtiConfiguration, LtiDlContentItem

    number = int(request.GET["person"])
    name, role = PEOPLE[number]
    item = LtiDlContentItem.objects.order_by("id").first() if "item" in request.GET else None
    data = Lti1p3LaunchData(
        user_id=number,
        user_role=role,
        external_user_id=f"user-{number}",
        config_id=LtiConfiguration.objects.get().config_id,
        resource_link_id=BLOCK,
        name=name.title(),
        email=f"{name}@example.edu",
        context_id=COURSE,
        context_type=["course_offering"],
        context_title="Certification",
        context_label="CERT",
    )
    url = get_lti_1p3_launch_start_url(
        data, deep_link_launch="adding" in request.GET, dl_content_id=item.id if item else None
    )
    return JsonResponse({"url": url})


def kept(_request: Any) -> Any:
    """What the consumer has stored."""
    from django.http import JsonResponse
    from lti_consumer.models import LtiAgsLineItem, LtiAgsScore, LtiDlContentItem

    return JsonResponse(
        {
            "items": [
                {"type": each.content_type, "attributes": json.loads(json.dumps(each.attributes, default=str))}
                for each in LtiDlContentItem.objects.all()
            ],
            "columns": list(LtiAgsLineItem.objects.values("label", "resource_id", "tag", "score_maximum")),
            "scores": list(
                LtiAgsScore.objects.values("user_id", "score_given", "score_maximum", "comment", "grading_progress")
            ),
        }
    )


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """What is asked is the driver's to tell."""


def main() -> None:
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    answer_for_open_edx()
    call_command("migrate", verbosity=0)
    connect()
    globals()["urlpatterns"] = [
        path("api/", include("lti_consumer.plugin.urls", namespace="lti_consumer")),
        path("stage/about", about),
        path("stage/begin", begin),
        path("stage/kept", kept),
    ]
    server = make_server("127.0.0.1", PORT, get_wsgi_application(), Server, Silent)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.modules["platform_site"] = sys.modules["__main__"]
    configure()
    django.setup()
    main()
