"""Transcripts: all that a person has earned on one sheet, and codes by which a registrar checks it.

Owns the tables `transcript_*`. Promises: a transcript says of each badge how it stands at that moment; a code shows
what its earner saw when she made it and nothing that came later, until she withdraws it; nobody comes upon one by
guessing; files say the same in every format.
"""

from app.transcript.files.json_file import document, json_file
from app.transcript.files.pdf import pdf_file
from app.transcript.files.tables import csv_file, csv_of, xlsx_file
from app.transcript.gathering import Asked, transcript_of
from app.transcript.queries import working_codes
from app.transcript.rules import LIFE, MOST_CODES, read_code, shown_code
from app.transcript.service import check_code, coded_transcript, make_code, withdraw_code
from app.transcript.views import CheckedTranscript, CodeView, CreditPart, Transcript, TranscriptLine

__all__ = [
    "LIFE",
    "MOST_CODES",
    "Asked",
    "CheckedTranscript",
    "CodeView",
    "CreditPart",
    "Transcript",
    "TranscriptLine",
    "check_code",
    "coded_transcript",
    "csv_file",
    "csv_of",
    "document",
    "json_file",
    "make_code",
    "pdf_file",
    "read_code",
    "shown_code",
    "transcript_of",
    "withdraw_code",
    "working_codes",
    "xlsx_file",
]
