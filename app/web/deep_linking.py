"""Deep linking as every audience has it: which page answers a request, and how its answer leaves for the LMS."""

from flask import render_template

from app.lti import DeepLinkingForm
from app.people import Actor
from app.web.access import EARN, PLACE, TEACH
from app.web.headers import allow_form_to

EDITOR, HOMEWORK = "editor_button", "homework_submission"
"""Canvas's own words for its editor and for handing in."""


def deep_linking_page(actor: Actor) -> str | None:
    """The endpoint that answers the actor's deep linking request; None where nothing is theirs to add."""
    if actor.lms_placement == EDITOR:
        return "cards.choose" if actor.role in EARN | TEACH | PLACE else None
    if actor.role in EARN:
        return "handing_in.choose"
    return "placing.picker" if actor.role in PLACE and actor.lms_placement != HOMEWORK else None


def back_to_lms(form: DeepLinkingForm) -> str:
    """The page whose form goes to the LMS's return address, by itself or with its button, and nowhere else."""
    allow_form_to(form.origin)
    return render_template("lti/deep_linking_return.html", page=form)
