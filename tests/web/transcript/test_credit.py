"""The earner's credit in the LMS: cycles, ledger, licence; and what an administrator says to it in the console."""

import csv
import io

import pytest
from flask import Flask

from app.administration import AuditFilter, audit_page, create_organisation
from app.db import reading, transaction
from app.services import Services
from tests import cast
from tests.credit.world import known_rules
from tests.web.admin.conftest import Desk, by_launch, signed_in
from tests.world import Window, World

LICENCE = {"jurisdiction": "US-WY", "cycle_start": "2026-07-01", "cycle_years": "1", "licence_number": "WY 12345"}


def ben(app: Flask, world: World) -> str:
    return Window(app, world, cast.BEN).text("/credentials/credit/")


def rows(written: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written, newline="")))


@pytest.fixture
def rules(app: Flask) -> None:
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        known_rules(session, services)


def test_without_any_rule_the_page_says_whom_to_ask(app: Flask, world: World) -> None:
    page = ben(app, world)
    assert "No rule has been loaded here yet" in page and "There is no line yet" in page


def test_saying_where_the_licence_is_from_brings_the_cycle(app: Flask, world: World, rules: None) -> None:
    window = Window(app, world, cast.BEN)
    assert "No cycle to count in yet" in ben(app, world)
    assert window.post("/credentials/credit/profile", LICENCE).status_code == 303
    page = ben(app, world)
    assert "Wyoming: 0.0 of 1.0 credits for 2026\N{EN DASH}27" in page
    assert "0.5 credit is suggested and waits for Wyoming Professional Teaching Standards Board" in page
    assert "Check with your authority before you count on it" in page and 'value="WY 12345"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"jurisdiction": "Atlantis"},
        {"cycle_start": "last July"},
        {"cycle_start": ""},
        {"cycle_start": "0001-01-01"},
        {"cycle_start": "9999-01-01"},
        {"cycle_years": "0"},
        {"cycle_years": "21"},
        {"cycle_years": "1.5"},
        {"cycle_years": "9" * 50},
        {"licence_number": "x" * 61},
    ],
)
def test_a_licence_that_cannot_be_is_refused_in_words(
    app: Flask, world: World, rules: None, wrong: dict[str, str]
) -> None:
    window = Window(app, world, cast.BEN)
    answer = window.post("/credentials/credit/profile", {**LICENCE, **wrong})
    assert answer.status_code == 422 and "credit-profile" in answer.get_data(as_text=True)
    assert "No cycle to count in yet" in ben(app, world)


def test_a_licence_can_be_forgotten(app: Flask, world: World, credit_of_ben: int) -> None:
    Window(app, world, cast.BEN).post("/credentials/credit/profile", {"jurisdiction": ""})
    page = ben(app, world)
    assert "WY 12345" not in page and "Suggested" in page


def test_accepted_credit_counts_in_its_cycle(app: Flask, world: World, credit_of_ben: int) -> None:
    desk = signed_in(app)
    assert "Ben Bakowski" in desk.text("/credit/")
    answer = desk.post(f"/credit/{credit_of_ben}/decide", decision="accept", quantity="0.5")
    assert answer.status_code == 303
    page = ben(app, world)
    assert "Wyoming: 0.5 of 1.0 credits for 2026\N{EN DASH}27" in page and "50% of what is needed" in page
    assert "Accepted to line 1, by Olga" in page
    transcript = Window(app, world, cast.BEN).text("/credentials/transcript/")
    assert "0.5 credit, Wyoming (accepted)" in transcript


def test_declined_credit_says_why(app: Flask, world: World, credit_of_ben: int) -> None:
    desk = signed_in(app)
    desk.text("/credit/")
    assert desk.post(f"/credit/{credit_of_ben}/decide", decision="decline").status_code == 422
    assert desk.post(f"/credit/{credit_of_ben}/decide", decision="decline", reason="Not approved.").status_code == 303
    assert "Declined to line 1, by Olga: Not approved." in ben(app, world)
    assert desk.post(f"/credit/{credit_of_ben}/decide", decision="accept").status_code == 409


def test_typing_a_reason_and_pressing_enter_accepts_nothing(app: Flask, world: World, credit_of_ben: int) -> None:
    """A browser takes Enter in a line of text for the form's first button, which is “Accept”."""
    page = by_launch(app, cast.ROY_OF_ACCOUNT).text("/credit/")
    assert f'<textarea class="form-control" id="reason-{credit_of_ben}" name="reason"' in page


