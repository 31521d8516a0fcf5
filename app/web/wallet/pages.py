"""The earner's page of one badge and her wallet: QR code, transaction code, and what became of it."""

import base64
from dataclasses import dataclass
from uuid import UUID

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.badges import CredentialStatus, HolderForm, qr_svg
from app.db import reading, transaction
from app.flows.claim_badge import WalletStanding, offer_to_wallet, wallet_standing, withdraw_from_wallets
from app.people import Actor
from app.services import Services
from app.wallet import MOST_TRIES, ClaimView, OfferState, OfferView, WalletEvent, offer_link
from app.web.access import ANYONE, allowed, current_actor, current_services, lms_blueprint
from app.web.transcript.pages import PagePlace, places

blueprint = lms_blueprint("wallet", __name__, "/credentials/<uuid:uuid>/wallet")

BACK = "credentials.badge"
FORMS = {HolderForm.FILE: "as a signed file", HolderForm.JWT: "as a signed token"}
TOLD = {
    WalletEvent.ACCEPTED: "The wallet says that it keeps the badge.",
    WalletEvent.FAILED: "The wallet says that it couldn't keep the badge.",
    WalletEvent.DELETED: "The wallet says that it let the badge go.",
}


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One badge in a wallet, in words; `holder` is short enough to compare with what the wallet shows."""

    claim: ClaimView
    form: str
    told: str
    holder: str


@dataclass(frozen=True, slots=True)
class WalletPage:
    """What templates/wallet/wallet.html shows; `link` and `qr` are empty unless the offer is open."""

    places: tuple[PagePlace, ...]
    name: str
    uuid: str
    may_offer: bool
    not_now: str
    """Why no offer can be made; empty if one can."""
    offer: OfferView | None
    is_open: bool
    link: str
    qr: str
    """A picture of the link, as an address that holds all of it: the secret in it is in no log."""
    code: str
    """The transaction code in two groups of three, as it is read aloud."""
    given: tuple[GivenLine, ...]
    back: str


@blueprint.get("")
@allowed(ANYONE)
def show(uuid: UUID) -> ResponseReturnValue:
    """How this badge comes into a wallet, and where it went already."""
    with reading() as session:
        page = _page(session, current_services(), current_actor(), str(uuid))
    return render_template("wallet/wallet.html", page=page, MOST_TRIES=MOST_TRIES, STATE=OfferState)


@blueprint.post("")
@allowed(ANYONE)
def offer(uuid: UUID) -> ResponseReturnValue:
    with transaction() as session:
        offer_to_wallet(session, current_services(), current_actor(), str(uuid))
    return redirect(url_for("wallet.show", uuid=uuid, _anchor="offer"), 303)


@blueprint.post("/withdraw")
@allowed(ANYONE)
def withdraw(uuid: UUID) -> ResponseReturnValue:
    with transaction() as session:
        withdraw_from_wallets(session, current_services(), current_actor(), str(uuid))
    return redirect(url_for("wallet.show", uuid=uuid), 303)


def _page(session: Session, services: Services, actor: Actor, uuid: str) -> WalletPage:
    standing = wallet_standing(session, services, actor, uuid)
    offer = standing.offer
    is_open = standing.may_offer and offer is not None and bool(offer.secret)
    code = offer.transaction_code if offer else ""
    link = offer_link(services.settings.public_url, offer.secret) if offer and is_open else ""
    return WalletPage(
        places=places(),
        name=standing.badge.name,
        uuid=uuid,
        may_offer=standing.may_offer,
        not_now=_not_now(standing, services),
        offer=offer,
        is_open=is_open,
        link=link,
        qr=_picture(link) if link else "",
        code=f"{code[:3]} {code[3:]}",
        given=tuple(_line(each) for each in standing.claims),
        back=_back(uuid),
    )


def _not_now(standing: WalletStanding, services: Services) -> str:
    if standing.may_offer:
        return ""
    match standing.badge.status_at(services.clock.now()):
        case CredentialStatus.REVOKED:
            return "This badge was taken back, so no wallet can take it."
        case CredentialStatus.EXPIRED:
            return "This badge has expired, so no wallet can take it."
        case _:
            return "This badge was awarded a moment ago and is being signed. Look again in a minute."


def _picture(link: str) -> str:
    svg = qr_svg(link, "QR code for your wallet").encode()
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


def _line(given: ClaimView) -> GivenLine:
    told = TOLD[given.told] if given.told else ""
    return GivenLine(given, FORMS[given.form], told, f"{given.holder[:16]}…{given.holder[-8:]}")


def _back(uuid: str) -> str:
    """The page that this one belongs to; empty where there is none."""
    return url_for(BACK, uuid=uuid) if BACK in current_app.view_functions else ""
