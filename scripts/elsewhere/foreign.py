"""Badges that other people's software signs, for our own verification page to read."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.badges.document import CONTEXTS
from app.badges.status_bits import encoded_list
from tests.verification.issuer import identity

Document = dict[str, Any]
SHOWN = ("/id", "/credentialSubject/id", "/credentialSubject/achievement")
"""What the holder of a badge that can be shown in parts shows of it, beside what its issuer wants shown always."""


def signed_elsewhere(folder: Path, did: str, site: str) -> Document:
    """`didDocument`, `statusList` and `badges` of an issuer at `site`, by the packages installed in `folder`."""
    asked = {"credential": _credential(did, site), "statusList": _status_list(did, site), "shown": SHOWN}
    command = ["node", "sign.mjs"]
    done = subprocess.run(
        command, cwd=folder, input=json.dumps(asked), text=True, stdout=subprocess.PIPE, check=True, timeout=120
    )
    found: Document = json.loads(done.stdout)
    return found


def _credential(did: str, site: str) -> Document:
    return {
        "@context": list(CONTEXTS),
        "id": f"{site}/badges/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Wait time",
        "issuer": {"id": did, "type": ["Profile"], "name": "College of Bühl"},
        "validFrom": "2026-01-02T03:04:05Z",
        "validUntil": "2036-01-02T03:04:05Z",
        "credentialSubject": {
            "id": "urn:uuid:6f0a7a52-2a10-4f6b-9f6e-0d7f6a1b2c3d",
            "type": ["AchievementSubject"],
            "identifier": [identity()],
            "achievement": {
                "id": f"{site}/achievements/wait",
                "type": ["Achievement"],
                "name": "Wait time",
                "description": "Waits three seconds after a question.",
                "criteria": {"narrative": "Wait."},
            },
        },
        "evidence": [{"id": f"{site}/evidence/1", "type": ["Evidence"], "name": "Recording"}],
        "credentialStatus": {
            "id": f"{site}/status/1#94567",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "94567",
            "statusListCredential": f"{site}/status/1",
        },
    }


def _status_list(did: str, site: str) -> Document:
    return {
        "@context": CONTEXTS[:1],
        "id": f"{site}/status/1",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": "2026-01-02T03:04:05Z",
        "credentialSubject": {
            "id": f"{site}/status/1#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list([]),
        },
    }


if __name__ == "__main__":
    made = signed_elsewhere(Path("var/elsewhere"), "did:web:college.example", "https://college.example")
    sys.stdout.write(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
