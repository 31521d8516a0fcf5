"""Organisations and what is theirs, in the database."""

import pytest

from app.administration import (
    Scope,
    adopt_registration,
    assign_deployment,
    assign_registration,
    create_organisation,
    launch_scope,
    organisations,
    own_invitation,
    owner_of_registration,
    reach_of,
    rename_organisation,
)
from app.db import reading, transaction
from app.errors import Conflict, Invalid, NotFound
from app.lti import find_invitation, invite
from app.services import Services
from tests.administration.conftest import Tenants


def test_organisations_are_listed_by_name(tenants: Tenants) -> None:
    with reading() as session:
        assert [each.name for each in organisations(session)] == ["Harbour School", "Meadow College"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_an_organisation_needs_a_usable_name(tenants: Tenants, services: Services, name: str) -> None:
    with pytest.raises(Invalid, match="organisation-name"), transaction() as session:
        create_organisation(session, services.clock, name)


def test_a_name_is_given_once_capitals_aside(tenants: Tenants, services: Services) -> None:
    with pytest.raises(Conflict, match="organisation-known"), transaction() as session:
        create_organisation(session, services.clock, " meadow   COLLEGE ")
    with pytest.raises(Conflict, match="organisation-known"), transaction() as session:
        rename_organisation(session, tenants.harbour, "meadow college")


def test_an_organisation_may_keep_its_name_in_other_capitals(tenants: Tenants) -> None:
    with transaction() as session:
        assert rename_organisation(session, tenants.meadow, "MEADOW College").name == "MEADOW College"


def test_what_is_not_there_cant_be_renamed_or_given_anything(tenants: Tenants) -> None:
    with transaction() as session:
        with pytest.raises(NotFound, match="organisation-unknown"):
            rename_organisation(session, 999, "Nobody")
        with pytest.raises(NotFound, match="organisation-unknown"):
            assign_registration(session, tenants.host, 999)
        with pytest.raises(NotFound, match="organisation-unknown"):
            assign_deployment(session, tenants.of_nobody, 999)


def test_the_reach_follows_what_is_assigned(tenants: Tenants) -> None:
    meadow = Scope(by="Mia", organisation_id=tenants.meadow)
    with transaction() as session:
        found = reach_of(session, meadow)
        assert found.deployments == {tenants.own_deployment, tenants.of_meadow}
        assert found.whole == {tenants.own}
        assign_deployment(session, tenants.of_nobody, tenants.meadow)
        assign_registration(session, tenants.own, None)
        found = reach_of(session, meadow)
    assert found.deployments == {tenants.of_meadow, tenants.of_nobody}
    assert not found.whole


def test_a_launch_acts_for_its_deployments_organisation_else_its_registrations(tenants: Tenants) -> None:
    with reading() as session:
        own = launch_scope(session, by="Mia", deployment_id=tenants.own_deployment, registration_id=tenants.own)
        shared = launch_scope(session, by="Hal", deployment_id=tenants.of_harbour, registration_id=tenants.host)
        nobody = launch_scope(session, by="Tom", deployment_id=tenants.of_nobody, registration_id=tenants.host)
    assert (own.organisation_id, shared.organisation_id) == (tenants.meadow, tenants.harbour)
    assert (nobody.organisation_id, nobody.deployment_id) == (None, tenants.of_nobody)
    assert not nobody.is_operator


def test_what_comes_of_an_invitation_is_its_organisations(tenants: Tenants, services: Services) -> None:
    with transaction() as session:
        token = invite(session, services.clock, "Harbour's Moodle")
        invitation = find_invitation(session, services.clock, token)
        own_invitation(session, invitation.id, tenants.harbour)
        assert adopt_registration(session, invitation.id, tenants.host) == tenants.harbour
        assert owner_of_registration(session, tenants.host) == tenants.harbour


def test_an_invitation_takes_nothing_from_another_organisation(tenants: Tenants, services: Services) -> None:
    with transaction() as session:
        token = invite(session, services.clock, "Harbour's Moodle")
        invitation = find_invitation(session, services.clock, token)
        own_invitation(session, invitation.id, tenants.harbour)
        assert adopt_registration(session, invitation.id, tenants.own) == tenants.meadow
        assert owner_of_registration(session, tenants.own) == tenants.meadow
