"""Tables of badges. What is signed is written once; what may change around it stands beside it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Visibility(StrEnum):
    """Who sees a badge's page whole: its earner alone, whoever has the secret link, everybody with the address."""

    PRIVATE = "private"
    LINK = "link"
    PUBLIC = "public"


class KeyAlgorithm(StrEnum):
    """What a key signs: Ed25519 the embedded proofs, RSA the compact JWTs."""

    ED25519 = "Ed25519"
    RSA = "RSA"


class EditionReason(StrEnum):
    """Why a badge was signed anew under its own id (`validFrom` moves, `awardedDate` stays)."""

    KEY_COMPROMISED = "key-compromised"
    HOLDER = "holder"


class BadgeEventKind(StrEnum):
    """What can happen to a badge; each is one line of its audit trail."""

    AWARDED = "awarded"
    OPENED = "opened"
    CLOSED = "closed"
    REVOKED = "revoked"
    SIGNED = "signed"
    SIGNED_ANEW = "signed-anew"
    LINKED = "linked"
    LINK_CHANGED = "link-changed"
    REVOCATION_ASKED = "revocation-asked"
    REVOCATION_UNDONE = "revocation-undone"
    CLAIMED = "claimed"
    EVIDENCE_RELEASED = "evidence-released"
    EVIDENCE_WITHDRAWN = "evidence-withdrawn"
    PART_REVOKED = "part-revoked"
    PART_SETTLED = "part-settled"


