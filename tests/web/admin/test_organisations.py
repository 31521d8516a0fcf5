"""Organisations: made and named by the people who run Cairn, and by nobody else."""

from flask import Flask

from tests.web.admin.conftest import audited, signed_in


def test_an_organisation_is_added_and_renamed(app: Flask) -> None:
    desk = signed_in(app)
    assert desk.post("/organisations/", name="Meadow  College").status_code == 303
    assert 'value="Meadow College"' in desk.text("/organisations/")
    assert desk.post("/organisations/2", name="Meadow University").status_code == 303
    assert 'value="Meadow University"' in desk.text("/organisations/")
    assert audited(app)[-2:] == [
        ("Olga", "organisation-created", "organisation:2"),
        ("Olga", "organisation-renamed", "organisation:2"),
    ]


def test_a_name_that_is_missing_or_taken_is_refused_in_words(app: Flask) -> None:
    desk = signed_in(app)
    assert desk.post("/organisations/", name=" \0 ").status_code == 422
    assert desk.post("/organisations/", name="home school").status_code == 409
    assert desk.post("/organisations/77", name="Nobody").status_code == 404


def test_a_tenants_administrator_neither_sees_nor_changes_organisations(app: Flask, host) -> None:
    desk = signed_in(app, "Mia", host.meadow)
    assert "Organisations</a>" not in desk.text("/")
    assert desk.get("/organisations/").status_code == 403
    assert desk.post("/organisations/", name="Mine").status_code == 403
    assert desk.post(f"/organisations/{host.meadow}", name="Mine").status_code == 403


def test_a_connection_and_a_single_deployment_are_given_to_an_organisation(app: Flask, host) -> None:
    desk = signed_in(app)
    answer = desk.post(f"/deployments/{host.of_nobody}/organisation", organisation=str(host.meadow))
    assert answer.location == f"/admin/registrations/{host.registration}"
    assert (
        desk.post(f"/registrations/{host.registration}/organisation", organisation=str(host.harbour)).status_code == 303
    )
    mia = signed_in(app, "Mia", host.meadow)
    page = mia.text(f"/registrations/{host.registration}")
    assert "m-1" in page and "x-1" in page and "h-1" not in page
    assert desk.post(f"/deployments/{host.of_nobody}/organisation", organisation="").status_code == 303
    assert "x-1" not in mia.text(f"/registrations/{host.registration}")


def test_whose_something_is_must_be_somebody_and_something(app: Flask, host) -> None:
    desk = signed_in(app)
    assert desk.post(f"/registrations/{host.registration}/organisation", organisation="999").status_code == 404
    assert desk.post(f"/registrations/{host.registration}/organisation", organisation="x").status_code == 422
    assert desk.post("/registrations/999/organisation", organisation=str(host.meadow)).status_code == 404
    assert desk.post("/deployments/999/organisation", organisation=str(host.meadow)).status_code == 404


def test_a_tenant_takes_nothing_for_itself(app: Flask, host) -> None:
    desk = signed_in(app, "Mia", host.meadow)
    for path in (f"/registrations/{host.registration}", f"/deployments/{host.of_harbour}"):
        assert desk.post(f"{path}/organisation", organisation=str(host.meadow)).status_code == 403
