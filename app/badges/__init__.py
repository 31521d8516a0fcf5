"""Badges: what was awarded, signed so that anybody can check it, and whether it still counts.

Owns the tables `badge_*`. Promises: an award is one Open Badges 3.0 credential with an embedded
eddsa-rdfc-2022 proof, checked before it is stored, and its bytes never change; one standing badge per
person, placement and version; a status position is reserved in the award's own
transaction and never used again; nothing is fetched while signing; no signed byte names the earner; what a
stranger may see is the earner's choice. The format's reasons are in `document.py` and `achievement.py`.
"""

from app.badges.document import EvidenceLine, issuer_document
from app.badges.errors import achievement_unknown
from app.badges.image import badge_svg, issuer_svg
from app.badges.models import BadgeEventKind, Visibility
from app.badges.queries import achievements_of, events_of
from app.badges.reading import (
    AchievementContents,
    AlignmentLine,
    BadgeContents,
    CriterionLine,
    EvidenceText,
    LevelLine,
    part_of,
    read_achievement,
    read_badge,
)
from app.badges.service.awards import AwardRequest, announce, award
from app.badges.service.issuers import DEFAULT_ISSUER, did_document, ensure_issuer, issuer_view, profile, rotate_key
from app.badges.service.looking import (
    achievement_view,
    credential_of,
    credential_view,
    credentials_of_person,
    issuers,
)
from app.badges.service.standing import close_to_public, open_to_public, public_document, revoke, signed_document
from app.badges.service.status_lists import sign_status_list, signed_status_list
from app.badges.signing import SigningError
from app.badges.views import AchievementView, BadgeEventView, CredentialStatus, CredentialView, IssuerView

__all__ = [
    "DEFAULT_ISSUER",
    "AchievementContents",
    "AchievementView",
    "AlignmentLine",
    "AwardRequest",
    "BadgeContents",
    "BadgeEventKind",
    "BadgeEventView",
    "CredentialStatus",
    "CredentialView",
    "CriterionLine",
    "EvidenceLine",
    "EvidenceText",
    "IssuerView",
    "LevelLine",
    "SigningError",
    "Visibility",
    "achievement_unknown",
    "achievement_view",
    "achievements_of",
    "announce",
    "award",
    "badge_svg",
    "close_to_public",
    "credential_of",
    "credential_view",
    "credentials_of_person",
    "did_document",
    "ensure_issuer",
    "events_of",
    "issuer_document",
    "issuer_svg",
    "issuer_view",
    "issuers",
    "open_to_public",
    "part_of",
    "profile",
    "public_document",
    "read_achievement",
    "read_badge",
    "revoke",
    "rotate_key",
    "sign_status_list",
    "signed_document",
    "signed_status_list",
]
