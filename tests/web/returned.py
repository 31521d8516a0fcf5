"""What a page of ours takes back to the LMS."""

import html
import re
from typing import Any

import jwt
from werkzeug.test import TestResponse

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"


def returned(answer: TestResponse) -> dict[str, Any]:
    """The claims in the form of a return page; its signature is another test's."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found = re.search(r'name="JWT" value="([^"]+)"', answer.get_data(as_text=True))
    assert found, answer.get_data(as_text=True)
    claims: dict[str, Any] = jwt.decode(html.unescape(found.group(1)), options={"verify_signature": False})
    return claims


def items_of(answer: TestResponse) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = returned(answer)[DEEP_LINKING + "content_items"]
    return items
