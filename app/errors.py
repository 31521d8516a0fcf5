"""The five ways in which Cairn refuses, and nothing else.

A refusal is an answer to a person: it has a stable `code` for support, plain `words` that say what
happened, and a `way_out` that says what to do now. It never holds a token, a claim's value or a
stack trace. The web layer gives it a status and a reference id; the command line prints it.
"""


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error
    """Base of every refusal. `code` is kebab-case and never changes its meaning once released."""

    status = 400

    def __init__(self, code: str, words: str, way_out: str = "") -> None:
        super().__init__(f"{code}: {words}")
        self.code = code
        self.words = words
        self.way_out = way_out


class NotFound(Refusal):
    """What was asked for is not here, or not for this person to know of."""

    status = 404


class NotAllowed(Refusal):
    """The person is known and may not do this."""

    status = 403


class Invalid(Refusal):
    """What was sent can't be used as it is; `words` name the field and the mend."""

    status = 422


class Conflict(Refusal):
    """Somebody or something else got there first; trying the same again won't help by itself."""

    status = 409


class Unavailable(Refusal):
    """A part that is needed doesn't answer just now; the same again later may well work."""

    status = 503
