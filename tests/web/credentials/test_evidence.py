"""Evidence with a badge: shown piece by piece, to those who see the badge, until it is withdrawn."""

import pytest

from app.badges import signed_document
from app.db import reading
from app.evidence import attempt_view
from tests import cast
from tests.web.credentials.conftest import YES, Sharing
from tests.world import Window


def test_nothing_is_shown_until_it_is_released(sharing: Sharing) -> None:
    sharing.choose("public")
    evidence, _ = sharing.piece("agenda")
    page = sharing.stranger(f"/evidence/{evidence}")
    assert page.status_code == 200 and "Reviewed for the badge; not public." in page.text
    for text in (page.text, sharing.stranger(sharing.path).text):
        assert cast.BEN.keepsake not in text


def test_a_released_file_is_shown_with_an_open_badge_under_a_name_that_tells_nothing(sharing: Sharing) -> None:
    sharing.choose("public")
    path = sharing.release()
    assert f'href="{path}/1"' in sharing.stranger(sharing.path).text
    assert f'href="{path}/1"' in sharing.stranger(path).text
    file = sharing.stranger(f"{path}/1")
    assert file.data.startswith(b"%PDF") and "Annotated agenda.pdf" in file.headers["Content-Disposition"]
    assert cast.BEN.keepsake not in str(file.headers) and "sandbox" in file.headers["Content-Security-Policy"]
    assert "no-store" in file.headers["Cache-Control"] and "noindex" in file.headers["X-Robots-Tag"]


def test_texts_links_and_pictures_are_shown_as_what_they_are(sharing: Sharing) -> None:
    sharing.choose("public")
    for slot in ("story", "pictures", "forum"):
        sharing.release(slot)
    page = sharing.stranger(sharing.path).text
    assert f"A talk helped me because of {cast.BEN.keepsake}." in page
    assert f'href="https://forum.example/{cast.BEN.keepsake}" rel="noopener noreferrer nofollow ugc"' in page
    assert 'class="piece-picture"' in page


@pytest.mark.parametrize("visibility", ["private", "link"])
def test_unless_everybody_sees_the_badge_its_evidence_page_tells_nothing(sharing: Sharing, visibility: str) -> None:
    path = sharing.release()
    sharing.choose(visibility)
    assert sharing.stranger(f"{path}/1").status_code == 404
    for accept in ("text/html", "application/ld+json"):
        answer = sharing.stranger(path, accept)
        assert answer.status_code == 200
        for hidden in ("agenda", "Agenda", cast.BEN.name, cast.BEN.keepsake, sharing.world.badge, "talks"):
            assert hidden not in answer.text, hidden


def test_behind_a_share_link_a_piece_lives_as_long_as_the_link(sharing: Sharing) -> None:
    sharing.choose("link")
    sharing.release()
    link = sharing.link
    assert f'href="{link}/evidence/1"' in sharing.stranger(link).text
    assert sharing.stranger(f"{link}/evidence/1").data.startswith(b"%PDF")
    assert sharing.stranger(f"{link}/evidence/2").status_code == 404
    sharing.ben.post(f"{sharing.path}/link")
    assert sharing.stranger(f"{link}/evidence/1").status_code == 404
    assert sharing.stranger(f"{sharing.link}/evidence/1").status_code == 200


def test_a_withdrawn_piece_is_gone_at_once_and_the_badge_is_untouched(sharing: Sharing) -> None:
    with sharing.app.app_context(), reading() as session:
        before = signed_document(session, sharing.world.badge)
    sharing.choose("public")
    path = sharing.release()
    sharing.withdraw()
    assert sharing.stranger(f"{path}/1").status_code == 404
    assert "not public" in sharing.stranger(path).text
    assert sharing.release() == path and sharing.stranger(f"{path}/2").status_code == 200
    assert sharing.stranger(f"{path}/1").status_code == 404
    with sharing.app.app_context(), reading() as session:
        assert signed_document(session, sharing.world.badge) == before


@pytest.mark.parametrize(
    "said", [{}, {"assurance": "nobody"}, {"looked": "yes"}, {"assurance": "anybody", "looked": "yes"}]
)
def test_a_piece_is_shown_only_after_the_checklist(sharing: Sharing, said: dict[str, str]) -> None:
    sharing.choose("public")
    evidence, item = sharing.piece("agenda")
    assert sharing.ben.post(f"{sharing.path}/evidence/{evidence}/{item}/show", said).status_code == 422
    assert "not public" in sharing.stranger(f"/evidence/{evidence}").text


def test_what_the_earner_said_is_kept_word_for_word(sharing: Sharing) -> None:
    sharing.release()
    page = sharing.ben.text(f"{sharing.path}/")
    assert "You said: Nobody but me can be recognised in it" in page


def test_releasing_twice_is_releasing_once(sharing: Sharing) -> None:
    sharing.choose("public")
    path = sharing.release()
    sharing.release()
    assert f"{path}/2" not in sharing.stranger(path).text
    sharing.withdraw()
    assert sharing.stranger(f"{path}/1").status_code == 404


def test_only_what_was_handed_in_for_this_badge_can_be_shown_with_it(sharing: Sharing) -> None:
    sharing.choose("public")
    evidence, agenda = sharing.piece("agenda")
    story, _ = sharing.piece("story")
    with sharing.app.app_context(), reading() as session:
        of_cam = attempt_view(session, sharing.world.attempts["cam"]).items_in("agenda")[0].id
    wrong = ((evidence, of_cam), (story, agenda), (evidence, 10**9), (sharing.world.badge, agenda))
    for line, item in wrong:
        answer = sharing.ben.post(f"{sharing.path}/evidence/{line}/{item}/show", YES)
        assert answer.status_code == 404, (line, item)
    assert sharing.ben.get(f"{sharing.path}/pieces/{of_cam}").status_code == 404
    assert cast.CAM.keepsake not in sharing.stranger(sharing.path).text


def test_nobody_else_shows_or_opens_the_earners_evidence(sharing: Sharing) -> None:
    evidence, item = sharing.piece("agenda")
    for who, status in ((cast.CAM, 404), (cast.ADA, 404), (cast.OTHER_BEN, 404), (cast.AS_BEN, 403)):
        window = Window(sharing.app, sharing.world, who)
        assert window.post(f"{sharing.path}/evidence/{evidence}/{item}/show", YES).status_code == status, who.key
        assert window.get(f"{sharing.path}/pieces/{item}").status_code == status, who.key


def test_a_piece_of_one_badge_does_not_open_under_another_line(sharing: Sharing) -> None:
    sharing.choose("public")
    sharing.release("agenda")
    story, _ = sharing.piece("story")
    assert sharing.stranger(f"/evidence/{story}/1").status_code == 404


def test_evidence_of_a_badge_that_was_taken_back_can_be_withdrawn_and_no_more_shown(sharing: Sharing) -> None:
    sharing.choose("public")
    path = sharing.release()
    sharing.revoke()
    evidence, item = sharing.piece("story")
    assert sharing.ben.post(f"{sharing.path}/evidence/{evidence}/{item}/show", YES).status_code == 409
    sharing.withdraw()
    assert sharing.stranger(f"{path}/1").status_code == 404
