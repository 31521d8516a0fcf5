"""Whether the issuer has taken a badge back (W3C Bitstring Status List 1.0), from a list that is checked itself.

A list is fetched whole, so that its server doesn't learn which badge is asked about. It has to be the issuer's
own, stand under its own address, be signed and be of today: a copy from elsewhere or from before says nothing.
"""

from datetime import datetime

from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from openbadgeslib.ob3.status import decode_encoded_list

from app.http import host_of
from app.verification.claims import valid_from, valid_until
from app.verification.dates import check_dates
from app.verification.documents import (
    Document,
    NotReadable,
    as_list,
    id_of,
    object_of,
    read_json,
    text_of,
    words_of,
)
from app.verification.fetching import Fetcher, NotFetched
from app.verification.issuer_keys import issuer_key
from app.verification.proofs import check_contexts, the_proof
from app.verification.report import TITLES, Check, Mark, Stopped, failed, noted, passed, unknown
from app.verification.tokens import Token, check_signature, read_token

CODE = "status"
ENTRIES = frozenset({"BitstringStatusListEntry", "StatusList2021Entry"})
LIST_TYPES = "application/vc+ld+json, application/vc, application/json;q=0.9, application/vc+jwt;q=0.8"
TAKEN_BACK = {
    "revocation": "The issuer has taken this badge back.",
    "suspension": "The issuer has suspended this badge.",
}
OF_SOMETHING_ELSE = frozenset({"refresh", "message"})
"""Purposes of the standard's that say nothing against a badge."""
MOST_ENTRIES = 8
"""A badge names one list, or two; each is work to check."""
PLAIN_MEMBERS = frozenset(
    {"@context", "id", "type", "issuer", "name", "description", "validFrom", "validUntil", "credentialSubject", "proof"}
)
PLAIN_SUBJECT = frozenset({"id", "type", "statusPurpose", "encodedList", "statusSize", "ttl"})
"""A list with these members alone can't say one thing in its signed form and another in its JSON."""


def check_status(document: Document, fetcher: Fetcher, now: datetime) -> Check:
    """What the issuer's lists say now. Never raises: what can't be looked up is a check that says so."""
    entries = [each for each in as_list(document.get("credentialStatus")) if not _is_of_something_else(each)]
    if not entries:
        return noted(CODE, "The issuer gave this badge no list to look it up in, so it can't be taken back.")
    if len(entries) > MOST_ENTRIES:
        return failed(CODE, "The badge points to more lists of revoked badges than any real badge does.")
    try:
        found = [_check_entry(each, id_of(document.get("issuer")), fetcher, now) for each in entries]
    except Stopped as stopped:
        return stopped.check if stopped.check.code == CODE else _unbelieved(stopped.check)
    except NotFetched as error:
        return unknown(CODE, f"The issuer's list of revoked badges couldn't be fetched: {error}")
    return found[0]


def _unbelieved(check: Check) -> Check:
    """What was found of the list's own key or signature, as it bears on the badge."""
    words = "The list of revoked badges that it points to can't be traced to its issuer, so it says nothing."
    return Check(CODE, TITLES[CODE], words, check.mark)


def _is_of_something_else(entry: object) -> bool:
    return isinstance(entry, dict) and text_of(entry.get("statusPurpose")) in OF_SOMETHING_ELSE


def _check_entry(entry: object, issuer: str, fetcher: Fetcher, now: datetime) -> Check:
    if not isinstance(entry, dict) or not words_of(entry.get("type")) & ENTRIES:
        raise Stopped(unknown(CODE, "The issuer lists revoked badges in a way that this page doesn't know."))
    url, purpose = text_of(entry.get("statusListCredential")), text_of(entry.get("statusPurpose"))
    listed = _checked_list(url, issuer, fetcher, now)
    subject = object_of(listed.get("credentialSubject"))
    if purpose not in words_of(subject.get("statusPurpose")):
        raise Stopped(failed(CODE, "The badge points to a list that is kept for something else."))
    if purpose not in TAKEN_BACK:
        raise Stopped(unknown(CODE, "The issuer keeps a list of this badge for a purpose that this page doesn't know."))
    if _is_set(subject, entry):
        raise Stopped(failed(CODE, f"{TAKEN_BACK[purpose]} {host_of(url)} was asked just now."))
    return passed(CODE, f"The issuer's list at {host_of(url)} doesn't name this badge. It was asked just now.")


def _checked_list(url: str, issuer: str, fetcher: Fetcher, now: datetime) -> Document:
    """The list at `url`, signed by `issuer` itself and in force. Raises Stopped, NotFetched."""
    answer = fetcher.get(url, LIST_TYPES)
    if not answer.ok:
        raise NotFetched(f"{host_of(url)} answered “{answer.status}” when it was asked.")
    try:
        listed, token = _read(answer.body)
    except NotReadable as error:
        raise NotFetched(f"{host_of(url)} answered something else than a list of usual size.") from error
    if id_of(listed.get("issuer")) != issuer or listed.get("id", url) != url:
        raise Stopped(failed(CODE, "The list that the badge points to isn't a list of its issuer's for this address."))
    if token:
        check_signature(token, issuer_key(issuer, text_of(token.header.get("kid")), fetcher).public)
    else:
        _require_proof(listed, issuer, fetcher)
    _require_in_force(listed, now)
    return listed


def _read(body: bytes) -> tuple[Document, Token | None]:
    """A list as JSON, or as a token with the list in it."""
    if body.lstrip().startswith(b"{"):
        return read_json(body), None
    token = read_token(body.decode("ascii", errors="replace").strip())
    return token.credential, token


def _require_proof(listed: Document, issuer: str, fetcher: Fetcher) -> None:
    if set(listed) - PLAIN_MEMBERS or set(object_of(listed.get("credentialSubject"))) - PLAIN_SUBJECT:
        raise Stopped(unknown(CODE, "The issuer's list holds more than a list should, so it isn't believed."))
    check_contexts(listed)
    key = issuer_key(issuer, text_of(the_proof(listed).get("verificationMethod")), fetcher)
    try:
        verify_data_integrity_proof(listed, key.pem)
    except LibOpenBadgesException as error:
        words = "The signature of the issuer's list doesn't fit; the list was changed."
        raise Stopped(failed(CODE, words)) from error


def _require_in_force(listed: Document, now: datetime) -> None:
    if check_dates(valid_from(listed), valid_until(listed), now).mark is Mark.FAILED:
        raise Stopped(unknown(CODE, "The issuer's list is out of date; it may have named this badge since."))


def _is_set(subject: Document, entry: Document) -> bool:
    """The bit of `entry`, most significant first. Raises Stopped for a place that the list doesn't have."""
    try:
        bits = decode_encoded_list(text_of(subject.get("encodedList")))
        position = _position(entry.get("statusListIndex"))
        sizes = {str(each.get("statusSize", 1)) for each in (subject, entry)}
    except (LibOpenBadgesException, ValueError) as error:
        raise Stopped(unknown(CODE, "The issuer's list can't be read.")) from error
    if sizes != {"1"} or not 0 <= position < len(bits) * 8:
        raise Stopped(failed(CODE, "The badge names a place that the issuer's list doesn't have."))
    return bool(bits[position // 8] & (0x80 >> (position % 8)))


def _position(stated: object) -> int:
    """Digits, or the number itself as some issuers write it; -1, which no list has, for everything else."""
    text = str(stated) if isinstance(stated, str | int) else ""
    return int(text) if text.isascii() and text.isdigit() else -1
