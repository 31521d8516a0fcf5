"""The whole way, from the invitation to a badge that a stranger can check; third-party cookies are blocked."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from openbadgeslib.ob3.contexts import bundled_contexts
from openvc import VerificationPolicy, verify_credential
from openvc.did.did_web import DidWebResolver
from playwright.sync_api import BrowserContext, expect

from tests.journeys.browser import complaints_of
from tests.journeys.looking import Looks, looking
from tests.journeys.materials import essay, pdf, png, xlsx
from tests.journeys.people import Administrator, Learner, Teacher
from tests.journeys.school import LONG, SHORT, School, school

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def moodle(tmp_path: Path, empty_database: Path) -> Iterator[School]:
    with school(tmp_path, empty_database, "moodle") as built:
        yield built


@pytest.fixture
def canvas(tmp_path: Path, empty_database: Path) -> Iterator[School]:
    with school(tmp_path, empty_database, "canvas") as built:
        yield built


def connect(browser: BrowserContext, school: School, looks: Looks) -> None:
    sam = Administrator(browser, school)
    sam.invites_the_tool(school.invitation())
    looks.look(sam.page, "registered")
    sam.closes_the_registration()
    sam.activates_the_tool()
    sam.page.close()


def place(browser: BrowserContext, school: School, looks: Looks, title: str) -> None:
    ada = Teacher(browser, school)
    ada.opens_the_picker()
    looks.look(ada.page, "picker")
    ada.searches(title.split()[0].lower())
    ada.looks_at_offer(title)
    looks.look(ada.page, "offer")
    ada.adds_it(points="50")
    if school.lms.platform.temper.confirms_selection:
        ada.saves_in_the_course()
    expect(ada.page.get_by_role("link", name=title, exact=True)).to_be_visible()
    ada.page.close()


def work_through(browser: BrowserContext, school: School, looks: Looks, folder: Path) -> Learner:
    """Every step of the long micro-credential, with real files."""
    zoe = Learner(browser, school, "Zoë")
    zoe.opens_activity(LONG)
    zoe.reads(LONG)
    looks.look(zoe.page, "overview")
    zoe.starts()
    zoe.opens_step("Opening reflection")
    looks.look(zoe.page, "step-text-empty")
    zoe.writes("Opening reflection", essay(310))
    expect(zoe.slot("Opening reflection")).to_contain_text("There")
    looks.look(zoe.page, "step-text")
    zoe.opens_step("Ask your participants")
    zoe.uploads("Needs survey results", xlsx(folder, "survey.xlsx"))
    zoe.opens_step("Read and connect")
    zoe.marks_as_done()
    zoe.opens_step("Practicum")
    zoe.uploads("Annotated agenda", pdf(folder, "agenda.pdf"))
    zoe.uploads("Participant evaluations", *(png(folder, f"evaluation-{number}.png") for number in (1, 2, 3)))
    zoe.writes("How participants agreed", essay(30))
    looks.look(zoe.page, "step-files")
    zoe.checks_what_is_there()
    zoe.reads("Almost there")
    zoe.sees("Closing reflection and revised segment")
    looks.look(zoe.page, "ready-something-missing")
    zoe.opens_step("Closing reflection")
    zoe.writes("Closing reflection and revised segment", essay(510))
    zoe.writes("How you used AI tools", "I used none at all, for any part of it; every word is mine.")
    zoe.goes_to("Steps")
    zoe.sees("5 of 5 steps done")
    looks.look(zoe.page, "steps")
    zoe.checks_what_is_there()
    zoe.reads("Ready to submit")
    looks.look(zoe.page, "ready")
    zoe.submits()
    looks.look(zoe.page, "waiting")
    return zoe


def send_back(browser: BrowserContext, school: School, looks: Looks) -> None:
    """One criterion is not yet met, with words that help."""
    ada = Teacher(browser, school)
    ada.opens_activity(LONG)
    ada.sees("to review")
    looks.look(ada.page, "learners")
    ada.goes_to("About")
    looks.look(ada.page, "about")
    ada.goes_to("Reviews")
    looks.look(ada.page, "queue")
    ada.takes_up_the_review()
    ada.rates("Responds to participants", "Proficient", "The agenda answers the survey.")
    ada.rates("Uses principles of adult learning", "Proficient")
    ada.rates("Active session", "Exemplary")
    ada.rates("Learns from feedback", "Developing", "Quote one evaluation and tie your change to it.")
    looks.look(ada.page, "review")
    ada.checks("Not yet earned")
    looks.look(ada.page, "summary-not-yet")
    ada.releases()
    looks.look(ada.page, "released-not-yet")
    ada.goes_to("Gradebook")
    ada.sees("Not yet earned; nothing is sent until it is.")
    ada.page.close()


def revise(zoe: Learner, looks: Looks) -> None:
    """Only what wasn't met is open again, and a change note goes with it."""
    zoe.opens_activity(LONG)
    zoe.goes_to("Status")
    zoe.reads("Result: Not yet")
    zoe.sees("Quote one evaluation and tie your change to it.")
    looks.look(zoe.page, "result-not-yet")
    zoe.opens_step("Ask your participants")
    expect(zoe.slot("Needs survey results")).to_be_visible()
    expect(zoe.slot("Needs survey results").get_by_role("button", name="Upload")).to_have_count(0)
    looks.look(zoe.page, "step-met")
    zoe.opens_step("Closing reflection")
    expect(zoe.slot("Closing reflection and revised segment")).to_contain_text("Quote one evaluation")
    looks.look(zoe.page, "step-open-again")
    zoe.writes("Closing reflection and revised segment", "Now with a quote.\n\n" + essay(520))
    zoe.checks_what_is_there()
    looks.look(zoe.page, "ready-again")
    zoe.submits(change_note="I quote an evaluation and say what I changed because of it.")


