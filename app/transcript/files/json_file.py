"""A transcript as JSON, for whoever counts further. The format's name is in it and changes with it."""

import json
from typing import Any

from app.clock import isoformat
from app.transcript.views import CreditPart, Transcript, TranscriptLine

FORMAT = "cairn-transcript/1"


def json_file(transcript: Transcript) -> bytes:
    """UTF-8, readable; moments as ISO 8601 in UTC, quantities as text, so that no reader rounds them."""
    return json.dumps(document(transcript), ensure_ascii=False, indent=2).encode()


def document(transcript: Transcript) -> dict[str, Any]:
    """The same as values."""
    return {
        "format": FORMAT,
        "made_at": isoformat(transcript.made_at),
        "publisher": transcript.publisher,
        "earner": {"name": transcript.holder, "licence_number": transcript.licence_number or None},
        "check_url": transcript.check_url,
        "hours": transcript.shown_hours,
        "lines": [_line(line) for line in transcript.lines],
    }


def _line(line: TranscriptLine) -> dict[str, Any]:
    return {
        "micro_credential": line.micro_credential,
        "version": line.version,
        "title": line.title,
        "kind": line.kind,
        "issuer": {"name": line.issuer, "id": line.issuer_did},
        "awarded_at": isoformat(line.awarded_at),
        "valid_until": isoformat(line.valid_until) if line.valid_until else None,
        "hours": line.shown_hours or None,
        "credits": [_credit(part) for part in line.credits],
        "status": line.status.value,
        "credential_id": line.uuid,
        "verify_url": line.url,
    }


def _credit(part: CreditPart) -> dict[str, Any]:
    return {
        "rule": part.rule,
        "rule_version": part.rule_version,
        "place": part.place,
        "quantity": part.quantity,
        "unit": part.unit,
        "standing": part.standing.value,
    }
