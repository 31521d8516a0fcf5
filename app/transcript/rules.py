"""Pure rules of transcripts: what a code looks like, when it is over, and which letters can't be printed."""

import secrets
import unicodedata
from datetime import datetime, timedelta

from app.transcript.models import CODE_LENGTH

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's letters without the ones that are mistaken for another: codes are read from paper."""
GROUP = 4
LIFE = timedelta(days=365)
MOST_CODES = 20
NEVER_PRINTED = {"Cc", "Cs", "Cn"}
"""Control characters, halves of pairs and unassigned letters, by their Unicode category."""


def new_code() -> str:
    """20 letters of 30: 98 random bits, far beyond guessing."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def shown_code(code: str) -> str:
    """In groups of four, as it is printed."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """What somebody typed from paper, whatever the case, the hyphens and the spaces; None if it can't be a code."""
    if len(typed) > CODE_LENGTH * 4:
        return None
    code = "".join(typed.upper().replace("-", " ").split())
    return code if len(code) == CODE_LENGTH and set(code) <= set(LETTERS) else None


def end_of(made_at: datetime) -> datetime:
    """When a code that is made now is over."""
    return made_at + LIFE


def printable(text: str) -> str:
    """The text on one line without what has no shape on paper."""
    kept = "".join(" " if letter.isspace() else letter for letter in text)
    return " ".join("".join(each for each in kept if unicodedata.category(each) not in NEVER_PRINTED).split())


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: such a beginning gets an apostrophe before it."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
