"""Implementations in Python that are not ours. Each reader takes a file's bytes and says what it found."""

import importlib.metadata
import io
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import requests
from jwcrypto.common import base64url_decode
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier
from openbadgeslib.ob3.clr import bundled_clr_contexts
from openbadgeslib.ob3.contexts import bundled_contexts
from openbadgeslib.ob3.did import pem_for_kid
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from openvc import VerificationPolicy, verify_credential
from openvc.did.did_web import DidWebResolver
from PIL import Image
from pypdf import PdfReader

from scripts.elsewhere.answers import Answer

Document = dict[str, Any]
SVG_CREDENTIAL = "{https://purl.imsglobal.org/ob/v3p0}credential"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody without an account, who trusts the certificate `pem`."""

    pem: Path

    def bytes_at(self, address: str) -> bytes:
        answer = requests.get(address, verify=str(self.pem), timeout=20, allow_redirects=False)
        answer.raise_for_status()
        return answer.content

    def json_at(self, address: str) -> Document:
        found: Document = json.loads(self.bytes_at(address))
        return found

    def did_document(self, did: str) -> Document:
        host, *path = map(unquote, did.removeprefix("did:web:").split(":"))
        return self.json_at(f"https://{host}/{'/'.join(path)}/did.json")


def openvc(data: bytes, stranger: Stranger) -> Answer:
    """The proof, the key from did.json, the dates, and the list with its own proof; of a record, each badge too."""
    document = json.loads(data)
    for each in (document, *document["credentialSubject"].get("verifiableCredential", ())):
        _verified_by_openvc(each, stranger)
    return Answer(said=True)


def _verified_by_openvc(document: Document, stranger: Stranger) -> None:
    policy = VerificationPolicy(now=datetime.now(UTC), require_status_issuer_binding=True)
    known = {
        "resolver": DidWebResolver(stranger.json_at),
        "extra_contexts": bundled_contexts() | bundled_clr_contexts(),
    }

    def status_list(address: str) -> Document:
        listed = stranger.json_at(address)
        verify_credential(listed, policy=policy, **known)
        return listed

    verify_credential(document, policy=policy, resolve_status_list=status_list, **known)


def openbadgeslib_json(data: bytes, stranger: Stranger) -> Answer:
    document = json.loads(data)
    OB3LdpVerifier(pubkey_pem=_pem(document, stranger)).verify(document)
    return Answer(said=True)


def openbadgeslib_clr(data: bytes, stranger: Stranger) -> Answer:
    document = json.loads(data)
    verify_data_integrity_proof(document, _pem(document, stranger), extra_contexts=bundled_clr_contexts())
    for badge in document["credentialSubject"]["verifiableCredential"]:
        OB3LdpVerifier(pubkey_pem=_pem(badge, stranger)).verify(badge)
    return Answer(said=True)


def openbadgeslib_jwt(data: bytes, stranger: Stranger) -> Answer:
    token = data.decode()
    did = _unverified(token)["iss"]
    method = json.loads(_part(token, 0))["kid"]
    pem = pem_for_kid(stranger.did_document(did), did, method)
    OB3Verifier(pubkey_pem=pem, issuer_did=did).verify(token)
    return Answer(said=True)


def openbadgeslib_png(data: bytes, stranger: Stranger) -> Answer:
    return openbadgeslib_json(OB3Verifier.extract_token_from_png(data).encode(), stranger)


def openbadgeslib_svg(data: bytes, stranger: Stranger) -> Answer:
    return openbadgeslib_jwt(OB3Verifier.extract_token_from_svg(data).encode(), stranger)


def jwcrypto_jwt(data: bytes, stranger: Stranger) -> Answer:
    token, said = JWS(), _unverified(data.decode())
    method = json.loads(_part(data.decode(), 0))["kid"]
    listed = stranger.did_document(said["iss"])["verificationMethod"]
    (key,) = (each["publicKeyJwk"] for each in listed if each["id"] == method)
    token.deserialize(data.decode(), JWK(**key))
    return Answer(said=json.loads(token.payload)["issuer"]["id"] == said["iss"])


def pillow(data: bytes, _: Stranger) -> Answer:
    """Pillow takes texts over its own limit for an attack; ours are below it."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return Answer(text=str(image.text["openbadgecredential"]))  # type: ignore[attr-defined]


def elementtree(data: bytes, _: Stranger) -> Answer:
    (found,) = ElementTree.fromstring(data).iter(SVG_CREDENTIAL)
    return Answer(text=found.get("verify"))


def transcript(data: bytes, _: Stranger) -> Answer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = PdfReader(io.BytesIO(data))
        root: Any = reader.trailer["/Root"]
        text = " ".join(page.extract_text() for page in reader.pages)
    is_tagged = bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root
    return Answer(said=is_tagged and "Ben Okafor" in text and "Asking badge" in text)


READERS: dict[str, Callable[[bytes, Stranger], Answer]] = {
    each.__name__: each
    for each in (
        openvc, openbadgeslib_json, openbadgeslib_clr, openbadgeslib_jwt, openbadgeslib_png, openbadgeslib_svg,
        jwcrypto_jwt, pillow, elementtree, transcript,
    )
}  # fmt: skip


def asked(reader: str, data: bytes, stranger: Stranger) -> Answer:
    """What a reader says; whatever it raises is a no."""
    try:
        return READERS[reader](data, stranger)
    except Exception as error:  # noqa: BLE001 - other people's software refuses in its own ways
        return Answer(said=False, words=f"{type(error).__name__}: {error}".splitlines()[0])


def version_of(package: str) -> str:
    return importlib.metadata.version(package)


def _pem(document: Document, stranger: Stranger) -> bytes:
    did, method = document["issuer"]["id"], document["proof"]["verificationMethod"]
    return bytes(pem_for_kid(stranger.did_document(did), did, method))


def _part(token: str, number: int) -> bytes:
    return base64url_decode(token.split(".")[number])


def _unverified(token: str) -> Document:
    found: Document = json.loads(_part(token, 1))
    return found
