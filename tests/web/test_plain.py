"""NUL, the character that nobody types."""

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.web.plain import without_nul


def test_fields_lose_their_nul_and_keep_everything_else() -> None:
    form = MultiDict([("text", "a\0b"), ("agree", "one"), ("agree", "t\0wo")])
    assert list(without_nul(form).items(multi=True)) == [("text", "ab"), ("agree", "one"), ("agree", "two")]


def test_a_form_without_it_is_left_as_it_is() -> None:
    form = MultiDict([("text", "a b")])
    assert without_nul(form) is form


@pytest.mark.parametrize("path", ["/issuers/cairn%00", "/l/%00/work/", "/?q=%00", "/credentials/%00"])
def test_an_address_with_it_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_percent_sign_that_only_looks_like_it_is_no_matter(client: FlaskClient) -> None:
    assert client.get("/?q=100%2500").status_code == 200
