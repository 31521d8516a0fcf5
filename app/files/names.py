"""Names that people's files may carry. A name is only ever shown and offered for download, never a path."""

import re
import unicodedata

LONGEST_NAME = 120
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


def clean_name(raw: str, *, fallback: str = "file") -> str:
    """A name safe to show and to save on any system.

    Keeps letters of every script. Drops folders, control and direction-changing characters (which can
    make `exe.pdf` read as `fdp.exe`), names that Windows reserves, leading dots; at most 120 characters
    with the ending kept.
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    visible = "".join(" " if char.isspace() else char for char in base if _is_shown(char) or char.isspace())
    plain = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", visible)).strip(" .")
    stem, ending = split_name(plain)
    stem = stem.strip(" .") or fallback
    if stem.lower().split(".")[0] in _RESERVED:
        stem = f"_{stem}"
    return _shortened(stem, ending)


def split_name(name: str) -> tuple[str, str]:
    """Stem and ending without its dot, lower case; `("notes", "pdf")`. An ending has at most 8 characters."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or not re.fullmatch(r"[A-Za-z0-9]{1,8}", ending):
        return name, ""
    return stem, ending.lower()


def _shortened(stem: str, ending: str) -> str:
    tail = f".{ending}" if ending else ""
    return stem[: LONGEST_NAME - len(tail)].rstrip(" .") + tail


def _is_shown(char: str) -> bool:
    """Control, format (direction marks, zero width), surrogate and private characters are not."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
