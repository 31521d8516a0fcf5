"""Badges in SVG: one element directly below `<svg>`.

Nothing is built from a foreign file: it runs through a parser that reports what it meets, and the first document type
declaration ends it, so that no entity is ever expanded and nothing is ever fetched.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from app.badges.baking.baked import MOST_BADGE_BYTES, Baked, damaged, too_large, twofold

MOST_FILE_BYTES = 2 * 1024 * 1024
MOST_ELEMENTS = 50_000
MOST_DEPTH = 200

SVG = "http://www.w3.org/2000/svg"
CREDENTIAL_SPACE, ASSERTION_SPACE = "https://purl.imsglobal.org/ob/v3p0", "http://openbadges.org"
CREDENTIAL, ASSERTION = f"{CREDENTIAL_SPACE} credential", f"{ASSERTION_SPACE} assertion"
STYLE = f"{SVG} style"

_ACTING = {"script", "foreignobject", "iframe", "embed", "object", "handler", "listener"}
_CHANGING = {"animate", "set", "animatetransform", "animatemotion"}
_STILL_PICTURES = ("data:image/png;", "data:image/jpeg;", "data:image/webp;", "data:image/gif;")
_REACHES_OUT = re.compile(r"url\(\s*+['\"]?+\s*+(?!#|data:image/)|@import|javascript:|expression\(", re.IGNORECASE)
_HARMLESS_TEXT = re.compile(r"[A-Za-z0-9_=-]+(?:\.[A-Za-z0-9_=-]+)*")
_ROOT = re.compile(r"<svg\b[^>]*>")


def bake_svg(svg: str, credential: bytes | str) -> str:
    """The picture with the Open Badges 3.0 credential in it: a compact JWT in `verify`, JSON in one CDATA section.

    For our own drawings, which hold no badge yet. Raises Invalid if it is no SVG, or would act when it is opened.
    """
    scan = _scanned(svg.encode())
    if scan.active:
        raise damaged("it holds something that would act when it is opened")
    if scan.found:
        raise twofold()
    text = credential.decode() if isinstance(credential, bytes) else credential
    inner = f' verify="{text}"/>' if _HARMLESS_TEXT.fullmatch(text) else f">{_cdata(text)}</openbadges:credential>"
    element = f'<openbadges:credential xmlns:openbadges="{CREDENTIAL_SPACE}"{inner}'
    root = _ROOT.search(svg)
    if root is None or root.group().endswith("/>"):
        raise damaged("it is an SVG file without a picture")
    return f"{svg[: root.end()]}\n{element}{svg[root.end() :]}"


def read_svg(svg: bytes) -> Baked:
    """The badges in a picture, whoever made it, and whether it would act in a browser. Nothing of it is run.

    Raises Invalid for what is no SVG, for a document type declaration (entity bombs, outside files), for two badges
    of one kind, and for files above 2 MB, 50,000 elements or 200 levels.
    """
    seen = _scanned(svg)
    credential, assertion = (seen.found.get(each) or None for each in (CREDENTIAL, ASSERTION))
    return Baked(credential=credential, assertion=assertion, active=seen.active)


@dataclass(slots=True)
class _Scan:
    """What has been met so far."""

    found: dict[str, str] = field(default_factory=dict)
    active: bool = False
    depth: int = 0
    elements: int = 0
    inside: str = ""
    text: list[str] = field(default_factory=list)
    length: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth, self.elements = self.depth + 1, self.elements + 1
        if self.elements > MOST_ELEMENTS or self.depth > MOST_DEPTH:
            raise too_large("it has more parts than any badge's picture")
        if self.depth == 1 and name != f"{SVG} svg":
            raise damaged("it is not an SVG file")
        self.active = self.active or _acts(name, attributes)
        if name in {CREDENTIAL, ASSERTION}:
            self._badge(name, attributes.get("verify", ""))
        elif name == STYLE and not self.inside:
            self.inside, self.text = name, []

    def _badge(self, name: str, verify: str) -> None:
        """Only an element directly below the root is a badge; one that hides deeper makes the picture doubtful."""
        if name in self.found or self.inside:
            raise twofold()
        if self.depth != 2:
            raise damaged("the badge in it is not where it has to be, directly below the root")
        self._measure(verify)
        self.found[name] = verify
        self.inside, self.text = name, []

    def characters(self, text: str) -> None:
        if self.inside:
            self._measure(text)
            self.text.append(text)

    def end(self, name: str) -> None:
        self.depth -= 1
        if name == self.inside:
            self.inside = ""
            self._close(name, "".join(self.text).strip())

    def _close(self, name: str, text: str) -> None:
        """In 3.0 a badge is the attribute or the text; in 2.0 the text repeats in clear what the attribute signs."""
        if name == STYLE:
            self.active = self.active or bool(_REACHES_OUT.search(text))
        elif text and self.found[name] and name == CREDENTIAL:
            raise twofold()
        else:
            self.found[name] = self.found[name] or text

    def _measure(self, text: str) -> None:
        self.length += len(text)
        if self.length > MOST_BADGE_BYTES:
            raise too_large("the badge in it has more than 1 MB")

    def declared(self, *_: object) -> None:
        raise damaged("it begins with a document type declaration, which no badge needs")

    def instructed(self, *_: object) -> None:
        """A processing instruction can name a style sheet, which can name anything."""
        self.active = True


def _scanned(svg: bytes) -> _Scan:
    if len(svg) > MOST_FILE_BYTES:
        raise too_large("it has more than 2 MB")
    scan = _Scan()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.characters
    parser.StartDoctypeDeclHandler = scan.declared
    parser.ProcessingInstructionHandler = scan.instructed
    try:
        parser.Parse(svg, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged("it is not well-formed XML") from error
    return scan


def _acts(name: str, attributes: dict[str, str]) -> bool:
    """Whether an element runs, embeds or fetches something where the picture is opened by itself."""
    local = name.rpartition(" ")[2].lower()
    if local in _ACTING:
        return True
    return any(_attribute_acts(local, key.rpartition(" ")[2].lower(), value) for key, value in attributes.items())


def _attribute_acts(element: str, key: str, value: str) -> bool:
    if key.startswith("on"):
        return True
    if element in _CHANGING and key == "attributename":
        return value.strip().lower().rpartition(":")[2] in {"href", "style"} or value.strip().lower().startswith("on")
    if key in {"href", "src"}:
        return not value.lstrip().lower().startswith(("#", *_STILL_PICTURES))
    return bool(_REACHES_OUT.search(value))


def _cdata(text: str) -> str:
    """One section for the usual badge; `]]>` inside is split, which every parser joins again."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
