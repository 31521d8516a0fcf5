"""All checks of one badge, in their order."""

from datetime import datetime

from app.clock import Clock
from app.config import Settings
from app.http import PlatformHttp
from app.verification.claims import Claims, claims_of_credential, valid_from, valid_until
from app.verification.dates import check_dates
from app.verification.documents import Document, words_of
from app.verification.fetching import Fetcher, OwnDocuments
from app.verification.hosted import check_hosted, claims_of_copy, is_assertion, is_hosted
from app.verification.opening import MOST_BYTES, Opened, open_source
from app.verification.partial import NO_LIST, is_partial
from app.verification.proofs import check_proof
from app.verification.report import Check, Report, Stopped, unknown
from app.verification.signed_assertions import check_signed_assertion
from app.verification.status import check_status
from app.verification.tokens import Token, check_token

__all__ = ["MOST_BYTES", "verify"]

BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


def verify(
    source: bytes, *, clock: Clock, http: PlatformHttp, settings: Settings, own: OwnDocuments | None = None
) -> Report:
    """Check a badge of any issuer: the bytes of a file, a pasted text, or a link alone.

    Call it outside any transaction: it may ask the issuer for a key and a status list. Never raises for what a
    stranger hands in; the report says what was found.
    """
    fetcher, now = Fetcher(http, settings, own), clock.now()
    try:
        opened = open_source(source, fetcher)
    except Stopped as stopped:
        return Report("", (stopped.check,), now)
    checks, claims = _judged(opened, fetcher, now)
    return Report(opened.form, (*opened.checks, *checks), now, claims)


def _judged(opened: Opened, fetcher: Fetcher, now: datetime) -> tuple[list[Check], Claims]:
    assertion = opened.token.payload if opened.token else opened.document or {}
    if is_assertion(assertion):
        return _judged_assertion(assertion, opened.token, fetcher, now)
    document = opened.token.credential if opened.token else opened.document or {}
    claims = claims_of_credential(document)
    if not words_of(document.get("type")) & BADGES:
        return [unknown("file", _no_badge(document))], claims
    try:
        checks = check_token(opened.token, fetcher) if opened.token else check_proof(document, fetcher)
    except Stopped as stopped:
        return [*stopped.before, stopped.check, _dates(document, now)], claims
    return [*checks, _dates(document, now), _status(document, fetcher, now)], claims


def _judged_assertion(
    document: Document, token: Token | None, fetcher: Fetcher, now: datetime
) -> tuple[list[Check], Claims]:
    """A hosted assertion counts as its website has it, even where a copy of it came signed."""
    try:
        if token and not is_hosted(document):
            return check_signed_assertion(token, fetcher, now)
        return check_hosted(document, fetcher, now)
    except Stopped as stopped:
        return [*stopped.before, stopped.check], claims_of_copy(document)


def _dates(document: Document, now: datetime) -> Check:
    return check_dates(valid_from(document), valid_until(document), now, is_partial=is_partial(document))


def _status(document: Document, fetcher: Fetcher, now: datetime) -> Check:
    if is_partial(document) and "credentialStatus" not in document:
        return unknown("status", NO_LIST)
    return check_status(document, fetcher, now)


def _no_badge(document: Document) -> str:
    if "ClrCredential" in words_of(document.get("type")):
        return "It is a transcript (Comprehensive Learner Record). This page checks single badges; check those in it."
    return "It is signed data of another kind, not an Open Badge, so this page can't judge it."
