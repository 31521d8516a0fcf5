"""The kinds of file that Cairn takes, and no other."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: the media type it is served with, the endings it may carry, what people call it."""

    key: str
    media_type: str
    endings: tuple[str, ...]
    words: str
    group: str
    shown_in_page: bool = False
    """Whether a browser may show it inside a page: pictures, sound and film can't run anything."""


_OFFICE = "application/vnd.openxmlformats-officedocument"

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("pdf", "application/pdf", ("pdf",), "PDF", "document"),
        Kind("docx", f"{_OFFICE}.wordprocessingml.document", ("docx",), "Word document (.docx)", "document"),
        Kind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), "Excel sheet (.xlsx)", "document"),
        Kind("pptx", f"{_OFFICE}.presentationml.presentation", ("pptx",), "PowerPoint slides (.pptx)", "document"),
        Kind("csv", "text/csv", ("csv", "tsv"), "CSV table", "text"),
        Kind("plain", "text/plain", ("txt", "md", "markdown", "text"), "plain text", "text"),
        Kind("png", "image/png", ("png",), "PNG picture", "image", shown_in_page=True),
        Kind("jpg", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), "JPEG photo", "image", shown_in_page=True),
        Kind("webp", "image/webp", ("webp",), "WebP picture", "image", shown_in_page=True),
        Kind("heic", "image/heic", ("heic", "heif"), "HEIC photo", "image"),
        Kind("mp3", "audio/mpeg", ("mp3", "mpga"), "MP3 recording", "audio", shown_in_page=True),
        Kind("m4a", "audio/mp4", ("m4a", "m4b"), "M4A recording", "audio", shown_in_page=True),
        Kind("wav", "audio/wav", ("wav", "wave"), "WAV recording", "audio", shown_in_page=True),
        Kind("mp4", "video/mp4", ("mp4", "m4v"), "MP4 video", "video", shown_in_page=True),
        Kind("mov", "video/quicktime", ("mov", "qt"), "QuickTime video (.mov)", "video", shown_in_page=True),
        Kind("webm", "video/webm", ("webm", "weba"), "WebM video", "video", shown_in_page=True),
    )
}
_GROUP_WORDS = {"image": "photo or picture", "audio": "sound recording", "video": "video"}


def kind_named(key: str) -> Kind | None:
    return KINDS.get(key)


def kind_of_media_type(media_type: str) -> Kind | None:
    """The kind that a stored file was recorded with; None for bytes of our own making."""
    return next((kind for kind in KINDS.values() if kind.media_type == media_type), None)


def accepts(accept: Iterable[str], kind: Kind) -> bool:
    """Whether a slot that accepts these keys or groups (`pdf`, `image`) takes this kind; an empty list takes all."""
    wanted = {word.lower().lstrip(".") for word in accept}
    return not wanted or bool(wanted & {kind.key, kind.group, *kind.endings})


def browser_accept(accept: Iterable[str]) -> str:
    """The `accept` attribute of a file field: endings, which every browser understands."""
    wanted = list(accept)
    endings = [f".{ending}" for kind in KINDS.values() if accepts(wanted, kind) for ending in kind.endings]
    return ",".join(endings)


def words_for(accept: Iterable[str]) -> str:
    """What a slot accepts, for people: `PDF, Word document (.docx) or photo or picture`."""
    wanted = list(accept) or ["pdf", "docx", "xlsx", "pptx", "text", "image", "audio", "video"]
    names = [_word(word.lower().lstrip(".")) for word in wanted]
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _word(word: str) -> str:
    if word in _GROUP_WORDS:
        return _GROUP_WORDS[word]
    kind = next((kind for kind in KINDS.values() if word == kind.key or word in kind.endings), None)
    return kind.words if kind else {"text": "text or CSV table", "document": "PDF or Office document"}.get(word, word)
