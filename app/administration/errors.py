"""How administration refuses."""

from app.errors import Conflict, Invalid, NotAllowed, NotFound

MAKE_ONE = "Whoever runs Cairn makes a new one with “flask admin link”."


def link_unknown() -> NotFound:
    return NotFound("sign-in-unknown", "This sign-in link is not one of Cairn's.", MAKE_ONE)


def link_used() -> NotAllowed:
    return NotAllowed("sign-in-used", "This sign-in link was used already; each one works once.", MAKE_ONE)


def link_over() -> NotAllowed:
    return NotAllowed(
        "sign-in-expired", "This sign-in link is older than 15 minutes, so it is no longer valid.", MAKE_ONE
    )


def not_signed_in() -> NotAllowed:
    return NotAllowed(
        "not-signed-in",
        "These pages are for administrators who are signed in.",
        "Open a sign-in link. " + MAKE_ONE,
    )


def session_unknown() -> NotFound:
    return NotFound("session-unknown", "There is no such session any more.", "Reload the list.")


def not_yours(what: str) -> NotFound:
    """What isn't there and what is another tenant's look the same."""
    return NotFound("not-found-here", f"There is no such {what} among what you look after.", "Go back to the overview.")


def renewal_of_others() -> NotAllowed:
    return NotAllowed(
        "registration-of-others",
        "This LMS is connected already, for another organisation than this registration link was made for.",
        "Nothing was changed here. Ask the people who run Cairn for a link of the organisation that it belongs to.",
    )


def needs_the_whole() -> NotAllowed:
    return NotAllowed(
        "registration-shared",
        "This connection isn't your organisation's alone, so only the people who run Cairn can change it as a whole.",
        "You can approve and block your own places of the platform one by one.",
    )


def operator_only() -> NotAllowed:
    return NotAllowed(
        "operator-only",
        "Only the people who run Cairn can do this.",
        "Ask them; the rest of the console is yours.",
    )


def no_organisation() -> NotAllowed:
    return NotAllowed(
        "no-organisation",
        "Your connection doesn't belong to an organisation here yet, so you can't invite others.",
        "Ask the people who run Cairn to add your organisation.",
    )


def organisation_unknown() -> NotFound:
    return NotFound("organisation-unknown", "There is no such organisation here.", "Reload the list.")


def organisation_name_missing() -> Invalid:
    return Invalid(
        "organisation-name", "An organisation needs a name of at most 200 letters.", "Write it and save again."
    )


def organisation_name_taken(name: str) -> Conflict:
    return Conflict("organisation-known", f"There is an organisation called “{name}” already.", "Choose another name.")
