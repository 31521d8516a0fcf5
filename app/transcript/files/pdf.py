"""A transcript as a tagged PDF (PDF/UA-1), laid out by typst. Names keep their letters.

Where no font at hand has a letter, a file that claims to be accessible would be a lie: then the claim is left off
and the page says what is missing. Fonts are Noto Sans from its package, and whatever the machine has.
"""

import json
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import typst
from fontpkg_noto_sans import ROOT as NOTO_SANS

from app.badges import CredentialStatus
from app.transcript.rules import printable
from app.transcript.views import Transcript, TranscriptLine

ACCESSIBLE = "ua-1"
LACKING = (
    "The fonts of this server lack a letter that stands here, so it is shown as an empty box, and this file doesn't "
    "claim to meet PDF/UA-1. The XLSX, CSV and JSON files hold every letter."
)
STATUS_WORDS = {
    CredentialStatus.VALID: "Valid",
    CredentialStatus.EXPIRED: "Expired",
    CredentialStatus.REVOKED: "Revoked",
}


def pdf_file(transcript: Transcript, *, letter_paper: bool = False) -> bytes:
    """The transcript on A4 or US letter. Takes some hundredths of a second: not inside a transaction."""
    data = _data(transcript, "us-letter" if letter_paper else "a4")
    try:
        return _compiled(data, transcript.made_at, [ACCESSIBLE])
    except typst.TypstError:
        return _compiled({**data, "notice": LACKING}, transcript.made_at, [])


def _compiled(data: dict[str, Any], made_at: datetime, standards: list[Any]) -> bytes:
    source = resources.files("app.transcript.files").joinpath("transcript.typ").read_bytes()
    compiler = typst.Compiler(source, font_paths=_fonts(), sys_inputs={"data": json.dumps(data)})
    written = compiler.compile(format="pdf", pdf_standards=standards, timestamp=int(made_at.timestamp()))
    if not isinstance(written, bytes):
        raise TypeError("a transcript is one file")
    return written


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(NOTO_SANS / "files")])


def _data(transcript: Transcript, paper: str) -> dict[str, Any]:
    """What the layout shows, as text and nothing else: it is never read as markup."""
    host = transcript.publisher.partition("://")[2]
    return {
        "paper": paper,
        "holder": printable(transcript.holder),
        "licence": printable(transcript.licence_number),
        "made_on": _day(transcript.made_at),
        "host": printable(host),
        "publisher": transcript.publisher,
        "code": transcript.code,
        "check_url": transcript.check_url,
        "hours": transcript.shown_hours,
        "notice": None,
        "lines": [_line(line) for line in transcript.lines],
    }


def _line(line: TranscriptLine) -> dict[str, Any]:
    return {
        "title": printable(line.title),
        "about": printable(f"{line.kind.capitalize()} {line.micro_credential}, version {line.version}"),
        "issuer": printable(line.issuer),
        "awarded": _day(line.awarded_at),
        "until": _day(line.valid_until) if line.valid_until else None,
        "hours": line.shown_hours or "\N{EN DASH}",
        "credits": [printable(part.words) for part in line.credits],
        "status": STATUS_WORDS[line.status],
        "url": line.url,
    }


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B} {moment.year}"
