"""Every action that the audit log may hold has words on its page."""

import re
from pathlib import Path

from app.lti import ALL_SCOPES, KeyChangeKind
from app.web.admin.words import ACTIONS, action_words, scope_words

APP = Path(__file__).parents[3] / "app"
CALLS = re.compile(r"(?:_?audit\w*|_note|_write)\((?:[^()]|\([^()]*\))*\)")
CODES = re.compile(r'"([a-z]+(?:-[a-z]+)+)"')
AUDITING = "administration.audit(", "audit("


def codes_in_audits() -> set[str]:
    """Kebab-case words inside calls that write to the log."""
    sources = [path.read_text() for folder in ("flows", "administration") for path in (APP / folder).rglob("*.py")]
    calls = [call for source in sources if any(name in source for name in AUDITING) for call in CALLS.findall(source)]
    return {code for call in calls for code in CODES.findall(call)} | {f"key-{kind}" for kind in KeyChangeKind}


def test_every_action_that_is_written_has_words() -> None:
    found = codes_in_audits()
    assert {"deployment-approved", "signed-in", "key-rotated", "invitation-made"} <= found
    assert found <= set(ACTIONS), found - set(ACTIONS)


def test_an_action_of_another_version_is_shown_by_its_code() -> None:
    assert action_words("something-new") == "Something new"


def test_every_scope_that_cairn_asks_for_has_words() -> None:
    assert all("/" not in scope_words(scope) and " " in scope_words(scope) for scope in ALL_SCOPES)
