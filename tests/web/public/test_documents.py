"""What programs ask for: tokens, Open Badges 2.0, and the files behind a share link."""

import pytest
from flask.testing import FlaskClient

from app.badges import ob2_assertion, signed_document, signed_jwt
from app.badges.models import Credential, Visibility
from app.db import reading, transaction
from tests.web.public.conftest import Earned

TOKEN_TYPES = ["application/vc+jwt", "application/jwt", "text/plain"]
PRIVATE = (".json", ".jwt", "/ob2.json")


def test_an_opened_badge_is_a_token_for_whoever_asks_for_one(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    with reading() as session:
        token = signed_jwt(session, earned.badge.uuid)
    suffixed = client.get(f"{earned.path}.jwt")
    assert (suffixed.text, suffixed.mimetype) == (token, "application/vc+jwt")
    assert suffixed.headers["Access-Control-Allow-Origin"] == "*"
    for asked in TOKEN_TYPES:
        answer = client.get(earned.path, headers={"Accept": asked})
        assert (answer.text, answer.mimetype) == (token, asked)


def test_who_prefers_json_to_a_token_gets_json(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    accept = "application/vc+ld+json, application/vc+jwt;q=0.9, application/json;q=0.8, image/png;q=0.5"
    assert client.get(earned.path, headers={"Accept": accept}).mimetype == "application/vc+ld+json"


@pytest.mark.parametrize("suffix", PRIVATE)
def test_a_closed_badge_has_no_files_for_strangers(client: FlaskClient, earned: Earned, suffix: str) -> None:
    answer = client.get(earned.path + suffix)
    assert answer.status_code == 404 and answer.json is not None and answer.json["code"] == "badge-not-open"
    earned.open()
    assert client.get(earned.path + suffix).status_code == 200
    earned.close()
    assert client.get(earned.path + suffix).status_code == 404


def test_the_hosted_assertion_leads_to_its_class_and_its_issuer(client: FlaskClient, earned: Earned) -> None:
    """As a 2.0 verifier walks: each document is where the one before says, and says the same of itself."""
    earned.open()
    url, seen = f"http://localhost:8000{earned.path}/ob2.json", []
    for name, member in (("Assertion", "badge"), ("BadgeClass", "issuer"), ("Issuer", "")):
        answer = client.get(url.removeprefix("http://localhost:8000"))
        assert answer.status_code == 200 and answer.mimetype == "application/json" and answer.json is not None
        assert (answer.json["type"], answer.json["id"]) == (name, url)
        seen.append(answer.json)
        url = answer.json.get(member, "")
    with reading() as session:
        assert seen[0] == ob2_assertion(session, earned.badge.uuid)
    assert seen[2]["name"] == earned.badge.issuer.name


def test_a_revoked_badge_answers_gone_with_its_reason(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    earned.revoke("Awarded in error.")
    answer = client.get(f"{earned.path}/ob2.json")
    assert answer.status_code == 410 and answer.json is not None
    assert (answer.json["revoked"], answer.json["revocationReason"]) == (True, "Awarded in error.")
    assert "recipient" not in answer.json


def test_a_revoked_badge_that_is_closed_tells_no_reason(client: FlaskClient, earned: Earned) -> None:
    earned.revoke("Awarded in error.")
    answer = client.get(f"{earned.path}/ob2.json")
    assert answer.status_code == 404 and "Awarded in error." not in answer.text


def test_a_share_link_gives_both_files_and_no_other_link_does(client: FlaskClient, earned: Earned) -> None:
    share(earned, "a" * 43)
    with reading() as session:
        written, token = signed_document(session, earned.badge.uuid), signed_jwt(session, earned.badge.uuid)
    assert client.get(f"/share/{'a' * 43}.json").data == written
    assert client.get(f"/share/{'a' * 43}.jwt").text == token
    assert client.get(f"{earned.path}.json").status_code == 404
    share(earned, "b" * 43)
    for suffix in (".json", ".jwt"):
        assert client.get(f"/share/{'a' * 43}{suffix}").status_code == 404
        assert client.get(f"/share/{'b' * 43}{suffix}").status_code == 200


def share(earned: Earned, token: str) -> None:
    """What the earner's own page does: a link with this secret in place of the one before."""
    with transaction() as session:
        row = session.query(Credential).filter_by(uuid=earned.badge.uuid).one()
        row.visibility, row.share_token = Visibility.LINK, token


@pytest.mark.parametrize(
    "path", ["/achievements/nothing/badgeclass.json", "/issuers/nobody/ob2.json", "/credentials/not-a-uuid/ob2.json"]
)
def test_what_is_not_there_is_not_there(client: FlaskClient, earned: Earned, path: str) -> None:
    assert client.get(path).status_code == 404
