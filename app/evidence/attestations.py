"""What an earner confirms when handing work in. The attempt keeps the sentences word for word."""

from collections.abc import Collection
from dataclasses import dataclass

from app.errors import Invalid


@dataclass(frozen=True, slots=True)
class Attestation:
    """A sentence to agree to, under a stable key."""

    key: str
    words: str


ATTESTATIONS = (
    Attestation(
        "integrity",
        "This is my own work. Where others or AI tools helped, I have said so in the evidence.",
    ),
    Attestation(
        "student_privacy",
        "Nothing in it shows a student's name, face, voice or other private details without the consent it needs.",
    ),
)


def agreed(keys: Collection[str]) -> dict[str, str]:
    """The sentences by key. Raises Invalid unless each one was agreed to."""
    if any(attestation.key not in keys for attestation in ATTESTATIONS):
        raise Invalid(
            "attestation-missing",
            "Both statements have to be confirmed before the work can be submitted.",
            "Read them, tick both boxes, then submit again. Nothing you saved is lost.",
        )
    return {attestation.key: attestation.words for attestation in ATTESTATIONS}
