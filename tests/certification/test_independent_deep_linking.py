"""Deep linking against a platform that we did not write: it checks our answer, and what was chosen then opens."""

import html
import re

from app.badges import ensure_issuer
from app.catalog import publish
from app.db import reading, transaction
from app.people import find_launch_session
from app.placement import find_placement
from tests.certification.independent import INSTRUCTOR, LEARNER
from tests.certification.joined import FORM, Browser
from tests.certification.test_independent_platform import Meeting, meeting
from tests.evidence.world import TALKS
from tests.web.returned import returning

__all__ = ["meeting"]


def test_what_a_teacher_picks_is_taken_placed_and_opened(meeting: Meeting) -> None:
    meeting.app.test_client_class = Browser
    services = meeting.services
    with transaction() as session:
        ensure_issuer(session, clock=services.clock, sealer=services.sealer, public_url=services.settings.public_url)
        loaded = publish(session, services.clock, TALKS)
        assert loaded is not None
    teacher = meeting.app.test_client()
    picker = teacher.get(meeting.launch(teacher, "ida", INSTRUCTOR, adding=True), follow_redirects=True)
    found = re.search(rf'(?:href|action)="([^"]*/place/{loaded.version_id})"', picker.text)
    assert found, picker.text
    address = html.unescape(found[1])
    form = next(form for form in FORM.findall(teacher.get(address).text) if f"/place/{loaded.version_id}" in form)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]  # type: ignore[index]
    answer = teacher.post(address, data={"csrf_token": token, "points": "50", "policy": "points_percent"})
    to, signed = returning(answer)
    assert to == f"{meeting.platform.issuer}/deep-links"
    (item,) = meeting.platform.content_items(signed)
    assert (item["type"], item["title"]) == ("ltiResourceLink", TALKS.title)
    assert item["lineItem"]["scoreMaximum"] == 50
    link = {"id": "link-picked", "title": item["title"], "custom": item["custom"]}
    for person, role in (("iris", LEARNER), ("ida", INSTRUCTOR)):
        browser = meeting.app.test_client()
        where = meeting.launch(browser, person, role, link=link)
        page = browser.get(where, follow_redirects=True)
        assert page.status_code == 200 and TALKS.title in page.text
    with reading() as session:
        opened = find_launch_session(session, where.split("/l/")[1].split("/")[0])
        placement = find_placement(session, opened.deployment_id, "link-picked", course_id=opened.course_id)
    assert placement is not None and placement.points == 50_00
