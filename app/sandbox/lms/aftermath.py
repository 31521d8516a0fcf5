"""What came of it: grades, trouble, and what tools said."""

from app.sandbox.calls import Calls
from app.sandbox.faults import ALL, Fault, FaultKind
from app.sandbox.gradebook import edit_by_hand, is_late
from app.sandbox.lms.launches import Launches
from app.sandbox.notices import SentNotice, sent
from app.sandbox.records import Activity, Change, LineItem, Person, Result, ServiceCall


class Lms(Launches):
    """One sandbox LMS, used in-process. `platform` is the whole of it for what isn't covered here."""

    def result(self, activity: Activity | LineItem, person: Person) -> Result:
        """The gradebook's cell, empty if nothing was ever stored."""
        item = activity if isinstance(activity, LineItem) else self.line_item(activity)
        return self.platform.grades.result(item.id, person.id)

    def history(self, activity: Activity, person: Person) -> list[Change]:
        """What happened to a grade, latest first."""
        return self.platform.grades.history(self.line_item(activity).id, person.id)

    def grade_by_hand(
        self,
        activity: Activity | LineItem,
        person: Person,
        score: float | None,
        *,
        comment: str = "",
        by: str = "Ada Okafor",
    ) -> Result:
        """Changes a grade as a teacher does in the gradebook."""
        item = activity if isinstance(activity, LineItem) else self.line_item(activity)
        return edit_by_hand(self.platform, item, person, score, comment, by)

    def is_late(self, activity: Activity, person: Person) -> bool:
        """Whether what somebody handed in counts as late."""
        return is_late(activity, self.result(activity, person))

    def trouble(self, kind: FaultKind, family: str = ALL, *, times: int | None = 1, seconds: float = 1) -> Fault:
        """Switches a fault on for the next `times` service calls of a family; None: until `calm()`."""
        return self.faults.switch_on(kind, family, times=times, seconds=seconds)

    def calm(self) -> None:
        """Switches all faults off."""
        self.faults.switch_off()

    def notices(self) -> list[SentNotice]:
        """The notices that were sent to tools, oldest first."""
        return sent(self.platform)

    def expire_tokens(self) -> None:
        """Forgets every access token: the next call with one gets 401."""
        self.platform.store.change("DELETE FROM access_token")

    def calls(self, ending: str = "") -> list[ServiceCall]:
        """Service calls, latest first; `ending` keeps those whose path ends so, such as `/scores`."""
        return Calls(self.platform.store).latest(ending)
