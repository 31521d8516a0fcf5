"""What a kind of delivery has to bring: how to make a message of the current fact, send it, note what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.outbox.rules import Outcome


@dataclass(frozen=True, slots=True)
class Sent:
    """How a sending ended for the outbox, and what its own handler has to note."""

    outcome: Outcome
    result: Any = None


class Handler(Protocol):
    """One kind of delivery. `send` runs between two transactions and must open none that stays open while it talks."""

    def prepare(self, session: Session, key: str) -> Any:
        """A frozen message made of the fact as it is now; None if nothing is left to tell."""

    def send(self, message: Any, may_start: Callable[[], bool]) -> Sent:
        """Talk to the other side. Ask `may_start` before what must not happen after the lease ran out."""

    def note(self, session: Session, message: Any, sent: Sent) -> None:
        """Write down what came of it; called only while the lease was still ours."""
