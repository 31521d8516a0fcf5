"""What an earner saves: with script and without, allowed and refused."""

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import reading
from app.evidence import ItemView, items_of
from app.services import Services
from tests.evidence.world import GOOD_STORY, PDF, PNG, office
from tests.review.world import World
from tests.web.earner.conftest import Browser, open_browser

JSON = {"Accept": "application/json"}


def held(app: Flask, world: World, name: str = "ada") -> tuple[ItemView, ...]:
    with app.app_context(), reading() as session:
        return items_of(session, world.placement.id, world.person(name))


def stored_files(services: Services) -> int:
    return len(list(services.files.stored()))


def leftovers(services: Services) -> list[Path]:
    return list((services.settings.data_dir / "files").rglob("*.part"))


def upload(browser: Browser, slot: str, content: bytes, name: str, query: str = "") -> TestResponse:
    """The form as a browser sends it: the token first, then the file."""
    token = f'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{browser.token}\r\n'
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = f"{token}{head}Content-Type: application/pdf\r\n\r\n".encode() + content + b"\r\n--edge--\r\n"
    path = f"{browser.base}/slots/{slot}/files{query}"
    return browser.client.post(path, data=body, content_type="multipart/form-data; boundary=edge")


def send_raw(browser: Browser, slot: str, content: bytes, name: str) -> TestResponse:
    headers = {**JSON, "X-CSRF-Token": browser.token, "X-File-Name": name}
    path = f"{browser.base}/slots/{slot}/files"
    return browser.client.post(path, data=content, headers=headers, content_type="application/octet-stream")


def test_the_autosave_answers_with_version_time_and_words(started: Browser) -> None:
    response = started.post("/slots/story/text", {"text": GOOD_STORY, "version": "0"}, headers=JSON)
    assert response.json == {"version": 1, "saved_at": "2026-11-15T09:30:00.000Z", "words": 9}


def test_the_save_button_works_without_script(app: Flask, world: World, started: Browser) -> None:
    response = started.post("/slots/story/text", {"text": "One\r\ntwo", "version": "0"})
    assert response.location == f"{started.base}/steps/s1#slot-story"
    assert held(app, world)[0].text == "One\ntwo"
    assert "2 words so far; write at least 5." in started.text("/steps/s1")


def test_a_stale_tab_gets_both_texts_with_script(started: Browser) -> None:
    started.post("/slots/story/text", {"text": "From the phone", "version": "0"})
    response = started.post("/slots/story/text", {"text": "From the desk", "version": "0"}, headers=JSON)
    assert response.status_code == 409
    assert (response.json["stored"], response.json["version"]) == ("From the phone", 1)


def test_a_stale_tab_gets_both_texts_without_script(started: Browser) -> None:
    started.post("/slots/story/text", {"text": "From the phone", "version": "0"})
    response = started.post("/slots/story/text", {"text": "From the desk", "version": "0"})
    text = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "From the phone</textarea>" in text and "From the desk</textarea>" in text
    assert 'name="version" value="1"' in text


def test_a_form_without_the_launchs_token_changes_nothing(app: Flask, world: World, started: Browser) -> None:
    response = started.post("/slots/story/text", {"text": "Forged", "version": "0", "csrf_token": "x"})
    assert response.status_code == 403
    assert held(app, world) == ()


@pytest.mark.parametrize("send", [upload, send_raw], ids=["form", "script"])
def test_a_file_is_stored_and_shown_with_its_checksum(
    app: Flask, services: Services, world: World, started: Browser, send: object
) -> None:
    response = send(started, "agenda", PDF, "plan.pdf")  # type: ignore[operator]
    assert response.status_code in {200, 303}
    (item,) = held(app, world)
    assert item.sha256[:16] in started.text("/steps/s3")
    assert (stored_files(services), leftovers(services)) == (1, [])
    served = started.download(f"/items/{item.id}")
    assert served.data == PDF
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert served.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("send", [upload, send_raw], ids=["form", "script"])
@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"%PDF-1.7" + b"0" * (1024 * 1024), "big.pdf", "file-too-large"),
        (PNG, "plan.pdf", "file-kind-mismatch"),
        (PNG, "wall.png", "file-kind-not-accepted"),
        (b"", "empty.pdf", "file-empty"),
        (b"<html><script>alert(1)</script>", "page.html", "file-kind-mismatch"),
        (office("xl/workbook.xml"), "table.xlsx", "file-kind-not-accepted"),
    ],
)
def test_a_file_that_is_refused_says_why_and_leaves_nothing(
    app: Flask, services: Services, world: World, started: Browser, send: object, content: bytes, name: str, code: str
) -> None:
    response = send(started, "agenda", content, name)  # type: ignore[operator]
    assert response.status_code == 422
    assert code in response.get_data(as_text=True)
    assert held(app, world) == ()
    assert (stored_files(services), leftovers(services)) == (0, [])


def test_a_name_with_folders_in_it_is_only_a_name(app: Flask, world: World, started: Browser) -> None:
    send_raw(started, "agenda", PDF, "..%2F..%2Fetc%2Fpasswd.pdf")
    assert held(app, world)[0].file_name == "passwd.pdf"


