"""What an implementation says to a file."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """`said` yes or no; or the `text` that was taken out of a picture; or why it couldn't be asked at all."""

    said: bool = False
    words: str = ""
    text: str | None = None
    missing: str = ""

    def accepts(self, wanted: bytes) -> bool:
        """Whether it takes the file: by its own word, or because it took out what was put in."""
        return self.said if self.text is None else _same(self.text, wanted.decode())


def _same(text: str, wanted: str) -> bool:
    """To the letter; JSON may be spaced otherwise."""
    return text == wanted or (text.startswith("{") and json.loads(text) == json.loads(wanted))
