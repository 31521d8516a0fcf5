"""Deep linking as every audience has it: which page answers a request, and how its answer leaves for the LMS."""

from dataclasses import dataclass

from flask import render_template

from app.flows.deep_link import AskedItems
from app.flows.insert_card import CARD_KINDS
from app.lti import ContentType, DeepLinkingForm
from app.people import Actor
from app.web.access import EARN, PLACE, TEACH
from app.web.headers import allow_form_to

EDITOR, HOMEWORK = "editor_button", "homework_submission"
"""Canvas's own words for its editor and for handing in."""
CARD_WORDS = {
    ContentType.HTML: "Insert the card",
    ContentType.LINK: "Insert a link",
    ContentType.IMAGE: "Insert the picture",
}
"""The words of each kind's button."""
FOR_WHOM = {
    EDITOR: "Cards are put into texts by the learners and teachers of the course.",
    HOMEWORK: "Badges are handed in by the learners of the course.",
}
FOR_TEACHERS = "Micro-credentials are added by the teachers of the course."


@dataclass(frozen=True, slots=True)
class NothingToAddPage:
    """What templates/home/nothing_to_add.html shows: whose it is to add something here."""

    words: str


def build_nothing_to_add(actor: Actor) -> NothingToAddPage:
    """For who asks for something to add and has no page for it."""
    return NothingToAddPage(FOR_WHOM.get(actor.lms_placement or "", FOR_TEACHERS))


def deep_linking_page(actor: Actor) -> str | None:
    """The endpoint that answers the actor's deep linking request; None where nothing is theirs to add."""
    if actor.lms_placement == EDITOR:
        return "cards.choose" if actor.role in EARN | TEACH | PLACE else None
    if actor.role in EARN:
        return "handing_in.choose"
    return "placing.picker" if actor.role in PLACE and actor.lms_placement != HOMEWORK else None


def card_ways(asked: AskedItems) -> tuple[tuple[str, str], ...]:
    """What of a card the LMS takes: (content type, words for the button)."""
    return tuple((kind.value, CARD_WORDS[kind]) for kind in CARD_KINDS if asked.takes(kind))


def back_to_lms(form: DeepLinkingForm) -> str:
    """The page whose form goes to the LMS's return address, by itself or with its button, and nowhere else."""
    allow_form_to(form.origin)
    return render_template("lti/deep_linking_return.html", page=form)
