"""A practice LMS in a process of its own: `python -m bench.badges.lms FOLDER PORT`. What is measured talks to it."""

import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.lti import PlatformEntry
from app.sandbox import Lms
from app.sandbox.records import CourseRole, Kind


@dataclass(frozen=True, slots=True)
class Arranged:
    """What the tool has to know of the LMS: its registration, one course with one graded activity, its people."""

    entry: PlatformEntry
    context_id: str
    link_id: str
    line_items_url: str
    line_item_url: str
    learners: tuple[str, ...]
    """The LMS's own ids of the learners."""


def arrange(folder: Path, port: int, tool_url: str, keys: dict[str, Any], learners: int) -> Arranged:
    """Make the LMS's data in `folder`: a course of that many learners, the tool, and the activity with its column."""
    lms = Lms.new(folder, base_url=f"http://127.0.0.1:{port}", temper="moodle")
    course = lms.add_course("ED 501", "Methods of Teaching")
    with lms.platform.store.transaction():
        people = [lms.platform.directory.add_person(f"Learner {n}", Kind.LEARNER) for n in range(learners)]
        for person in people:
            lms.enrol(course, person, CourseRole.LEARNER)
    tool = lms.register_tool(login_url=f"{tool_url}/lti/login", launch_url=f"{tool_url}/lti/launch", jwks=keys)
    activity = lms.place(course, tool, "Micro-credential")
    known = lms.registered(tool)
    arranged = Arranged(
        entry=PlatformEntry(
            label="The practice LMS", issuer=known.issuer, client_id=known.client_id, auth_url=known.auth_url,
            token_url=known.token_url, jwks_url=known.jwks_url, deployment_ids=(known.deployment_id,),
            product_family=lms.platform.temper.family,
        ),
        context_id=lms.context_id(course),
        link_id=lms.link_id(activity),
        line_items_url=lms.platform.temper.line_items_url(lms.base_url, course, tool.id),
        line_item_url=lms.line_item_url(activity),
        learners=tuple(lms.subject(person) for person in people),
    )  # fmt: skip
    lms.close()
    return arranged


@contextmanager
def serving(folder: Path, port: int) -> Iterator[int]:
    """The LMS of `folder` on its port until the block is left; gives the process's id."""
    process = subprocess.Popen([sys.executable, "-m", "bench.badges.lms", str(folder), str(port)])
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/jwks", timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    house = Lms.new(Path(sys.argv[1]), base_url=f"http://127.0.0.1:{sys.argv[2]}", temper="moodle")
    with house.serving(port=int(sys.argv[2])):
        threading.Event().wait()
