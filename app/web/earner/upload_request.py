"""How a form's files come in: straight into the storage's own temporary files, within the slot's limit.

Werkzeug would write them to its own temporary folder first, and the limit would be looked at when all
of it has arrived. Here the rules of the place are asked before the first byte is taken, and the stream
stops at the first byte too many.
"""

from collections.abc import Callable
from typing import IO, Any, TypeVar, cast

from flask import Request, current_app, g

from app.errors import Refusal
from app.files import ReceivingRules
from app.services import Services
from app.web.plain import without_nul

View = TypeVar("View", bound=Callable[..., Any])

RULES = "cairn_receiving_rules"
TEXT_FIELDS_BYTES = 2 * 1024 * 1024
CHUNK = 256 * 1024


class UploadRequest(Request):
    """A request whose views may declare rules for the files they take, by `takes_files`."""

    max_form_memory_size = TEXT_FIELDS_BYTES

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        rules = self._rules()
        if rules is None:
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        services = cast(Services, current_app.extensions["cairn"])
        return cast(IO[bytes], services.files.spool(rules.max_bytes))

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except Refusal:
            self.drain()
            raise
        if "actor" in g:
            self.__dict__["form"] = without_nul(self.__dict__["form"])

    def drain(self) -> None:
        """Read the rest and forget it: a browser reads the answer only when it could send everything."""
        while self.stream.read(CHUNK):
            pass

    def _rules(self) -> ReceivingRules | None:
        view = current_app.view_functions.get(self.endpoint or "")
        ask = getattr(view, RULES, None)
        if ask is None or "actor" not in g:
            return None
        if "receiving_rules" not in g:
            g.receiving_rules = ask()
        return cast(ReceivingRules, g.receiving_rules)


def takes_files(ask: Callable[[], ReceivingRules]) -> Callable[[View], View]:
    """Declare who knows the rules for the files that a view takes; asked before the first byte is."""

    def declare(view: View) -> View:
        setattr(view, RULES, ask)
        return view

    return declare
