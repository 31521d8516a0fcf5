"""Who the tests of the whole house are about: Ada teaches, Ben, Cam and Dee learn, Olu must see nothing of theirs.

Each has words of their own (`keepsake`) that go into everything they hand in, so that a test can tell whose text an
answer holds. The people of `AWAY` have the very LMS ids of their namesakes, on another platform.
"""

from dataclasses import dataclass
from enum import StrEnum

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


@dataclass(frozen=True, slots=True)
class Place:
    """One activity of one course, by the LMS's own ids."""

    issuer: str
    context_id: str
    link_id: str


class Kind(StrEnum):
    """How a launch differs from an ordinary one."""

    ORDINARY = "ordinary"
    MASQUERADING = "masquerading"
    ADDING = "adding an activity"
    WRITING = "inserting a card into a text"
    HANDING_IN = "handing in for an assignment"
    ONE_LEARNER = "the gradebook's link on one learner"
    OF_ACCOUNT = "the whole account's navigation"


HOME_PLATFORM = "https://lms.example"
OTHER_PLATFORM = "https://other-lms.example"
HERE = Place(HOME_PLATFORM, "course-1", "link-1")
NEXT_DOOR = Place(HOME_PLATFORM, "course-2", "link-2")
AWAY = Place(OTHER_PLATFORM, "course-1", "link-1")
COPIED_LINK = Place(HOME_PLATFORM, "course-2", "link-1")
"""What some platforms make of a copied activity: the old link in a new course."""
COURSE = Place(HOME_PLATFORM, "course-1", "course-1")
"""The course itself, as Canvas opens it from its navigation: the link has the course's own id."""
NEW_LINK = Place(HOME_PLATFORM, "course-1", "link-not-placed")


@dataclass(frozen=True, slots=True)
class Character:
    """One person in one launch. `subject` is what their LMS calls them."""

    key: str
    subject: str
    name: str
    roles: tuple[str, ...]
    place: Place = HERE
    kind: Kind = Kind.ORDINARY
    follows: tuple[str, ...] | None = None
    """LMS ids of the learners whom a mentor is linked to."""

    @property
    def keepsake(self) -> str:
        """A word that only this person's evidence holds."""
        return f"keepsake{self.key.replace('_', '')}"


LEARNER = (f"{MEMBERSHIP}#Learner",)
INSTRUCTOR = (f"{MEMBERSHIP}#Instructor",)
ASSISTANT = (f"{MEMBERSHIP}/Instructor#TeachingAssistant", f"{MEMBERSHIP}#Instructor")

ADA = Character("ada", "s-ada", "Ada Adeyemi", INSTRUCTOR)
BEN = Character("ben", "s-ben", "Ben Bakowski", LEARNER)
CAM = Character("cam", "s-cam", "Cam Castellano", LEARNER)
DEE = Character("dee", "s-dee", "Dee Dragomir", LEARNER)
TIA = Character("tia", "s-tia", "Tia Tanaka", ASSISTANT)
VAL = Character("val", "s-val", "Val Vandermeer", (f"{MEMBERSHIP}#ContentDeveloper",))
MEL = Character("mel", "s-mel", "Mel Mbeki", (f"{MEMBERSHIP}#Mentor",))
MAE = Character("mae", "s-mae", "Mae Moreau", (f"{MEMBERSHIP}#Mentor",), follows=("s-ben", "s-olu", "s-nobody"))
ROY = Character("roy", "s-roy", "Roy Rasmussen", (f"{MEMBERSHIP}#Administrator",))
ROY_OF_ACCOUNT = Character("roy_of_account", ROY.subject, ROY.name, ROY.roles, COURSE, Kind.OF_ACCOUNT)
NIL = Character("nil", "s-nil", "Nil Nakamura", ())
TESS = Character("tess", "s-test", "Test Student", (*LEARNER, TEST_USER))
AS_BEN = Character("as_ben", BEN.subject, BEN.name, LEARNER, kind=Kind.MASQUERADING)
AS_ADA = Character("as_ada", ADA.subject, ADA.name, INSTRUCTOR, kind=Kind.MASQUERADING)
ADA_ADDING = Character("ada_adding", ADA.subject, ADA.name, INSTRUCTOR, kind=Kind.ADDING)
ADA_WRITING = Character("ada_writing", ADA.subject, ADA.name, INSTRUCTOR, kind=Kind.WRITING)
BEN_HANDING_IN = Character("ben_handing_in", BEN.subject, BEN.name, LEARNER, kind=Kind.HANDING_IN)
ADA_NEW_LINK = Character("ada_new_link", ADA.subject, ADA.name, INSTRUCTOR, NEW_LINK)
ADA_ON_CAM = Character("ada_on_cam", ADA.subject, ADA.name, INSTRUCTOR, kind=Kind.ONE_LEARNER)
ADA_IN_COURSE = Character("ada_in_course", ADA.subject, ADA.name, INSTRUCTOR, COURSE)
BEN_IN_COURSE = Character("ben_in_course", BEN.subject, BEN.name, LEARNER, COURSE)
NEWCOMER = Character("newcomer", "s-new", "Nia Novak", LEARNER, NEW_LINK)
OLU = Character("olu", "s-olu", "Olu Okafor", LEARNER, NEXT_DOOR)
OMA = Character("oma", "s-oma", "Oma Oyelaran", INSTRUCTOR, NEXT_DOOR)
UMA = Character("uma", "s-uma", "Uma Ueda", INSTRUCTOR, COPIED_LINK)
ULF = Character("ulf", "s-ulf", "Ulf Ullrich", LEARNER, COPIED_LINK)
OTHER_BEN = Character("other_ben", BEN.subject, "Benno Birkelund", LEARNER, AWAY)
OTHER_ADA = Character("other_ada", ADA.subject, "Adina Almeida", INSTRUCTOR, AWAY)

CAST = (
    ADA, BEN, CAM, DEE, TIA, VAL, MEL, MAE, ROY, NIL, TESS, AS_BEN, AS_ADA, ADA_ADDING, ADA_NEW_LINK, ADA_ON_CAM,
    ADA_IN_COURSE, BEN_IN_COURSE, ADA_WRITING, BEN_HANDING_IN, NEWCOMER, OLU, OMA, UMA, ULF, OTHER_BEN, OTHER_ADA,
    ROY_OF_ACCOUNT,
)  # fmt: skip
EARNERS = (BEN, CAM, DEE, OLU, OTHER_BEN)
"""Whose evidence there is. Dee's is a draft; Ben has earned; the others wait for their reviewers."""
