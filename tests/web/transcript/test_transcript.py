"""The earner's transcript in the LMS: the page, the files, the record, the codes; and who gets none of it."""

import csv
import io
import json
import re

import pytest
from flask import Flask
from pypdf import PdfReader

from app.transcript import CodeView
from app.web import limits
from tests import cast
from tests.web.transcript.conftest import change
from tests.world import Window, World

KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}


def test_the_page_lists_what_was_earned_and_offers_every_file(app: Flask, world: World) -> None:
    page = Window(app, world, cast.BEN).text("/credentials/transcript/")
    assert "Everything that Ben Bakowski has earned here" in page and "7.5 nominal hours" in page
    assert world.badge in page
    for kind in KINDS:
        assert f"/credentials/transcript/{kind}" in page
    assert "/credentials/transcript/record/1" in page


def test_it_is_the_same_from_whatever_course_of_the_same_lms(app: Flask, world: World) -> None:
    assert world.badge in Window(app, world, cast.BEN_IN_COURSE).text("/credentials/transcript/")


def test_who_has_no_badge_is_told_so_and_offered_nothing(app: Flask, world: World) -> None:
    for who in (cast.CAM, cast.OTHER_BEN, cast.NIL, cast.TESS):
        page = Window(app, world, who).text("/credentials/transcript/")
        assert "Nothing to show yet" in page and world.badge not in page
    refused = Window(app, world, cast.CAM).post("/credentials/transcript/codes")
    assert refused.status_code == 422 and "transcript-empty" in refused.get_data(as_text=True)


@pytest.mark.parametrize("kind", KINDS)
def test_each_file_is_handed_over_to_keep(app: Flask, world: World, kind: str) -> None:
    answer = Window(app, world, cast.BEN).get(f"/credentials/transcript/{kind}")
    assert (answer.status_code, answer.mimetype) == (200, KINDS[kind])
    assert answer.headers["Content-Disposition"] == f"attachment; filename=transcript-2026-11-15.{kind}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.data) > 100


def test_the_csv_has_bens_line_and_no_others(app: Flask, world: World) -> None:
    written = Window(app, world, cast.BEN).get("/credentials/transcript/csv").get_data(as_text=True)
    (line,) = csv.DictReader(io.StringIO(written, newline=""))
    assert (line["earner"], line["credential_id"], line["status"]) == ("Ben Bakowski", world.badge, "valid")
    none = Window(app, world, cast.CAM).get("/credentials/transcript/csv").get_data(as_text=True)
    assert len(none.splitlines()) == 1


def test_the_record_is_signed_and_holds_the_badge(app: Flask, world: World) -> None:
    window = Window(app, world, cast.BEN)
    answer = window.get("/credentials/transcript/record/1")
    record = json.loads(answer.data)
    assert answer.mimetype == "application/vc+ld+json" and record["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert [badge["id"] for badge in record["credentialSubject"]["verifiableCredential"]] == [
        f"http://localhost:8000/credentials/{world.badge}"
    ]
    for part in (0, 2, 99):
        assert window.get(f"/credentials/transcript/record/{part}").status_code == 404
    assert Window(app, world, cast.CAM).get("/credentials/transcript/record/1").status_code == 404


def test_a_code_is_made_shown_printed_and_withdrawn(app: Flask, world: World) -> None:
    window = Window(app, world, cast.BEN)
    before = window.text("/credentials/transcript/")
    assert before.count("PDF with this code") == 1
    made = window.post("/credentials/transcript/codes")
    assert made.status_code == 303 and made.location.endswith("#codes")
    page = window.text("/credentials/transcript/")
    assert page.count("PDF with this code") == 2
    codes = re.findall(r'<strong class="code">([\w-]+)</strong>', page)
    numbers = re.findall(r"/credentials/transcript/codes/(\d+)/withdraw", page)
    printed = window.get(f"/credentials/transcript/codes/{numbers[0]}")
    text = " ".join(PdfReader(io.BytesIO(printed.data)).pages[0].extract_text().split())
    assert codes[0] in text and codes[1] not in text
    assert window.post(f"/credentials/transcript/codes/{numbers[0]}/withdraw").status_code == 303
    after = window.text("/credentials/transcript/")
    assert codes[0] not in after and codes[1] in after
    assert window.get(f"/credentials/transcript/codes/{numbers[0]}").status_code == 404
    assert window.client.get(f"/transcripts/{codes[0]}").status_code == 404


def test_a_code_can_be_withdrawn_after_the_last_badge_was_taken_back(app: Flask, world: World, code: CodeView) -> None:
    change(app, world.badge, revoked_at=app.extensions["cairn"].clock.now(), revoked_reason="Awarded in error.")
    window = Window(app, world, cast.BEN)
    page = window.text("/credentials/transcript/")
    assert "Nothing to show yet" in page and code.shown in page and "Make" not in page
    assert window.post(f"/credentials/transcript/codes/{code.id}/withdraw").status_code == 303
    assert code.shown not in window.text("/credentials/transcript/")
    assert code.shown not in Window(app, world, cast.AS_BEN).text("/credentials/transcript/")


def test_the_signed_record_is_explained_where_it_is_offered(app: Flask, world: World) -> None:
    assert "The signed record is" in Window(app, world, cast.BEN).text("/credentials/transcript/")
    assert "The signed record is" not in Window(app, world, cast.AS_BEN).text("/credentials/transcript/")


def test_somebody_elses_code_is_not_there(app: Flask, world: World, code: CodeView) -> None:
    for who in (cast.CAM, cast.OTHER_BEN, cast.ADA, cast.ROY):
        window = Window(app, world, who)
        assert window.get(f"/credentials/transcript/codes/{code.id}").status_code == 404
        assert window.post(f"/credentials/transcript/codes/{code.id}/withdraw").status_code == 404
    assert code.shown in Window(app, world, cast.BEN).text("/credentials/transcript/")


def test_who_acts_as_the_earner_gets_no_code_and_no_record(app: Flask, world: World, code: CodeView) -> None:
    window = Window(app, world, cast.AS_BEN)
    page = window.text("/credentials/transcript/")
    assert "Codes are shown to the earner alone" in page
    assert code.shown not in page and "record/1" not in page and "Make" not in page
    assert window.get("/credentials/transcript/record/1").status_code == 403
    assert window.get(f"/credentials/transcript/codes/{code.id}").status_code == 403
    for path in ("codes", f"codes/{code.id}/withdraw"):
        assert window.post(f"/credentials/transcript/{path}").status_code == 403


def test_paper_follows_the_launchs_country(app: Flask, world: World) -> None:
    pdf = Window(app, world, cast.BEN).get("/credentials/transcript/pdf").data
    assert round(PdfReader(io.BytesIO(pdf)).pages[0].mediabox.height) == 842


def test_what_takes_long_and_what_could_be_guessed_is_limited() -> None:
    for endpoint in ("transcript.download", "transcript.coded", "transcript.record", "transcripts.check"):
        assert all(allowance.a_minute <= 60 for allowance in limits.DOORS[endpoint])
