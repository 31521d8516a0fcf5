"""The catalogue: micro-credentials and their immutable versions.

Owns the tables `micro_credential` and `micro_credential_version`, the format mc/1 and its words. Promises: a
published version never changes (the same id and version with other content is refused, with the same content
it is a no-op); faults in a file are named all at once with file, line and field; export loads to the same hash.
"""

from app.catalog.definition import (
    Achievement,
    Alignment,
    Attempts,
    Citation,
    CreditSuggestion,
    CreditUnit,
    Criterion,
    Definition,
    GradePolicy,
    KeyMethod,
    Level,
    PassRule,
    Privacy,
    Rationale,
    Resource,
    Rubric,
    Slot,
    Step,
)
from app.catalog.errors import CatalogError, Problem
from app.catalog.parsing import parse, parse_files, yaml_files
from app.catalog.service import (
    CatalogEntry,
    Loaded,
    Outcome,
    definition_of,
    find_version,
    load_catalog,
    publish,
    published,
)
from app.catalog.vocabulary import (
    FeedbackRule,
    FileKind,
    GradePolicyKind,
    OnNotYet,
    PassRuleType,
    Recording,
    Sharing,
    SlotPurpose,
    SlotType,
    StepKind,
)
from app.catalog.words import POLICY_WORDS, asks_in_words, hours_in_words, slot_in_words
from app.catalog.writing import content_hash, to_document, to_yaml

__all__ = [
    "POLICY_WORDS",
    "Achievement",
    "Alignment",
    "Attempts",
    "CatalogEntry",
    "CatalogError",
    "Citation",
    "CreditSuggestion",
    "CreditUnit",
    "Criterion",
    "Definition",
    "FeedbackRule",
    "FileKind",
    "GradePolicy",
    "GradePolicyKind",
    "KeyMethod",
    "Level",
    "Loaded",
    "OnNotYet",
    "Outcome",
    "PassRule",
    "PassRuleType",
    "Privacy",
    "Problem",
    "Rationale",
    "Recording",
    "Resource",
    "Rubric",
    "Sharing",
    "Slot",
    "SlotPurpose",
    "SlotType",
    "Step",
    "StepKind",
    "asks_in_words",
    "content_hash",
    "definition_of",
    "find_version",
    "hours_in_words",
    "load_catalog",
    "parse",
    "parse_files",
    "publish",
    "published",
    "slot_in_words",
    "to_document",
    "to_yaml",
    "yaml_files",
]
