"""Custom variables that Cairn asks for, by product; `app/lti/claims.py` reads each of them.

Names are lower snake case, because Moodle sends them so whatever they were. What an LMS doesn't know comes
back as it was written and counts as missing.
"""

CUSTOM = {
    "context_history": "$Context.id.history",
}
"""Everywhere: which courses this one was copied from."""

CANVAS_CUSTOM = {
    **CUSTOM,
    "person_time_zone": "$Person.address.timezone",
    "canvas_masquerading_user_id": "$Canvas.masqueradingUser.id",
    "canvas_high_contrast": "$Canvas.user.prefersHighContrast",
    "canvas_api_domain": "$Canvas.api.domain",
    "canvas_account_id": "$Canvas.account.id",
    "canvas_root_account_id": "$Canvas.rootAccount.id",
}

PLATFORM_VARIABLES = frozenset(CANVAS_CUSTOM)
"""What the platform says of the person, the course and itself, whichever link is opened."""