def approve(browser: BrowserContext, school: School, looks: Looks) -> None:
    ada = Teacher(browser, school)
    ada.opens_activity(LONG)
    ada.takes_up_the_review()
    ada.sees("I quote an evaluation and say what I changed because of it.")
    ada.sees("met in submission 1; it stands.")
    ada.rates("Learns from feedback", "Proficient", "This is it.")
    looks.look(ada.page, "review-again")
    ada.checks("Earned")
    looks.look(ada.page, "summary-earned")
    ada.releases()
    looks.look(ada.page, "released-earned")
    ada.opens_the_grade("Zoë", LONG)
    ada.grade_shows("37.5 of 50")
    expect(ada.page.locator("blockquote").first).to_contain_text("/credentials/")
    looks.look(ada.page, "lms-gradebook-cell")
    ada.opens_activity(LONG)
    ada.goes_to("Gradebook")
    ada.sees("Delivered")
    looks.look(ada.page, "gradebook")
    ada.goes_to("Learners")
    looks.look(ada.page, "learners-earned")
    ada.page.close()


def open_badge(zoe: Learner, looks: Looks) -> str:
    """The address that she shares."""
    zoe.opens_activity(LONG)
    zoe.goes_to("Status")
    zoe.reads("You have earned it")
    looks.look(zoe.page, "earned")
    zoe.ticks(zoe.tool.get_by_label("Show my name on the page"))
    zoe.clicks("Open to everybody")
    zoe.sees("Whoever has the address sees the whole page with your name")
    looks.look(zoe.page, "badge-opened")
    return zoe.tool.locator(".badge-address a").inner_text()


def meet_a_stranger(browser: BrowserContext, address: str, looks: Looks) -> None:
    """Somebody without any cookie, who was sent the address."""
    browser.clear_cookies()
    page = browser.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="Designer of Adult Learning", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Zoë O'Brien")
    looks.look(page, "badge")
    page.get_by_role("link", name=re.compile("Cairn|Issuer")).first.click()
    expect(page).not_to_have_url(address)
    looks.look(page, "issuer")
    page.go_back()


