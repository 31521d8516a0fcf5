"""Credit: what a badge could count for where a licence is renewed, by rules with dates and sources.

Owns the tables `credit_*`. Promises: a rule's version never changes; the ledger only grows, and what no longer
holds is countered by a line of its own; every amount is a suggestion until an authority accepts it; one
micro-credential counts once under a rule; amounts are thousandths of the rule's own unit and are never added
across units.
"""

from app.credit.definition import Basis, Rule, Source, Unit
from app.credit.models import EntryKind
from app.credit.queries import (
    gathered,
    ledger_of,
    ledger_of_deployments,
    licence_numbers,
    newest_credits,
    profile_of,
    waiting,
)
from app.credit.reading import parse_rule
from app.credit.rules import Cycle, Outcome, Standing, in_words, unit_words
from app.credit.service.cycles import (
    ProfileForm,
    credits_of,
    current_rules,
    cycle_lines,
    forget_profiles,
    lines_of,
    save_profile,
)
from app.credit.service.deciding import Ruling, decide, reconsider
from app.credit.service.loading import LoadedRule, load_rules
from app.credit.service.suggesting import suggest, take_back
from app.credit.views import CreditView, CycleLine, EarnedBadge, EntryView, ProfileView

__all__ = [
    "Basis",
    "CreditView",
    "Cycle",
    "CycleLine",
    "EarnedBadge",
    "EntryKind",
    "EntryView",
    "LoadedRule",
    "Outcome",
    "ProfileForm",
    "ProfileView",
    "Rule",
    "Ruling",
    "Source",
    "Standing",
    "Unit",
    "credits_of",
    "current_rules",
    "cycle_lines",
    "decide",
    "forget_profiles",
    "gathered",
    "in_words",
    "ledger_of",
    "ledger_of_deployments",
    "licence_numbers",
    "lines_of",
    "load_rules",
    "newest_credits",
    "parse_rule",
    "profile_of",
    "reconsider",
    "save_profile",
    "suggest",
    "take_back",
    "unit_words",
    "waiting",
]
