"""What badges show of themselves to the parts above: frozen values, no rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.badges.models import BadgeEventKind, KeyAlgorithm, Visibility


class CredentialStatus(StrEnum):
    """Whether a badge counts at a given moment."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class IssuerView:
    """A body that stands behind badges."""

    slug: str
    did: str
    name: str
    email: str
    url: str


@dataclass(frozen=True, slots=True)
class IssuerKeyView:
    """One key of an issuer, without its secret. `signed` counts the badges whose present file or token is of it."""

    fragment: str
    algorithm: KeyAlgorithm
    signed: int
    created_at: datetime
    retired_at: datetime | None
    compromised_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptIssuer:
    """An issuer for those who look after it, the newest key first; no organisation means the operator's own."""

    issuer: IssuerView
    organisation_id: int | None
    keys: tuple[IssuerKeyView, ...]


@dataclass(frozen=True, slots=True)
class AchievementView:
    """What can be awarded; `document` is the Open Badges 3.0 Achievement as every badge carries it.

    Either of a micro-credential's version or of a stack's.
    """

    key: str
    version_id: int | None
    stack_version_id: int | None
    issuer: IssuerView
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CredentialView:
    """One award, without what is signed. `url` is its public address, `name` the achievement's.

    A stack's badge has a `stack_version_id` and neither placement, version nor attempt.
    """

    uuid: str
    url: str
    name: str
    person_id: int
    placement_id: int | None
    version_id: int | None
    attempt_id: int | None
    stack_version_id: int | None
    achievement_key: str
    issuer: IssuerView
    awarded_at: datetime
    valid_until: datetime | None
    visibility: Visibility
    shows_name: bool
    share_token: str | None
    is_signed: bool
    revocation_due_at: datetime | None
    revocation_asked_reason: str | None
    revoked_at: datetime | None
    revoked_reason: str | None

    @property
    def is_public(self) -> bool:
        """Whether everybody who has the address sees the whole page and gets the signed file."""
        return self.visibility is Visibility.PUBLIC

    @property
    def status(self) -> CredentialStatus:
        """Valid or revoked. Whether it has expired takes the time: `status_at`."""
        return CredentialStatus.REVOKED if self.revoked_at else CredentialStatus.VALID

    def status_at(self, now: datetime) -> CredentialStatus:
        """What a verifier would find at `now`."""
        if self.status is CredentialStatus.VALID and self.valid_until and self.valid_until <= now:
            return CredentialStatus.EXPIRED
        return self.status


@dataclass(frozen=True, slots=True)
class BadgeEventView:
    """One line of a badge's audit trail."""

    kind: BadgeEventKind
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """One piece of evidence that its earner shows; `item_id` is that of the attempt's item."""

    id: int
    item_id: int
    assurance: str
    released_at: datetime


@dataclass(frozen=True, slots=True)
class BadgeEvidenceView:
    """One line of a badge's evidence with what of it is shown at present, oldest release first."""

    uuid: str
    credential_uuid: str
    slot_id: str
    name: str
    genre: str
    releases: tuple[ReleaseView, ...]

    def release_of(self, item_id: int) -> ReleaseView | None:
        """The release of this piece; None while it isn't shown."""
        return next((each for each in self.releases if each.item_id == item_id), None)
