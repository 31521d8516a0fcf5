"""A badge goes into its earner's wallet: offered in the LMS, fetched by the wallet, signed for the wallet's key."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import badges, people, wallet
from app.badges import CredentialStatus, CredentialView, HolderEdition, HolderJob
from app.errors import Conflict
from app.flows.own_badges import badge_of, require_own_hands
from app.people import Actor
from app.services import Services
from app.wallet import AskedCredential, ClaimView, OfferView, TakenClaim


@dataclass(frozen=True, slots=True)
class WalletStanding:
    """A badge of the actor's, its newest offer, and what wallets were given of it."""

    badge: CredentialView
    may_offer: bool
    offer: OfferView | None
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class ClaimJob:
    """What a wallet is about to be given, ready to be signed once the session is closed."""

    claim: TakenClaim
    job: HolderJob


def wallet_standing(session: Session, services: Services, actor: Actor, uuid: str) -> WalletStanding:
    """What the actor sees of their badge's way into a wallet. Raises NotFound for a badge of anybody else.

    The transaction code is for the earner's eyes alone: raises NotAllowed for whoever acts as them.
    """
    now, person_ids = services.clock.now(), people.linked_people(session, actor.person_id)
    badge = badge_of(session, person_ids, uuid)
    require_own_hands(actor)
    return WalletStanding(
        badge=badge,
        may_offer=badge.is_signed and badge.status_at(now) is CredentialStatus.VALID,
        offer=wallet.find_offer(session, services.sealer, now, person_ids=person_ids, uuid=uuid),
        claims=wallet.claims_of(session, uuid),
    )


def offer_to_wallet(session: Session, services: Services, actor: Actor, uuid: str) -> None:
    """Make a fresh offer. Raises Conflict for a badge that doesn't count any more, Unavailable before it is signed."""
    require_own_hands(actor)
    person_ids = people.linked_people(session, actor.person_id)
    badge = badge_of(session, person_ids, uuid)
    _require_valid(badge, services)
    badges.signed_document(session, uuid)
    wallet.make_offer(
        session, services.clock, services.sealer, person_id=actor.person_id, uuid=uuid, person_ids=person_ids
    )


def withdraw_from_wallets(session: Session, services: Services, actor: Actor, uuid: str) -> None:
    """Make the badge's offers open nothing any more. What a wallet has already stays there."""
    require_own_hands(actor)
    person_ids = people.linked_people(session, actor.person_id)
    badge_of(session, person_ids, uuid)
    wallet.withdraw_offers(session, services.clock, person_ids=person_ids, uuid=uuid)


def take_for_wallet(session: Session, services: Services, token: str, asked: AskedCredential) -> ClaimJob:
    """Spend the wallet's nonce and prepare the badge for its key. Raises what the wallet is to be told.

    Whoever made the offer must still be its earner: an account that was disconnected meanwhile gives nothing away.
    """
    claim = wallet.take(session, services.clock, services.settings.secret_key, token, asked)
    badge = badges.credential_view(session, claim.credential_uuid)
    if badge.person_id not in people.linked_people(session, claim.person_id):
        raise Conflict(
            "badge-of-a-parted-account",
            "The account that offered this badge isn't connected with its earner's any more.",
            "Make a new offer from the account that earned it.",
        )
    _require_valid(badge, services)
    return ClaimJob(claim, badges.prepare_for_holder(session, services.clock, claim.credential_uuid, claim.form))


def sign_for_wallet(services: Services, job: ClaimJob) -> HolderEdition:
    """The badge with the wallet's key as its subject; no session may be open."""
    return badges.sign_for_holder(job.job, services.sealer, job.claim.holder)


def note_in_wallet(session: Session, services: Services, job: ClaimJob, edition: HolderEdition) -> None:
    """Keep what is about to be handed over."""
    badges.note_claimed(session, services.clock, edition)
    wallet.note_given(session, services.clock, job.claim)


def _require_valid(badge: CredentialView, services: Services) -> None:
    if badge.status_at(services.clock.now()) is not CredentialStatus.VALID:
        raise Conflict(
            "badge-not-valid",
            "This badge has expired or was taken back, so no wallet can take it.",
            "Choose another badge, or ask who awarded it.",
        )
