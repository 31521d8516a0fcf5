"""A wallet of the tests' own: it plays OpenID4VCI 1.0 from an offer's link on, and proves its key with jwcrypto."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from openbadgeslib.ob3.did import multikey_from_pem

GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
KEYS: Mapping[str, Mapping[str, str]] = {
    "EdDSA": {"kty": "OKP", "crv": "Ed25519"},
    "ES256": {"kty": "EC", "crv": "P-256"},
    "ES384": {"kty": "EC", "crv": "P-384"},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is read as JSON where it is some."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def error(self) -> str:
        assert self.status >= 400, self.body
        return str(self.body["error"])


Ask = Callable[[str, str, Mapping[str, str], bytes], Answer]
"""Method, whole address, headers, body."""


def over_http(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Asks over the network, as a wallet on a phone does."""
    asked = urllib.request.Request(url, body if method == "POST" else None, dict(headers), method=method)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return Answer(answer.status, dict(answer.headers), json.loads(answer.read() or b"null"))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), json.loads(error.read()))


@dataclass
class HolderWallet:
    """One wallet with one key."""

    ask: Ask
    now: Callable[[], datetime]
    alg: str = "EdDSA"
    names_key_by: str = "jwk"
    """How its proofs name the key: jwk, did:key or did:jwk."""
    offer: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    server: dict[str, Any] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self.key = JWK.generate(**KEYS[self.alg])

    def get(self, url: str) -> Any:
        answer = self.ask("GET", url, {"Accept": "application/json"}, b"")
        assert answer.status == 200, answer
        return answer.body

    def open(self, link: str) -> None:
        """Follow the offer's link as far as it goes without the transaction code."""
        parts = urlsplit(link)
        assert parts.scheme == "openid-credential-offer"
        (address,) = parse_qs(parts.query)["credential_offer_uri"]
        self.offer = self.get(address)
        issuer = self.offer["credential_issuer"]
        self.metadata = self.get(f"{issuer}/.well-known/openid-credential-issuer")
        assert self.metadata["credential_issuer"] == issuer
        self.server = self.get(f"{issuer}/.well-known/oauth-authorization-server")
        assert self.server["issuer"] == issuer and GRANT in self.server["grant_types_supported"]

    def redeem(self, transaction_code: str, **changes: str) -> Answer:
        form = {
            "grant_type": GRANT,
            "pre-authorized_code": self.offer["grants"][GRANT]["pre-authorized_code"],
            "tx_code": transaction_code,
        }
        answer = self.ask("POST", self.server["token_endpoint"], FORM, urlencode(form | changes).encode())
        if answer.status == 200:
            assert answer.body["token_type"] == "Bearer" and answer.body["expires_in"] > 0
            self.token = answer.body["access_token"]
        return answer

    def nonce(self) -> str:
        answer = self.ask("POST", self.metadata["nonce_endpoint"], {}, b"")
        assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store"
        nonce: str = answer.body["c_nonce"]
        return nonce

    def proof(self, nonce: str, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
        """A key proof; `header` replaces the whole header, None among the claims leaves one out."""
        if header is None:
            header = {"alg": self.alg, "typ": "openid4vci-proof+jwt", **self.named_key()}
        said = {"aud": self.metadata["credential_issuer"], "iat": int(self.now().timestamp()), "nonce": nonce} | claims
        return signed(self.key, header, {name: value for name, value in said.items() if value is not None})

    def named_key(self) -> dict[str, Any]:
        if self.names_key_by == "jwk":
            return {"jwk": self.key.export_public(as_dict=True)}
        did = self.did()
        return {"kid": f"{did}#{did.removeprefix('did:key:') if self.names_key_by == 'did:key' else 0}"}

    def did(self) -> str:
        if self.names_key_by == "did:key":
            return f"did:key:{multikey_from_pem(self.key.export_to_pem())}"
        public = self.key.export_public(as_dict=True)
        written = json.dumps({name: public[name] for name in sorted(public) if name != "kid"}, separators=(",", ":"))
        return "did:jwk:" + base64.urlsafe_b64encode(written.encode()).rstrip(b"=").decode()

    def request(self, body: Any) -> Answer:
        """Any credential request with the token."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = JSON | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        return self.ask("POST", self.metadata["credential_endpoint"], headers, raw)

    def claim(self, form: str = "ldp_vc", proof: str | None = None) -> Answer:
        """Ask for the badge in this form, with a fresh proof unless one is given."""
        supported = self.metadata["credential_configurations_supported"]
        name = next(each for each in self.offer["credential_configuration_ids"] if supported[each]["format"] == form)
        proofs = {"jwt": [proof if proof is not None else self.proof(self.nonce())]}
        return self.request({"credential_configuration_id": name, "proofs": proofs})

    def tell(self, notification_id: object, event: str) -> Answer:
        body = json.dumps({"notification_id": notification_id, "event": event}).encode()
        headers = JSON | {"Authorization": f"Bearer {self.token}"}
        return self.ask("POST", self.metadata["notification_endpoint"], headers, body)


def signed(key: JWK, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """A compact JWS."""
    token = JWS(json.dumps(claims).encode())
    token.add_signature(key, protected=json.dumps(header))
    compact: str = token.serialize(compact=True)
    return compact
