"""A micro-credential with every type of slot, and an earner who works on it."""

import io
import zipfile
from decimal import Decimal

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from app.catalog import (
    Achievement,
    CreditSuggestion,
    Criterion,
    Definition,
    FileKind,
    KeyMethod,
    Level,
    PassRule,
    PassRuleType,
    Resource,
    Rubric,
    Slot,
    SlotType,
    Step,
    StepKind,
)
from app.evidence import AttemptView, NewFile, add_file, add_link, items_of, save_text
from app.files import ReceivingRules, StoredFile, receive
from app.flows.start_work import start_work
from app.flows.submit_work import Submission, submit_work
from app.services import Services
from app.web.access import COOKIE_PREFIX
from tests.review.world import World

LEVELS = (Level("not_yet", "Not yet", 0), Level("proficient", "Proficient", 2), Level("exemplary", "Exemplary", 3))
WORDS = ("Nothing of it shows", "It shows clearly", "It shows, and is taken further")

STORY = Slot("story", "Opening reflection", SlotType.TEXT, words=(5, 20), hint="Write as you would speak.")
AGENDA = Slot("agenda", "Annotated agenda", SlotType.FILE, accept=(FileKind.PDF, FileKind.DOCX), max_mb=1)
PICTURES = Slot(
    "pictures", "Pictures of the work", SlotType.FILE, accept=(FileKind.IMAGE,), count=(1, 2), max_mb=1, deidentify=True
)
FORUM = Slot("forum", "Discussion", SlotType.LINK, count=(1, 2), required=False)

TALKS = Definition(
    slug="leading-talks",
    version="1.0.0",
    title="Leading talks that teach",
    summary="Lead one talk and **learn** from it.",
    competency="Leads a talk that its listeners can use.",
    key_method=KeyMethod("Ask, lead, listen", ("ask first", "lead with a task")),
    steps=(
        Step("s1", "Look back", StepKind.REFLECT, 90, "Write about a talk that *helped* you.", ("story",)),
        Step("s2", "Read and connect", StepKind.LEARN, 60, "Read one of these.", (), "It shows up later.", ("r1",)),
        Step("s3", "Lead it", StepKind.PRACTISE, 300, "Lead the talk.", ("agenda", "pictures", "forum")),
    ),
    slots=(STORY, AGENDA, PICTURES, FORUM),
    rubric=Rubric(
        LEVELS,
        (
            Criterion("responds", "Responds to listeners", ("story",), WORDS),
            Criterion("active", "Active talk", ("agenda", "pictures"), WORDS),
        ),
    ),
    pass_rule=PassRule(PassRuleType.ALL_AT_LEAST, "proficient"),
    credit=CreditSuggestion(Decimal("7.5")),
    achievement=Achievement("Leader of talks"),
    resources=(Resource("r1", "How adults learn", "https://example.org/adults", "CC BY", 45),),
)

GOOD_STORY = "A talk helped me because it began with questions."
ONE_PIXEL = io.BytesIO()
Image.new("RGB", (8, 8), "teal").save(ONE_PIXEL, "PNG")
PNG = ONE_PIXEL.getvalue()
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def office(part: str = "word/document.xml", **more: bytes) -> bytes:
    """The skeleton of a Word document (or of another Office file, by its main part)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<document/>")
        for name, content in more.items():
            archive.writestr(name, content)
    return packed.getvalue()


def store(services: Services, content: bytes, name: str, *accept: str) -> StoredFile:
    """Bytes on the disk, as an upload would put them there."""
    return receive(services.files, io.BytesIO(content), name, ReceivingRules(accept, 1024 * 1024))


def fill(session: Session, services: Services, world: World, name: str = "ada") -> None:
    """Everything that is asked for, put into its place."""
    whose = {"placement_id": world.placement.id, "person_id": world.person(name)}
    start_work(session, services, world.actors[name], world.placement)
    versions = {item.slot_id: item.version for item in items_of(session, **whose)}
    save_text(session, services.clock, **whose, slot=STORY, text=GOOD_STORY, base_version=versions.get("story", 0))
    for slot, content, file in ((AGENDA, PDF, "agenda.pdf"), (PICTURES, PNG, "wall.png")):
        add_file(session, services.clock, **whose, slot=slot, new=NewFile(store(services, content, file)))
    add_link(session, services.clock, **whose, slot=FORUM, url="https://forum.example/talk", caption="The thread")


def submit(session: Session, services: Services, world: World, name: str = "ada", note: str = "") -> AttemptView:
    """Hand in with both statements agreed to."""
    return submit_work(session, services, world.actors[name], world.placement, everything_agreed(note))


def everything_agreed(note: str = "") -> Submission:
    return Submission(("integrity", "student_privacy"), note)


def browser_of(app: Flask, client: FlaskClient, world: World, name: str) -> str:
    """Give the client the cookie of this person's launch; the address that their pages begin with."""
    opened = world.launches[name]
    client.set_cookie(COOKIE_PREFIX + opened.launch_id, opened.secret, secure=True)
    return f"/l/{opened.launch_id}/work"
