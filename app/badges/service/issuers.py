"""Issuers and their keys: set up, rotate, publish, sign."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.badges import did, jwts, queries, signing
from app.badges.achievement import IssuerProfile
from app.badges.errors import issuer_unknown, key_unknown
from app.badges.models import Issuer, IssuerKey, KeyAlgorithm
from app.badges.views import IssuerView
from app.clock import Clock
from app.errors import Conflict
from app.sealing import Sealer

DEFAULT_ISSUER = "cairn"
PREFIXES = {KeyAlgorithm.ED25519: did.ED25519_PREFIX, KeyAlgorithm.RSA: did.RSA_PREFIX}


def ensure_issuer(
    session: Session, *, clock: Clock, sealer: Sealer, public_url: str, slug: str = DEFAULT_ISSUER,
    name: str = "", email: str = "", url: str = "", organisation_id: int | None = None,
) -> IssuerView:  # fmt: skip
    """The issuer `slug`, made with its DID and first keys if it isn't there; what is given replaces what was.

    An issuer without a name of its own is called after the host. Its DID never changes, whatever else does.
    """
    issuer = queries.issuer_by_slug(session, slug) or _new_issuer(session, clock, sealer, public_url, slug)
    issuer.organisation_id = organisation_id or issuer.organisation_id
    issuer.name = name or issuer.name
    issuer.email = email or issuer.email
    issuer.url = url or issuer.url
    return queries.issuer_view(issuer)


def issuer_for_award(
    session: Session, *, clock: Clock, sealer: Sealer, public_url: str, slug: str, organisation_id: int | None = None
) -> Issuer:
    """Who awards: the body that the micro-credential names, else the organisation's own issuer, else the operator's.

    The operator's sets itself up; one that is named must be there. Raises Conflict, because awarding in the name
    of a body that never agreed would be a false statement.
    """
    if slug == DEFAULT_ISSUER:
        of_organisation = queries.issuer_of_organisation(session, organisation_id)
        issuer = of_organisation or _operators_own(session, clock, sealer, public_url)
    elif (named := queries.issuer_by_slug(session, slug)) is not None:
        issuer = named
    else:
        raise Conflict(
            "issuer-missing",
            f"This micro-credential is issued by “{slug}”, which isn't set up here yet, so its badge can't be awarded.",
            f"Ask the administrator to run: flask badges issuer --slug {slug} --name … --email … --url …",
        )
    complete_keys(session, clock, sealer, issuer)
    return issuer


def rotate_key(
    session: Session, *, clock: Clock, sealer: Sealer, slug: str, algorithm: KeyAlgorithm = KeyAlgorithm.ED25519
) -> str:
    """Sign with a fresh key from now on and return its fragment; the old ones stay published. Raises NotFound."""
    issuer = _required(session, slug)
    now = clock.now()
    for key in queries.keys_of(session, issuer.id):
        if key.algorithm == algorithm:
            key.retired_at = key.retired_at or now
    return _add_key(session, clock, sealer, issuer, algorithm).fragment


def compromise_key(session: Session, *, clock: Clock, sealer: Sealer, slug: str, fragment: str) -> str | None:
    """Stop publishing a key that is in other hands: from now on nothing that it signed verifies, lists included.

    Returns the fragment of the key that signs in its place if it was the one in use, else None. What it signed is
    signed anew by `reissue`. Raises NotFound for an issuer or a key that isn't there.
    """
    issuer = _required(session, slug)
    key = next((each for each in queries.keys_of(session, issuer.id) if each.fragment == fragment), None)
    if key is None:
        raise key_unknown(slug, fragment)
    key.compromised_at = key.compromised_at or clock.now()
    for status_list in queries.status_lists_of(session, issuer.id):
        status_list.signed_at = None
    was_in_use, key.retired_at = key.retired_at is None, key.retired_at or clock.now()
    return _add_key(session, clock, sealer, issuer, key.algorithm).fragment if was_in_use else None


def issuer_view(session: Session, slug: str) -> IssuerView:
    """Raises NotFound."""
    return queries.required_issuer(session, slug)


def did_document(session: Session, slug: str) -> dict[str, Any]:
    """What `/issuers/<slug>/did.json` answers, retired keys included. Raises NotFound."""
    return published(session, _required(session, slug))


def published(session: Session, issuer: Issuer) -> dict[str, Any]:
    """did.json: the newest key of each kind first; a key in other hands isn't there."""
    return _published(issuer, queries.keys_of(session, issuer.id))