def verify_elsewhere(address: str) -> None:
    """With an implementation that isn't ours; did:web is fetched over http, as everything is on this machine."""

    def fetch(where: str) -> dict[str, object]:
        answer = requests.get(
            where.replace("https://localhost", "http://localhost"),
            headers={"Accept": "application/vc+ld+json, application/json"},
            timeout=10,
        )
        answer.raise_for_status()
        found: dict[str, object] = json.loads(answer.content)
        return found

    def status_list(where: str) -> dict[str, object]:
        listed = fetch(where)
        verify_credential(listed, resolver=resolver, extra_contexts=bundled_contexts())
        return listed

    resolver = DidWebResolver(fetch)
    policy = VerificationPolicy(expected_types=["OpenBadgeCredential"], require_status_issuer_binding=True)
    result = verify_credential(
        fetch(f"{address}.json"),
        policy=policy,
        resolver=resolver,
        resolve_status_list=status_list,
        extra_contexts=bundled_contexts(),
    )
    assert result.format == "data-integrity:eddsa-rdfc-2022"
    assert result.status is not None
    assert not result.status.revoked


def test_from_the_invitation_to_a_badge_that_a_stranger_can_check(
    browser: BrowserContext, moodle: School, tmp_path: Path
) -> None:
    with looking("moodle-") as looks:
        connect(browser, moodle, looks)
        place(browser, moodle, looks, LONG)
        zoe = work_through(browser, moodle, looks, tmp_path)
        send_back(browser, moodle, looks)
        zoe.sign_in()
        revise(zoe, looks)
        approve(browser, moodle, looks)
        zoe.sign_in()
        address = open_badge(zoe, looks)
        meet_a_stranger(browser, address, looks)
        verify_elsewhere(address)


def wait_for_approval(browser: BrowserContext, school: School, looks: Looks) -> None:
    """Canvas doesn't name the deployment when it registers a tool, so its first launch waits for a person."""
    ada = Teacher(browser, school)
    ada.opens_course()
    ada.page.get_by_role("link", name="Choose from Cairn").click()
    ada.reads("An administrator must approve this place of your learning platform first.")
    looks.look(ada.page, "held")
    complaints_of(browser).expect("403")
    ada.page.close()
    assert school.approve_deployments() == 1


def test_the_same_way_with_the_manners_of_canvas(browser: BrowserContext, canvas: School, tmp_path: Path) -> None:
    with looking("canvas-") as looks:
        connect(browser, canvas, looks)
        wait_for_approval(browser, canvas, looks)
        place(browser, canvas, looks, SHORT)
        olena = Learner(browser, canvas, "Олена")
        olena.hands_in(SHORT, "I plan with a colleague now, every week.", tmp_path)
        ada = Teacher(browser, canvas)
        ada.opens_activity(SHORT)
        ada.takes_up_the_review()
        ada.rates("Shows the work", "Proficient")
        ada.rates("Names the change", "Not yet", "Say why you plan with a colleague.")
        looks.look(ada.page, "review")
        ada.checks("Not yet earned")
        ada.releases()
        olena.sign_in()
        olena.opens_activity(SHORT)
        olena.opens_step("Show the work")
        looks.look(olena.page, "step-with-link-met")
        olena.opens_step("Say what changed")
        olena.writes("What changed", "I plan with a colleague now, because two see more than one.")
        olena.checks_what_is_there()
        olena.submits(change_note="I say why.")
        ada.sign_in()
        ada.opens_activity(SHORT)
        ada.takes_up_the_review()
        ada.rates("Names the change", "Proficient")
        ada.checks("Earned")
        ada.releases()
        ada.opens_the_grade("Олена", SHORT)
        ada.grade_shows("50 of 50")
        expect(ada.page.locator("blockquote").first).to_contain_text("/credentials/")
        looks.look(ada.page, "lms-gradebook-cell")
