"""A learner of the demo who hands in her work the way a browser does: launch, start, texts, files, submit."""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.sandbox import Lms
from app.sandbox.records import Activity, Person

WORK = Path(__file__).parent / "sample_work"
TEXTS = {
    "e1": "opening-reflection.md",
    "e5": "closing-reflection.md",
    "e6": "how-i-used-ai.md",
    "e7": "how-participants-agreed.md",
}
FILES = {
    "e2": ("needs-survey.csv",),
    "e3": ("annotated-agenda.pdf",),
    "e4": ("evaluation-1.csv", "evaluation-2.csv", "evaluation-3.csv", "evaluation-4.csv"),
}
AGREED = re.compile(r'name="agree" value="([^"]+)"')
TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')


def hand_in(app: Flask, lms: Lms, activity: Activity, person: Person) -> None:
    """Take `person` through the whole of the adult learning micro-credential, to its submission."""
    work = Work(app.test_client(), lms, activity, person)
    work.send("start")
    work.send("steps/s3/done", done="yes")
    for slot, name in TEXTS.items():
        work.send(f"slots/{slot}/text", text=(WORK / name).read_text(), version="0")
    for slot, names in FILES.items():
        work.upload(slot, [WORK / name for name in names])
    work.send("submit", agree=AGREED.findall(work.page("ready")))


class Work:
    """One launch of one learner, and the pages behind it."""

    def __init__(self, client: FlaskClient, lms: Lms, activity: Activity, person: Person) -> None:
        self._client = client
        launched = client.get(lms.launch(client, person, activity).location, follow_redirects=True)
        self._address = _expect(launched).request.path
        self._token = TOKEN.findall(launched.text)[0]

    def page(self, name: str) -> str:
        return _expect(self._client.get(self._address + name)).text

    def send(self, name: str, **fields: Any) -> None:
        """Post a form and take the page that it leads to."""
        form = {**fields, "csrf_token": self._token}
        _expect(self._client.post(self._address + name, data=form, follow_redirects=True))

    def upload(self, slot: str, paths: Sequence[Path]) -> None:
        """Post a form with files, as a browser without script does."""
        files = [(io.BytesIO(path.read_bytes()), path.name) for path in paths]
        self.send(f"slots/{slot}/files", file=files)


def _expect(response: TestResponse) -> TestResponse:
    """The page, if it is one. Raises SystemExit with what was answered instead."""
    if response.status_code != 200:
        raise SystemExit(f"The demo's learner was answered {response.status_code} at {response.request.path}.")
    return response
