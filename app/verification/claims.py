"""What a badge says of itself, for a page: short texts, dates, whom it is for. Pure; believes nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.verification.documents import Document, as_list, id_of, object_of, text_of

LONGEST = 300
MOST_RECIPIENTS = 8
NO_DATE = "no date"
EMAIL_TYPES = frozenset({"email", "emailAddress"})


@dataclass(frozen=True, slots=True)
class HashedRecipient:
    """An address that only somebody who knows it can recognise: `algorithm` of the address and the salt after it."""

    algorithm: str
    digest: str
    salt: str


@dataclass(frozen=True, slots=True)
class Claims:
    """The file's own statements. `valid_until` is None where it doesn't end."""

    name: str
    description: str
    issuer_name: str
    issuer_id: str
    credential_id: str
    awarded_at: datetime | None
    valid_until: datetime | None
    recipients: tuple[HashedRecipient, ...]
    plain_recipient: str = ""


def claims_of_credential(document: Document) -> Claims:
    """What an Open Badges 3.0 credential says."""
    subject = object_of(document.get("credentialSubject"))
    achievement = object_of(subject.get("achievement"))
    issuer = document.get("issuer")
    identifiers = [each for each in as_list(subject.get("identifier")) if isinstance(each, dict)]
    return Claims(
        name=short(achievement.get("name") or document.get("name")),
        description=short(achievement.get("description")),
        issuer_name=short(object_of(issuer).get("name")),
        issuer_id=short(id_of(issuer)),
        credential_id=short(document.get("id")),
        awarded_at=moment(document.get("awardedDate") or valid_from(document)),
        valid_until=moment(valid_until(document)),
        recipients=tuple(filter(None, map(_identity, identifiers)))[:MOST_RECIPIENTS],
        plain_recipient=next((plain for each in identifiers if (plain := _plain(each))), ""),
    )


def claims_of_assertion(assertion: Document, badge_class: Document, issuer: Document) -> Claims:
    """What an Open Badges 2.0 assertion says, with its badge class and issuer."""
    recipient = object_of(assertion.get("recipient"))
    known = _split(recipient.get("identity"), recipient.get("salt")) if recipient.get("hashed") is True else None
    return Claims(
        name=short(badge_class.get("name")),
        description=short(badge_class.get("description")),
        issuer_name=short(issuer.get("name")),
        issuer_id=short(id_of(issuer) or id_of(badge_class.get("issuer"))),
        credential_id=short(id_of(assertion)),
        awarded_at=moment(stated(assertion.get("issuedOn"))),
        valid_until=moment(stated(assertion.get("expires"))),
        recipients=(known,) if known else (),
        plain_recipient=short(recipient.get("identity")) if recipient.get("hashed") is not True else "",
    )


def valid_from(document: Document) -> str:
    """The beginning of validity, by its name in version 2.0 of the data model, or in 1.1; empty where none is said."""
    return stated(document.get("validFrom", document.get("issuanceDate")))


def valid_until(document: Document) -> str:
    return stated(document.get("validUntil", document.get("expirationDate")))


def stated(value: object) -> str:
    """A date as a file has it: a text, or seconds since 1970 as in tokens and Open Badges 1. Empty for none at all.

    What is there and is no date stays something that is no date: it must not be read as "for ever".
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value or NO_DATE
    try:
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        return datetime.fromtimestamp(value, UTC).isoformat() if numeric else NO_DATE  # type: ignore[arg-type]
    except (ValueError, OverflowError, OSError):
        return NO_DATE


def moment(value: object) -> datetime | None:
    """An ISO 8601 moment with its offset, in UTC; None for everything else."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def short(value: object) -> str:
    """One line of a stranger's text, cut at a length that no page breaks under."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    text = "".join(char for char in text if char.isprintable())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _identity(identifier: Document) -> HashedRecipient | None:
    if identifier.get("hashed") is not True or text_of(identifier.get("identityType")) not in EMAIL_TYPES:
        return None
    return _split(identifier.get("identityHash"), identifier.get("salt"))


def _plain(identifier: Document) -> str:
    return short(identifier.get("identityHash")) if identifier.get("hashed") is False else ""


def _split(identity: object, salt: object) -> HashedRecipient | None:
    """ "sha256$ab12…" in its two halves."""
    algorithm, mark, digest = text_of(identity).partition("$")
    usable = mark and algorithm == "sha256" and len(digest) == 64
    return HashedRecipient(algorithm, digest.lower(), text_of(salt)[:LONGEST]) if usable else None
