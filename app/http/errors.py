"""Failures of a call that brought no usable answer."""

from app.errors import Unavailable


class TransportError(Unavailable):
    """No usable answer came back.

    `retryable`: the same call later may work. `timed_out`: a time limit ended it. `uncertain`: the
    request had left, so the other side may have acted on it.
    """

    def __init__(
        self, code: str, words: str, *, retryable: bool, timed_out: bool = False, uncertain: bool = False
    ) -> None:
        way_out = "Try again later." if retryable else "Ask the administrator to check the address."
        super().__init__(code, words, way_out)
        self.retryable = retryable
        self.timed_out = timed_out
        self.uncertain = uncertain
