"""What the review form sends, as values."""

from collections.abc import Iterable
from typing import Protocol

from app.review import Note


class FormFields(Protocol):
    """The part of a submitted form that is needed."""

    def get(self, name: str, default: str, /) -> str: ...

    def __contains__(self, name: object, /) -> bool: ...


def notes_from(form: FormFields, criterion_ids: Iterable[str]) -> dict[str, Note]:
    """Level and feedback of each criterion that the form has fields for."""
    return {
        key: Note(form.get(f"level-{key}", ""), _lines(form.get(f"feedback-{key}", "")))
        for key in criterion_ids
        if f"level-{key}" in form or f"feedback-{key}" in form
    }


def note_from(form: FormFields) -> str:
    """The note on the whole."""
    return _lines(form.get("note", ""))


def _lines(text: str) -> str:
    """Browsers send CR LF; what is stored has plain line ends."""
    return text.replace("\r\n", "\n").strip()
