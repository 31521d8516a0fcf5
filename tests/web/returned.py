"""What a page of ours takes back to the LMS."""

import html
import re
from typing import Any

import jwt
from werkzeug.test import TestResponse

RETURN_FORM = re.compile(
    r'<form method="post" action="([^"]+)"[^>]*>\s*<input type="hidden" name="JWT" value="([^"]+)"'
)
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"


def returning(answer: TestResponse) -> tuple[str, str]:
    """Where a return page's form leads, and the signed message in it."""
    found = RETURN_FORM.search(answer.text)
    assert answer.status_code == 200 and found, answer.text
    return html.unescape(found[1]), html.unescape(found[2])


def returned(answer: TestResponse) -> dict[str, Any]:
    """The claims that a return page takes back; their signature is another test's."""
    claims: dict[str, Any] = jwt.decode(returning(answer)[1], options={"verify_signature": False})
    return claims


def items_of(answer: TestResponse) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = returned(answer)[DEEP_LINKING + "content_items"]
    return items
