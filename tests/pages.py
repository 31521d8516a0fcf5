"""Checks that hold for every HTML page a test sees, whatever the test is about."""

import re
from collections import Counter
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

# What html5lib complains of though HTML allows it.
HARMLESS = {"unexpected-character-in-attribute-name"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class PageChecker(FlaskClient):
    """A test client whose HTML answers are all checked on the way in."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and not response.is_streamed and response.data.strip():
            check_page(response.get_data(as_text=True), response.headers.get("Content-Security-Policy", ""))
        return response


def field(response: TestResponse, name: str) -> str:
    """The value of a page's field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.text)
    assert found, f"no field {name}"
    return unescape(found[1])


def check_page(html: str, csp: str) -> None:
    """Valid HTML, a title and one h1, labels, form actions with tokens, no inline script or style, no double id."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(html)
    complaints = [code for _, code, _ in parser.errors if code not in HARMLESS]
    assert not complaints, f"the page isn't valid HTML: {complaints}"
    elements = list(document.iter())
    assert (document.findtext(".//title") or "").strip(), "the page has no title"
    assert len(document.findall(".//h1")) == 1, "the page has not exactly one h1"
    _check_ids(elements)
    _check_nothing_inline(elements)
    _check_labels(document, elements)
    _check_forms(document)
    _check_downloads(document)
    assert "frame-ancestors" in csp and "script-src 'self'" in csp, "the page has no content security policy"


def _check_ids(elements: list[Element]) -> None:
    counts = Counter(element.get("id") for element in elements if element.get("id"))
    double = [name for name, count in counts.items() if count > 1]
    assert not double, f"ids are used twice: {double}"


def _check_nothing_inline(elements: list[Element]) -> None:
    for element in elements:
        if not isinstance(element.tag, str):
            continue
        handlers = [name for name in element.attrib if re.fullmatch(r"on[a-z]+", str(name)) or name == "style"]
        assert not handlers, f"<{element.tag}> has inline {handlers}"
        assert element.tag != "style", "the page has inline style"
        assert element.tag != "script" or element.get("src"), "the page has an inline script"


def _check_labels(document: Element, elements: list[Element]) -> None:
    labelled = {label.get("for") for label in document.iter("label")}
    wrapped = {id(control) for label in document.iter("label") for control in label.iter()}
    for control in elements:
        if control.tag not in {"input", "select", "textarea"} or control.get("type") in UNLABELLED:
            continue
        named = control.get("id") in labelled or id(control) in wrapped
        assert named or control.get("aria-label") or control.get("aria-labelledby"), (
            f"a control has no label: {control.tag} {control.attrib}"
        )


def _check_forms(document: Element) -> None:
    for form in document.iter("form"):
        assert form.get("action") is not None, "a form has no action"
        if form.get("method", "get").lower() == "post" and form.get("action", "").startswith("/l/"):
            names = {field.get("name") for field in form.iter("input")}
            assert "csrf_token" in names, f"the form to {form.get('action')} has no token"


def _check_downloads(document: Element) -> None:
    """What the answer's headers name as a file is saved as one; asked for by the attribute, Chromium leaves out the
    cookie that belongs to the frame inside the LMS, and the person is refused."""
    if "in-lms" not in (document.find("body").get("class") or "").split():
        return
    for link in document.iter("a"):
        assert link.get("download") is None, f"a link in the LMS's frame has the attribute download: {link.attrib}"
