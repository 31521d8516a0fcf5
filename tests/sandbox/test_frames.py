"""The sandbox in a real browser that blocks third-party cookies, around a tool on another site."""

import html
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from playwright.sync_api import Page, expect

from app.sandbox import Lms
from tests.journeys.browser import chromium
from tests.loopback import Heard, Loopback, loopback_server, reply
from tests.sandbox.tool import public_jwks

pytestmark = pytest.mark.journey
PATIENCE = 20_000

# A tool whose login keeps a value in the platform's storage frame and goes on by script: no cookie, no redirect.
LOGIN = """<!doctype html><title>login</title><script>
const platform = new URL(AUTH).origin;
addEventListener("message", (event) => {
  if (event.data.subject === "lti.put_data.response") location.assign(AUTH);
});
parent.frames["post_message_forwarding"].postMessage(
  {subject: "lti.put_data", message_id: "1", key: "state", value: "kept by the platform"}, platform);
</script>"""
LAUNCHED = """<!doctype html><title>launched</title><p id="value">…</p><script>
const platform = PLATFORM;
addEventListener("message", (event) => {
  if (event.data.subject === "lti.get_data.response") document.querySelector("#value").textContent = event.data.value;
});
parent.frames["post_message_forwarding"].postMessage(
  {subject: "lti.get_data", message_id: "2", key: "state"}, platform);
parent.postMessage({subject: "lti.frameResize", height: 1777}, platform);
</script>"""
CLOSING = (
    '<!doctype html><title>done</title><script>parent.postMessage({subject: "org.imsglobal.lti.close"}, "*")</script>'
)


class ScriptedTool:
    """Answers login and launch with the pages above."""

    def __init__(self, lms: Lms) -> None:
        self.lms = lms

    def __call__(self, handler: BaseHTTPRequestHandler, heard: Heard) -> None:
        form = {name: values[0] for name, values in parse_qs(heard.body.decode()).items()}
        pages = {"/login": self._login, "/launch": self._launched}
        page = pages.get(heard.path, lambda _: CLOSING)(form)
        reply(handler, 200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def _login(self, form: dict[str, str]) -> str:
        query = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "nonce": "n",
            "state": "s",
            "client_id": form["client_id"],
            "redirect_uri": self.lms.platform.tools.all()[0].redirect_uris[0],
            "login_hint": form["login_hint"],
            "lti_message_hint": form["lti_message_hint"],
        }
        return LOGIN.replace("AUTH", json.dumps(f"{self.lms.base_url}/auth?{urlencode(query)}"))

    def _launched(self, form: dict[str, str]) -> str:
        if "id_token" not in form:
            return f"<!doctype html><title>refused</title><p>{html.escape(str(form))}</p>"
        return LAUNCHED.replace("PLATFORM", json.dumps(self.lms.base_url))


@pytest.fixture
def lms() -> Iterator[Lms]:
    sandbox = Lms.new(temper="canvas")
    sandbox.furnish()
    with sandbox.serving():
        yield sandbox
    sandbox.close()


@pytest.fixture
def tool(lms: Lms) -> Iterator[Loopback]:
    with loopback_server(ScriptedTool(lms), host="localhost") as server:
        lms.register_tool(login_url=f"{server.url}/login", launch_url=f"{server.url}/launch", jwks=public_jwks())
        yield server


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with chromium(tmp_path, third_party_cookies=False) as context:
        yield context.new_page()


def sign_in(page: Page, lms: Lms, name: str) -> None:
    page.goto(f"{lms.base_url}/sign-in")
    page.get_by_role("button", name=name).click()


def test_a_tool_without_cookies_finds_what_the_platform_kept_for_it(page: Page, lms: Lms, tool: Loopback) -> None:
    activity = lms.place(lms.platform.directory.courses()[0], lms.platform.tools.all()[0], "Portfolio")
    sign_in(page, lms, "Ben Castillo")
    page.goto(f"{lms.base_url}/courses/1/activities/{activity.id}")
    expect(page.frame_locator("#tool").locator("#value")).to_have_text("kept by the platform", timeout=PATIENCE)
    expect(page.locator("#tool")).to_have_css("height", "1777px", timeout=PATIENCE)
    assert [heard.path for heard in tool.heard] == ["/login", "/launch"]


def test_a_registration_page_that_closes_itself_leads_back_to_the_tools(page: Page, lms: Lms, tool: Loopback) -> None:
    sign_in(page, lms, "Sam Whitfield")
    page.goto(f"{lms.base_url}/admin")
    page.get_by_label("Registration address of the tool").fill(f"{tool.url}/register")
    page.get_by_role("button", name="Register", exact=True).click()
    page.get_by_role("button", name="Register as a new tool").click()
    expect(page.get_by_role("heading", name="Tools", exact=True)).to_be_visible(timeout=PATIENCE)
    assert tool.heard[0].path.startswith("/register?openid_configuration=")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("temper", ["moodle", "canvas"])
def test_no_page_is_wider_than_its_screen(tmp_path: Path, temper: str, width: int) -> None:
    sandbox = Lms.new(temper=temper)
    sandbox.furnish()
    registered = sandbox.register_tool(
        login_url="http://localhost:9/login", launch_url="http://localhost:9/launch", jwks=public_jwks()
    )
    for number in range(6):
        sandbox.place(sandbox.platform.directory.courses()[0], registered, f"Micro-credential number {number}")
    with sandbox.serving() as url, chromium(tmp_path, third_party_cookies=False) as context:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        sign_in(page, sandbox, "Sam Whitfield")
        for path in (
            "/",
            "/courses/1",
            "/courses/1/grades",
            "/courses/1/grades/1/3",
            "/admin",
            "/admin/trouble",
            "/calls",
        ):
            page.goto(url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    sandbox.close()
