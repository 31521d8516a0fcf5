"""A transcript as PDF, XLSX, CSV and JSON: the same facts in all of them, whatever the letters of a name."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.transcript import csv_file, document, json_file, pdf_file, xlsx_file
from app.transcript.files.rows import COLUMNS
from tests.transcript.lines import LINE, sheet

NAMES = (
    "Ștefan Nguyễn",
    "Юлия Öztürk",
    "Ελένη",
    "Zoë O'Brien",
    "Zoe\u0308 O\u2019Brien",
    "Ben O'Brien & <b>#strong[x]</b> $y$ \\ @cite",
)
FAR_NAMES = ("王小明", "محمد علي", "김민수", "שרה כהן", "ゆき 山田")
"""In letters that Noto Sans doesn't have; another font of the machine may."""
LACKED = "Ben \U000fabcd"
"""A letter of nobody's alphabet, which no font has."""


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def table(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode(), newline="")))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_has_the_name_as_it_is(name: str) -> None:
    shown = sheet(name)
    assert name in text_of(pdf_file(shown))
    assert {line["earner"] for line in table(csv_file(shown))} == {name}
    assert cells(xlsx_file(shown))[1][0] == name
    assert json.loads(json_file(shown))["earner"]["name"] == name


def test_the_pdf_is_tagged_and_says_so() -> None:
    reader = PdfReader(io.BytesIO(pdf_file(sheet())))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"] and root["/Lang"] == "en"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert reader.metadata is not None and reader.metadata.title == "Transcript of Ben Okafor"
    tags = {str(tag) for tag in tags_below(root["/StructTreeRoot"])}
    assert {"/H1", "/Table", "/TH", "/TD", "/Link"} <= tags


def tags_below(node: Any) -> list[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [tag for each in node for tag in tags_below(each)]
    if not hasattr(node, "get"):
        return []
    return [str(node.get("/S", "")), *tags_below(node.get("/K", []))]


def test_a_letter_that_no_font_has_is_said_and_nothing_is_claimed() -> None:
    written = pdf_file(sheet(LACKED))
    assert "fonts of this server lack a letter" in text_of(written)
    assert b"pdfuaid" not in written
    root: Any = PdfReader(io.BytesIO(written)).trailer["/Root"]
    assert root["/StructTreeRoot"]
    assert json.loads(json_file(sheet(LACKED)))["earner"]["name"] == LACKED


@pytest.mark.parametrize("name", FAR_NAMES)
def test_a_name_is_printed_letter_by_letter_or_the_file_says_that_it_could_not_be(name: str) -> None:
    """Whichever fonts this machine has: what claims to be accessible holds the name, and what doesn't says why."""
    written = pdf_file(sheet(name))
    claims, said = b"pdfuaid" in written, text_of(written)
    assert claims is ("fonts of this server lack a letter" not in said)
    assert claims is (set(name) <= set(said))
    assert {line["earner"] for line in table(csv_file(sheet(name)))} == {name}
    assert cells(xlsx_file(sheet(name)))[1][0] == json.loads(json_file(sheet(name)))["earner"]["name"] == name


def test_the_pdf_says_how_to_check_it() -> None:
    with_code = text_of(pdf_file(sheet()))
    assert "ABCD-EFGH-JKMN-PQRS-TVWX" in with_code and LINE.uuid[:8] in with_code.replace(" ", "")
    without = text_of(pdf_file(replace(sheet(), code=None, check_url=None)))
    assert "This copy has no code" in without and "ABCD-EFGH" not in without


def test_a_long_transcript_has_many_pages_with_a_head_on_each() -> None:
    pages = PdfReader(io.BytesIO(pdf_file(sheet("Ben", *[LINE] * 60)))).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in " ".join(page.extract_text().split())


def test_paper_is_a4_or_letter() -> None:
    sizes = [
        PdfReader(io.BytesIO(pdf_file(sheet(), letter_paper=letter))).pages[0].mediabox.height
        for letter in (False, True)
    ]
    assert [round(size) for size in sizes] == [842, 792]


def test_the_columns_are_stable() -> None:
    assert COLUMNS[0] == "earner" and csv_file(sheet()).decode().splitlines()[0] == ",".join(COLUMNS)
    line = table(csv_file(sheet()))[0]
    assert line == {
        "earner": "Ben Okafor",
        "licence_number": "WY 12345",
        "micro_credential": "questioning",
        "version": "1.2.0",
        "title": "Questioner",
        "kind": "micro-credential",
        "issuer": "Example College",
        "issuer_did": "did:web:badges.example.edu:issuers:college",
        "awarded_on": "2026-11-15",
        "valid_until": "",
        "hours": "2.5",
        "credit": "0.5 credit, Wyoming (suggested)",
        "status": "valid",
        "credential_id": LINE.uuid,
        "verify_url": LINE.url,
    }


def cells(written: bytes) -> list[list[str]]:
    worksheet = load_workbook(io.BytesIO(written)).active
    assert worksheet is not None
    return [[cell.value or "" for cell in row] for row in worksheet.iter_rows()]


def test_the_workbook_holds_the_same_lines_as_text() -> None:
    rows = cells(xlsx_file(sheet()))
    assert rows[0] == list(COLUMNS)
    assert [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]] == table(csv_file(sheet()))


@pytest.mark.parametrize("bad", ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-2", "https://evil.example/x"])
def test_no_name_becomes_a_formula_or_a_link_in_a_spreadsheet(bad: str) -> None:
    worksheet = load_workbook(io.BytesIO(xlsx_file(sheet(bad)))).active
    assert worksheet is not None
    cell = worksheet["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (bad, "s", None)
    assert not csv_file(sheet(bad)).decode().splitlines()[1].startswith(("=", "+", "-", "@"))


def test_json_says_the_same_and_rounds_nothing() -> None:
    found = json.loads(json_file(sheet()))
    assert found == document(sheet())
    assert found["format"] == "cairn-transcript/1" and found["made_at"] == "2026-11-15T09:30:00.000Z"
    assert found["lines"][0]["credits"] == [
        {
            "rule": "wy-ptsb",
            "rule_version": 1,
            "place": "Wyoming",
            "quantity": "0.5",
            "unit": "credit",
            "standing": "suggested",
        }
    ]
    assert [line["kind"] for line in found["lines"]] == ["micro-credential", "stack", "micro-credential"]


def test_hours_are_those_of_valid_badges_and_a_stack_adds_none() -> None:
    assert sheet().shown_hours == "2.5"
    assert sheet("Ben", LINE, LINE, LINE, LINE).shown_hours == "10"
