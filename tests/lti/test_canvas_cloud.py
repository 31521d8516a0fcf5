"""Canvas's cloud: one issuer for all schools, and environments that never mix."""

import pytest
from flask import Flask

from app.db import reading, transaction
from app.errors import Conflict, Invalid
from app.lti import (
    Environment,
    PlatformEntry,
    PlatformView,
    add_canvas,
    add_platform,
    find_registration,
    list_platforms,
    registration_view,
)
from app.lti.canvas_cloud import environment_of, labelled
from app.services import Services

CLIENT = "10000000000001"
EVERYWHERE = tuple(Environment)


def add(services: Services, *environments: Environment, label: str = "Lakeside", client_id: str = CLIENT) -> None:
    with transaction() as session:
        add_canvas(session, services.clock, label=label, client_id=client_id, environments=environments)


def known() -> list[PlatformView]:
    with reading() as session:
        return list_platforms(session)


def test_one_client_id_becomes_a_platform_for_each_environment(database: Flask, services: Services) -> None:
    add(services, *EVERYWHERE, Environment.BETA)
    found = known()
    assert [(one.label, one.environment) for one in found] == [
        ("Lakeside", Environment.PRODUCTION),
        ("Lakeside (beta)", Environment.BETA),
        ("Lakeside (test)", Environment.TEST),
    ]
    assert [one.issuer for one in found] == [
        "https://canvas.instructure.com",
        "https://canvas.beta.instructure.com",
        "https://canvas.test.instructure.com",
    ]
    assert {one.client_id for one in found} == {CLIENT}
    assert {one.product_family for one in found} == {"canvas"}


@pytest.mark.parametrize(
    ("environment", "service"),
    [
        (Environment.PRODUCTION, "https://sso.canvaslms.com"),
        (Environment.BETA, "https://sso.beta.canvaslms.com"),
        (Environment.TEST, "https://sso.test.canvaslms.com"),
    ],
)
def test_each_environment_has_its_own_addresses(
    database: Flask, services: Services, environment: Environment, service: str
) -> None:
    add(services, environment)
    (platform,) = known()
    with reading() as session:
        view = registration_view(session, platform.id)
    assert view.environment is environment
    assert (view.auth_url, view.token_url, view.jwks_url) == (
        f"{service}/api/lti/authorize_redirect",
        f"{service}/login/oauth2/token",
        f"{service}/api/lti/security/jwks",
    )


def test_schools_that_share_the_issuer_are_told_apart_by_their_client(database: Flask, services: Services) -> None:
    add(services, Environment.PRODUCTION)
    add(services, Environment.PRODUCTION, label="Hillside", client_id="20000000000002")
    with reading() as session:
        found = find_registration(session, "https://canvas.instructure.com", "20000000000002", None)
        assert found.label == "Hillside"
        with pytest.raises(Invalid, match="platform-ambiguous"):
            find_registration(session, "https://canvas.instructure.com", None, None)


def test_a_client_that_is_known_in_one_environment_adds_none_of_the_others(database: Flask, services: Services) -> None:
    add(services, Environment.BETA)
    with pytest.raises(Conflict, match="platform-known"):
        add(services, *EVERYWHERE)
    assert [one.environment for one in known()] == [Environment.BETA]


@pytest.mark.parametrize(
    ("issuer", "host"),
    [
        ("https://canvas.instructure.com", "https://sso.beta.canvaslms.com"),
        ("https://canvas.beta.instructure.com", "https://sso.canvaslms.com"),
        ("https://canvas.test.instructure.com", "https://sso.beta.canvaslms.com"),
        ("https://canvas.instructure.com", "https://elsewhere.example"),
        ("https://moodle.example", "https://sso.canvaslms.com"),
    ],
)
def test_addresses_of_another_environment_are_refused(
    database: Flask, services: Services, issuer: str, host: str
) -> None:
    urls = {name: f"{host}/{name}" for name in ("auth_url", "token_url", "jwks_url")}
    entry = PlatformEntry(label="Mixed", issuer=issuer, client_id=CLIENT, **urls)
    with pytest.raises(Invalid, match="addresses-mixed"), transaction() as session:
        add_platform(session, services.clock, entry)


def test_a_long_name_is_cut_so_that_its_environment_fits() -> None:
    assert labelled("x" * 255, Environment.PRODUCTION) == "x" * 255
    name = labelled("x" * 255, Environment.BETA)
    assert len(name) <= 255 and name.endswith("x (beta)")


def test_a_school_called_test_is_production() -> None:
    assert environment_of("https://test.instructure.com") is Environment.PRODUCTION
    assert environment_of("https://beta.example.org") is Environment.PRODUCTION
    assert environment_of("https://school.beta.instructure.com") is Environment.BETA
