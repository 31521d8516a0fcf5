"""The words that a definition chooses from."""

from enum import StrEnum

DEFAULT_MAX_MB = 50


class StepKind(StrEnum):
    """What an earner mainly does in a step."""

    REFLECT = "reflect"
    LEARN = "learn"
    COLLECT = "collect"
    PRACTISE = "practise"
    SUBMIT = "submit"


class SlotType(StrEnum):
    """The form of what is handed in."""

    TEXT = "text"
    FILE = "file"
    LINK = "link"


class SlotPurpose(StrEnum):
    """Why it is asked: to be judged, or to protect the people in it and the honesty of the work."""

    EVIDENCE = "evidence"
    CONSENT = "consent"
    AI_USE = "ai_use"


class FileKind(StrEnum):
    """The kinds of file that a slot can accept, in an author's words; `evidence` maps them to media types."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    CSV = "csv"
    PLAIN = "plain"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"


DOCUMENTS_AND_IMAGES = tuple(kind for kind in FileKind if kind not in {FileKind.AUDIO, FileKind.VIDEO})


class Sharing(StrEnum):
    """Whether a team may hand in the same item; what is individual is never shared."""

    NONE = "none"
    TEAM = "team"


class FeedbackRule(StrEnum):
    """When a reviewer has to write feedback for a criterion."""

    WHEN_UNMET = "required_below_pass"
    REQUIRED = "required"
    OPTIONAL = "optional"


class PassRuleType(StrEnum):
    """How criterion levels become a decision; evaluated by `review` on the final levels."""

    ALL_AT_LEAST = "all_at_least"
    ALL_AT_LEAST_AND_TOTAL = "all_at_least_and_total"
    TOTAL_AT_LEAST = "total_at_least"
    REQUIRED_AND_SOME = "required_and_some"


class GradePolicyKind(StrEnum):
    """How a decision becomes a score in the LMS's gradebook."""

    POINTS_PERCENT = "points_percent"
    CRITERIA_MET_FRACTION = "criteria_met_fraction"
    EARNED_ONLY = "earned_only"
    NONE = "none"


class OnNotYet(StrEnum):
    """What the gradebook hears of a decision that is not yet "earned"."""

    HOLD = "hold"
    SEND_PARTIAL = "send_partial"


class Recording(StrEnum):
    """Whether the work records people of a group (privacy profile)."""

    NEVER = "never"
    OPTIONAL = "optional"
    REQUIRED = "required"
