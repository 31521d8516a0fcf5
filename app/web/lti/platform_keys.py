"""Finding the key that a platform's token was signed with: here, in the database, at the platform."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from app.db import reading, transaction
from app.lti import LaunchRefused, RegistrationView, fetch_key_set
from app.web.access import current_services
from app.web.lti.edge import current_edge


def verifying_key(registration: RegistrationView, kid: str, now: datetime) -> RSAPublicKey | None:
    """The public key, or None if the platform has no such key. The platform is asked outside any transaction.

    Raises LaunchRefused if it must be asked and doesn't answer, unless an older copy has the key.
    """
    key_sets = current_edge().key_sets
    key = key_sets.known(registration.id, kid, now)
    if key is not None:
        return key
    with reading() as session:
        key = key_sets.load(session, registration.id, kid, now)
    if key is None and key_sets.may_fetch(registration.id, now):
        key = _fetched(registration, kid)
    return key or key_sets.last_resort(registration.id, kid)


def _fetched(registration: RegistrationView, kid: str) -> RSAPublicKey | None:
    services, key_sets = current_services(), current_edge().key_sets
    try:
        jwks = fetch_key_set(services.http, registration.jwks_url)
    except LaunchRefused:
        key = key_sets.last_resort(registration.id, kid)
        if key is None:
            raise
        return key
    with transaction(durable=False) as session:
        key_sets.store(session, services.clock, registration.id, jwks)
    key = key_sets.known(registration.id, kid, services.clock.now())
    if key is not None:
        key_sets.end_cool_down(registration.id)
    return key
