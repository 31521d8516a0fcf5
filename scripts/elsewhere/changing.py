"""The same files, with something in them changed by somebody who has no key."""

import base64
import io
import json
from typing import Any

from pypdf import PdfWriter

from app.badges import bake_png, read_png, read_svg
from app.badges.status_bits import encoded_list

NAME = "Doctor of Everything"


def changed(name: str, data: bytes) -> bytes:
    """A file of the same form that says something else than was signed; well-formed in every other way."""
    if name == "list.json":
        return _other_bits(json.loads(data))
    return _CHANGES[name.rpartition(".")[2]](data)


def _json(data: bytes) -> bytes:
    document: dict[str, Any] = json.loads(data)
    inside = document.get("credentialSubject", {}).get("verifiableCredential")
    (inside[0] if inside else document)["name"] = NAME
    return json.dumps(document).encode()


def _jwt(data: bytes) -> bytes:
    head, body, signature = data.decode().split(".")
    payload = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    said = base64.urlsafe_b64encode(json.dumps(payload | {"name": NAME}).encode()).decode().rstrip("=")
    return f"{head}.{said}.{signature}".encode()


def _png(data: bytes) -> bytes:
    baked = read_png(data)
    assertion = json.loads(baked.assertion or "{}") | {"issuedOn": "1999-01-01T00:00:00Z"}
    return bake_png(data, _json((baked.credential or "").encode()).decode(), json.dumps(assertion))


def _svg(data: bytes) -> bytes:
    inside = (read_svg(data).credential or "").encode()
    return data.replace(inside, _jwt(inside))


def _other_bits(listed: dict[str, Any]) -> bytes:
    """A list on which nobody is revoked, under the old signature."""
    listed["credentialSubject"]["encodedList"] = encoded_list([])
    return json.dumps(listed).encode()


def _pdf(data: bytes) -> bytes:
    """A transcript isn't signed: its code is what a registrar checks. Here it loses the tags that readers need."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    del writer.root_object["/StructTreeRoot"]
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


_CHANGES = {"json": _json, "jwt": _jwt, "png": _png, "svg": _svg, "pdf": _pdf}


def without(data: bytes, member: str) -> bytes:
    """JSON that lacks a member which the standard asks for: what a schema can notice."""
    document: dict[str, Any] = json.loads(data)
    del document[member]
    return json.dumps(document).encode()
