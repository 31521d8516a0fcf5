"""A transcript leaves the house: the earner's files, and a code with which a registrar checks them."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from tests.journeys.browser import Cookies, complaints_of
from tests.journeys.conftest import Open
from tests.journeys.earners import BADGE_OF_SHORTEST, Earner, earn
from tests.journeys.looking import Looks, looking
from tests.journeys.people import press
from tests.journeys.school import SHORTEST, School

pytestmark = [pytest.mark.journey, pytest.mark.slow]
LISTED = "A badge for the transcript"
CODE = re.compile(r"^[2-9A-Z]{4}(-[2-9A-Z]{4}){4}$")


@pytest.fixture
def registrar(browser_that: Open) -> Iterator[Page]:
    """Somebody in another house, with a printed transcript."""
    with browser_that(Cookies.BLOCKED) as context:
        yield context.new_page()
        assert not list(complaints_of(context))


@pytest.fixture
def looks() -> Iterator[Looks]:
    with looking("transcript-") as looks:
        yield looks


def test_a_registrar_checks_a_transcript_until_its_code_is_withdrawn(
    browser: BrowserContext, moodle: School, registrar: Page, looks: Looks, tmp_path: Path
) -> None:
    moodle.place(LISTED, title=SHORTEST)
    olena = earn(browser, moodle, "Олена", LISTED)
    olena.opens_my_credentials(LISTED)
    olena.turns_to("Transcript")
    olena.looks_again_until(olena.file("CLR"))
    check_files(olena, tmp_path)
    olena.follows(olena.tool.get_by_role("button", name="Make a code"))
    code = olena.tool.locator(".code-list .code").inner_text().strip()
    assert CODE.match(code), code
    looks.look(olena.page, "own")
    assert code in text_of(olena.takes(olena.tool.get_by_role("link", name="PDF with this code"), tmp_path))
    ask(registrar, moodle, code.lower())
    expect(registrar.get_by_role("heading", level=1, name="Transcript of Олена Коваленко")).to_be_visible()
    expect(registrar.locator("main")).to_contain_text("Checked")
    line = registrar.get_by_role("row").filter(has_text=BADGE_OF_SHORTEST)
    expect(line).to_contain_text("Valid")
    looks.look(registrar, "registrar")
    olena.follows(olena.tool.get_by_role("button", name="Withdraw"))
    expect(olena.tool.locator(".code-list")).to_have_count(0)
    ask(registrar, moodle, code)
    expect(registrar.locator("main")).not_to_contain_text("Олена")
    complaints_of(registrar.context).expect("404")


def ask(registrar: Page, school: School, code: str) -> None:
    """Type the code at the page that the transcript names."""
    registrar.goto(f"{school.tool_url}/transcripts/")
    registrar.get_by_label("Code").fill(code)
    press(registrar.get_by_role("button", name="Check", exact=True))
    registrar.wait_for_url(re.compile("/transcripts/[^?]"))


def check_files(olena: Earner, folder: Path) -> None:
    """Each file that the page offers says who earned what."""
    said = BADGE_OF_SHORTEST
    taken = {kind: olena.takes(olena.file(kind), folder) for kind in ("PDF", "XLSX", "CSV", "JSON", "CLR")}
    assert {path.suffix for path in taken.values()} == {".pdf", ".xlsx", ".csv", ".json"}
    words = text_of(taken["PDF"])
    assert said in words and "Олена Коваленко" in words
    cells = [str(cell.value) for row in load_workbook(taken["XLSX"]).worksheets[0] for cell in row]
    assert any(said in cell for cell in cells)
    rows = list(csv.reader(io.StringIO(taken["CSV"].read_text("utf-8-sig"))))
    assert len(rows) >= 2 and any(said in cell for row in rows for cell in row)
    assert said in taken["JSON"].read_text("utf-8")
    record = json.loads(taken["CLR"].read_text("utf-8"))
    assert "ClrCredential" in record["type"] and said in taken["CLR"].read_text("utf-8")


def text_of(pdf: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(pdf).pages).split())
