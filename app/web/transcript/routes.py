"""The earner's transcript: on the screen, as files, as a signed record, and codes for a registrar."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.db import reading, transaction
from app.flows.own_badges import require_own_hands
from app.flows.transcript import (
    make_transcript_code,
    own_transcript,
    prepare_record,
    printed_transcript,
    withdraw_transcript_code,
)
from app.transcript import Transcript, csv_file, json_file, pdf_file, xlsx_file
from app.web.access import ANYONE, allowed, current_actor, current_services
from app.web.downloads import disposition
from app.web.public import STATUS_WORDS
from app.web.times import DateOrder, current_times
from app.web.transcript import pages
from app.web.transcript.blueprint import blueprint

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}


@blueprint.get("/transcript/")
@allowed(ANYONE)
def transcript() -> ResponseReturnValue:
    """Everything that was earned, in whatever course or LMS, with how it stands now."""
    with reading() as session:
        page = pages.transcript_page(session, current_services(), current_actor())
    return render_template("transcript/transcript.html", page=page, STATUS=STATUS_WORDS)


@blueprint.get("/transcript/<any(pdf,xlsx,csv,json):kind>")
@allowed(ANYONE)
def download(kind: str) -> ResponseReturnValue:
    """The transcript as a file."""
    with reading() as session:
        shown = own_transcript(session, current_services(), current_actor())
    return _file(shown, kind)


@blueprint.get("/transcript/codes/<int:code_id>")
@allowed(ANYONE)
def coded(code_id: int) -> ResponseReturnValue:
    """The printed transcript with its code on it."""
    require_own_hands(current_actor())
    with reading() as session:
        shown = printed_transcript(session, current_services(), current_actor(), code_id)
    return _file(shown, "pdf")


@blueprint.get("/transcript/record/<int:part>")
@allowed(ANYONE)
def record(part: int) -> ResponseReturnValue:
    """The badges as one signed Comprehensive Learner Record."""
    require_own_hands(current_actor())
    with reading() as session:
        sign = prepare_record(session, current_services(), current_actor(), part)
    response = Response(sign(), mimetype="application/vc+ld+json")
    response.headers["Content-Disposition"] = disposition(f"learner-record-{part}.json", "attachment")
    return response


@blueprint.post("/transcript/codes")
@allowed(ANYONE)
def make_code() -> ResponseReturnValue:
    with transaction() as session:
        make_transcript_code(session, current_services(), current_actor())
    return redirect(url_for("transcript.transcript", _anchor="codes"), 303)


@blueprint.post("/transcript/codes/<int:code_id>/withdraw")
@allowed(ANYONE)
def withdraw(code_id: int) -> ResponseReturnValue:
    with transaction() as session:
        withdraw_transcript_code(session, current_services(), current_actor(), code_id)
    return redirect(url_for("transcript.transcript", _anchor="codes"), 303)


def _file(shown: Transcript, kind: str) -> Response:
    match kind:
        case "pdf":
            written = pdf_file(shown, letter_paper=current_times().order is DateOrder.MONTH_FIRST)
        case "xlsx":
            written = xlsx_file(shown)
        case "csv":
            written = csv_file(shown)
        case _:
            written = json_file(shown)
    response = Response(written, mimetype=TYPES[kind])
    response.headers["Content-Disposition"] = disposition(f"transcript-{shown.made_at:%Y-%m-%d}.{kind}", "attachment")
    return response
