"""A wallet of somebody else takes our badge by OpenID4VCI 1.0."""

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from app.db import transaction
from app.wallet import find_offer, make_offer, offer_link
from scripts.elsewhere.making import Awarded, Tool
from scripts.elsewhere.table import Line, Outcome

WALLET = "@openid4vc/openid4vci"


def claimed_elsewhere(tool: Tool, awarded: Awarded, folder: Path, version: str) -> tuple[dict[str, bytes], Line]:
    """The badge as the wallet got it, in both forms, and the line that says how it went."""
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(tool.pem)}
    done = subprocess.run(
        ["node", "wallet.mjs"],
        cwd=folder,
        input=json.dumps(_offer(tool, awarded)),
        env=environment,
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )
    form = "OpenID4VCI 1.0, both forms"
    if done.returncode:
        why = (done.stderr.strip() or "it said nothing").splitlines()[0]
        return {}, Line(WALLET, version, form, "no", "-", Outcome.WRONG, why)
    got: dict[str, Any] = json.loads(done.stdout)
    file, token = got["ldp_vc"], got["jwt_vc_json"]
    holders = {each["credentialSubject"]["id"] for each in (file, _payload(token))}
    is_right = got["wrong"] == "refused" and len(holders) == 1 and holders.pop().startswith("did:jwk:")
    files = {"wallet.json": json.dumps(file).encode(), "wallet.jwt": token.encode()}
    refused = "no (wrong code)" if got["wrong"] == "refused" else "yes (wrong code)"
    return files, Line(WALLET, version, form, "yes", refused, Outcome.RIGHT if is_right else Outcome.WRONG)


def _offer(tool: Tool, awarded: Awarded) -> dict[str, str]:
    """The link and the digits that the earner sees in the LMS."""
    services, person = tool.services, awarded.badge.person_id
    whose = {"person_ids": (person,), "uuid": awarded.badge.uuid}
    with transaction() as session:
        make_offer(session, services.clock, services.sealer, person_id=person, **whose)
        offer = find_offer(session, services.sealer, services.clock.now(), **whose)
    if offer is None:
        raise ValueError("the offer isn't there")
    return {"link": offer_link(tool.url, offer.secret), "code": offer.transaction_code}


def _payload(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found
