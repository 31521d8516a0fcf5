"""An earner who changes name: pages say the new one as soon as the LMS does, and no signed byte is another."""

import re
from dataclasses import replace

import pytest

from app.badges import signed_document
from app.db import reading, transaction
from app.people import record_launch
from app.people.models import LmsAccount
from app.services import Services
from tests import cast
from tests.web.credentials.conftest import Sharing
from tests.world import launch_of

NAMES = ("Ben O\u2019Brien-Zoë", "王小明", "محمد علي")


def renamed(sharing: Sharing, name: str) -> None:
    """Ben opens Cairn again, and his LMS calls him something else now."""
    services: Services = sharing.app.extensions["cairn"]
    actor = sharing.world.actors["ben"]
    with sharing.app.app_context(), transaction() as session:
        registration = session.query(LmsAccount).filter_by(person_id=actor.person_id).one().registration_id
        again = replace(launch_of(cast.BEN, registration, actor.deployment_id), name=name)
        record_launch(session, services.clock, again)


def signed(sharing: Sharing) -> bytes:
    with sharing.app.app_context(), reading() as session:
        return signed_document(session, sharing.world.badge)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_the_new_name_and_the_file_never_said_one(sharing: Sharing, name: str) -> None:
    assert sharing.choose("public", shows_name="yes").status_code == 303
    assert "Ben Bakowski" in sharing.stranger(sharing.path).text
    before = signed(sharing)
    renamed(sharing, name)
    page = sharing.stranger(sharing.path).text
    assert name in page and "Bakowski" not in page
    assert signed(sharing) == before and name.encode() not in before
    assert "Bakowski" not in sharing.stranger(f"{sharing.path}/embed").text


@pytest.mark.parametrize("name", NAMES)
def test_the_transcript_has_the_new_name_and_a_code_given_before_says_both(sharing: Sharing, name: str) -> None:
    (code,) = re.findall(r'<strong class="code">([\w-]+)</strong>', sharing.ben.text("/credentials/transcript/"))
    assert "Ben Bakowski" in sharing.stranger(f"/transcripts/{code}").text
    renamed(sharing, name)
    for kind in ("csv", "json"):
        written = sharing.ben.get(f"/credentials/transcript/{kind}").get_data(as_text=True)
        assert name in written and "Bakowski" not in written
    shown = sharing.stranger(f"/transcripts/{code}").text
    assert name in shown and "Ben Bakowski" in shown


def test_a_name_that_was_never_shown_stays_hidden_under_any_name(sharing: Sharing) -> None:
    sharing.choose("public")
    renamed(sharing, NAMES[0])
    page = sharing.stranger(sharing.path).text
    assert "Brien" not in page and "Bakowski" not in page
