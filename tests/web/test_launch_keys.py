"""What lets somebody in by its address alone stays out of logs and of what pages tell others."""

import pytest
from flask.testing import FlaskClient

from app.web.launch_keys import without_keys

LAUNCH, KEY, TOKEN = "a" * 32, "b" * 48, "Zm9v-YmFy_" * 4
ADDRESSES = (f"/l/{LAUNCH}.{KEY}/course/", f"/admin/sign-in/{TOKEN}", f"/lti/register/{TOKEN}?openid_configuration=x")
ADDRESSES += (
    f"/share/{TOKEN}.json",
    f"/share/{TOKEN}/evidence/1",
    f"/transcripts/{TOKEN}",
    f"/transcripts/?code={TOKEN}",
)
ADDRESSES += (f"/wallet/offers/{TOKEN}", f"/verify?url=https%3A%2F%2Fx%2Fwallet%2Foffers%2F{TOKEN}")
ADDRESSES += (f"/verify?url=https%3A%2F%2Fcairn.example%2Fshare%2F{TOKEN}",)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_log_line_holds_no_address_that_lets_somebody_in(address: str) -> None:
    told = without_keys(f"GET {address} HTTP/1.1")
    assert KEY not in told and TOKEN not in told
    assert told.startswith("GET /") and told.endswith(" HTTP/1.1")


@pytest.mark.parametrize("path", ["/course/", "/no/such/page"])
def test_a_page_at_an_address_with_a_key_tells_nobody_where_it_is(client: FlaskClient, path: str) -> None:
    assert client.get(f"/l/{LAUNCH}.{KEY}{path}").headers["Referrer-Policy"] == "no-referrer"


def test_a_log_line_holds_no_token_that_a_platform_gave_along() -> None:
    address = f"/lti/register/{TOKEN}?openid_configuration=x&registration_token=eyJ.{TOKEN}-9"
    assert without_keys(f'"GET {address}&y=1"') == (
        '"GET /lti/register/…?openid_configuration=x&registration_token=…&y=1"'
    )


def test_other_addresses_are_logged_as_they_are() -> None:
    assert without_keys(f"GET /l/{LAUNCH}/course/ HTTP/1.1") == f"GET /l/{LAUNCH}/course/ HTTP/1.1"
