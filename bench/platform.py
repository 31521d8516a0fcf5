"""A platform's keys and messages for the measurements: everything is signed for real."""

import time
from functools import cache
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "http://127.0.0.1:8999"
CLIENT_ID = "bench-client"
DEPLOYMENT_ID = "1"
KID = "bench-key"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
SCOPES = [AGS + "scope/" + name for name in ("lineitem", "lineitem.readonly", "result.readonly", "score")]
CUSTOM: dict[str, str] = {}
"""Custom parameters of the activity, filled in by what is measured."""
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"


@cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem() -> str:
    return (
        private_key()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def public_pem() -> str:
    return (
        private_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def key_set() -> dict[str, list[dict[str, object]]]:
    key: dict[str, object] = RSAAlgorithm.to_jwk(private_key().public_key(), as_dict=True)
    return {"keys": [{**key, "kid": KID, "alg": "RS256", "use": "sig"}]}


def login_parameters(port: int, number: int) -> dict[str, str]:
    return {
        "iss": ISSUER,
        "client_id": CLIENT_ID,
        "lti_deployment_id": DEPLOYMENT_ID,
        "login_hint": f"user-{number}",
        "lti_message_hint": "hint",
        "target_link_uri": f"http://localhost:{port}/lti/launch",
    }


def message(port: int, number: int, state: str, nonce: str) -> bytes:
    """The form that the platform makes the browser post: a resource link launch of a learner of their own."""
    now = int(time.time())
    claims = {
        "iss": ISSUER, "aud": CLIENT_ID, "sub": f"user-{number}", "nonce": nonce, "iat": now, "exp": now + 300,
        "name": f"Learner {number}", "given_name": "Learner", "family_name": str(number),
        "email": f"learner{number}@example.edu",
        CLAIM + "message_type": "LtiResourceLinkRequest", CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": DEPLOYMENT_ID, CLAIM + "target_link_uri": f"http://localhost:{port}/lti/launch",
        CLAIM + "roles": [LEARNER], CLAIM + "resource_link": {"id": "link-1", "title": "Adult Learning"},
        CLAIM + "context": {"id": "course-1", "label": "ED 501", "title": "Methods of Teaching"},
        CLAIM + "custom": CUSTOM,
        AGS + "claim/endpoint": {
            "scope": SCOPES, "lineitems": ISSUER + "/lineitems", "lineitem": ISSUER + "/lineitems/1",
        },
        CLAIM + "tool_platform": {"product_family_code": "moodle", "guid": "bench", "version": "4.5"},
        CLAIM + "launch_presentation": {"locale": "en", "document_target": "iframe", "return_url": ISSUER + "/back"},
    }  # fmt: skip
    token = jwt.encode(claims, private_key(), algorithm="RS256", headers={"kid": KID})
    return urlencode({"id_token": token, "state": state}).encode()
