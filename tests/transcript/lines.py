"""Transcripts without a database, for the files."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from app.badges import CredentialStatus
from app.credit import Standing
from app.transcript import CreditPart, Transcript, TranscriptLine

NOW = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
HALF = CreditPart("wy-ptsb", 1, "Wyoming", "0.5", "credit", Standing.SUGGESTED)
LINE = TranscriptLine(
    uuid="0f3c9d52-6f2e-4f0c-9a54-2a4c2f6f7b11",
    url="https://badges.example.edu/credentials/0f3c9d52-6f2e-4f0c-9a54-2a4c2f6f7b11",
    micro_credential="questioning",
    version="1.2.0",
    title="Questioner",
    is_stack=False,
    issuer="Example College",
    issuer_did="did:web:badges.example.edu:issuers:college",
    awarded_at=NOW,
    valid_until=None,
    hours=Decimal("2.5"),
    credits=(HALF,),
    status=CredentialStatus.VALID,
)
STACK = replace(LINE, uuid="1" * 36, title="Stack", is_stack=True, hours=None, credits=())
EXPIRED = replace(LINE, uuid="2" * 36, title="Old one", status=CredentialStatus.EXPIRED, valid_until=NOW)


def sheet(name: str = "Ben Okafor", *lines: TranscriptLine) -> Transcript:
    return Transcript(
        holder=name,
        licence_number="WY 12345",
        made_at=NOW,
        publisher="https://badges.example.edu",
        lines=lines or (LINE, STACK, EXPIRED),
        code="ABCD-EFGH-JKMN-PQRS-TVWX",
        check_url="https://badges.example.edu/transcripts/ABCD-EFGH-JKMN-PQRS-TVWX",
    )
