"""Which implementation reads which file, and what it has to say to it."""

from dataclasses import dataclass
from enum import StrEnum

CHANGED, BROKEN = "changed", "broken"


class Where(StrEnum):
    """In which program an implementation runs; the last two have a Python of their own."""

    NODE = "node"
    PYTHON = "python"
    BAKERY = "bakery"
    VALIDATOR = "validator"


@dataclass(frozen=True, slots=True)
class Reading:
    """One implementation, one file of ours: `good` it has to accept, each of `bad` it has to refuse.

    An implementation that only takes a text out of a picture is right where the text is `holds`, to the byte.
    `mistaken` says why it may refuse a good file: the standard is on our side.
    """

    where: Where
    reader: str
    package: str
    form: str
    good: str
    bad: tuple[str, ...]
    holds: str = ""
    mistaken: str = ""


def _node(reader: str, package: str, form: str, good: str, *bad: str, **more: str) -> Reading:
    return Reading(Where.NODE, reader, package, form, good, bad or (f"{CHANGED}/{good}",), **more)


def _python(reader: str, package: str, form: str, good: str, *bad: str, **more: str) -> Reading:
    return Reading(Where.PYTHON, reader, package, form, good, bad or (f"{CHANGED}/{good}",), **more)


def _older(where: Where, package: str, form: str, good: str, *bad: str, **more: str) -> Reading:
    return Reading(where, str(where), package, form, good, bad or (f"{CHANGED}/{good}",), **more)


VALIDATOR = "openbadges (1EdTech's validator)"
BADGES = (f"{CHANGED}/badge.json", "revoked.json", "withdrawn.json")
"""What nobody may take who asks the issuer for keys and list: the key of the last was in other hands."""
DB, DCC, OPENVC, OBL = "@digitalbazaar/vc", "@digitalcredentials/verifier-core", "openvc-core", "openbadgeslib"
SCALAR = "it wants a list where CLR 2.0 has one word for an association's type"
ROUND_TRIP = "it wants JSON-LD that compacts to itself, which no record does under 1EdTech's published CLR context"

READINGS = (
    *(
        reading
        for reader, package, kind in (("digitalbazaar", DB, _node), ("dcc", DCC, _node), ("openvc", OPENVC, _python))
        for reading in (
            kind(reader, package, "JSON, badge and its status", "badge.json", *BADGES),
            kind(reader, package, "JSON, a wallet's copy", "wallet.json"),
            kind(reader, package, "JSON, stack's badge", "stack.json"),
            kind(reader, package, "status list", "list.json"),
            kind(reader, package, "CLR 2.0 record", "record.json", mistaken=ROUND_TRIP if package == OPENVC else ""),
        )
    ),
    _python("openbadgeslib_json", OBL, "JSON, badge", "badge.json"),
    _python("openbadgeslib_json", OBL, "JSON, stack's badge", "stack.json"),
    _python("openbadgeslib_jwt", OBL, "JWT, badge", "badge.jwt"),
    _python("openbadgeslib_png", OBL, "PNG with signed JSON", "badge.png"),
    _python("openbadgeslib_svg", OBL, "SVG with JWT", "badge.svg"),
    _python("openbadgeslib_clr", OBL, "CLR 2.0 record", "record.json"),
    _node("jose", "jose", "JWT, badge", "badge.jwt"),
    _node("jose", "jose", "JWT, stack's badge", "stack.jwt"),
    _node("jose", "jose", "JWT, a wallet's copy", "wallet.jwt"),
    _python("jwcrypto_jwt", "jwcrypto", "JWT, badge", "badge.jwt"),
    _node("chunks", "png-chunks-extract", "PNG with signed JSON", "badge.png", holds="badge.json"),
    _node("itxt", "png-itxt", "PNG with signed JSON", "badge.png", holds="badge.json"),
    _python("pillow", "pillow", "PNG with signed JSON", "badge.png", holds="badge.json"),
    _python("pillow", "pillow", "PNG of a stack", "stack.png", holds="stack.json"),
    _node("bakery", "openbadges-bakery", "PNG with OB 2.0", "badge.png", holds="badge.ob2.json"),
    _older(Where.BAKERY, "openbadges-bakery (PyPI)", "PNG with OB 2.0", "badge.png", holds="badge.ob2.json"),
    _older(Where.VALIDATOR, VALIDATOR, "OB 2.0, hosted, badge", "badge.ob2.json", "revoked.ob2.json"),
    _older(Where.VALIDATOR, VALIDATOR, "OB 2.0, hosted, stack", "stack.ob2.json", "revoked.ob2.json"),
    _python("elementtree", "Python's ElementTree", "SVG with JWT", "badge.svg", holds="badge.jwt"),
    _node("schemas", "ajv", "1EdTech schema, badge", "badge.json", f"{BROKEN}/badge.json"),
    _node("schemas", "ajv", "1EdTech schema, stack", "stack.json", f"{BROKEN}/stack.json"),
    _node("schemas", "ajv", "1EdTech schema, CLR", "record.json", f"{BROKEN}/record.json"),
    _node("learncard", "@learncard/types", "form of a badge", "badge.json", f"{BROKEN}/badge.json"),
    _node(
        "learncard", "@learncard/types", "form of a CLR record", "record.json", f"{BROKEN}/record.json", mistaken=SCALAR
    ),
    _python("transcript", "pypdf", "PDF transcript, tagged", "transcript.pdf", "changed/transcript.pdf"),
)