def sealed_keys(session: Session, issuer: Issuer) -> dict[KeyAlgorithm, signing.SealedKey]:
    """The newest key of each kind that isn't retired, for whoever signs outside of this transaction, with the
    document that publishes it. An issuer that awards always has one of each."""
    keys = queries.keys_of(session, issuer.id)
    document = _published(issuer, keys)
    newest_last = (key for key in reversed(keys) if key.retired_at is None)
    return {KeyAlgorithm(key.algorithm): _sealed(issuer, key, document) for key in newest_last}


def complete_keys(session: Session, clock: Clock, sealer: Sealer, issuer: Issuer) -> None:
    """Give an issuer the kinds of keys that it lacks, made here or by whoever was quicker."""
    held = {key.algorithm for key in queries.keys_of(session, issuer.id) if key.retired_at is None}
    for algorithm in KeyAlgorithm:
        if algorithm not in held:
            with suppress(IntegrityError), session.begin_nested():
                _add_key(session, clock, sealer, issuer, algorithm)


def profile(issuer: IssuerView, public_url: str) -> IssuerProfile:
    """The issuer as signed data names it."""
    return IssuerProfile(
        slug=issuer.slug,
        did=issuer.did,
        name=issuer.name,
        url=issuer.url,
        email=issuer.email,
        image_url=f"{public_url}/issuers/{issuer.slug}/mark.svg",
    )


def _published(issuer: Issuer, keys: Sequence[IssuerKey]) -> dict[str, Any]:
    good = [key for key in keys if key.compromised_at is None]
    good.sort(key=lambda key: key.algorithm == KeyAlgorithm.RSA)
    return did.did_document(issuer.did, [did.PublicKey(key.fragment, key.multibase, key.public_jwk) for key in good])


def _sealed(issuer: Issuer, key: IssuerKey, did_document: dict[str, Any]) -> signing.SealedKey:
    method = did.verification_method(issuer.did, key.fragment)
    return signing.SealedKey(key.id, method, key.private_sealed, did_document)


def _new_issuer(session: Session, clock: Clock, sealer: Sealer, public_url: str, slug: str) -> Issuer:
    """The issuer with its first key, made here or by whoever was quicker."""
    issuer = Issuer(
        slug=slug,
        did=did.did_web(public_url, "issuers", slug),
        name=f"Cairn at {public_url.partition('://')[2]}",
        email="",
        url=f"{public_url}/issuers/{slug}",
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(issuer)
            session.flush()
            complete_keys(session, clock, sealer, issuer)
    except IntegrityError:
        return _required(session, slug)
    return issuer


def _operators_own(session: Session, clock: Clock, sealer: Sealer, public_url: str) -> Issuer:
    ensure_issuer(session, clock=clock, sealer=sealer, public_url=public_url)
    return _required(session, DEFAULT_ISSUER)


def _add_key(session: Session, clock: Clock, sealer: Sealer, issuer: Issuer, algorithm: KeyAlgorithm) -> IssuerKey:
    now = clock.now()
    taken = [key.fragment for key in queries.keys_of(session, issuer.id)]
    private_pem, multibase, public_jwk = _new_pair(algorithm)
    key = IssuerKey(
        issuer_id=issuer.id,
        fragment=did.next_fragment(now.year, taken, PREFIXES[algorithm]),
        private_sealed=sealer.seal(private_pem),
        algorithm=algorithm,
        multibase=multibase,
        public_jwk=public_jwk,
        created_at=now,
    )
    session.add(key)
    session.flush()
    return key


def _new_pair(algorithm: KeyAlgorithm) -> tuple[bytes, str, dict[str, Any] | None]:
    """Private PEM, Multikey text, JWK: one of the two public forms."""
    if algorithm == KeyAlgorithm.RSA:
        rsa = jwts.new_rsa_pair()
        return rsa.private_pem, "", rsa.public_jwk
    pair = signing.new_key_pair()
    return pair.private_pem, pair.multibase, None


def _required(session: Session, slug: str) -> Issuer:
    issuer = queries.issuer_by_slug(session, slug)
    if issuer is None:
        raise issuer_unknown(slug)
    return issuer
