"""Open Badges 2.0: a hosted assertion is as good as what the issuer's own website says of it today.

There is no signature to check, which is said. The copy at the assertion's address counts, never the one that was
handed in; address, badge class and issuer have to belong together (Open Badges 2.0, "Verification").
"""

from dataclasses import dataclass
from datetime import datetime

from app.http import host_of
from app.verification.addresses import netloc, same_origin
from app.verification.claims import Claims, claims_of_assertion, moment, stated
from app.verification.dates import check_dates
from app.verification.documents import Document, NotReadable, as_list, id_of, object_of, read_json, text_of, words_of
from app.verification.fetching import Fetcher, NotFetched
from app.verification.report import Check, Stopped, failed, passed, unknown

CODE = "hosted"
ACCEPT = "application/ld+json, application/json;q=0.9"
GONE = 410
MOST_REASON = 200
HOSTED = frozenset({"HostedBadge", "hosted"})


@dataclass(frozen=True, slots=True)
class Hosted:
    """What the issuer's website says: the assertion, its badge class and its issuer."""

    assertion: Document
    badge_class: Document
    issuer: Document

    @property
    def claims(self) -> Claims:
        return claims_of_assertion(self.assertion, self.badge_class, self.issuer)


def is_assertion(document: Document) -> bool:
    """Whether this is an Open Badges 2.0 (or late 1.x) assertion."""
    return "Assertion" in words_of(document.get("type")) or ("recipient" in document and "badge" in document)


def is_hosted(document: Document) -> bool:
    """Whether its issuer's website is to be asked for it, rather than a signature checked."""
    return bool(words_of(_verification(document).get("type")) & HOSTED)


def claims_of_copy(document: Document) -> Claims:
    """What the file itself says, before anybody was asked."""
    badge_class = object_of(document.get("badge"))
    return claims_of_assertion(document, badge_class, object_of(badge_class.get("issuer")))


def check_hosted(document: Document, fetcher: Fetcher, now: datetime) -> tuple[list[Check], Claims]:
    """Asks the issuer's website for the assertion. Raises Stopped."""
    url = _address(document)
    try:
        assertion = _served(url, fetcher)
        _require_same(document, assertion)
        found = surroundings(assertion, fetcher)
    except NotFetched as error:
        raise Stopped(unknown(CODE, f"The issuer's website couldn't be asked: {error}")) from error
    _require_together(url, found)
    words = (
        f"{host_of(url)} confirms this badge today. It is of the older kind (Open Badges 2.0) that carries no "
        "signature: it is as trustworthy as that website, and only as long as it answers."
    )
    checks = [
        passed(CODE, words),
        check_dates(stated(assertion.get("issuedOn")), stated(assertion.get("expires")), now),
    ]
    return [*checks, check_revocation(found, {url}, fetcher)], found.claims


def _verification(document: Document) -> Document:
    """How it says that it can be verified; 1.x called the member `verify`."""
    return object_of(document.get("verification") or document.get("verify"))


def _address(document: Document) -> str:
    url = id_of(document) or text_of(_verification(document).get("url"))
    if not is_hosted(document):
        words = "It is an Open Badges 2.0 assertion of a kind that this page can't check."
        raise Stopped(unknown(CODE, words))
    if not url.startswith(("https://", "http://")):
        raise Stopped(failed(CODE, "It names no address at which its issuer would confirm it."))
    return url


def _served(url: str, fetcher: Fetcher) -> Document:
    """The issuer's own copy. Raises Stopped where the issuer says that it counts no more."""
    response = fetcher.get(url, ACCEPT)
    if not response.ok and response.status != GONE:
        raise NotFetched(f"{host_of(url)} answered “{response.status}” when it was asked.")
    try:
        served = read_json(response.body)
    except NotReadable as error:
        if response.status == GONE:
            served = {}
        else:
            raise NotFetched(f"{host_of(url)} answered something else than a badge.") from error
    if response.status == GONE or served.get("revoked") is True:
        raise Stopped(_revoked(served.get("revocationReason")))
    if id_of(served) != url and text_of(object_of(served.get("verify")).get("url")) != url:
        raise Stopped(failed(CODE, f"{host_of(url)} serves another badge at this address."))
    return served


def _require_same(copy: Document, served: Document) -> None:
    if _essence(copy) != _essence(served):
        raise Stopped(failed(CODE, "The issuer's website says something else than this copy; the copy was changed."))


def _essence(assertion: Document) -> tuple[object, ...]:
    """What a copy has to share with the original: for whom, for what, from when to when."""
    recipient = object_of(assertion.get("recipient"))
    dates = tuple(moment(stated(assertion.get(name))) for name in ("issuedOn", "expires"))
    return (recipient.get("identity"), recipient.get("salt"), id_of(assertion.get("badge")), *dates)


def surroundings(assertion: Document, fetcher: Fetcher) -> Hosted:
    """Badge class and issuer, asked for at their own addresses; one that is written inside is not believed.

    Raises Stopped, NotFetched.
    """
    badge_class = _node(assertion.get("badge"), fetcher)
    issuer_url = id_of(badge_class.get("issuer"))
    return Hosted(assertion, badge_class, _node(issuer_url, fetcher))


def _node(value: object, fetcher: Fetcher) -> Document:
    url = id_of(value)
    if not url:
        raise Stopped(failed(CODE, "The badge doesn't say what it stands for, or who issued it."))
    found = fetcher.document(url, ACCEPT)
    if found.get("id", url) != url:
        raise Stopped(failed(CODE, f"What {host_of(url)} serves belongs to another address."))
    return {**found, "id": url}


def _require_together(url: str, found: Hosted) -> None:
    """The default scope of hosted verification: the same website as the issuer's, unless the issuer says which."""
    scope = object_of(found.issuer.get("verification"))
    starts, hosts = words_of(scope.get("startsWith")), words_of(scope.get("allowedOrigins"))
    own = id_of(found.issuer)
    if starts:
        together = any(same_origin(url, each) and url.startswith(each) for each in starts)
    elif hosts:
        together = netloc(url) in hosts
    else:
        together = same_origin(url, own)
    if not together:
        words = f"{host_of(url)} confirms it, but isn't a website of the issuer that the badge names."
        raise Stopped(failed(CODE, words))


def check_revocation(found: Hosted, names: set[str], fetcher: Fetcher) -> Check:
    """The issuer's list of what it took back, by one of the badge's `names`; most issuers keep none."""
    list_url = id_of(found.issuer.get("revocationList"))
    if not list_url:
        return passed(
            "status", "The issuer keeps no list of revoked badges, and doesn't say that this one was taken back."
        )
    try:
        listed = fetcher.document(list_url, ACCEPT)
    except NotFetched as error:
        return unknown("status", f"The issuer's list of revoked badges couldn't be fetched: {error}")
    for entry in as_list(listed.get("revokedAssertions")):
        if {id_of(entry), text_of(object_of(entry).get("uid"))} & names:
            return _revoked(object_of(entry).get("revocationReason"))
    return passed("status", "The issuer's list of revoked badges doesn't name it.")


def _revoked(reason: object) -> Check:
    told = " ".join(text_of(reason).split())[:MOST_REASON]
    return failed(
        "status",
        f"The issuer has taken this badge back. It says: “{told}”" if told else "The issuer has taken this badge back.",
    )
