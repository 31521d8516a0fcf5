"""What wallets read before they ask: the issuer's and the token endpoint's metadata, and an offer. Pure.

OpenID for Verifiable Credential Issuance 1.0, sections 4.1.1 and 12.2; RFC 8414.
"""

from typing import Any
from urllib.parse import urlsplit

from app.badges import HolderForm
from app.wallet.proofs import ALGORITHMS
from app.wallet.rules import CODE_DIGITS, pre_authorised_code

Document = dict[str, Any]

GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
CONFIGURATIONS = {f"OpenBadgeCredential_{form.value}": form for form in HolderForm}
CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
"""Those of every badge, in their order; wallets ask for them in the same words."""
SIGNED_BY = {HolderForm.FILE: "eddsa-rdfc-2022", HolderForm.JWT: "RS256"}
NAMES = {HolderForm.FILE: "Open Badge", HolderForm.JWT: "Open Badge as a token"}


def configuration_of(identifier: str) -> HolderForm | None:
    """The form that a credential configuration stands for; None if there is no such configuration."""
    return CONFIGURATIONS.get(identifier)


def credential_issuer(public_url: str) -> Document:
    """For `/.well-known/openid-credential-issuer`."""
    return {
        "credential_issuer": public_url,
        "credential_endpoint": f"{public_url}/wallet/credential",
        "nonce_endpoint": f"{public_url}/wallet/nonce",
        "notification_endpoint": f"{public_url}/wallet/notification",
        "display": [{"name": f"Badges of {urlsplit(public_url).netloc}", "locale": "en"}],
        "credential_configurations_supported": {name: _configuration(form) for name, form in CONFIGURATIONS.items()},
    }


def authorization_server(public_url: str) -> Document:
    """For `/.well-known/oauth-authorization-server`: we are our own, and know one grant."""
    return {
        "issuer": public_url,
        "token_endpoint": f"{public_url}/wallet/token",
        "token_endpoint_auth_methods_supported": ["none"],
        "grant_types_supported": [GRANT],
        "response_types_supported": [],
        "pre-authorized_grant_anonymous_access_supported": True,
    }


def offer_document(public_url: str, secret: str) -> Document:
    """The offer itself. It says nothing of the badge or its earner: that takes the transaction code too."""
    return {
        "credential_issuer": public_url,
        "credential_configuration_ids": list(CONFIGURATIONS),
        "grants": {
            GRANT: {
                "pre-authorized_code": pre_authorised_code(secret),
                "tx_code": {
                    "input_mode": "numeric",
                    "length": CODE_DIGITS,
                    "description": "The six digits that are shown beside the QR code in your course.",
                },
            }
        },
    }


def _configuration(form: HolderForm) -> Document:
    definition: Document = {"type": ["VerifiableCredential", "OpenBadgeCredential"]}
    if form is HolderForm.FILE:
        definition = {"@context": list(CONTEXTS), **definition}
    return {
        "format": form.value,
        "cryptographic_binding_methods_supported": ["did:key", "did:jwk", "jwk"],
        "credential_signing_alg_values_supported": [SIGNED_BY[form]],
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": list(ALGORITHMS)}},
        "credential_definition": definition,
        "credential_metadata": {"display": [{"name": NAMES[form], "locale": "en"}]},
    }
