"""The key that a badge names, as its issuer publishes it: did:web, did:key, or the issuer's own https address."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.did import pem_for_kid, resolve_verification_method

from app.config import Settings, is_loopback
from app.verification.addresses import netloc, origin, same_origin
from app.verification.documents import Document, as_list, id_of, text_of
from app.verification.fetching import Fetcher, NotFetched
from app.verification.report import Check, Stopped, failed, noted, passed, unknown

CODE = "key"
DID_TYPES = "application/did+json, application/did+ld+json;q=0.9, application/json;q=0.8"
KEY_LISTS = ("assertionMethod", "verificationMethod", "publicKey")
NOT_LISTED = (
    "{host} doesn't list the key that this badge was signed with. Either the badge isn't from there, or the issuer "
    "has withdrawn that key, as it must when one was stolen."
)


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A published key, and the check that says where it was found."""

    pem: bytes
    check: Check

    @property
    def public(self) -> PublicKeyTypes:
        """The key itself. Raises Stopped for one of a kind that nothing here can use."""
        try:
            return load_pem_public_key(self.pem)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise Stopped(_unusable()) from error


def issuer_key(issuer: str, method: str, fetcher: Fetcher) -> IssuerKey:
    """The key called `method`, which has to belong to `issuer`. Raises Stopped where there is no such key."""
    owner = method.partition("#")[0]
    if not method or not issuer:
        raise Stopped(failed(CODE, "The badge doesn't say with which key of which issuer it was signed."))
    if issuer.startswith("did:") and owner != issuer:
        raise Stopped(failed(CODE, "The badge names one issuer, but was signed with the key of somebody else."))
    if issuer.startswith("did:key:"):
        return _self_made(method)
    if issuer.startswith("did:web:"):
        return _of_website(issuer, method, fetcher)
    if origin(issuer):
        return _of_address(issuer, method, fetcher)
    raise Stopped(unknown(CODE, "The issuer is named in a way that this page can't look up."))


def did_document_url(did: str, settings: Settings) -> str:
    """Where a did:web's document is (W3C CCG did:web, section 3.2). Raises Stopped for a name that has no address.

    On this machine itself, as in development, it is asked as this tool is: without TLS where the tool has none.
    """
    host, *path = (unquote(part) for part in did.removeprefix("did:web:").split(":"))
    odd = any(mark in part for part in (host, *path) for mark in "/?#@\\ ") or {"", ".", ".."} & set(path)
    if odd or origin(f"https://{host}") is None:
        raise Stopped(failed(CODE, "The issuer's name (did:web) leads to no address."))
    near = settings.on_loopback and is_loopback(f"http://{host}")
    scheme = urlsplit(settings.public_url).scheme if near else "https"
    return f"{scheme}://{host}/{'/'.join(path) if path else '.well-known'}/did.json"


def _self_made(method: str) -> IssuerKey:
    words = (
        "The key is part of the issuer's name (did:key). The signature can be checked, but nobody vouches for who "
        "the issuer is: anybody can make such a name in a second."
    )
    try:
        return IssuerKey(resolve_verification_method(method), unknown(CODE, words))
    except LibOpenBadgesException as error:
        raise Stopped(_unusable()) from error


def _of_website(did: str, method: str, fetcher: Fetcher) -> IssuerKey:
    url = did_document_url(did, fetcher.settings)
    host = netloc(url)
    document = _asked(url, fetcher)
    if document.get("id") != did:
        raise Stopped(failed(CODE, f"The key list at {host} belongs to another issuer than the one in the badge."))
    pem = _pem(_listed(document, did, method), method, host)
    return IssuerKey(pem, passed(CODE, f"{host} publishes this key as the issuer's own. It was asked just now."))


def _of_address(issuer: str, method: str, fetcher: Fetcher) -> IssuerKey:
    """An issuer named by a web address instead of a DID: its key is at the same host, and its own page lists it.

    Being at the same host isn't enough: whoever may put a file on a website is not its owner.
    """
    host = netloc(issuer)
    if not same_origin(method, issuer):
        raise Stopped(failed(CODE, f"The badge names {host} as its issuer, but was signed with a key from elsewhere."))
    document = _asked(method.partition("#")[0], fetcher)
    found = [each for each in _nodes(document) if _is_key(each) and each.get("id", method) == method]
    own = [{**each, "id": method} for each in found if text_of(each.get("controller", issuer)) == issuer]
    pem = _pem(own, method, host)
    if method in _keys_named(_asked(issuer, fetcher)):
        words = f"{host} publishes this key. The issuer has no DID; its address stands for it."
        return IssuerKey(pem, noted(CODE, words))
    words = f"The key is on {host}, but the issuer's own page doesn't name it: somebody else there may have put it up."
    return IssuerKey(pem, unknown(CODE, words))


def _nodes(document: Document) -> list[Document]:
    """A document and what it lists as keys."""
    listed = [each for name in KEY_LISTS for each in as_list(document.get(name))]
    return [document, *(each for each in listed if isinstance(each, dict))]


def _keys_named(profile: Document) -> set[str]:
    """The ids of the keys that an issuer's own document lists, whole or by name."""
    return {id_of(each) for name in KEY_LISTS for each in as_list(profile.get(name))} - {""}


def _asked(url: str, fetcher: Fetcher) -> Document:
    try:
        return fetcher.document(url, DID_TYPES)
    except NotFetched as error:
        raise Stopped(unknown(CODE, f"The issuer's key couldn't be fetched: {error}")) from error


def _listed(document: Document, did: str, method: str) -> list[Document]:
    """The methods of that name which the issuer has put forward for signing, with absolute ids."""
    signing = as_list(document.get("assertionMethod"))
    allowed = {_absolute(id_of(each), did) for each in signing}
    entries = [*as_list(document.get("verificationMethod")), *signing]
    found = [
        {**each, "id": method} for each in entries if isinstance(each, dict) and _absolute(id_of(each), did) == method
    ]
    return [each for each in found if method in allowed and text_of(each.get("controller", did)) == did]


def _absolute(name: str, did: str) -> str:
    return did + name if name.startswith("#") else name


def _is_key(found: Document) -> bool:
    return isinstance(found.get("publicKeyMultibase"), str) or isinstance(found.get("publicKeyJwk"), dict)


def _pem(found: list[Document], method: str, host: str) -> bytes:
    if not found:
        raise Stopped(failed(CODE, NOT_LISTED.format(host=host)))
    try:
        return bytes(pem_for_kid({"verificationMethod": found[:1]}, method.partition("#")[0], method))
    except LibOpenBadgesException as error:
        raise Stopped(_unusable()) from error


def _unusable() -> Check:
    return unknown(CODE, "The issuer's key is of a kind that this page can't use.")