def test_a_decision_is_taken_back_by_a_counter_entry(app: Flask, world: World, credit_of_ben: int) -> None:
    desk = signed_in(app)
    desk.text("/credit/")
    desk.post(f"/credit/{credit_of_ben}/decide", decision="accept")
    assert desk.post(f"/credit/{credit_of_ben}/reopen", reason="Wrong person.").status_code == 303
    assert "0.0 of 1.0 credits" in ben(app, world)
    page = desk.text("/credit/")
    assert "Waits for you" in page and "Decided lately" not in page
    with app.app_context(), reading() as session:
        lines = audit_page(session, AuditFilter(None, None, "", None)).entries
    assert [line.action for line in lines][:2] == ["credit-reopened", "credit-accepted"]


def test_an_administrator_of_the_same_school_decides_from_the_lms(app: Flask, world: World, credit_of_ben: int) -> None:
    desk = by_launch(app, cast.ROY_OF_ACCOUNT)
    assert "Ben Bakowski" in desk.text("/credit/")
    assert desk.post(f"/credit/{credit_of_ben}/decide", decision="accept").status_code == 303
    assert "Roy Rasmussen" in desk.text("/credit/")


def elsewhere(app: Flask, world: World) -> Desk:
    """Another tenant's administrator."""
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        other = create_organisation(session, services.clock, "Another School").id
    return signed_in(app, "Mallory", other)


def test_another_tenant_sees_and_decides_nothing(app: Flask, world: World, credit_of_ben: int) -> None:
    desk = elsewhere(app, world)
    assert "Ben" not in desk.text("/credit/")
    assert rows(desk.get("/credit/ledger").get_data(as_text=True)) == []
    for path, form in (("decide", {"decision": "accept"}), ("reopen", {"reason": "Mine."})):
        answer = desk.post(f"/credit/{credit_of_ben}/{path}", **form)
        assert answer.status_code == 404 and "credit-unknown" in answer.get_data(as_text=True)
    assert "0.0 of 1.0 credits" in ben(app, world)


def test_the_ledger_goes_out_with_stable_columns(app: Flask, world: World, credit_of_ben: int) -> None:
    desk = signed_in(app)
    desk.text("/credit/")
    desk.post(f"/credit/{credit_of_ben}/decide", decision="accept", quantity="0.25")
    own = Window(app, world, cast.BEN).get("/credentials/credit/ledger")
    assert own.headers["Content-Disposition"] == "attachment; filename=credit-ledger.csv"
    lines = rows(own.get_data(as_text=True))
    assert lines == rows(desk.get("/credit/ledger").get_data(as_text=True))
    assert [(line["entry"], line["quantity"], line["by"], line["about_entry"]) for line in lines] == [
        ("suggested", "0.5", "Cairn", ""),
        ("accepted", "0.25", "Olga", str(credit_of_ben)),
    ]
    first = lines[0]
    assert (first["earner"], first["licence_number"], first["rule"], first["rule_version"]) == (
        "Ben Bakowski",
        "WY 12345",
        "wy-ptsb",
        "1",
    )
    assert first["credential_id"] == world.badge and first["earned_on"] == "2026-11-15"


def test_nobody_reads_anothers_ledger(app: Flask, world: World, credit_of_ben: int) -> None:
    for who in (cast.CAM, cast.ADA, cast.OTHER_BEN, cast.ROY):
        window = Window(app, world, who)
        assert "There is no line yet" in window.text("/credentials/credit/")
        assert rows(window.get("/credentials/credit/ledger").get_data(as_text=True)) == []


def test_a_licence_number_that_is_a_formula_does_nothing_in_a_spreadsheet(
    app: Flask, world: World, credit_of_ben: int
) -> None:
    window = Window(app, world, cast.BEN)
    window.post("/credentials/credit/profile", {**LICENCE, "licence_number": "=HYPERLINK(1)"})
    assert ",'=HYPERLINK(1)," in window.get("/credentials/credit/ledger").get_data(as_text=True)


def test_the_one_who_acts_as_an_earner_changes_nothing(app: Flask, world: World, rules: None) -> None:
    assert Window(app, world, cast.AS_BEN).post("/credentials/credit/profile", LICENCE).status_code == 403
    assert "No cycle to count in yet" in ben(app, world)
