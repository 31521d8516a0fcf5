"""Issuers and their keys: set up, rotate, publish, sign."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.badges import did, queries, signing
from app.badges.achievement import IssuerProfile
from app.badges.errors import issuer_unknown
from app.badges.models import Issuer, IssuerKey
from app.badges.views import IssuerView
from app.clock import Clock
from app.errors import Conflict
from app.sealing import Sealer

DEFAULT_ISSUER = "cairn"


def ensure_issuer(
    session: Session, *, clock: Clock, sealer: Sealer, public_url: str, slug: str = DEFAULT_ISSUER,
    name: str = "", email: str = "", url: str = "",
) -> IssuerView:  # fmt: skip
    """The issuer `slug`, made with its DID and first key if it isn't there; what is given replaces what was.

    An issuer without a name of its own is called after the host. Its DID never changes, whatever else does.
    """
    issuer = queries.issuer_by_slug(session, slug) or _new_issuer(session, clock, sealer, public_url, slug)
    issuer.name = name or issuer.name
    issuer.email = email or issuer.email
    issuer.url = url or issuer.url
    return queries.issuer_view(issuer)


def issuer_for_award(session: Session, *, clock: Clock, sealer: Sealer, public_url: str, slug: str) -> Issuer:
    """Who awards a micro-credential that names `slug`. The default issuer sets itself up; another must be there.

    Raises Conflict, because awarding in the name of a body that never agreed would be a false statement.
    """
    if slug == DEFAULT_ISSUER:
        ensure_issuer(session, clock=clock, sealer=sealer, public_url=public_url)
    issuer = queries.issuer_by_slug(session, slug)
    if issuer is None:
        raise Conflict(
            "issuer-missing",
            f"This micro-credential is issued by “{slug}”, which isn't set up here yet, so its badge can't be awarded.",
            f"Ask the administrator to run: flask badges issuer --slug {slug} --name … --email … --url …",
        )
    return issuer


def rotate_key(session: Session, *, clock: Clock, sealer: Sealer, slug: str) -> str:
    """Sign with a fresh key from now on and return its fragment; the old ones stay published. Raises NotFound."""
    issuer = _required(session, slug)
    now = clock.now()
    for key in queries.keys_of(session, issuer.id):
        key.retired_at = key.retired_at or now
    return _add_key(session, clock, sealer, issuer).fragment


def issuer_view(session: Session, slug: str) -> IssuerView:
    """Raises NotFound."""
    return queries.issuer_view(_required(session, slug))


def did_document(session: Session, slug: str) -> dict[str, Any]:
    """What `/issuers/<slug>/did.json` answers, retired keys included. Raises NotFound."""
    return published(session, _required(session, slug))


def published(session: Session, issuer: Issuer) -> dict[str, Any]:
    keys = queries.keys_of(session, issuer.id)
    return did.did_document(issuer.did, [did.PublicKey(key.fragment, key.multibase) for key in keys])


def key_in_use(session: Session, issuer: Issuer) -> IssuerKey:
    """The newest key; an issuer always has one."""
    return queries.keys_of(session, issuer.id)[0]


def unsealed(session: Session, sealer: Sealer, issuer: Issuer, key: IssuerKey) -> signing.SigningKey:
    """A key ready to sign, with the document that publishes it."""
    return signing.SigningKey(
        method=did.verification_method(issuer.did, key.fragment),
        private_pem=sealer.unseal(key.private_sealed),
        did_document=published(session, issuer),
    )


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
            _add_key(session, clock, sealer, issuer)
    except IntegrityError:
        return _required(session, slug)
    return issuer


def _add_key(session: Session, clock: Clock, sealer: Sealer, issuer: Issuer) -> IssuerKey:
    taken = [key.fragment for key in queries.keys_of(session, issuer.id)]
    pair = signing.new_key_pair()
    key = IssuerKey(
        issuer_id=issuer.id,
        fragment=did.next_fragment(clock.now().year, taken),
        private_sealed=sealer.seal(pair.private_pem),
        multibase=pair.multibase,
        created_at=clock.now(),
    )
    session.add(key)
    session.flush()
    return key


def _required(session: Session, slug: str) -> Issuer:
    issuer = queries.issuer_by_slug(session, slug)
    if issuer is None:
        raise issuer_unknown(slug)
    return issuer
