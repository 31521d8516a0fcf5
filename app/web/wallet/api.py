"""What wallets call: metadata, offer, token, nonce, credential, notification. No cookie, no session, JSON only.

OpenID for Verifiable Credential Issuance 1.0 with the pre-authorised code grant. Wallets may be pages of any site,
so every answer may be read by scripts; nothing is told without the secret that the route asks for.
"""

import json
import secrets
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from app import wallet
from app.badges import HolderForm
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, Refusal, Unavailable
from app.flows.claim_badge import note_in_wallet, sign_for_wallet, take_for_wallet
from app.web.access import current_services
from app.web.public.answers import KEEP_AN_HOUR

api = Blueprint("wallet_api", __name__)

MOST_REQUEST = 64 * 1024
"""Bytes; the key proof itself may have 16 KB."""
BEARER = "bearer "
DENIED = "credential_request_denied"


@api.before_request
def _bounded() -> None:
    request.max_content_length = MOST_REQUEST


@api.after_request
def _open_to_scripts(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Cache-Control", "no-store")
    headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        headers["Access-Control-Max-Age"] = "3600"
    return response


@api.errorhandler(Refusal)
def _refused(refusal: Refusal) -> Response:
    """The refusal by its name in the protocol, with words for whoever debugs a wallet."""
    is_ours = refusal.code.startswith(wallet.PREFIX)
    error = refusal.code.removeprefix(wallet.PREFIX).replace("-", "_") if is_ours else DENIED
    response = make_response(jsonify(error=error, error_description=refusal.words))
    response.status_code = _status(refusal)
    if isinstance(refusal, NotAllowed):
        response.headers["WWW-Authenticate"] = f'Bearer error="{error}"'
    return response


@api.get("/.well-known/openid-credential-issuer")
def credential_issuer() -> ResponseReturnValue:
    return _kept(wallet.credential_issuer(current_services().settings.public_url))


@api.get("/.well-known/oauth-authorization-server")
def authorization_server() -> ResponseReturnValue:
    return _kept(wallet.authorization_server(current_services().settings.public_url))


@api.get("/wallet/offers/<secret>")
def offer(secret: str) -> ResponseReturnValue:
    """The offer behind a QR code, as long as it can be taken."""
    services = current_services()
    with reading() as session:
        wallet.require_open(session, services.clock.now(), secret)
    return jsonify(wallet.offer_document(services.settings.public_url, secret))


@api.post("/wallet/token")
def token() -> ResponseReturnValue:
    """A token for the pre-authorised code, with the transaction code that the earner reads in the LMS."""
    sent = request.form
    if sent.get("grant_type") != wallet.GRANT:
        raise wallet.unsupported_grant() if "grant_type" in sent else wallet.invalid_request("grant_type is missing.")
    for name in ("pre-authorized_code", "tx_code"):
        if not sent.get(name):
            raise wallet.invalid_request(f"{name} is missing.")
    services = current_services()
    with transaction() as session:
        answer = wallet.redeem(
            session, services.clock, services.sealer, sent["pre-authorized_code"], sent["tx_code"].replace(" ", "")
        )
    if answer.refusal:
        raise answer.refusal
    seconds = int(wallet.TOKEN_LIFE.total_seconds())
    return jsonify({"access_token": answer.token, "token_type": "Bearer", "expires_in": seconds})


@api.post("/wallet/nonce")
def nonce() -> ResponseReturnValue:
    """A nonce for a key proof. Nothing is stored for it, so that asking for many costs us nothing."""
    services = current_services()
    fresh = wallet.new_nonce(services.settings.secret_key, services.clock.now(), secrets.token_bytes(16))
    return jsonify(c_nonce=fresh)


@api.post("/wallet/credential")
def credential() -> ResponseReturnValue:
    """The badge, signed for the key that the wallet has proven to hold."""
    services, bearer = current_services(), _bearer()
    now = services.clock.now()
    with reading() as session:
        wallet.require_token(session, now, bearer)
    asked = wallet.read_request(_body(), services.settings.public_url, now)
    with transaction() as session:
        job = take_for_wallet(session, services, bearer, asked)
    edition = sign_for_wallet(services, job)
    with transaction() as session:
        note_in_wallet(session, services, job, edition)
    given: Any = edition.text if edition.form is HolderForm.JWT else json.loads(edition.text)
    return jsonify(credentials=[{"credential": given}], notification_id=job.claim.notification_id)


@api.post("/wallet/notification")
def notification() -> ResponseReturnValue:
    """What the wallet says became of the badge."""
    services, bearer = current_services(), _bearer()
    with reading() as session:
        wallet.require_token(session, services.clock.now(), bearer)
    notification_id, event = wallet.read_notification(_body())
    with transaction() as session:
        wallet.note_told(session, services.clock, bearer, notification_id, event)
    return Response(status=204)


def _bearer() -> str:
    """The access token of the request; empty if there is none, which opens nothing."""
    header = request.headers.get("Authorization", "")
    return header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else ""


def _body() -> str:
    return request.get_data().decode("utf-8", "replace")


def _kept(document: dict[str, Any]) -> Response:
    response = jsonify(document)
    response.headers["Cache-Control"] = KEEP_AN_HOUR
    return response


def _status(refusal: Refusal) -> int:
    match refusal:
        case NotAllowed():
            return 401
        case NotFound() | Unavailable():
            return refusal.status
        case _:
            return 400
