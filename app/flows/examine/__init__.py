"""The launch doctor: is this very connection in order, and if not, what is wrong and who can mend it?

Three steps. `gather` reads what is known here, in a short transaction; `look` asks the platform, without any;
`diagnose` makes findings in plain words of both, and `report` a text of them that holds no personal data.
"""

from app.flows.examine.diagnosis import diagnose
from app.flows.examine.facts import Facts, LaunchFacts, gather, gather_newest, key_of
from app.flows.examine.findings import Finding, Mark, Mender, Way
from app.flows.examine.looking import Looks, look
from app.flows.examine.report import report

__all__ = [
    "Facts",
    "Finding",
    "LaunchFacts",
    "Looks",
    "Mark",
    "Mender",
    "Way",
    "diagnose",
    "gather",
    "gather_newest",
    "key_of",
    "look",
    "report",
]
