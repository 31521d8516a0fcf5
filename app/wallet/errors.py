"""How wallets are refused. A code without its prefix, with underscores, is the error's name in the protocol."""

from app.errors import Conflict, Invalid, NotAllowed, NotFound

PREFIX = "wallet-"
ANEW = "Ask for a new offer on the badge's page in the course."


def offer_unknown() -> NotFound:
    """Never made, used, withdrawn and over look the same."""
    return NotFound("wallet-offer-unknown", "This offer isn't there, or not any more.", ANEW)


def invalid_request(words: str) -> Invalid:
    return Invalid("wallet-invalid-request", words, "Send it as OpenID4VCI 1.0, section 6, says.")


def unsupported_grant() -> Invalid:
    return Invalid(
        "wallet-unsupported-grant-type",
        "Only pre-authorised codes are taken here.",
        "Use the grant that the offer names.",
    )


def wrong_code() -> Invalid:
    """The code itself, its end, or the transaction code: which of them is for the earner's page alone."""
    return Invalid("wallet-invalid-grant", "The code or the transaction code is wrong, used up or too old.", ANEW)


def invalid_token() -> NotAllowed:
    return NotAllowed("wallet-invalid-token", "The access token is missing, wrong or too old.", ANEW)


def malformed(words: str) -> Invalid:
    return Invalid(
        "wallet-invalid-credential-request",
        f"This isn't a credential request: {words}",
        "Send it as OpenID4VCI 1.0, section 8.2, says.",
    )


def unknown_configuration() -> Invalid:
    return Invalid(
        "wallet-unknown-credential-configuration",
        "No such credential is offered here.",
        "Take one of the identifiers that the offer names.",
    )


def unknown_identifier() -> Invalid:
    return Invalid(
        "wallet-unknown-credential-identifier",
        "No credential identifiers are given out here.",
        "Ask with credential_configuration_id.",
    )


def no_encryption() -> Invalid:
    return Invalid(
        "wallet-invalid-encryption-parameters",
        "Answers aren't encrypted here beyond the connection.",
        "Ask without credential_response_encryption.",
    )


def invalid_proof(words: str) -> Invalid:
    return Invalid(
        "wallet-invalid-proof", f"The key proof can't be taken: {words}", "Make a new proof with a new nonce."
    )


def invalid_nonce() -> Invalid:
    return Invalid("wallet-invalid-nonce", "The nonce is unknown, used or too old.", "Get a new one and try again.")


def another_holder() -> Conflict:
    return Conflict(
        "wallet-credential-request-denied",
        "This offer has been taken for another key already, or too often.",
        ANEW,
    )


def unknown_notification() -> Invalid:
    return Invalid("wallet-invalid-notification-id", "Nothing was given out under this id.", "Take it from our answer.")


def malformed_notification() -> Invalid:
    return Invalid(
        "wallet-invalid-notification-request",
        "This isn't a notification.",
        "Send notification_id and event as OpenID4VCI 1.0, section 11.1, says.",
    )
