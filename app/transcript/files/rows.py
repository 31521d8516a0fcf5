"""The columns of a transcript in tables. Their names are stable: registrars' systems read them."""

from app.transcript.views import Transcript, TranscriptLine

COLUMNS = (
    "earner",
    "licence_number",
    "micro_credential",
    "version",
    "title",
    "kind",
    "issuer",
    "issuer_did",
    "awarded_on",
    "valid_until",
    "hours",
    "credit",
    "status",
    "credential_id",
    "verify_url",
)


def row(transcript: Transcript, line: TranscriptLine) -> tuple[str, ...]:
    """One line in the order of `COLUMNS`; days as ISO 8601 in UTC."""
    return (
        transcript.holder,
        transcript.licence_number,
        line.micro_credential,
        line.version,
        line.title,
        line.kind,
        line.issuer,
        line.issuer_did,
        line.awarded_at.date().isoformat(),
        line.valid_until.date().isoformat() if line.valid_until else "",
        line.shown_hours,
        line.credit_words,
        line.status.value,
        line.uuid,
        line.url,
    )