class Issuer(Base):
    """A body that stands behind badges. `did` is inside every badge it ever signed: it never changes."""

    __tablename__ = "badge_issuer"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    did: Mapped[str] = mapped_column(String(500), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    url: Mapped[str] = mapped_column(String(2000))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    """Whose issuer it is; empty for the operator's own."""
    created_at: Mapped[datetime]


class IssuerKey(Base):
    """A signing key. Retired ones stay published for as long as a badge that they signed can be checked."""

    __tablename__ = "badge_issuer_key"
    __table_args__ = (UniqueConstraint("issuer_id", "fragment"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("badge_issuer.id"))
    fragment: Mapped[str] = mapped_column(String(80))
    private_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    algorithm: Mapped[KeyAlgorithm] = mapped_column(
        String(16), default=KeyAlgorithm.ED25519, server_default=KeyAlgorithm.ED25519
    )
    multibase: Mapped[str] = mapped_column(String(200), default="")
    """The public half as Multikey text; empty for RSA."""
    public_jwk: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    """The public half as a JWK; empty for Ed25519."""
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    compromised_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was found to be in other hands: not published any more, and what it signed must be signed anew."""


class StatusList(Base):
    """One bitstring status list. `changes` counts revocations, `signed_changes` how many the signed text knows of."""

    __tablename__ = "badge_status_list"
    __table_args__ = (UniqueConstraint("issuer_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("badge_issuer.id"))
    number: Mapped[int]
    url: Mapped[str] = mapped_column(String(600), unique=True)
    changes: Mapped[int] = mapped_column(default=0)
    signed_changes: Mapped[int | None]
    signed_at: Mapped[datetime | None]
    document: Mapped[bytes | None] = mapped_column(LargeBinary)


class StatusPosition(Base):
    """A position that was given out. The row outlives its badge, so that a position is never used again."""

    __tablename__ = "badge_status_position"

    status_list_id: Mapped[int] = mapped_column(ForeignKey("badge_status_list.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    set_at: Mapped[datetime | None]


class Achievement(Base):
    """What can be awarded, as it stands in the badges: one for each version of a micro-credential or stack, and
    for each body that awards it (Open Badges 2.0 knows one issuer for each, and the picture names it)."""

    __tablename__ = "badge_achievement"
    __table_args__ = (UniqueConstraint("version_id", "issuer_id"), UniqueConstraint("stack_version_id", "issuer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("micro_credential_version.id"))
    stack_version_id: Mapped[int | None] = mapped_column(ForeignKey("stack_version.id"), default=None)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("badge_issuer.id"))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class BadgeImage(Base):
    """What an achievement's picture is made of where that isn't left to its words; replaced as a whole.

    The alternative text stands in the achievement's own document, so that future badges sign the one that is true.
    """

    __tablename__ = "badge_image"

    id: Mapped[int] = mapped_column(primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("badge_achievement.id"), unique=True)
    level: Mapped[str] = mapped_column(String(40), default="")
    hue: Mapped[int | None]
    """Angle on the colour wheel in degrees; empty for the title's own colour."""
    png: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A square picture of the issuer's, redrawn; empty where it is drawn from words."""
    changed_at: Mapped[datetime]


class Credential(Base):
    """One award to one person: of a micro-credential (placement, version, attempt) or of a stack (stack_version).

    `document` and `jwt` hold the very bytes that were signed and are served ever after; until the worker has signed
    them, `unsigned` holds what they will say. The status position is reserved from the first moment.
    """

    __tablename__ = "badge_credential"
    __table_args__ = (
        Index(
            "uq_badge_credential_standing",
            "person_id",
            "placement_id",
            "version_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(
            "uq_badge_credential_standing_stack",
            "person_id",
            "stack_version_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL AND stack_version_id IS NOT NULL"),
            postgresql_where=text("revoked_at IS NULL AND stack_version_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("micro_credential_version.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    stack_version_id: Mapped[int | None] = mapped_column(ForeignKey("stack_version.id"), default=None)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("badge_achievement.id"))
    signing_key_id: Mapped[int | None] = mapped_column(ForeignKey("badge_issuer_key.id"), index=True)
    jwt_key_id: Mapped[int | None] = mapped_column(ForeignKey("badge_issuer_key.id"), index=True, default=None)
    status_list_id: Mapped[int] = mapped_column(ForeignKey("badge_status_list.id"))
    status_position: Mapped[int]
    url: Mapped[str] = mapped_column(String(600))
    name: Mapped[str] = mapped_column(String(300))
    unsigned: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    document: Mapped[bytes | None] = mapped_column(LargeBinary)
    jwt: Mapped[str | None] = mapped_column(Text, default=None)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    awarded_at: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    visibility: Mapped[Visibility] = mapped_column(String(20), default=Visibility.PRIVATE)
    shows_name: Mapped[bool] = mapped_column(default=False)
    share_token: Mapped[str | None] = mapped_column(String(43), unique=True, default=None)
    """The secret of the present share link; another one makes the old link dead."""
    revocation_due_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a revocation that was asked for takes effect; until then it can be undone."""
    revocation_asked_reason: Mapped[str | None] = mapped_column(String(1000), default=None)
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(1000))


class BadgeEvent(Base):
    """One line of a badge's audit trail; only ever added."""

    __tablename__ = "badge_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("badge_credential.id"), index=True)
    kind: Mapped[BadgeEventKind] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]


class PastEdition(Base):
    """Signed bytes under a badge's id that aren't its present ones: kept, because somebody may hold them.

    Either what was replaced, file and token, or the one of them that a wallet was given.
    """

    __tablename__ = "badge_past_edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("badge_credential.id"), index=True)
    reason: Mapped[EditionReason] = mapped_column(String(20))
    document: Mapped[bytes | None] = mapped_column(LargeBinary)
    jwt: Mapped[str | None] = mapped_column(Text)
    signing_key_id: Mapped[int] = mapped_column(ForeignKey("badge_issuer_key.id"))
    replaced_at: Mapped[datetime]


class BadgeEvidence(Base):
    """One line of a badge's evidence: the slot that it stands for, and the opaque name that the signed badge uses."""

    __tablename__ = "badge_evidence"
    __table_args__ = (UniqueConstraint("credential_id", "slot_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("badge_credential.id"), index=True)
    slot_id: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    genre: Mapped[str] = mapped_column(String(80), default="")


class EvidenceRelease(Base):
    """One piece of evidence, as it was handed in, that the earner shows with the badge until she withdraws it.

    Rows are kept.
    """

    __tablename__ = "badge_evidence_release"
    __table_args__ = (
        Index(
            "uq_badge_evidence_release_open",
            "badge_evidence_id",
            "attempt_item_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    badge_evidence_id: Mapped[int] = mapped_column(ForeignKey("badge_evidence.id"), index=True)
    attempt_item_id: Mapped[int] = mapped_column(ForeignKey("attempt_item.id"), index=True)
    assurance: Mapped[str] = mapped_column(String(300))
    """What the earner confirmed about the people in it, in the words that were shown."""
    released_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class BadgePart(Base):
    """A part of a stack's badge: the badge that counted, and the SHA-256 of its signed file at that moment."""

    __tablename__ = "badge_part"
    __table_args__ = (UniqueConstraint("credential_id", "part_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("badge_credential.id"), index=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("badge_credential.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    questioned_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the part was revoked: a person has to say what becomes of the stack's badge."""
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_by: Mapped[str | None] = mapped_column(String(200), default=None)
