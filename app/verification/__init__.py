"""Verification: whether a badge of anybody's is genuine, check by check, in words for people.

Owns no table and needs none: it reads a file, a text or a link, and asks nobody but the issuer, for its key and
for the badge's status. Promises: what can't be checked is said and never counted as good; contexts are the
pinned ones alone; every way out is guarded, counted and limited in time and size; no words of a library or of
the file itself are told as if they were ours.
"""

from app.verification.claims import Claims, HashedRecipient
from app.verification.fetching import OwnDocuments
from app.verification.report import Check, Mark, Report, Verdict
from app.verification.verifying import MOST_BYTES, verify

__all__ = [
    "MOST_BYTES",
    "Check",
    "Claims",
    "HashedRecipient",
    "Mark",
    "OwnDocuments",
    "Report",
    "Verdict",
    "verify",
]
