"""Open Badges 2.0 as a signed token (JWS): the key is a document that the issuer's profile has to list."""

from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.http import host_of
from app.verification.claims import Claims, stated
from app.verification.dates import check_dates
from app.verification.documents import as_list, id_of, object_of, text_of
from app.verification.fetching import Fetcher, NotFetched
from app.verification.hosted import ACCEPT, Hosted, check_revocation, surroundings
from app.verification.report import Check, Stopped, failed, passed, unknown
from app.verification.tokens import Token, check_signature


def check_signed_assertion(token: Token, fetcher: Fetcher, now: datetime) -> tuple[list[Check], Claims]:
    """Key, signature, dates and the issuer's list of revoked badges. Raises Stopped."""
    assertion = token.payload
    try:
        found = surroundings(assertion, fetcher)
        key, host = _listed_key(found, fetcher)
    except NotFetched as error:
        raise Stopped(unknown("key", f"The issuer's key couldn't be fetched: {error}")) from error
    checks = [passed("key", f"{host} lists this key as the issuer's own. It was asked just now.")]
    try:
        check_signature(token, key)
    except Stopped as stopped:
        raise Stopped(stopped.check, tuple(checks)) from stopped
    words = (
        "It was made with the issuer's key, and nothing was changed since. It is of the older kind, Open Badges 2.0."
    )
    dates = check_dates(stated(assertion.get("issuedOn")), stated(assertion.get("expires")), now)
    named = {id_of(assertion), text_of(assertion.get("uid"))} - {""}
    return [*checks, passed("signature", words), dates, check_revocation(found, named, fetcher)], found.claims


def _listed_key(found: Hosted, fetcher: Fetcher) -> tuple[PublicKeyTypes, str]:
    """The key that the assertion names, if its issuer's own profile names it too. Raises Stopped, NotFetched."""
    verification = object_of(found.assertion.get("verification") or found.assertion.get("verify"))
    url = text_of(verification.get("creator")) or text_of(verification.get("url"))
    issuer = id_of(found.issuer)
    if not url or url not in {id_of(each) for each in as_list(found.issuer.get("publicKey"))}:
        words = f"{host_of(issuer)} doesn't list the key that this badge was signed with."
        raise Stopped(failed("key", words))
    document = fetcher.document(url, ACCEPT)
    if id_of(document.get("owner")) != issuer:
        raise Stopped(failed("key", "The key that the badge names belongs to somebody else."))
    try:
        return load_pem_public_key(text_of(document.get("publicKeyPem")).encode()), host_of(issuer)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Stopped(unknown("key", "The issuer's key is of a kind that this page can't use.")) from error
