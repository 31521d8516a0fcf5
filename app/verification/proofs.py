"""Embedded proofs of Data Integrity (W3C VC Data Integrity 1.0; suites eddsa-rdfc-2022 and ecdsa-sd-2023).

The canonicalization behind them is metered by the library: a few kilobytes of hostile JSON-LD would otherwise
keep a processor busy for minutes. Its contexts are files inside the package, and no other is ever loaded.
"""

from typing import Any

from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3LdpVerifier
from openbadgeslib.ob3.contexts import bundled_contexts
from openbadgeslib.ob3.ldp import verify_data_integrity_proof

from app.verification.documents import Document, as_list, count_nodes, id_of, text_of
from app.verification.fetching import Fetcher
from app.verification.issuer_keys import issuer_key
from app.verification.partial import KEPT_WORDS, LEFT_OUT, REFUSALS, SUITE, is_kept
from app.verification.report import Check, Stopped, failed, passed, unknown

KNOWN_CONTEXTS = frozenset(bundled_contexts())
SUITES = frozenset({"eddsa-rdfc-2022", SUITE})
FIRST_EDITION = "https://www.w3.org/2018/credentials/v1"
DATES_ALONE = ("Credential has expired (validUntil ", "Credential is not yet valid (validFrom ")
"""The last step of the library compares the dates with the machine's clock. Here time is handed in, and the dates
are a check of their own; who gets as far as those words has passed everything else."""
MOST_NODES = 500
"""A real badge has some dozens of objects. Each costs about two milliseconds of work, and anybody may hand one in."""
TOO_MUCH_WORK = "It is built to be more work to check than any real badge; checking was stopped."
NOT_COVERED = "It holds something that the signature doesn't cover, or isn't built as an Open Badge."
CHANGED = (
    "The signature doesn't fit. Something in the file was changed after it was signed, or it was never signed by this "
    "issuer."
)


def check_proof(document: Document, fetcher: Fetcher) -> list[Check]:
    """Vocabularies, key, signature, and that no byte of the JSON is left unsigned. Raises Stopped."""
    checks = [check_contexts(document)]
    proof = the_proof(document)
    key = issuer_key(id_of(document.get("issuer")), text_of(proof.get("verificationMethod")), fetcher)
    checks.append(key.check)
    refusal = _refusal(document, key.pem)
    if refusal and refusal.code == "signature":
        raise Stopped(refusal, tuple(checks))
    covered = passed("covered", "There is nothing in the file that the signature leaves out.")
    return [*checks, passed("signature", _signed_words(document, proof)), refusal or covered]


def check_contexts(document: Document) -> Check:
    """Raises Stopped if the document names a context that isn't one of the pinned ones, or brings its own.

    So does one that would be far more work than any badge or list.
    """
    if count_nodes(document) > MOST_NODES:
        raise Stopped(failed("signature", TOO_MUCH_WORK))
    contexts = as_list(document.get("@context"))
    if FIRST_EDITION in contexts:
        words = "It is written in version 1.1 of Verifiable Credentials; this page can check version 2.0."
        raise Stopped(unknown("contexts", words))
    foreign = [each for each in contexts if not isinstance(each, str) or each not in KNOWN_CONTEXTS]
    if foreign or not contexts:
        words = (
            "It uses words that are defined elsewhere. This page fetches no definitions, because whoever serves them "
            "could change what the signature means; so it can't tell whether this badge is genuine."
        )
        raise Stopped(unknown("contexts", words))
    return passed("contexts", "Every word in it is defined by a published standard that this page has at hand.")


def the_proof(document: Document) -> dict[str, Any]:
    """The one proof that can be checked. Raises Stopped where there is none, more than one, or one not for showing."""
    proofs = [each for each in as_list(document.get("proof")) if isinstance(each, dict)]
    if not proofs:
        raise Stopped(failed("signature", "It isn't signed: anybody could have written it."))
    usable = [each for each in proofs if text_of(each.get("cryptosuite")) in SUITES]
    if len(usable) > 1:
        raise Stopped(failed("signature", "It carries several signatures of which each could speak for it."))
    if not usable:
        words = "It is signed in a way that this page doesn't know. Another verifier may."
        raise Stopped(unknown("signature", words))
    if is_kept(usable[0]):
        raise Stopped(unknown("signature", KEPT_WORDS))
    return usable[0]


def _refusal(document: Document, pem: bytes) -> Check | None:
    """Why the file isn't what its issuer signed, or can't be known to be all of it; None if it is.

    The library's own words may quote the file, so they stay out; it says first that something is wrong, and only
    then is it asked whether that is the signature itself.
    """
    try:
        OB3LdpVerifier(pubkey_pem=pem).verify(document)
    except LibOpenBadgesException as error:
        if str(error).startswith(DATES_ALONE):
            return None
        if "refusing" in str(error):
            return failed("signature", TOO_MUCH_WORK)
        hides = str(error).startswith(REFUSALS)
    else:
        return None
    try:
        verify_data_integrity_proof(document, pem)
    except LibOpenBadgesException:
        return failed("signature", CHANGED)
    return unknown("covered", LEFT_OUT) if hides else failed("covered", NOT_COVERED)


def _signed_words(document: Document, proof: Document) -> str:
    words = "It was made with the issuer's key, and nothing in the file was changed since."
    if len(as_list(document.get("proof"))) > 1:
        words += " There are other signatures beside it, which were not looked at."
    if proof.get("cryptosuite") == SUITE:
        words += " The holder chose to show only parts of the badge."
    return words
