"""Badges of which a holder shows parts (ecdsa-sd-2023; W3C Data Integrity ECDSA Cryptosuites 1.0, section 3.4). Pure.

The issuer signs each statement apart. The holder keeps that whole file and makes copies of it that show less; what a
copy lacks was either left out or never there, and nobody can tell which.
"""

from typing import Any

from app.verification.documents import Document, as_list, text_of

SUITE = "ecdsa-sd-2023"
KEPT = "u2V0A"
"""How the value of a proof begins that is for its holder alone: the bytes d9 5d 00 in base64url."""

LEFT_OUT = (
    "The holder chose what to show of this badge. Its dates or its place in the issuer's list of revoked badges may be "
    "among what was left out, so it can't be told from this whether it still counts. Ask for the whole badge."
)
KEPT_WORDS = (
    "This is the copy that a holder keeps, signed so that parts of it can be shown. It isn't made to be checked by "
    "others. Ask the holder for the copy that her wallet makes to be shown."
)
NO_END = "Whether it ends isn't among the parts that are shown."
NO_LIST = "Whether it can be taken back isn't among the parts that are shown, so it can't be looked up."
REFUSALS = ("ecdsa-sd-2023 presentation omitted", "ecdsa-sd-2023 credential discloses validFrom, validUntil or")
"""How the library begins to say that start, end or status are left out, or are not bound to the rest."""


def is_partial(document: Document) -> bool:
    """Whether the badge may lack something that its issuer said."""
    proofs = [each for each in as_list(document.get("proof")) if isinstance(each, dict)]
    return any(each.get("cryptosuite") == SUITE and not is_kept(each) for each in proofs)


def is_kept(proof: dict[str, Any]) -> bool:
    """Whether a proof is of the form that only the holder should have (a base proof)."""
    return proof.get("cryptosuite") == SUITE and text_of(proof.get("proofValue")).startswith(KEPT)
