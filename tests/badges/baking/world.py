"""Pictures to bake into, and pictures as an attacker would build them."""

import zlib

from app.badges.baking.png import SIGNATURE
from app.badges.images import Picture, picture_png, picture_svg

PICTURE = Picture("Questioner", "Example College", "Badge: Questioner", "Micro-credential")
PNG, SVG = picture_png(PICTURE), picture_svg(PICTURE)
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJkaWQ6d2ViOngifQ.c2ln-_bmF0dXJl"
JSON = '{"name": "Questionér 本", "odd": "]]> & <b>"}'
OPENBADGES = "https://purl.imsglobal.org/ob/v3p0"


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def itxt(keyword: bytes, text: bytes, flags: bytes = b"\0\0") -> bytes:
    return chunk(b"iTXt", keyword + b"\0" + flags + b"\0\0" + text)


def with_chunks(*chunks: bytes) -> bytes:
    """A sound PNG with these chunks behind its header."""
    header = len(SIGNATURE) + 25
    return PNG[:header] + b"".join(chunks) + PNG[header:]


def with_element(*elements: str, root: str = "") -> bytes:
    """A drawing with these elements directly below its root."""
    space = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{OPENBADGES}" {root}>'
    return f"{space}{''.join(elements)}<circle r='4'/></svg>".encode()