def test_a_file_named_in_another_script_is_served_under_its_name(app: Flask, world: World, started: Browser) -> None:
    upload(started, "agenda", PDF, "план урока.pdf")
    (item,) = held(app, world)
    header = started.download(f"/items/{item.id}").headers["Content-Disposition"]
    assert item.file_name == "план урока.pdf"
    assert header == f"attachment; filename=file.pdf; filename*=UTF-8''{quote('план урока.pdf')}"


def test_several_files_can_come_in_one_form(app: Flask, world: World, started: Browser) -> None:
    files = [(io.BytesIO(PNG), "one.png"), (io.BytesIO(PNG), "two.png")]
    assert started.post("/slots/pictures/files", {"file": files}).status_code == 303
    assert [item.file_name for item in held(app, world)] == ["one.png", "two.png"]


def test_more_files_than_there_is_room_for_are_refused_and_not_kept(
    app: Flask, services: Services, world: World, started: Browser
) -> None:
    files = [(io.BytesIO(PNG), f"{number}.png") for number in range(3)]
    response = started.post("/slots/pictures/files", {"file": files})
    assert response.status_code == 409 and "slot-full" in response.get_data(as_text=True)
    assert len(held(app, world)) == 2
    assert (stored_files(services), leftovers(services)) == (2, [])


def test_a_replaced_or_removed_file_is_gone_from_the_disk(
    app: Flask, services: Services, world: World, started: Browser
) -> None:
    upload(started, "agenda", PDF, "first.pdf")
    (first,) = held(app, world)
    upload(started, "agenda", PDF + b"more", "second.pdf", f"?replaces={first.id}")
    (second,) = held(app, world)
    assert (second.id, second.file_name, stored_files(services)) == (first.id, "second.pdf", 1)
    assert started.post(f"/items/{second.id}/remove").status_code == 303
    assert (held(app, world), stored_files(services)) == ((), 0)


def test_no_file_chosen_is_said_so(started: Browser) -> None:
    assert "No file was chosen." in started.post("/slots/agenda/files").get_data(as_text=True)


def test_an_upload_before_the_start_is_refused_before_it_is_stored(services: Services, ada: Browser) -> None:
    for send in (upload, send_raw):
        assert send(ada, "agenda", PDF, "plan.pdf").status_code == 409
    assert (stored_files(services), leftovers(services)) == (0, [])


def test_submitted_work_refuses_uploads_and_keeps_what_was_submitted(services: Services, submitted: Browser) -> None:
    before = stored_files(services)
    for send in (upload, send_raw):
        response = send(submitted, "agenda", PDF, "late.pdf")
        assert response.status_code == 409
        assert "evidence-closed-waiting" in response.get_data(as_text=True)
    assert (stored_files(services), leftovers(services)) == (before, [])


def test_a_picture_is_shown_in_the_page_and_a_pdf_is_not(app: Flask, world: World, started: Browser) -> None:
    upload(started, "pictures", PNG, "wall.png")
    (item,) = held(app, world)
    served = started.download(f"/items/{item.id}")
    assert served.headers["Content-Disposition"].startswith("inline")
    assert served.mimetype == "image/png" and "sandbox" in served.headers["Content-Security-Policy"]


def test_a_part_of_a_file_can_be_asked_for(app: Flask, world: World, started: Browser) -> None:
    upload(started, "agenda", PDF, "plan.pdf")
    (item,) = held(app, world)
    part = started.download(f"/items/{item.id}", headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.data) == (206, b"%PDF-")
    beyond = started.get(f"/items/{item.id}", headers={"Range": "bytes=999999-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://ann:pw@example.org/", "nothing"])
def test_a_link_that_can_not_be_used_is_refused(app: Flask, world: World, started: Browser, url: str) -> None:
    assert started.post("/slots/forum/links", {"url": url}).status_code == 422
    assert held(app, world) == ()


def test_a_link_is_kept_with_what_it_shows(started: Browser) -> None:
    started.post("/slots/forum/links", {"url": "https://example.org/t", "caption": "The thread"})
    text = started.text("/steps/s3")
    assert "https://example.org/t" in text and 'value="The thread"' in text


def test_a_caption_can_be_changed(app: Flask, world: World, started: Browser) -> None:
    upload(started, "agenda", PDF, "plan.pdf")
    (item,) = held(app, world)
    started.post(f"/items/{item.id}/caption", {"caption": "The second half"})
    assert held(app, world)[0].caption == "The second half"


def test_another_earners_evidence_is_not_there(
    app: Flask, client: FlaskClient, world: World, filled: Browser, services: Services
) -> None:
    ben = open_browser(app, client, world, "ben")
    ben.post("/start")
    files = stored_files(services)
    for item in held(app, world):
        assert ben.get(f"/items/{item.id}").status_code == 404
        assert ben.post(f"/items/{item.id}/remove").status_code == 404
        assert ben.post(f"/items/{item.id}/caption", {"caption": "x"}).status_code == 404
        assert upload(ben, "agenda", PDF, "x.pdf", f"?replaces={item.id}").status_code == 404
    assert ben.get("/attempts/1").status_code == 404
    assert len(held(app, world)) == 4 and stored_files(services) == files
    assert leftovers(services) == []
