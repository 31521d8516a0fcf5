"""What an LMS's refusal means to the outbox."""

import math

from app.lti import Reply, ReplyKind
from app.outbox import Outcome, OutcomeKind

OUT_OF_TIME = Outcome(OutcomeKind.RETRY, "The LMS took too long to answer. Cairn will try again.")
"""The lease would have run out before the next call."""


def outcome_of(reply: Reply) -> Outcome:
    """Again later where the LMS may think otherwise by then; who can't be reached holds back all that is theirs.

    A fault of the LMS may be of this one message; a few in a row hold everything back too.
    """
    kind = OutcomeKind.RETRY if reply.kind is ReplyKind.RETRY else OutcomeKind.STOP
    retries = kind is OutcomeKind.RETRY
    return Outcome(
        kind=kind,
        words=reply.words,
        detail=f"{reply.code} {reply.status or ''} {reply.detail}",
        retry_after=None if reply.retry_after is None else math.ceil(reply.retry_after),
        closes_gate=retries and (reply.gates_platform or reply.status is None),
        strains_gate=retries and (reply.status or 0) >= 500,
    )
