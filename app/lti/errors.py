"""Refusals of the LTI edge: what a person reads when a launch doesn't come through.

Every code stands for one cause; none holds a token, a claim's value or an address of the sender.
"""

from app.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal

OPEN_AGAIN = "Go back to your course and open the activity again."
TELL_ADMINISTRATOR = "Tell the person who looks after your learning platform, and give them the code below."


class LaunchRefused(NotAllowed):
    """A launch that was not let in. `return_url` is set only where the platform's signature vouches for it."""

    def __init__(self, code: str, words: str, way_out: str = OPEN_AGAIN, *, return_url: str | None = None) -> None:
        super().__init__(code, words, way_out)
        self.return_url = return_url


def login_incomplete() -> Refusal:
    return Invalid(
        "login-incomplete",
        "Your learning platform asked to sign in without saying who it is or for whom.",
        OPEN_AGAIN,
    )


def platform_unknown() -> Refusal:
    return NotFound(
        "platform-unknown", "Cairn doesn't know the learning platform that you came from.", TELL_ADMINISTRATOR
    )


def platform_ambiguous() -> Refusal:
    return Invalid(
        "platform-ambiguous",
        "Your learning platform is set up here more than once, and it didn't say which one it means.",
        TELL_ADMINISTRATOR,
    )


def platform_inactive() -> LaunchRefused:
    return LaunchRefused(
        "platform-inactive", "The connection with your learning platform is switched off.", TELL_ADMINISTRATOR
    )


def platform_refused(error: str) -> LaunchRefused:
    """The platform answered with an error of its own; `error` is one of the known short codes, or empty."""
    if error == "login_required":
        words, way_out = "You are no longer signed in to your learning platform.", f"Sign in there. {OPEN_AGAIN}"
    elif error == "launch_no_longer_valid":
        words, way_out = "Your learning platform waited too long and gave this launch up.", OPEN_AGAIN
    else:
        words, way_out = "Your learning platform stopped this launch.", f"{OPEN_AGAIN} {TELL_ADMINISTRATOR}"
    return LaunchRefused(f"platform-said-{(error or 'error').replace('_', '-')}", words, way_out)


def launch_incomplete() -> Refusal:
    return Invalid("launch-incomplete", "What your learning platform sent is not a complete launch.", OPEN_AGAIN)


def state_unknown() -> LaunchRefused:
    return LaunchRefused("state-unknown", "This launch did not begin here.")


def state_expired() -> LaunchRefused:
    return LaunchRefused("state-expired", "This launch took too long, so it is no longer valid.")


def state_of_another_browser() -> LaunchRefused:
    return LaunchRefused("state-other-browser", "This launch was begun in another browser.")


def state_used() -> Refusal:
    return Conflict("state-used", "This launch was used already; each one opens once.", OPEN_AGAIN)


def token_refused(code: str, words: str = "What your learning platform sent can't be trusted.") -> LaunchRefused:
    """An id_token that fails before or at its signature: nothing in it is believed."""
    return LaunchRefused(code, words, f"{OPEN_AGAIN} {TELL_ADMINISTRATOR}")


def message_refused(code: str, words: str, return_url: str | None) -> LaunchRefused:
    """A truly signed message that isn't one that Cairn can answer."""
    return LaunchRefused(code, words, TELL_ADMINISTRATOR, return_url=return_url)


def deployment_pending(return_url: str | None) -> LaunchRefused:
    return LaunchRefused(
        "deployment-pending",
        "An administrator must approve this place of your learning platform first.",
        "It has been noted here and waits for approval. Ask the person who looks after Cairn, then open it again.",
        return_url=return_url,
    )


def deployment_blocked(return_url: str | None) -> LaunchRefused:
    return LaunchRefused(
        "deployment-blocked",
        "This place of your learning platform may not use Cairn.",
        TELL_ADMINISTRATOR,
        return_url=return_url,
    )
