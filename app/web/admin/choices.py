"""The choice of an organisation in the console's forms."""

from flask import request

from app.administration import OrganisationView, Scope
from app.errors import Invalid


def organisation_in_form() -> int | None:
    """The organisation that a form names, None for none. Raises Invalid for what isn't a number."""
    word = request.form.get("organisation", "")
    if not word:
        return None
    if not (word.isascii() and word.isdecimal() and len(word) < 10):
        raise Invalid("organisation-choice", "Choose one of the organisations.")
    return int(word)


def organisation_choices(scope: Scope, found: tuple[OrganisationView, ...], nobody: str) -> list[tuple[str, str]]:
    """Options of a select; empty for who may not choose."""
    return [("", nobody), *((str(each.id), each.name) for each in found)] if scope.is_operator else []
