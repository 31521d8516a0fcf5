"""Badges: what was awarded, signed so that anybody can check it, and whether it still counts.

Owns the tables `badge_*`. Promises: an award is one Open Badges 3.0 credential, signed as a file with an embedded
eddsa-rdfc-2022 proof and as a compact RS256 token; both are checked before they are stored, and their bytes never
change (a compromised key apart, when the old ones are kept beside the new); one standing badge per person,
placement and version; what it will say and its status position are settled in the award's own transaction, and a
position is never used again; nothing is fetched while signing; no signed byte names the earner; what a
stranger may see is the earner's choice. The format's reasons are in `document.py` and `achievement.py`.
"""

from app.badges.baking import Baked, bake_png, bake_svg, read_png, read_svg
from app.badges.clr import ClrJob, clr_parts, prepare_clr, sign_clr
from app.badges.document import EvidenceLine, issuer_document
from app.badges.errors import achievement_unknown, badge_not_open
from app.badges.images import (
    COLOURS,
    MOST_PICTURE_BYTES,
    Card,
    Picture,
    badge_svg,
    card_png,
    issuer_svg,
    picture_png,
    picture_svg,
    prepared,
    qr_svg,
)
from app.badges.models import BadgeEventKind, KeyAlgorithm, Visibility
from app.badges.queries import achievements_of, achievements_under, credentials_among, credentials_of_people, events_of
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
from app.badges.service.editions import (
    HolderEdition,
    HolderForm,
    HolderJob,
    note_claimed,
    prepare_for_holder,
    reissue,
    sign_for_holder,
)
from app.badges.service.hosted import (
    HostedAssertion,
    hosted_assertion,
    ob2_assertion,
    ob2_badge_class,
    ob2_issuer,
)
from app.badges.service.issuers import (
    DEFAULT_ISSUER,
    compromise_key,
    did_document,
    ensure_issuer,
    issuer_view,
    profile,
    rotate_key,
)
from app.badges.service.looking import (
    achievement_view,
    credential_of,
    credential_view,
    credentials_of_person,
    issuers,
    shared_credential,
)
from app.badges.service.pictures import (
    BakeableBadge,
    PictureChoice,
    bakeable_badge,
    change_picture,
    picture_of,
    public_files,
)
from app.badges.service.revoking import (
    REVOCATION,
    ask_to_revoke,
    reason_due,
    revoke,
    undo_revocation,
)
from app.badges.service.signatures import (
    BADGE,
    SignedBadge,
    SigningJob,
    note_signed,
    owe_missing_tokens,
    owe_signatures,
    prepare_signature,
    sign,
)
from app.badges.service.standing import (
    close_to_public,
    open_to_public,
    public_document,
    public_jwt,
    signed_document,
    signed_jwt,
)
from app.badges.service.status_lists import sign_status_list, signed_status_list, stale_status_lists
from app.badges.signing import SigningError
from app.badges.views import AchievementView, BadgeEventView, CredentialStatus, CredentialView, IssuerView
from app.badges.words import review_words

__all__ = [
    "BADGE",
    "COLOURS",
    "DEFAULT_ISSUER",
    "MOST_PICTURE_BYTES",
    "REVOCATION",
    "AchievementContents",
    "AchievementView",
    "AlignmentLine",
    "AwardRequest",
    "BadgeContents",
    "BadgeEventKind",
    "BadgeEventView",
    "BakeableBadge",
    "Baked",
    "Card",
    "ClrJob",
    "CredentialStatus",
    "CredentialView",
    "CriterionLine",
    "EvidenceLine",
    "EvidenceText",
    "HolderEdition",
    "HolderForm",
    "HolderJob",
    "HostedAssertion",
    "IssuerView",
    "KeyAlgorithm",
    "LevelLine",
    "Picture",
    "PictureChoice",
    "SignedBadge",
    "SigningError",
    "SigningJob",
    "Visibility",
    "achievement_unknown",
    "achievement_view",
    "achievements_of",
    "achievements_under",
    "announce",
    "ask_to_revoke",
    "award",
    "badge_not_open",
    "badge_svg",
    "bake_png",
    "bake_svg",
    "bakeable_badge",
    "card_png",
    "change_picture",
    "close_to_public",
    "clr_parts",
    "compromise_key",
    "credential_of",
    "credential_view",
    "credentials_among",
    "credentials_of_people",
    "credentials_of_person",
    "did_document",
    "ensure_issuer",
    "events_of",
    "hosted_assertion",
    "issuer_document",
    "issuer_svg",
    "issuer_view",
    "issuers",
    "note_claimed",
    "note_signed",
    "ob2_assertion",
    "ob2_badge_class",
    "ob2_issuer",
    "open_to_public",
    "owe_missing_tokens",
    "owe_signatures",
    "part_of",
    "picture_of",
    "picture_png",
    "picture_svg",
    "prepare_clr",
    "prepare_for_holder",
    "prepare_signature",
    "prepared",
    "profile",
    "public_document",
    "public_files",
    "public_jwt",
    "qr_svg",
    "read_achievement",
    "read_badge",
    "read_png",
    "read_svg",
    "reason_due",
    "reissue",
    "review_words",
    "revoke",
    "rotate_key",
    "shared_credential",
    "sign",
    "sign_clr",
    "sign_for_holder",
    "sign_status_list",
    "signed_document",
    "signed_jwt",
    "signed_status_list",
    "stale_status_lists",
    "undo_revocation",
]
